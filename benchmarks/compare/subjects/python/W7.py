import os

from pyroute2 import IPRoute, netns

from common import measure

netns.create("compare-0")
there = os.open("/run/netns/compare-0", os.O_RDONLY)
with IPRoute() as ip:

    def work():
        ip.link("add", ifname="a0", kind="veth", num_tx_queues=1, num_rx_queues=1, peer={"ifname": "a0", "net_ns_fd": there, "num_tx_queues": 1, "num_rx_queues": 1})
        ip.link("del", ifname="a0")

    measure(work)
