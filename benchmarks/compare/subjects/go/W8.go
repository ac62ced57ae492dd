package main

import (
	"fmt"
	"net"

	"github.com/vishvananda/netlink"
	"github.com/vishvananda/netns"
)

func main() {
	home, err := netns.Get()
	check(err)
	host := open()
	attributes := netlink.NewLinkAttrs()
	attributes.Name, attributes.Flags = "br0", net.FlagUp
	bridge := &netlink.Bridge{LinkAttrs: attributes}
	check(host.LinkAdd(bridge))
	for i := 0; i < size(2); i++ {
		there, err := netns.NewNamed(fmt.Sprintf("compare-%d", i))
		check(err)
		inside := open()
		check(netns.Set(home))
		attributes := netlink.NewLinkAttrs()
		attributes.Name, attributes.MasterIndex, attributes.Flags = fmt.Sprintf("port%d", i), bridge.Index, net.FlagUp
		attributes.NumTxQueues, attributes.NumRxQueues = 1, 1
		check(host.LinkAdd(&netlink.Veth{LinkAttrs: attributes, PeerName: "eth0", PeerNamespace: netlink.NsFd(int(there))}))
		link, err := inside.LinkByName("eth0")
		check(err)
		address := &netlink.Addr{IPNet: &net.IPNet{IP: net.IPv4(10, 0, byte(i>>8), byte(i+1)), Mask: net.CIDRMask(16, 32)}}
		check(inside.AddrAdd(link, address))
		check(inside.LinkSetUp(link))
		loopback, err := inside.LinkByIndex(1)
		check(err)
		check(inside.LinkSetUp(loopback))
		inside.Delete()
	}
}
