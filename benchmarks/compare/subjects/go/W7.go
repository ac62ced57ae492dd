package main

import (
	"github.com/vishvananda/netlink"
	"github.com/vishvananda/netns"
)

func main() {
	home, err := netns.Get()
	check(err)
	there, err := netns.New()
	check(err)
	check(netns.Set(home))
	handle := open()
	attributes := netlink.NewLinkAttrs()
	attributes.Name, attributes.NumTxQueues, attributes.NumRxQueues = "a0", 1, 1
	measure(func() {
		pair := &netlink.Veth{LinkAttrs: attributes, PeerName: "a0", PeerNamespace: netlink.NsFd(int(there))}
		check(handle.LinkAdd(pair))
		check(handle.LinkDel(pair))
	}, 1)
}
