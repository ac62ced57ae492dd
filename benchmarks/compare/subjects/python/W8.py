import os

from pyroute2 import IPRoute, NetNS, netns

from common import SIZE

with IPRoute() as host:
    host.link("add", ifname="br0", kind="bridge")
    bridge = host.link_lookup(ifname="br0")[0]
    host.link("set", index=bridge, state="up")
    for i in range(SIZE):
        netns.create(f"compare-{i}")
        there = os.open(f"/run/netns/compare-{i}", os.O_RDONLY)
        host.link(
            "add", ifname=f"port{i}", kind="veth", master=bridge, flags=1, change=1, num_tx_queues=1, num_rx_queues=1,
            peer={"ifname": "eth0", "net_ns_fd": there, "num_tx_queues": 1, "num_rx_queues": 1},
        )
        os.close(there)
        with NetNS(f"compare-{i}") as inside:
            link = inside.link_lookup(ifname="eth0")[0]
            inside.addr("add", index=link, address=f"10.0.{i >> 8}.{(i & 255) + 1}", prefixlen=16)
            inside.link("set", index=link, state="up")
            inside.link("set", index=1, state="up")
