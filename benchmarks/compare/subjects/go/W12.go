package main

import (
	"fmt"
	"time"

	"github.com/vishvananda/netns"
)

const names = 20

func main() {
	home, err := netns.Get()
	check(err)
	begin := time.Now()
	for i := 0; i < names; i++ {
		created, err := netns.NewNamed(fmt.Sprintf("compare-%d", i))
		check(err)
		created.Close()
	}
	fmt.Println("create", time.Since(begin).Nanoseconds()/names)
	check(netns.Set(home))
	begin = time.Now()
	for i := 0; i < names; i++ {
		check(netns.DeleteNamed(fmt.Sprintf("compare-%d", i)))
	}
	fmt.Println("delete", time.Since(begin).Nanoseconds()/names)
}
