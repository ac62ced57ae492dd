import time

from pyroute2 import netns

NAMES = 20

begin = time.monotonic_ns()
for i in range(NAMES):
    netns.create(f"compare-{i}")
print("create", (time.monotonic_ns() - begin) / NAMES)
begin = time.monotonic_ns()
for i in range(NAMES):
    netns.remove(f"compare-{i}")
print("delete", (time.monotonic_ns() - begin) / NAMES)
