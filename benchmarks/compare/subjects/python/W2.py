from pyroute2 import IPRoute

from common import measure

with IPRoute() as ip:
    measure(lambda: ip.link("get", ifname="veth0"))
