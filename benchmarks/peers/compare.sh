#!/bin/sh
# Compares the start of processes with the same work in C and Go and by unshare(1): compare.sh [ROUNDS [STARTS]].
# Needs gcc, and takes Go along where it is installed; 17 GiB of memory, as every program runs a second time with 4 GiB.
# As root, or as an ordinary user, who has no row for joining a namespace.
set -eu
here=$(dirname "$0")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"${CC:-cc}" -O2 -Wall -Wextra -o "$work/spawn-c" "$here/spawn.c"
if command -v go > /dev/null; then
    go build -o "$work/spawn-go" "$here/spawn.go"
else
    echo 'go is not installed: no rows for Go' >&2
fi

dotnet build "$here/../LinuxNamespaces.Benchmarks" -c Release -v q --nologo -o "$work/net" > "$work/log" || { cat "$work/log" >&2; exit 1; }
"$work/net/LinuxNamespaces.Benchmarks" compare "$work" "${1:-11}" "${2:-50}"
