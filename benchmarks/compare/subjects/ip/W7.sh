. "$(dirname "$0")/common.sh"
ip netns add compare-0
change() {
    ip link add a0 numtxqueues 1 numrxqueues 1 type veth peer name a0 netns compare-0 numtxqueues 1 numrxqueues 1
    ip link del a0
}
measure 10 1 change
