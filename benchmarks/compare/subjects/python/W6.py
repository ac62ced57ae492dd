from pyroute2 import IPRoute

from common import measure

with IPRoute() as ip:

    def work():
        ip.addr("add", index=100, address="10.0.0.1", prefixlen=24)
        ip.addr("del", index=100, address="10.0.0.1", prefixlen=24)

    measure(work)
