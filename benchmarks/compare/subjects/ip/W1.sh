. "$(dirname "$0")/common.sh"
# By name, as ip(8) takes no index.
show() { ip link show dev veth0 >/dev/null; }
measure 50 1 show
