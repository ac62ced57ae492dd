from pyroute2 import IPRoute

from common import measure

with IPRoute() as ip:
    measure(lambda: ip.get_links(100))
