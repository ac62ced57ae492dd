package main

import (
	"syscall"

	"github.com/vishvananda/netlink"
	"github.com/vishvananda/netlink/nl"
)

func main() {
	request := nl.NewNetlinkRequest(syscall.RTM_GETLINK, 0)
	message := nl.NewIfInfomsg(syscall.AF_UNSPEC)
	message.Index = 100
	request.AddData(message)
	request.AddData(nl.NewRtAttr(29, nl.Uint32Attr(8))) // IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS
	replies, err := request.Execute(syscall.NETLINK_ROUTE, 0)
	check(err)
	measure(func() {
		for i := 0; i < 2000; i++ {
			_, err := netlink.LinkDeserialize(nil, replies[0])
			check(err)
		}
	}, 2000)
}
