#!/usr/bin/env bash
# make bench: the UDP echo pair beside the barest C pair that there can be (bare_udp.c), and the relay.
#
# As in echo.sh: round by round they take turns in a new order, all on one processor, and only the ratios mean
# something. Measured are round trips of 64 bytes one by one, and with a window of 16 under way. The relay has
# two processors, as have the pings through it; then the datagrams a second are an absolute number.
#
#     ROUNDS=21 make bench
#
#     tests/bench/udp.sh [BUILD [PLACE]]     with another build: build/clang build/clang/
set -u
# shellcheck source=tests/bench/helper.sh
. "$(dirname "$0")/helper.sh"
bare_udp=${1:-build}/tests/bench/bare_udp
place=${2:-}
rounds=${ROUNDS:-9}
count=60000

serve bare "$bare_udp" server
serve ours "${place}udp/echo_server" -p 0

# measure WINDOW: rounds in $work/rounds, a row each: the seconds of the three, the bare pair's first.
measure() {
    local client=(udp/echo_client -n "$count" -s 64 -w "$1" --quiet) round which times
    client[0]=$place${client[0]}
    for ((round = 0; round <= rounds; round++)); do
        times=()
        for which in $(shuf -i 0-2); do
            case $which in
            0) times[0]=$(seconds "$bare_udp" "$(port bare)" "$count" 64 "$1") ;;
            1) times[1]=$(seconds "$bare_udp" "$(port ours)" "$count" 64 "$1") ;;
            2) times[2]=$(seconds "${client[@]}" -p "$(port ours)") ;;
            esac
        done
        [ "$round" -eq 0 ] || echo "${times[*]}" # the first round warms up
    done >"$work/rounds"
    printf '  our server, the bare client   %s\n' "$(awk '{ print $1 / $2 }' "$work/rounds" | median)"
    printf '  our server, our client        %s\n' "$(awk '{ print $1 / $3 }' "$work/rounds" | median)"
    printf '  (the bare pair: round trips/s %s)\n' "$(awk -v n="$count" '{ print n / $1 }' "$work/rounds" | median)"
}

echo "UDP, ratio to the bare C pair: median of $rounds rounds [lowest-highest]"
echo '64 bytes there and back:'
measure 1
echo '64 bytes there and back, 16 under way:'
measure 16

ON=0,1
serve server "${place}udp/echo_server" -p 0
serve relay "${place}lab/relay" --listen 0 --to "127.0.0.1:$(port server)" --quiet
lost=0
for ((round = 0; round < rounds; round++)); do
    time=$(seconds "${place}udp/echo_client" -p "$(port relay)" -n 100000 -w 16 --quiet)
    lost=$((lost + $(sed -nE 's/.* lost ([0-9]+),.*/\1/p' "$work/said")))
    echo "$time"
done >"$work/rounds"
echo 'lab/relay, nothing asked of it, 200000 datagrams through it:'
printf '  datagrams/s %s, lost: %s\n' "$(awk '{ print 200000 / $1 }' "$work/rounds" | median)" "$lost"
