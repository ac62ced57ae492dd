# What the workloads by ip(8) share.
set -eu
now() { date +%s%N; }

# measure RUNS PARTS COMMAND...: prints the time of one part of a command that is run several times, in nanoseconds.
measure() {
    runs=$1 parts=$(($1 * $2))
    shift 2
    begin=$(now)
    while [ "$runs" -gt 0 ]; do
        "$@"
        runs=$((runs - 1))
    done
    echo $((($(now) - begin) / parts))
}
