set -eu
ip link add br0 up type bridge
i=0
while [ "$i" -lt "$1" ]; do
    ip netns add "compare-$i"
    ip link add "port$i" numtxqueues 1 numrxqueues 1 master br0 up type veth peer name eth0 netns "compare-$i" numtxqueues 1 numrxqueues 1
    ip -n "compare-$i" address add "10.0.$((i / 256)).$((i % 256 + 1))/16" dev eth0
    ip -n "compare-$i" link set eth0 up
    ip -n "compare-$i" link set lo up
    i=$((i + 1))
done
