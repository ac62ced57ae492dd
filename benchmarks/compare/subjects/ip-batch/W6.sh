. "$(dirname "$0")/common.sh"
repeat 1000 'address add 10.0.0.1/24 dev veth0' 'address del 10.0.0.1/24 dev veth0' | measure 1000
