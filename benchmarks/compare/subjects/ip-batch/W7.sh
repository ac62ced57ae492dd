. "$(dirname "$0")/common.sh"
ip netns add compare-0
repeat 20 'link add a0 numtxqueues 1 numrxqueues 1 type veth peer name a0 netns compare-0 numtxqueues 1 numrxqueues 1' 'link del a0' | measure 20
