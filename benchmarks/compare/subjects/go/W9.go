package main

import "github.com/vishvananda/netns"

func main() {
	home, err := netns.Get()
	check(err)
	there, err := netns.New()
	check(err)
	measure(func() {
		check(netns.Set(there))
		check(netns.Set(home))
	}, 1)
}
