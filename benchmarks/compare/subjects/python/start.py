from pyroute2 import IPRoute

with IPRoute() as ip:
    ip.link("get", ifname="veth0")
