#!/usr/bin/env bats
# lab/relay: what it does to datagrams, and that it does what it was told and nothing else.

load helper

# table ROW COLUMN: a figure of the table at the end: came lost dropped duplicated reordered delivered.
table() {
    local column
    case $2 in
    came) column=2 ;; lost) column=3 ;; dropped) column=4 ;;
    duplicated) column=5 ;; reordered) column=6 ;; delivered) column=7 ;;
    esac
    awk -v row="$1" -v column="$column" '$1 == row { print $column }' "$T/relay.out"
}

# said WORD: the figure before or after it in the client's summary.
said() {
    sed -nE "s/^Sent .*[, ]$1 ([0-9]+).*/\1/p; t; s/^$1 ([0-9]+),.*/\1/p" <<<"$stdout"
}

# echo_through RELAY_ARG...: an echo server with the relay before it.
echo_through() {
    start_server udp/echo_server
    start_relay "$@"
}

@test "clean: all passes, both ways, and the table says so" {
    echo_through
    exits 0 udp/echo_client -p "$PORT" -m 'through the relay'
    same "Received 'through the relay'" "$stdout"
    exits 0 udp/echo_client -p "$PORT" -n 2 -s 65507
    end_relay
    same 'Relay to 127.0.0.1:SERVER bound to 127.0.0.1:PORT
Flow 1: 127.0.0.1:54321
flow 1 client 1: 17 bytes passed
flow 1 server 1: 17 bytes passed
Flow 2: 127.0.0.1:54321
flow 2 client 1: 65507 bytes passed
flow 2 server 1: 65507 bytes passed
flow 2 client 2: 65507 bytes passed
flow 2 server 2: 65507 bytes passed
sent by          came       lost    dropped duplicated  reordered  delivered
clients             3          0          0          0          0          3
server              3          0          0          0          0          3
together            6          0          0          0          0          6
2 clients.' "$(masked "$T/relay.out" | sed '1s/to 127.0.0.1:[0-9]*/to 127.0.0.1:SERVER/')"
    same '' "$(cat "$T/relay.err")"
}

@test "300 pings over a bad line: the client counts what the relay says it did, twice the same" {
    local run client first=
    for run in 1 2; do
        echo_through --loss 10% --dup 2% --reorder 5% --seed 42 --quiet
        exits 0 udp/echo_client -p "$PORT" -n 300 -w 16 -t 1 --quiet
        end_relay
        kill "$SERVER"
        ends "$SERVER" 0
        client=$(head -n 1 <<<"$stdout")
        same "Sent $(table clients came), received $((300 - $(table together lost))), lost $(table together lost), duplicated $(table together duplicated), reordered $(table together reordered), late 0." "$client"
        same "${first:-$client $(tail -n 4 "$T/relay.out")}" "$client $(tail -n 4 "$T/relay.out")"
        first="$client $(tail -n 4 "$T/relay.out")"
    done
    [ "$(table together lost)" -gt 30 ]
    [ "$(table together duplicated)" -gt 3 ]
    [ "$(table together reordered)" -gt 5 ]
}

@test "a bad line one way only: client and relay agree whatever the seed" {
    local seed
    for seed in 1 2 3 4 5; do
        echo_through --loss client:10% --dup client:2% --reorder client:5% --seed "$seed" --quiet
        exits 0 udp/echo_client -p "$PORT" -n 300 -w 100 -t 1 --quiet
        end_relay
        kill "$SERVER"
        ends "$SERVER" 0
        same "Sent 300, received $((300 - $(table clients lost))), lost $(table clients lost), duplicated $(table clients duplicated), reordered $(table clients reordered), late 0." \
            "$(head -n 1 <<<"$stdout")"
        same "0 0" "$(table server lost) $(table server duplicated)"
    done
}

@test "both ways, whatever the seed: what came, with its copies, less what was lost, is what arrived" {
    local seed
    for seed in 7 8 9; do
        echo_through --loss 10% --dup 5% --reorder 5% --seed "$seed" --quiet
        exits 0 udp/echo_client -p "$PORT" -n 200 -w 100 -t 1 --quiet
        end_relay
        kill "$SERVER"
        ends "$SERVER" 0
        same "$((200 + $(table together duplicated) - $(table together lost)))" "$(($(said received) + $(said duplicated)))"
    done
}

@test "the relay's log equals the fate function, for each flow" {
    start_udp_peer await "$T/never"
    start_relay --loss 20% --dup 10% --reorder 10% --seed 7
    background_udp_peer one burst 500 await "$T/never"
    wait_line relay '^flow 1 client 1:'
    udp_peer burst 500
    wait_line relay '^flow 2 client 500:'
    wait_line relay '^flow 1 client 500:'
    end_relay
    local flow
    for flow in 1 2; do
        same "$("$TOOLS/fates" 7 $flow 0 500 0.2 0.1 0.1)" \
            "$(sed -nE "s/^flow $flow client ([0-9]+): [0-9]+ bytes? /\1: /p" "$T/relay.out")"
    done
}

@test "the fates of a flow do not depend on others that come between" {
    start_server udp/echo_server
    local echo=$PORT alone
    start_relay --loss 30%
    exits 0 udp/echo_client -p "$PORT" -n 20 -t 20ms --quiet
    end_relay
    alone=$(grep '^flow 1 ' "$T/relay.out")
    PORT=$echo
    start_relay --loss 30%
    background_udp_peer first send x
    wait_line relay '^flow 1 client 1'
    exits 0 udp/echo_client -p "$PORT" -n 20 -t 20ms --quiet
    end_relay
    # Now the client is flow 2; and as flow 1, it would have met what it met alone.
    lacks <(grep '^flow 1 client' "$T/relay.out") '64 bytes'
    same "$("$TOOLS/fates" 42 1 0 20 0.3 0 0)" "$(sed -nE 's/^flow 1 client ([0-9]+): [0-9]+ bytes? /\1: /p' <<<"$alone")"
    same "$("$TOOLS/fates" 42 2 0 20 0.3 0 0)" "$(sed -nE 's/^flow 2 client ([0-9]+): [0-9]+ bytes? /\1: /p' "$T/relay.out")"
}

@test "--drop loses exactly those" {
    start_server udp/count_server -t 300ms
    start_relay --drop 4,7-9
    exits 0 udp/count_client -p "$PORT" -i 1ms
    wait_line server '^Nothing more'
    end_relay
    same 'recv 1 returned 1 byte: 0
recv 2 returned 1 byte: 1
recv 3 returned 1 byte: 2
recv 4 returned 1 byte: 4 (3 is missing)
recv 5 returned 1 byte: 5
recv 6 returned 1 byte: 9 (6 to 8 are missing)' "$(grep '^recv' "$T/server.out")"
    same 4 "$(table clients dropped)"
    same 6 "$(table clients delivered)"
}

@test "the server's answers can be lost, too: the client asks again" {
    echo_through --drop server:1
    exits 0 udp/echo_client -p "$PORT" -m hello -t 200ms
    same "Received 'hello'" "$stdout"
    end_relay
    same '2 1' "$(table clients delivered) $(table server dropped)"
}

@test "hello through heavy loss comes through with enough tries" {
    start_server udp/hello_server
    start_relay --drop 1-3
    exits 0 udp/hello_client -p "$PORT" -t 50ms --tries 5
    same "Server says: $SERVER_SAYS" "$stdout"
    ends "$SERVER" 0
}

@test "a chat over a line that loses a message each way goes on" {
    mkfifo "$T/serverkeys"
    exec 8<>"$T/serverkeys"
    INPUT=$T/serverkeys start_server udp/chat_server -t 300ms
    start_relay --drop 1 --drop server:1
    start_client udp/chat_client -t 300ms
    echo 'lost on its way' >&9
    wait_err client 'nothing came from'
    echo 'hi' >&9
    wait_line server '^Client: hi'
    echo 'lost on its way back' >&8
    wait_err server 'nothing came from'
    echo 'hello' >&8
    wait_line client '^Server: hello'
    echo 'exit' >&9
    ends "$SERVER" 0
    ends "$CLIENT" 0
    exec 8>&- 9>&-
}

@test "--delay takes its time both ways, and jitter keeps the order" {
    echo_through --delay 30ms --jitter 10ms
    exits 0 udp/echo_client -p "$PORT" -n 30 -w 30 --quiet
    same 'Sent 30, received 30, lost 0, duplicated 0, reordered 0, late 0.' "$(head -n 1 <<<"$stdout")"
    local least
    least=$(sed -nE 's|.*max: ([0-9]+)\..*|\1|p' <<<"$stdout")
    [ "$least" -ge 40 ]
    end_relay
}

@test "--rate: the bits of all follow one another" {
    echo_through --rate 800kbit
    # 20 datagrams of 1000 bytes: 200 ms there, and the last one's 10 ms back.
    exits 0 udp/echo_client -p "$PORT" -n 20 -w 20 -s 1000 --quiet
    local most
    most=$(sed -nE 's|.*/([0-9]+)\.[0-9]+ ms\.|\1|p' <<<"$stdout")
    [ "$most" -ge 200 ]
    end_relay
}

@test "no server behind it: the client is not refused, the relay says so once and goes on" {
    start_udp_peer say nothing
    ends "$PID" 0
    start_relay
    exits 1 udp/echo_client -p "$PORT" -m x -t 100ms
    grep -q 'no answer from' <<<"$stderr"
    same "lab/relay: 127.0.0.1:SERVER refuses the datagrams of flow 1: Connection refused
  No server is there now. Start one; the relay goes on." \
        "$(sed 's/127.0.0.1:[0-9]*/127.0.0.1:SERVER/' "$T/relay.err")"
    local to
    to=$(sed -nE '1s/^Relay to 127.0.0.1:([0-9]+) .*/\1/p' "$T/relay.out")
    background server udp/echo_server -p "$to"
    wait_line server bound
    exits 0 udp/echo_client -p "$PORT" -m back
    same "Received 'back'" "$stdout"
    end_relay
    same 4 "$(table clients delivered)"
}

@test "a refusal costs no other datagram: what is delivered right after it is sent" {
    start_udp_peer say nothing
    ends "$PID" 0
    start_relay --dup 100%
    udp_peer send x
    # Of the two copies the first is refused; and the next send, instead of sending the second, says so.
    wait_line relay '^flow 1 client 1: 1 byte duplicated'
    end_relay
    lacks "$T/relay.err" 'cannot send'
    lacks "$T/relay.out" 'could not be sent'
    same 2 "$(table clients delivered)"
}

@test "many clients: each gets its own answers, idle ones are forgotten" {
    echo_through -t 400ms --jitter 3ms
    local pids=() i
    for i in 1 2 3 4 5 6; do
        background "client$i" udp/echo_client -p "$PORT" -n 30 -w 4 -s "$((100 + i))" --quiet
        pids+=("$PID")
    done
    for i in 1 2 3 4 5 6; do
        ends "${pids[i - 1]}" 0
        grep -q '^Sent 30, received 30,' "$T/client$i.out"
    done
    wait_count relay 6 '^Flow [1-6] is over: silent for 0.4 s'
    exits 0 udp/echo_client -p "$PORT" -m 'a new flow'
    wait_line relay '^Flow 7: '
    end_relay
}

@test "a hundred and more clients, one after the other, are not taken for each other" {
    echo_through -t 400ms --quiet
    local i
    for i in $(seq 150); do
        same "${#i} bytes: $i" "$(udp_peer send "$i" receive)"
    done
    end_relay
    same 150 "$(table clients came)"
}

@test "more than 16 MiB on the way are too much: the rest is lost, and the table says how many" {
    echo_through --delay 60s --reorder client:50% --quiet
    limit udp/echo_client -p "$PORT" -n 400 -s 60000 -t 5ms --quiet >"$T/stdout" || true
    end_relay
    awk '/ more were lost: too much was on the way at once\.$/ { lost = $1 } / more were on the way\.$/ { left = $1 }
        END { exit !(lost > 50 && left > 200) }' "$T/relay.out" || fail "$(cat "$T/relay.out")"
}

@test "SIGTERM in the middle: the table, and what was still on the way" {
    echo_through --delay 10s
    udp_peer send x
    wait_line relay '^flow 1 client 1: 1 byte passed'
    kill -TERM "$RELAY"
    ends "$RELAY" 0
    grep -qx '1 more were on the way.' "$T/relay.out"
}

@test "it does not spin while nothing happens" {
    needs_linux
    echo_through --loss 50%
    exits 0 udp/echo_client -p "$PORT" -n 5 -t 20ms
    local before
    before=$(ticks "$RELAY")
    exits 1 udp/hello_server -p 0 -t 700ms # so much time passes
    [ $(($(ticks "$RELAY") - before)) -le 3 ]
    end_relay
}

@test "the command line: what must be given, and each kind of value" {
    exits 2 lab/relay
    same "lab/relay: --listen PORT and --to HOST:PORT must be given
  Try 'lab/relay --help'." "$stderr"
    for percent in 10 101% -1% 1e1% x% '' % client: clients:10% 10%x; do
        exits 2 lab/relay --loss "$percent"
        same "lab/relay: loss '$percent' is not a percentage from 0% to 100%, such as 10%, or client:10%" "$stderr"
    done
    for rate in 10 1mb 0kbit 999bit 11gbit -1kbit xkbit ''; do
        exits 2 lab/relay --rate "$rate"
        same "lab/relay: rate '$rate' is not a rate from 1kbit to 10gbit, such as 500kbit or 10mbit" "$stderr"
    done
    for list in 0 4-2 ,4 '4,' 4,,5 4- -4 x 1,2x 1000000000 ''; do
        exits 2 lab/relay --drop "$list"
        same "lab/relay: drop '$list' is not a list of numbers from 1 to 999999999, such as 4,7-9" "$stderr"
    done
    exits 2 lab/relay --drop "$(seq -s , 65)"
    grep -q "^lab/relay: drop '1,2,3.*,65' has more than 64 parts$" <<<"$stderr"
    for endpoint in 65536 x :1 a:b:1 '[::1]:' '[]:1' ''; do
        exits 2 lab/relay --to "$endpoint"
        same "lab/relay: to '$endpoint' is not PORT or HOST:PORT, with a port from 0 to 65535, such as 9000, localhost:9000 or [::1]:9000" "$stderr"
    done
    exits 2 lab/relay --listen 0 --to 0
    same "lab/relay: to: port '0' is not a number from 1 to 65535" "$stderr"
    exits 2 lab/relay --listen 0 --to 1 2
    same "lab/relay: too many arguments: '2'" "$stderr"
    exits 1 lab/relay --listen 0 --to no-such-host.invalid:1
    grep -q "cannot find host 'no-such-host.invalid'" <<<"$stderr"
    start_server udp/echo_server
    exits 1 lab/relay --listen "$PORT" --to 1
    grep -qE "cannot bind to 127.0.0.1:PORT: Address (already )?in use" <<<"$stderr"
}

@test "IPv6 on either side" {
    start_server udp/echo_server -6
    background relay lab/relay --listen '[::1]:0' --to "[::1]:$PORT"
    RELAY=$PID
    wait_line relay ' bound to \[::1\]:[0-9]+$'
    PORT=$(sed -n '1s/.*://p' "$T/relay.out")
    exits 0 udp/echo_client -6 -p "$PORT" -m six
    same "Received 'six'" "$stdout"
    end_relay
}
