#!/usr/bin/env bash
# make bench: the echo pair beside the barest C pair that there can be (bare_echo.c), on this machine, now.
#
# Round by round they take turns in a new order, all on one processor (taskset): where the scheduler puts
# two programs decides more than what they do. Only the ratios mean something: 1 is as fast as the bare
# pair. Measured are round trips of 64 bytes, and messages of 1 MiB, each sent when the last one is back.
#
# The bare pair waits without a limit. Ours is measured as it is, with the limit on silence (-t 60, a timer
# in the kernel for each recv that waits), and like for like, with -t 0.
#
#     ROUNDS=21 make bench
#
#     tests/bench/echo.sh [BUILD [PLACE]]     with another build: build/clang build/clang/
set -u
cd "$(dirname "$0")/../.." || exit 1
bare_echo=${1:-build}/tests/bench/bare_echo
place=${2:-}
rounds=${ROUNDS:-9}
command -v taskset >/dev/null || {
    echo 'make bench needs taskset (Linux, util-linux) to keep both programs on one processor' >&2
    exit 2
}

work=$(mktemp -d) || exit 1
pids=()
trap 'kill "${pids[@]}" 2>/dev/null; rm -rf "$work"' EXIT

# serve NAME COMMAND...: start it on processor 0 and print the port at the end of its first line.
serve() {
    taskset -c 0 "${@:2}" >"$work/$1" &
    pids+=($!)
    until [ -s "$work/$1" ]; do
        kill -0 "${pids[-1]}" 2>/dev/null || exit 1 # it has said why
        sleep 0.05
    done
}
serve bare "$bare_echo" server
serve ours "${place}tcp/echo_server" -p 0
serve unlimited "${place}tcp/echo_server" -p 0 -t 0

# port NAME
port() {
    sed -n '1s/.*[: ]//; 1p' "$work/$1"
}

# seconds COMMAND...: how long it takes on processor 0.
seconds() {
    local start=$EPOCHREALTIME
    taskset -c 0 "$@" >/dev/null || exit 1
    awk -v start="$start" -v end="$EPOCHREALTIME" 'BEGIN { printf "%.6f\n", end - start }'
}

# median: of numbers, a line each, as "median [lowest-highest]".
median() {
    sort -n | awk '{ a[NR] = $1 } END { printf "%.3f [%.3f-%.3f]\n", a[int((NR + 1) / 2)], a[1], a[NR] }'
}

# measure MODE N SIZE: rounds in $work/rounds, a row each: the seconds of the four, the bare pair's first.
measure() {
    local bare=("$bare_echo" "$1") client=${place}tcp/echo_client n=$2 size=$3 round which times
    for ((round = 0; round <= rounds; round++)); do
        times=()
        for which in $(shuf -i 0-3); do
            case $which in
            0) times[0]=$(seconds "${bare[@]}" "$(port bare)" "$n" "$size") ;;
            1) times[1]=$(seconds "${bare[@]}" "$(port ours)" "$n" "$size") ;;
            2) times[2]=$(seconds "$client" -p "$(port ours)" -n "$n" -s "$size" --quiet) ;;
            3) times[3]=$(seconds "$client" -p "$(port unlimited)" -n "$n" -s "$size" --quiet) ;;
            esac
        done
        [ "$round" -eq 0 ] || echo "${times[*]}" # the first round warms up
    done >"$work/rounds"
    printf '  our server, the bare client   %s\n' "$(awk '{ print $1 / $2 }' "$work/rounds" | median)"
    printf '  our server, our client        %s\n' "$(awk '{ print $1 / $3 }' "$work/rounds" | median)"
    printf '  the same with -t 0            %s\n' "$(awk '{ print $1 / $4 }' "$work/rounds" | median)"
}

echo "ratio to the bare C pair: median of $rounds rounds [lowest-highest]"
echo '64 bytes there and back:'
measure ping 40000 64
printf '  (the bare pair: round trips/s %s)\n' "$(awk '{ print 40000 / $1 }' "$work/rounds" | median)"
echo '1 MiB there and back:'
measure bulk 500 1048576
printf '  (the bare pair: MB/s %s)\n' "$(awk '{ print 500 * 1.048576 / $1 }' "$work/rounds" | median)"
