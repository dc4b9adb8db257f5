#!/usr/bin/env bats
# lab/compare: the same messages over UDP and TCP. What is tested must be true of any run, on any machine: how many
# arrive, which ones, and that none is faster than the line.

load helper

SLOWER=${SLOWER:-1}

setup() {
    begin "$PROGRAMS"
    unset COLUMNS
}

# compare [ARG]...: run it to its end. Its exit status is STATUS, what it printed $T/out and $T/err.
compare() {
    STATUS=0
    limit lab/compare --json "$T/json" "$@" >"$T/out" 2>"$T/err" || STATUS=$?
}

# succeeds [ARG]...: the same, and all is well.
succeeds() {
    compare "$@"
    if [ "$STATUS" -ne 0 ] || [ -s "$T/err" ]; then
        fail "status $STATUS" "$(cat "$T/err" "$T/out")"
    fi
}

needs_line() {
    needs_linux
    needs_namespaces
    needs jq
}

# json FILTER: what jq finds in the figures.
json() {
    jq -r "$1" "$T/json"
}

# holds FILTER: it is true of the figures.
holds() {
    [ "$(json "$1")" = true ] || fail "not so: $1" "$(jq -c 'del(.udp.latency_ms, .tcp.latency_ms)' "$T/json")"
}

# fated SEED N LOSS DUP REORDER: the numbers of the messages that are to be lost, a line each.
fated() {
    "$TOOLS/fates" "$1" 1 0 "$2" "$3" "$4" "$5" | sed -n 's/: lost//p'
}

# strip PROTOCOL: its characters, one after the other.
strip() {
    awk -v which="$1" '/^A character/ { on = 1; next } /^latency, ms/ { exit }
        on && NF >= 2 && $(NF - 1) == which { printf "%s", $NF }' "$T/out"
}

# backends: those that work here.
backends() {
    [ ! -w /dev/net/tun ] || echo tun
    echo veth
}

@test "compare: UDP loses what the fates say, at once; TCP loses nothing, and pays in time" {
    needs_line
    succeeds --loss a:5% --delay 20ms --seed 7 -n 300 --svg "$T/x.svg"
    fated 7 300 0.05 0 0 >"$T/lost"
    same "$(cat "$T/lost")" "$(json '.udp.latency_ms | to_entries[] | select(.value == null) | .key + 1')"
    holds '.udp.sent == 300 and .udp.arrived + .udp.lost == 300 and .udp.lost == .udp.packets_lost'
    holds '.udp.calls == .udp.arrived and .udp.call_bytes == {min: 200, median: 200, max: 200}'
    holds '.tcp.sent == 300 and .tcp.arrived == 300 and .tcp.lost == 0 and .tcp.calls < 300'
    holds '[.udp.latency_ms[], .tcp.latency_ms[] | select(. != null)] | min >= 20'
    holds ".udp.p50_ms < 20 + 10 * $SLOWER"
    # The retransmission of a segment cannot come before a round trip has passed.
    holds '.tcp.retransmissions >= 1 and .tcp.packets_lost >= 1 and .tcp.max_ms >= 60'
    holds '.tcp.p99_ms > .udp.p99_ms and .tcp.late > .udp.late'
    holds '.tcp.first_byte_ms >= 60 and .udp.first_byte_ms >= 20'
    # The characters, and the crosses in the picture (one is the legend's), are as many.
    same "$(cat "$T/lost")" "$(strip UDP | grep -o . | grep -n x | cut -d: -f1)"
    same 300 "$(strip TCP | wc -c)"
    same "$(($(wc -l <"$T/lost") + 1))" "$(grep -c '<path class="lost' "$T/x.svg")"
    needs xmllint
    xmllint --noout "$T/x.svg"
    grep -q "^UDP lost $(wc -l <"$T/lost") of 300, and no other had to wait" "$T/out"
    same '' "$(awk 'length > 80' "$T/out")"
}

@test "compare: with both back ends, and as an ordinary user, the same fates" {
    needs_line
    for backend in $(backends); do
        succeeds --backend "$backend" --loss a:20% --seed 3 -n 100 -i 1ms
        same "$(fated 3 100 0.2 0 0 | wc -l) 100" "$(json '"\(.udp.lost) \(.tcp.arrived)"')"
    done
    mine=$(mktemp -d /tmp/two-terminals-test-XXXXXX)
    PLACE=$mine
    mkdir "$mine/lab"
    cp lab/compare "$mine/lab"
    chmod -R a+rX "$mine"
    who=()
    [ "$(id -u)" -ne 0 ] || who=(setpriv --reuid=65534 --regid=65534 --clear-groups)
    (cd "$mine" && limit "${who[@]}" lab/compare --loss a:20% --seed 3 -n 100 -i 1ms) >"$T/out" 2>"$T/err"
    same '' "$(cat "$T/err")"
    same "$(fated 3 100 0.2 0 0 | wc -l) 0" "$(awk '$1 == "lost" { print $2, $3 }' "$T/out")"
}

teardown() {
    local pid
    [ -z "${PLACE:-}" ] || rm -rf "$PLACE"
    for pid in "${PIDS[@]}"; do
        kill -KILL "$pid" 2>/dev/null
    done
    [ ${#PIDS[@]} -eq 0 ] || wait "${PIDS[@]}" 2>/dev/null
    return 0
}

@test "compare: UDP delivers twice and out of order, TCP does not" {
    needs_line
    succeeds --dup a:10% --reorder a:10% --seed 4 -n 200 -i 1ms --delay 5ms
    same "$("$TOOLS/fates" 4 1 0 200 0 0.1 0.1 | grep -c duplicated)" "$(json .udp.duplicated)"
    holds '.udp.arrived == 200 and .udp.reordered >= 1'
    holds '.tcp.arrived == 200 and .tcp.duplicated == 0 and .tcp.reordered == 0'
    same "$(json .udp.duplicated)" "$(strip UDP | grep -o 2 | wc -l)"
}

@test "compare: nothing lost, nothing late" {
    needs_line
    succeeds -n 100 -s 16 -i 2ms --delay 20ms
    holds '.udp.arrived == 100 and .tcp.arrived == 100 and .tcp.retransmissions == 0'
    holds '.tcp.latency_ms | min >= 20'
    grep -q 'Nothing was lost\|UDP lost nothing' "$T/out"
}

@test "compare: nothing arrives, and it ends and says so" {
    needs_line
    succeeds --loss a:100% -n 20 -i 1ms -t 1
    holds '.udp.sent == 20 and .udp.arrived == 0 and .udp.lost == 20'
    holds '.tcp.sent == 0 and .tcp.arrived == 0 and .tcp.gave_up and (.udp.gave_up | not)'
    grep -q '^TCP was given up' "$T/out"
    grep -q "^Nothing came. UDP's sender never noticed; TCP's got no connection" "$T/out"
    same xxxxxxxxxxxxxxxxxxxx "$(strip UDP)"
}

@test "compare: TCP gets stuck half-way: what had come counts, and what waits does not" {
    needs_line
    # The fifth segment is lost, and so is each of its retransmissions.
    succeeds --drop a:data:5x100 -n 30 -i 1ms -t 1 --svg "$T/x.svg"
    holds '.tcp.gave_up and .tcp.sent == 30 and .tcp.arrived >= 4 and .tcp.arrived < 30'
    holds '.tcp.lost == 30 - .tcp.arrived and .udp.lost == 0'
    grep -q '^UDP lost 0 of 30; TCP had delivered ' "$T/out"
    needs xmllint
    xmllint --noout "$T/x.svg"
}

@test "compare: Nagle's algorithm waits, and sends many messages in one segment" {
    needs_line
    # Sent one by one: on a busy machine the sender sleeps too long, and sends many at once, Nagle or not.
    undisturbed() {
        succeeds --delay 20ms -n 200 -i 1ms -s 100
        calls=$(json .tcp.calls)
        [ "$calls" -ge 100 ]
    }
    wait_for 'a run whose messages are sent one by one' undisturbed
    succeeds --delay 20ms -n 200 -i 1ms -s 100 --nagle
    holds '.nagle and .tcp.arrived == 200'
    [ "$(json .tcp.calls)" -lt $((calls / 2)) ] || fail "$calls calls without, $(json .tcp.calls) with"
}

@test "compare: large messages go in fragments, and arrive whole or not at all" {
    needs_line
    succeeds -n 10 -s 4000 -i 1ms --loss a:10% --seed 2
    holds '.udp.packets == 30 and .udp.call_bytes.min == 4000 and .udp.lost >= 1 and .udp.lost <= .udp.packets_lost'
    holds '.tcp.arrived == 10'
}

@test "compare: bulk beside Mathis's formula, which is for lines that lose" {
    needs_line
    succeeds -n 10 -i 1ms --delay 5ms --loss a:2% --bulk 1
    holds '.bulk.bytes > 100000 and .bulk.seconds >= 1 and .bulk.retransmissions >= 1 and .bulk.mss == 1448'
    holds '(8 * 1448 * 1.2247449 / (.bulk.rtt_ms / 1000) / 0.1414214 / .bulk.mathis_bit_s - 1) | fabs < 0.001'
    grep -q '^Bulk: one TCP flow brought ' "$T/out"
    grep -q '^  Mathis: .* with p = 2 %\.$' "$T/out"
    grep -qE '^  Measured / formula = [0-9.]+\.$' "$T/out"
    succeeds -n 10 -i 1ms --delay 5ms --loss b:2% --bulk 200ms
    grep -q '^Bulk: ' "$T/out"
    same 0 "$(grep -c Mathis "$T/out")"
}

@test "compare: where the system refuses, UDP meets the same fates, and the table says what TCP did not" {
    needs_linux
    needs jq
    limit "$TOOLS/contained" lab/compare --loss a:20% --delay 20ms --seed 3 -n 100 -i 2ms --bulk 1 \
        --json "$T/json" --svg "$T/x.svg" >"$T/out" 2>"$T/err"
    grep -q '^lab/compare: cannot make a user namespace: Operation not permitted$' "$T/err"
    grep -q -- '--bulk is left out' "$T/err"
    same "$(fated 3 100 0.2 0 0)" "$(json '.udp.latency_ms | to_entries[] | select(.value == null) | .key + 1')"
    holds '(.on_line | not) and .tcp.arrived == 100 and (.udp.latency_ms | map(select(. != null)) | min >= 20)'
    holds '.udp.packets == 100 and .tcp.packets == null and .bulk == null'
    grep -q 'TCP on loopback\*$' "$T/out"
    grep -q '^\* TCP on loopback: no loss there' "$T/out"
    grep -q 'TCP could not be put on the line' "$T/out"
    grep -q 'over TCP on loopback<' "$T/x.svg"
    # Nothing arrives here, either.
    limit "$TOOLS/contained" lab/compare --loss a:100% --drop syn -n 10 -i 1ms --json "$T/json" >"$T/out" 2>"$T/err"
    holds '.udp.arrived == 0 and .udp.sent == 10'
    grep -q -- '--drop is left out' "$T/err"
}

@test "compare: the rows are as wide as the terminal, and tell where they begin" {
    needs_linux
    COLUMNS=40 limit lab/compare -n 70 -i 0 >"$T/out"
    same '1 31 61' "$(awk '/^ *[0-9]+ UDP / { print $1 }' "$T/out" | paste -sd ' ')"
    same 70 "$(strip TCP | wc -c)"
    COLUMNS=5 limit lab/compare -n 80 -i 0 >"$T/out" # too narrow for a row
    same '1 71' "$(awk '/^ *[0-9]+ UDP / { print $1 }' "$T/out" | paste -sd ' ')"
    limit lab/compare -n 2100 -i 0 >"$T/out"
    grep -qx 'and 100 more, not shown.' "$T/out"
}

@test "compare: on a terminal it tells how far it is" {
    needs_linux
    needs_terminals
    TERM=xterm limit script -qec 'lab/compare -n 100 -i 5ms --bulk 500ms' "$T/typescript" >/dev/null
    grep -qE 'UDP: [0-9]+ of 100 sent, [0-9]+ arrived' "$T/typescript"
    grep -qE 'TCP: [0-9]+ of 100 sent, [0-9]+ arrived' "$T/typescript"
    [ ! -w /dev/net/tun ] || grep -qE 'TCP: [0-9.]+ MB in [0-9.]+ s' "$T/typescript"
    TERM=dumb limit script -qec 'lab/compare -n 100 -i 5ms' "$T/typescript" >/dev/null
    same 0 "$(grep -c 'of 100 sent' "$T/typescript")"
}

@test "compare: a kill leaves no process behind" {
    needs pgrep
    needs_linux
    # Over TCP it is to wait for ever: nobody answers its SYN.
    background compare lab/compare --loss a:100% -n 1 -t 0
    wait_for 'its three processes' bash -c "[ \$(pgrep -P \$(pgrep -P $PID) | wc -l) -eq 2 ]"
    carrier=$(pgrep -P "$PID")
    mapfile -t all < <(pgrep -P "$carrier")
    kill -KILL "$PID"
    for pid in "$carrier" "${all[@]}"; do
        wait_for "the end of $pid" gone "$pid"
    done
}

@test "compare: what cannot be written is said" {
    needs_linux
    needs_namespaces
    for option in --svg --json; do
        exits 1 lab/compare -n 1 "$option" /nowhere/x
        same "lab/compare: cannot write /nowhere/x: No such file or directory" "$stderr"
        exits 1 lab/compare -n 1 "$option" /dev/full
        grep -q '^lab/compare: cannot write /dev/full: ' <<<"$stderr"
    done
    STATUS=0
    limit lab/compare -n 1 >/dev/full 2>"$T/err" || STATUS=$?
    same 1 "$STATUS"
}

@test "compare: what is typed wrong is said" {
    exits 2 lab/compare -n 0
    same "lab/compare: -n '0' is not a number from 1 to 1000000" "$stderr"
    exits 2 lab/compare -s 15
    same "lab/compare: -s '15' is not a number from 16 to 65507" "$stderr"
    exits 2 lab/compare --loss 5
    exits 2 lab/compare --loss c:5%
    exits 2 lab/compare --bulk x
    exits 2 lab/compare here
    exits 2 lab/compare --cc bbr
    exits 2 lab/compare --backend cable
}
