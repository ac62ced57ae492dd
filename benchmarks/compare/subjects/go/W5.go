package main

import (
	"net"

	"github.com/vishvananda/netlink"
)

func main() {
	handle := open()
	route := &netlink.Route{LinkIndex: 1, Scope: netlink.SCOPE_LINK, Dst: &net.IPNet{IP: net.IPv4(11, 0, 0, 0), Mask: net.CIDRMask(32, 32)}}
	measure(func() {
		check(handle.RouteAdd(route))
		check(handle.RouteDel(route))
	}, 2)
}
