"""Creates networks of hosts on a Linux bridge with mininet, one after the other, and prints the microseconds until each is ready, and until it is gone: mininet_lab.py HOSTS LABS"""
import sys
import time
from mininet.net import Mininet
from mininet.nodelib import LinuxBridge
from mininet.topo import SingleSwitchTopo

for _ in range(int(sys.argv[2])):
    start = time.monotonic()
    net = Mininet(topo=SingleSwitchTopo(int(sys.argv[1])), switch=LinuxBridge, controller=None, ipBase="10.0.0.0/16")
    net.start()
    ready = time.monotonic()
    net.stop()
    gone = time.monotonic()
    print(int((ready - start) * 1e6), int((gone - ready) * 1e6), flush=True)
