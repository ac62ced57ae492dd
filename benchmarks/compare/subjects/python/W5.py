from pyroute2 import IPRoute

from common import measure

with IPRoute() as ip:

    def work():
        ip.route("add", dst="11.0.0.0/32", oif=1, scope="link")
        ip.route("del", dst="11.0.0.0/32", oif=1, scope="link")

    measure(work, 2)
