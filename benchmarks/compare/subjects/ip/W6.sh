. "$(dirname "$0")/common.sh"
change() {
    ip address add 10.0.0.1/24 dev veth0
    ip address del 10.0.0.1/24 dev veth0
}
measure 20 1 change
