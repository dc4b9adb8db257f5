#!/usr/bin/env bash
# make bench: lab/link: how long it takes to set up, how many packets a second it carries and whether it lost any that nobody
# asked it to, and by how much more than it was told it delays.
#
#     ROUNDS=5 make bench
#
#     tests/bench/link.sh [BUILD [PLACE]]     with another build: build/clang build/clang/
set -u
# shellcheck source=tests/bench/helper.sh
. "$(dirname "$0")/helper.sh"
link=${2:-}lab/link
rounds=${ROUNDS:-5}
for tool in nc "$link"; do
    command -v "$tool" >/dev/null || {
        echo "lab/link is not measured: there is no $tool" >&2
        exit 0
    }
done
"$link" --quiet --a true --b true >/dev/null || exit 0 # it has said why

# column N: of the row of host a.
column() {
    awk -v n="$1" '$1 == "a" { print $n }' "$work/said"
}

# run [ARG]...: what it says is in $work/said.
run() {
    "$link" --backend "$backend" "$@" >"$work/said" 2>"$work/err" || {
        cat "$work/err" >&2
        exit 1
    }
    cat "$work/err"
}

backends=(veth)
[ ! -w /dev/net/tun ] || backends=(tun veth)
for backend in "${backends[@]}"; do
    echo "lab/link, $backend, medians of $rounds rounds [lowest-highest]"
    for ((round = 0; round < rounds; round++)); do
        start=$EPOCHREALTIME
        run --quiet --a true --b 'date +%s.%N >&2' >/dev/null
        awk -v start="$start" '{ print ($1 - start) * 1000 }' "$work/err" >>"$work/up"
        run --quiet --a 'date +%s.%N >&2; head -c 200000000 /dev/zero | nc -N b 9000; date +%s.%N >&2' --b 'nc -l 9000 >/dev/null' >/dev/null
        awk -v a="$(column 2)" -v b="$(awk '$1 == "b" { print $2 }' "$work/said")" '{ t[NR] = $1 } END { print (a + b) / (t[2] - t[1]) }' \
            "$work/err" >>"$work/rate"
        echo $(($(column 2) - $(column 3))) >>"$work/lost"
        run --quiet --delay 20ms --a 'udp/echo_client -n 200 -i 5ms --quiet b' --b 'udp/echo_server b' >/dev/null
        sed -nE 's|.*max: [0-9.]*/([0-9.]*)/([0-9.]*)/.*|\1 \2|p' "$work/said" >>"$work/pings"
    done
    echo "  ms from its start to that of the first command $(median <"$work/up")"
    echo "  packets a second, both ways (200 MB of TCP)    $(median <"$work/rate")"
    echo "  of these, lost unasked                         $(median <"$work/lost")"
    echo "  ms a ping took over 40, median                 $(awk '{ print $1 - 40 }' "$work/pings" | median)"
    echo "  ms a ping took over 40, p99                    $(awk '{ print $2 - 40 }' "$work/pings" | median)"
    rm -f "$work"/{up,rate,lost,pings}
done
