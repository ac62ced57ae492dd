"""What the workloads in Python share. They do the work of those of ../c with pyroute2."""
import os
import sys
import time

SIZE = int(sys.argv[1]) if len(sys.argv) > 1 else 0


def measure(work, parts=1):
    """Repeats work, first unmeasured, and prints the time of one of the parts that it consists of, in nanoseconds."""
    warm_up, length = (int(float(os.environ.get(name, 0)) * 1e6) for name in ("COMPARE_WARMUP", "COMPARE_MEASURE"))
    begin = time.monotonic_ns()
    while time.monotonic_ns() - begin < warm_up:
        work()
    runs, elapsed, begin = 0, 0, time.monotonic_ns()
    while runs == 0 or elapsed < length:
        work()
        runs += 1
        elapsed = time.monotonic_ns() - begin
    print(elapsed / runs / parts)
