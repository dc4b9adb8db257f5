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
# shellcheck source=tests/bench/helper.sh
. "$(dirname "$0")/helper.sh"
bare_echo=${1:-build}/tests/bench/bare_echo
place=${2:-}
rounds=${ROUNDS:-9}

serve bare "$bare_echo" server
serve ours "${place}tcp/echo_server" -p 0
serve unlimited "${place}tcp/echo_server" -p 0 -t 0

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

echo "TCP, ratio to the bare C pair: median of $rounds rounds [lowest-highest]"
echo '64 bytes there and back:'
measure ping 40000 64
printf '  (the bare pair: round trips/s %s)\n' "$(awk '{ print 40000 / $1 }' "$work/rounds" | median)"
echo '1 MiB there and back:'
measure bulk 500 1048576
printf '  (the bare pair: MB/s %s)\n' "$(awk '{ print 500 * 1.048576 / $1 }' "$work/rounds" | median)"
