. "$(dirname "$0")/common.sh"
list() { ip -4 route show >/dev/null; }
measure 1 1 list
