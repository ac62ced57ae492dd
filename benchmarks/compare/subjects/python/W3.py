from pyroute2 import IPRoute

from common import SIZE, measure

with IPRoute() as ip:

    def work():
        assert len(ip.get_links()) == SIZE + 1

    measure(work)
