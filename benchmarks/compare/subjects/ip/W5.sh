. "$(dirname "$0")/common.sh"
change() {
    ip route add 11.0.0.0/32 dev lo
    ip route del 11.0.0.0/32 dev lo
}
measure 20 2 change
