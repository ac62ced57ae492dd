. "$(dirname "$0")/common.sh"
repeat 5000 'link show dev veth0' | measure 5000
