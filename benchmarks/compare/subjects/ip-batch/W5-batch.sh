. "$(dirname "$0")/common.sh"
repeat 2500 'route add 11.0.0.0/32 dev lo' 'route del 11.0.0.0/32 dev lo' | measure 5000
