. "$(dirname "$0")/common.sh"
# By name, as ip(8) takes no index.
repeat 5000 'link show dev veth0' | measure 5000
