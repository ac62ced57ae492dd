exec ip link show dev veth0 >/dev/null
