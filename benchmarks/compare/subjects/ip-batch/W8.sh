set -eu
# One process for the host, and one for the inside of each namespace.
inside() {
    printf '%s\n' "address add 10.0.$(($1 / 256)).$(($1 % 256 + 1))/16 dev eth0" 'link set eth0 up' 'link set lo up'
}
i=0
{
    echo 'link add br0 up type bridge'
    while [ "$i" -lt "$1" ]; do
        echo "netns add compare-$i"
        echo "link add port$i numtxqueues 1 numrxqueues 1 master br0 up type veth peer name eth0 netns compare-$i numtxqueues 1 numrxqueues 1"
        i=$((i + 1))
    done
} | ip -batch -
i=0
while [ "$i" -lt "$1" ]; do
    inside "$i" | ip -n "compare-$i" -batch -
    i=$((i + 1))
done
