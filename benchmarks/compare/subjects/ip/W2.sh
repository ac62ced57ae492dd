. "$(dirname "$0")/common.sh"
show() { ip link show dev veth0 >/dev/null; }
measure 50 1 show
