from pyroute2 import IPBatch, IPRoute

from common import measure

BATCH = 1000

with IPRoute() as ip:

    def change(verb):
        batch = IPBatch()
        for i in range(BATCH):
            batch.route(verb, dst=f"11.0.{i >> 8}.{i & 255}/32", oif=1, scope="link")
        ip.sendto(batch.batch, (0, 0))

    def work():
        change("add")
        change("del")

    measure(work, 2 * BATCH)
