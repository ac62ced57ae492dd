import socket
import sys

from pyroute2 import IPRoute

from common import SIZE, measure

if SIZE > 10000:
    # More than a second for each round.
    sys.exit(77)

with IPRoute() as ip:

    def work():
        assert len(ip.get_routes(family=socket.AF_INET)) >= SIZE

    measure(work)
