. "$(dirname "$0")/common.sh"
list() { ip link show >/dev/null; }
measure 2 1 list
