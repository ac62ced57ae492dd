// What the workloads in Go share. They do the work of those of ../c with github.com/vishvananda/netlink.
package main

import (
	"fmt"
	"log"
	"os"
	"runtime"
	"strconv"
	"time"

	"github.com/vishvananda/netlink"
)

func init() { runtime.LockOSThread() }

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func milliseconds(variable string) time.Duration {
	number, _ := strconv.ParseFloat(os.Getenv(variable), 64)
	return time.Duration(number * float64(time.Millisecond))
}

func size(otherwise int) int {
	if len(os.Args) > 1 {
		number, err := strconv.Atoi(os.Args[1])
		check(err)
		return number
	}
	return otherwise
}

// Repeats work, first unmeasured, and prints the time of one of the parts that it consists of, in nanoseconds.
func measure(work func(), parts int) {
	warmUp, length := milliseconds("COMPARE_WARMUP"), milliseconds("COMPARE_MEASURE")
	for begin := time.Now(); time.Since(begin) < warmUp; {
		work()
	}
	runs := 0
	begin := time.Now()
	var elapsed time.Duration
	for {
		work()
		runs++
		if elapsed = time.Since(begin); elapsed >= length {
			break
		}
	}
	fmt.Printf("%.3f\n", float64(elapsed.Nanoseconds())/float64(runs*parts))
}

func open() *netlink.Handle {
	handle, err := netlink.NewHandle()
	check(err)
	return handle
}
