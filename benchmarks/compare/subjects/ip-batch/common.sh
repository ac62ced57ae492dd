# What the workloads by ip(8) -batch share.
set -eu

# repeat COUNT LINE...: prints the lines again and again.
repeat() {
    count=$1
    shift
    while [ "$count" -gt 0 ]; do
        printf '%s\n' "$@"
        count=$((count - 1))
    done
}

# measure PARTS: prints the time of one of the parts that the lines of standard input consist of, in nanoseconds.
measure() {
    file=$(mktemp)
    trap 'rm -f "$file"' EXIT
    cat >"$file"
    begin=$(date +%s%N)
    ip -batch "$file" >/dev/null
    echo $((($(date +%s%N) - begin) / $1))
}
