package main

import (
	"log"

	"github.com/vishvananda/netlink"
)

func main() {
	handle, expected := open(), size(100000)
	measure(func() {
		routes, err := handle.RouteListFiltered(netlink.FAMILY_V4, &netlink.Route{}, 0)
		check(err)
		if len(routes) < expected {
			log.Fatal(len(routes), " routes")
		}
	}, 1)
}
