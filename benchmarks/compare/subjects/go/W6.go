package main

import "github.com/vishvananda/netlink"

func main() {
	handle := open()
	link, err := handle.LinkByIndex(100)
	check(err)
	address, err := netlink.ParseAddr("10.0.0.1/24")
	check(err)
	measure(func() {
		check(handle.AddrAdd(link, address))
		check(handle.AddrDel(link, address))
	}, 1)
}
