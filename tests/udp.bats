#!/usr/bin/env bats
# What the UDP programs do, seen from outside. tests/run.sh runs all of this a second time under valgrind.

load helper

# --- hello ---------------------------------------------------------------------------------------

@test "hello: the two greet each other and end" {
    start_server udp/hello_server
    exits 0 udp/hello_client -p "$PORT"
    same "Server says: $SERVER_SAYS" "$stdout"
    same '' "$stderr"
    ends "$SERVER" 0
    says server "UDP server bound to 127.0.0.1:PORT
Client 127.0.0.1:54321 says: $CLIENT_SAYS"
}

@test "hello: over IPv6 too, and by name" {
    needs_localhost
    start_server udp/hello_server -6
    exits 0 udp/hello_client -6 -p "$PORT"
    ends "$SERVER" 0
    says server "UDP server bound to [::1]:PORT
Client [::1]:54321 says: $CLIENT_SAYS"

    start_server udp/hello_server localhost
    exits 0 udp/hello_client localhost -p "$PORT"
    same "Server says: $SERVER_SAYS" "$stdout"
    ends "$SERVER" 0
}

@test "hello: an empty datagram is a message of 0 bytes" {
    start_server udp/hello_server
    udp_peer send '' receive >"$T/answer"
    same "${#SERVER_SAYS} bytes: $SERVER_SAYS" "$(cat "$T/answer")"
    ends "$SERVER" 0
    says server 'UDP server bound to 127.0.0.1:PORT
Client 127.0.0.1:54321 says: '

    start_udp_peer swallow send ''
    exits 0 udp/hello_client -p "$PORT"
    same 'Server says: ' "$stdout"
}

@test "hello: what a peer sends is printed safely" {
    start_server udp/hello_server
    udp_peer send 'a\x1b]0;evil\x07b\n\xff\xc3\xbc' swallow
    ends "$SERVER" 0
    tail -n 1 "$T/server.out" | grep -qF "$(printf ' says: a\\x1b]0;evil\\x07b\\x0a\\xff\303\274')"
    start_udp_peer swallow send '\x1b[2J'
    exits 0 udp/hello_client -v -p "$PORT"
    same 'Server says: \x1b[2J' "$stdout"
    lacks "$T/stderr" $'\e'
}

@test "hello: the largest datagram is printed whole" {
    start_server udp/hello_server
    udp_peer send-size 65507 swallow
    ends "$SERVER" 0
    [ "$(tail -n 1 "$T/server.out" | sed 's/.*says: //' | tr -d '\n' | wc -c)" -eq 65507 ]
}

@test "hello: no answer: as many tries as --tries says, then UDP cannot tell why" {
    start_udp_peer receive receive receive await "$T/never"
    exits 1 udp/hello_client -p "$PORT" -t 100ms
    same '' "$stdout"
    same 'udp/hello_client: no answer from 127.0.0.1:PORT after 3 tries of 0.1 s
  The datagram or its answer was lost, or no server runs; UDP cannot tell you which.' "$stderr"
    wait_count peer 3 "$CLIENT_SAYS\$"
    start_udp_peer await "$T/never"
    exits 1 udp/hello_client -p "$PORT" -t 50ms --tries 1
    grep -q 'after 1 try of 0.05 s' <<<"$stderr"
}

@test "hello: an answer to a later try is an answer" {
    start_udp_peer swallow swallow send 'at last'
    exits 0 udp/hello_client -p "$PORT" -t 200ms
    same 'Server says: at last' "$stdout"
}

@test "hello: a forged answer from another socket never arrives" {
    start_udp_peer swallow forge 'Hello from the thief!' send "$SERVER_SAYS"
    exits 0 udp/hello_client -p "$PORT"
    same "Server says: $SERVER_SAYS" "$stdout"
    start_udp_peer swallow forge 'Hello from the thief!' await "$T/never"
    exits 1 udp/hello_client -p "$PORT" -t 200ms --tries 1
    same '' "$stdout"
}

@test "hello: Ctrl-C ends a server that waits; -t gives up" {
    start_server udp/hello_server
    kill -INT "$SERVER"
    ends "$SERVER" 0
    tail -n 1 "$T/server.out" | grep -qx 'Stopped before a client came.'
    for pair in hello echo; do
        start_server "udp/${pair}_server" -t 200ms
        ends "$SERVER" 1
        same "udp/${pair}_server: no datagram came: no progress within the time limit (-t)" "$(cat "$T/server.err")"
    done
}

# --- echo ----------------------------------------------------------------------------------------

@test "echo: -m sends a text and shows what comes back" {
    start_server udp/echo_server
    exits 0 udp/echo_client -p "$PORT" -m 'Hello, World!'
    same "Received 'Hello, World!'" "$stdout"
    same '' "$stderr"
    exits 0 udp/echo_client -p "$PORT" -m 'Grüße'
    same "Received 'Grüße'" "$stdout"
    exits 0 udp/echo_client -p "$PORT" -m ''
    same "Received ''" "$stdout"
    kill -INT "$SERVER"
    ends "$SERVER" 0
    says server 'UDP echo server bound to 127.0.0.1:PORT
Datagrams from 127.0.0.1:54321
Datagrams from 127.0.0.1:54321
Datagrams from 127.0.0.1:54321
Echoed 3 datagrams, 20 bytes.'
}

@test "echo: -m sends the text and nothing else; an empty one is an empty datagram" {
    start_udp_peer receive reply receive reply
    exits 0 udp/echo_client -p "$PORT" -m 'as it is'
    exits 0 udp/echo_client -p "$PORT" -m ''
    same '8 bytes: as it is
0 bytes: ' "$(tail -n 2 "$T/peer.out")"
}

@test "echo: an empty datagram does not end the server, nor is it lost" {
    start_server udp/echo_server
    udp_peer send '' receive send next receive >"$T/back"
    same '0 bytes: 
4 bytes: next' "$(cat "$T/back")"
    kill "$SERVER"
    ends "$SERVER" 0
    tail -n 1 "$T/server.out" | grep -qx 'Echoed 2 datagrams, 4 bytes.'
}

@test "echo: what comes back is printed safely, by -v too" {
    start_server udp/echo_server -v
    exits 0 udp/echo_client -v -p "$PORT" -m $'\e[1m'
    same "Received '\\x1b[1m'" "$stdout"
    lacks "$T/stderr" $'\e'
    lacks "$T/server.err" $'\e'
    printf '\033]0;x\007\n' | limit udp/echo_client -p "$PORT" >"$T/back"
    same '\x1b]0;x\x07' "$(cat "$T/back")"
}

@test "echo: lines from a pipe come back, empty ones too, the last without a newline too" {
    start_server udp/echo_server
    printf 'one\n\ntwo\nthree' | limit udp/echo_client -p "$PORT" >"$T/back"
    same "$(printf 'one\n\ntwo\nthree')" "$(cat "$T/back")"
    [ "$(wc -c <"$T/back")" -eq 14 ]
    limit udp/echo_client -p "$PORT" </dev/null >"$T/back"
    same '' "$(cat "$T/back")"
}

@test "echo: 65507 bytes work, 65508 are refused with the limit and why; IPv6 takes 65527" {
    start_server udp/echo_server
    exits 0 udp/echo_client -p "$PORT" -n 1 -s 65507
    grep -q '^65507 bytes from .* seq=1 time=' <<<"$stdout"
    exits 1 udp/echo_client -p "$PORT" -n 1 -s 65508
    same "udp/echo_client: message is 65508 bytes, the limit is 65507; not sent
  A packet has at most 65535 bytes, of which IPv4's header takes 20 and UDP's 8: one datagram cannot carry more." \
        "$stderr"
    head -c 65507 /dev/zero | tr '\0' x >"$T/text"
    exits 0 udp/echo_client -p "$PORT" -m "$(cat "$T/text")"
    same "Received '$(cat "$T/text")'" "$stdout"
    exits 1 udp/echo_client -p "$PORT" -m "x$(cat "$T/text")"
    grep -q 'message is 65508 bytes, the limit is 65507; not sent' <<<"$stderr"
    same '' "$stdout"
    kill "$SERVER"
    ends "$SERVER" 0
    start_server udp/echo_server -6
    exits 0 udp/echo_client -6 -p "$PORT" -n 1 -s 65527
    exits 1 udp/echo_client -6 -p "$PORT" -n 1 -s 65528
    grep -q 'message is 65528 bytes, the limit is 65527; not sent' <<<"$stderr"
}

@test "echo: the server is asked again, and one answer is enough" {
    start_udp_peer swallow receive reply
    exits 0 udp/echo_client -p "$PORT" -m again -t 200ms
    same "Received 'again'" "$stdout"
    same '5 bytes: again' "$(tail -n 1 "$T/peer.out")"
}

@test "echo: an answer that comes late is not taken for the next one, and counted" {
    # The first message is answered only after the second try, twice; then all is normal.
    start_udp_peer swallow keep swallow send-kept send-kept swallow reply swallow reply
    printf 'same\nsame\nother\n' | limit udp/echo_client -p "$PORT" -t 200ms >"$T/back" 2>"$T/errors"
    same 'same
same
other' "$(cat "$T/back")"
    same 'udp/echo_client: ignored 1 late answer to an earlier try' "$(cat "$T/errors")"
}

@test "echo: a late answer to an equal line does not hide that the second got none" {
    start_udp_peer swallow keep swallow send-kept send-kept await "$T/never"
    local status=0
    printf 'same\nsame\n' | limit udp/echo_client -p "$PORT" -t 200ms >"$T/back" 2>"$T/errors" || status=$?
    [ "$status" -eq 1 ]
    same 'same' "$(cat "$T/back")"
    grep -q 'no answer from .* after 3 tries of 0.2 s' "$T/errors"
}

@test "echo: answers to an earlier line do not put off the end of the waiting" {
    local late=() i
    for i in $(seq 50); do late+=(await "$T/go$i" send-kept); done
    start_udp_peer swallow keep reply "${late[@]}"
    printf 'one\ntwo\n' >"$T/lines"
    INPUT=$T/lines background client udp/echo_client -p "$PORT" -t 300ms --tries 1
    wait_line client '^one$'
    for ((i = 1; i <= 50; i++)); do
        kill -0 "$PID" 2>/dev/null || break
        touch "$T/go$i"
        sleep 0.1 # more often than the limit: each could begin it anew
    done
    [ "$i" -lt 50 ] || fail 'it waited as long as anything came'
    ends "$PID" 1
    grep -q 'no answer from .* after 1 try of 0.3 s' "$T/client.err"
}

@test "echo: messages carry their number in network byte order" {
    start_udp_peer receive await "$T/never"
    echo text | exits 1 udp/echo_client -p "$PORT" -t 100ms --tries 1
    same '8bytes:\0\0\0001text\n' "$(tail -n 1 "$T/peer.out" | od -An -c -v | tr -d ' \n')"
}

@test "echo: no server is refused, silence is no answer: told apart" {
    start_udp_peer await "$T/go"
    exits 1 udp/echo_client -p "$PORT" -m x -t 50ms
    same 'udp/echo_client: no answer from 127.0.0.1:PORT after 3 tries of 0.05 s
  The datagram or its answer was lost, or no server runs; UDP cannot tell you which.' "$stderr"
    touch "$T/go"
    ends "$PID" 0
    exits 1 udp/echo_client -p "$PORT" -m x
    same "udp/echo_client: 127.0.0.1:PORT refused the datagram: Connection refused
  That machine answered with ICMP \"port unreachable\". Start the server first:  udp/echo_server" "$stderr"
    exits 1 udp/echo_client -p "$PORT" -n 3
    grep -q 'refused the datagram' <<<"$stderr"
    same 'Sent 1, received 0, lost 1, duplicated 0, reordered 0, late 0.' "$stdout"
}

@test "echo: a forged answer from another socket never arrives" {
    start_udp_peer swallow forge wrong send right
    exits 0 udp/echo_client -p "$PORT" -m right
    same "Received 'right'" "$stdout"
}

@test "echo: an echo that differs is found out" {
    start_udp_peer swallow send Hellp
    exits 1 udp/echo_client -p "$PORT" -m Hello
    same 'udp/echo_client: the echo differs at byte 4: sent 0x6f, received 0x70' "$stderr"
    start_udp_peer swallow send Hell
    exits 1 udp/echo_client -p "$PORT" -m Hello
    same 'udp/echo_client: the echo differs: sent 5 bytes, received 4' "$stderr"
    start_udp_peer swallow send '\0\0\0\x02abcd'
    exits 1 udp/echo_client -p "$PORT" -n 1 -s 8
    same 'udp/echo_client: 8 bytes came that are no echo of a ping' "$stderr"
}

@test "echo: -n is like ping: a line each, and a summary like TCP's" {
    start_server udp/echo_server
    exits 0 udp/echo_client -p "$PORT" -n 3 -s 100 -i 1ms
    same '100 bytes from 127.0.0.1:PORT: seq=1 time=T ms
100 bytes from 127.0.0.1:PORT: seq=2 time=T ms
100 bytes from 127.0.0.1:PORT: seq=3 time=T ms
Sent 3, received 3, lost 0, duplicated 0, reordered 0, late 0.
Round trips min/median/p99/max: T/T/T/T ms.' "$(sed -E 's/[0-9]+\.[0-9]{3}/T/g' <<<"$stdout")"
    exits 0 udp/echo_client -p "$PORT" -n 500 -w 16 --quiet
    same 'Sent 500, received 500, lost 0, duplicated 0, reordered 0, late 0.' "$(head -n 1 <<<"$stdout")"
    [ "$(wc -l <<<"$stdout")" -eq 2 ]
}

@test "echo: a ping without an answer is lost, one with two is duplicated, one after the limit late" {
    start_udp_peer swallow keep reply reply swallow swallow send-kept reply
    exits 0 udp/echo_client -p "$PORT" -n 3 -t 300ms
    same 'Sent 3, received 2, lost 1, duplicated 2, reordered 0, late 0.' "$(tail -n 2 <<<"$stdout" | head -n 1)"
    grep -q 'seq=1 .*(duplicated)' <<<"$stdout"
    grep -qx 'no answer from 127.0.0.1:PORT: seq=2 within 0.3 s' <<<"$stdout"

    start_udp_peer swallow keep swallow send-kept reply
    exits 0 udp/echo_client -p "$PORT" -n 2 -t 300ms
    grep -q 'seq=1 .*(late)' <<<"$stdout"
    same 'Sent 2, received 1, lost 0, duplicated 0, reordered 0, late 1.' "$(tail -n 2 <<<"$stdout" | head -n 1)"

    start_udp_peer swallow keep swallow reply send-kept
    exits 0 udp/echo_client -p "$PORT" -n 2 -w 2
    grep -q 'seq=1 .*(reordered)' <<<"$stdout"
    same 'Sent 2, received 2, lost 0, duplicated 0, reordered 1, late 0.' "$(tail -n 2 <<<"$stdout" | head -n 1)"
}

@test "echo: not one ping answered is a failure" {
    start_udp_peer await "$T/never"
    exits 1 udp/echo_client -p "$PORT" -n 2 -t 100ms
    grep -q '^Sent 2, received 0, lost 2,' <<<"$stdout"
    same 'udp/echo_client: no answer from 127.0.0.1:PORT after 2 tries of 0.1 s
  The datagram or its answer was lost, or no server runs; UDP cannot tell you which.' "$stderr"
}

@test "echo: pings that all come back late are late, not lost, and their server is there" {
    start_server udp/echo_server
    start_relay --delay 310ms --quiet
    exits 0 udp/echo_client -p "$PORT" -n 4 -w 2 -t 600ms --quiet
    same 'Sent 4, received 0, lost 0, duplicated 0, reordered 0, late 4.' "$stdout"
    same '' "$stderr"
    end_relay
}

@test "echo: -w keeps so many under way and no more" {
    start_udp_peer swallow swallow swallow say three await "$T/go" reply reply reply swallow say four
    background client udp/echo_client -v -p "$PORT" -n 4 -w 3 -t 0
    wait_line peer three
    kill -0 "$PID"
    touch "$T/go"
    wait_line peer four
    same '>>><' "$(sed -nE 's/^([<>]) .*/\1/p' "$T/client.err" | tr -d '\n' | cut -c -4)"
    kill -INT "$PID"
    ends "$PID" 0
    grep -q '^Sent 4, received 1, ' "$T/client.out"
}

@test "echo: many clients at once, nobody waits for another" {
    start_server udp/echo_server
    local pids=() i
    for i in 1 2 3 4 5 6 7 8; do
        background "client$i" udp/echo_client -p "$PORT" -n 50 -w 4 --quiet
        pids+=("$PID")
    done
    for i in 1 2 3 4 5 6 7 8; do
        ends "${pids[i - 1]}" 0
        grep -q '^Sent 50, received 50,' "$T/client$i.out"
    done
    kill "$SERVER"
    ends "$SERVER" 0
    tail -n 1 "$T/server.out" | grep -qx 'Echoed 400 datagrams, 25600 bytes.'
}

@test "echo: Ctrl-C ends a ping with its summary, and the server with its own" {
    start_server udp/echo_server
    background client udp/echo_client -p "$PORT" -n 1000000 -i 20ms
    wait_line client 'seq=3 '
    kill -INT "$PID"
    ends "$PID" 0
    grep -qE '^Sent [0-9]+, received [0-9]+, lost 0,' "$T/client.out"
    kill -TERM "$SERVER"
    ends "$SERVER" 0
    tail -n 1 "$T/server.out" | grep -qE '^Echoed [0-9]+ datagrams, [0-9]+ bytes\.$'
}

@test "echo: Ctrl-C ends a client that waits for an answer" {
    start_udp_peer swallow say came await "$T/never"
    background client udp/echo_client -p "$PORT" -m x -t 0
    wait_line peer came
    kill -INT "$PID"
    ends "$PID" 1
    start_udp_peer swallow say came await "$T/never"
    background client udp/echo_client -p "$PORT" -n 1 -t 0 --quiet
    wait_line peer came
    kill -INT "$PID"
    ends "$PID" 0
}

# --- count ---------------------------------------------------------------------------------------

@test "count: ten datagrams are ten receives, and the end is a guess" {
    start_server udp/count_server -t 300ms
    exits 0 udp/count_client -p "$PORT"
    same 'Sent 10 messages of 1 byte in 10 calls of send.' "$stdout"
    same '' "$stderr"
    wait_line server '^Nothing more'
    kill -INT "$SERVER"
    ends "$SERVER" 0
    says server 'UDP count server bound to 127.0.0.1:PORT
Datagrams from 127.0.0.1:54321
recv 1 returned 1 byte: 0
recv 2 returned 1 byte: 1
recv 3 returned 1 byte: 2
recv 4 returned 1 byte: 3
recv 5 returned 1 byte: 4
recv 6 returned 1 byte: 5
recv 7 returned 1 byte: 6
recv 8 returned 1 byte: 7
recv 9 returned 1 byte: 8
recv 10 returned 1 byte: 9
Nothing more from 127.0.0.1:54321 for 0.3 s: 10 messages came in 10 datagrams, in order.
Counted 10 datagrams of 1 client.'
}

@test "count: what is missing, late or there twice is said in words" {
    start_server udp/count_server -t 300ms
    udp_peer send 0 send 2 send 3 send 1 send 3 send 6 send 7
    wait_line server '^Nothing more'
    same 'recv 1 returned 1 byte: 0
recv 2 returned 1 byte: 2 (1 is missing)
recv 3 returned 1 byte: 3
recv 4 returned 1 byte: 1 (late, after 3)
recv 5 returned 1 byte: 3 (again)
recv 6 returned 1 byte: 6 (4 to 5 are missing)
recv 7 returned 1 byte: 7' "$(grep '^recv' "$T/server.out")"
    grep -q ': 6 messages came in 7 datagrams; missing 2, late 1, twice 1.$' "$T/server.out"
}

@test "count: six missing at the start are missing, and the digits go round" {
    start_server udp/count_server -t 300ms
    udp_peer send 7 send 8 send 9 send 0 send 1 send 3
    wait_line server '^Nothing more'
    grep -qx 'recv 1 returned 1 byte: 7 (0 to 6 are missing)' "$T/server.out"
    grep -qx 'recv 4 returned 1 byte: 0' "$T/server.out"
    grep -q '; missing 8, late 0, twice 0.$' "$T/server.out"
}

@test "count: two clients at once are kept apart" {
    start_server udp/count_server -t 300ms
    background_udp_peer one send 0 await "$T/one" send 1
    wait_line server '^recv 1'
    udp_peer send 0
    wait_count server 2 '^recv 1'
    touch "$T/one"
    wait_line server '^recv 2'
    wait_count server 2 '^Nothing more'
    lacks "$T/server.out" missing
}

@test "count: other messages are shown safely; a datagram larger than the buffer is reported as cut" {
    start_server udp/count_server -t 300ms
    udp_peer send '\x1b[1m' send '' send-size 4096 send-size 4097
    wait_line server '^Nothing more'
    grep -qxF 'recv 1 returned 4 bytes: \x1b[1m' "$T/server.out"
    grep -qx 'recv 2 returned 0 bytes: ' "$T/server.out"
    grep -qE '^recv 3 returned 4096 bytes: x{4096}$' "$T/server.out"
    grep -qE '^recv 4 returned 4096 bytes: x{4096} \(the rest of the datagram is thrown away\)$' "$T/server.out"
    grep -q ': 4 messages came in 4 datagrams.$' "$T/server.out"
}

@test "count: more clients than the server can tell apart" {
    start_server udp/count_server -t 0
    for i in $(seq 20); do # all there at once, or two might get the same port
        background_udp_peer "peer$i" send 0 await "$T/never"
    done
    wait_count server 20 '^recv'
    kill "$SERVER"
    ends "$SERVER" 0
    same 20 "$(grep -c '^Until now from .*: 1 message came in 1 datagram, in order.$' "$T/server.out")"
    tail -n 1 "$T/server.out" | grep -qx 'Counted 20 datagrams of 20 clients.'
}

# --- chat ----------------------------------------------------------------------------------------

@test "chat: the two take turns until the client says exit" {
    printf 'hello\nsure\n' >"$T/keys"
    INPUT=$T/keys start_server udp/chat_server
    printf 'hi\nreally?\nexit\n' | limit udp/chat_client -p "$PORT" >"$T/client.out"
    ends "$SERVER" 0
    says client 'Talking (UDP) to 127.0.0.1:PORT. Type messages; '"'exit'"' to quit.
You (client): hi
Server: hello
You (client): really?
Server: sure
You (client): exit
Server: Goodbye!
Client closed.'
    says server 'UDP chat server bound to 127.0.0.1:PORT
First message from 127.0.0.1:54321
Client: hi
You (server): hello
Client: really?
You (server): sure
Client: exit
Server closed.'
}

@test "chat: the server may say exit, too" {
    printf 'exit\n' >"$T/serverkeys"
    INPUT=$T/serverkeys start_server udp/chat_server
    start_client udp/chat_client
    echo hi >&9
    ends "$SERVER" 0
    ends "$CLIENT" 0
    tail -n 2 "$T/client.out" | grep -qx 'Client closed.'
    grep -qx 'Client: Goodbye!' "$T/server.out"
    tail -n 1 "$T/server.out" | grep -qx 'Server closed.'
}

@test "chat: end of the input says exit, for to close a socket sends nothing" {
    start_server udp/chat_server
    start_client udp/chat_client
    echo hi >&9
    ends "$SERVER" 0
    ends "$CLIENT" 0
    grep -qx 'Server: exit' "$T/client.out"
    grep -qx 'Client: Goodbye!' "$T/server.out"
}

@test "chat: Ctrl-C is told to the peer, whoever presses it" {
    mkfifo "$T/serverkeys"
    exec 8<>"$T/serverkeys"
    INPUT=$T/serverkeys start_server udp/chat_server
    background_udp_peer friend send hi receive
    wait_line server '^Client: hi'
    kill -INT "$SERVER"
    ends "$SERVER" 0
    wait_line friend '^5 bytes: exit'
    exec 8>&-
    start_udp_peer swallow send hello receive
    start_client udp/chat_client
    echo hi >&9
    wait_line client '^Server: hello'
    kill -INT "$CLIENT"
    ends "$CLIENT" 0
    wait_line peer '^5 bytes: exit'
}

@test "chat: plain text, so nc can talk, and an empty line is a message" {
    needs nc
    printf 'hello\nand\n' >"$T/keys"
    INPUT=$T/keys start_server udp/chat_server
    mkfifo "$T/nckeys"
    UNDER='' INPUT=$T/nckeys background nc nc -u 127.0.0.1 "$PORT"
    exec 9>"$T/nckeys"
    echo 'hi from nc' >&9
    wait_line nc '^hello$'
    echo >&9
    wait_line nc '^and$'
    echo exit >&9
    wait_line nc '^Goodbye!$'
    ends "$SERVER" 0
    grep -qx 'Client: hi from nc' "$T/server.out"
    grep -qx 'Client: ' "$T/server.out"
}

@test "chat: a third person is told once that the server is busy, and the talk goes on" {
    mkfifo "$T/serverkeys"
    exec 8<>"$T/serverkeys"
    INPUT=$T/serverkeys start_server udp/chat_server
    background_udp_peer friend send hi receive
    wait_line server '^Client: hi'
    udp_peer send 'me too' receive send 'me again' send 'and again' >"$T/stranger"
    same '39 bytes: Busy: this chat is with somebody else.' "$(head -n 1 "$T/stranger")"
    echo 'hello friend' >&8
    wait_line friend 'hello friend'
    same 1 "$(grep -c 'was ignored' "$T/server.err")"
    grep -qE '^udp/chat_server: a datagram from 127.0.0.1:[0-9]+ was ignored: the chat is with 127.0.0.1:[0-9]+$' "$T/server.err"
    lacks "$T/server.out" 'me too'
    # Of so many that it is no accident, the first sixteen are told.
    for i in $(seq 20); do
        udp_peer send "I am $i"
    done
    wait_for 'sixteen strangers' has_ignored 16
    kill -INT "$SERVER"
    ends "$SERVER" 0
    has_ignored 16
    exec 8>&-
}

@test "chat: who calls the server by another of its names, 0.0.0.0, is not taken for a stranger, nor the server" {
    needs_linux # where 0.0.0.0 is this machine
    printf 'hello\n' >"$T/keys"
    INPUT=$T/keys start_server udp/chat_server
    exits 0 udp/chat_client -p "$PORT" 0.0.0.0 < <(printf 'hi\nexit\n')
    same '' "$stderr"
    grep -qx 'Server: hello' <<<"$stdout"
}

# has_ignored N: so many strangers.
has_ignored() {
    [ "$(grep -c 'was ignored' "$T/server.err")" -eq "$1" ]
}

@test "chat: a lost message: after -t it can be typed again, and UDP cannot say why" {
    start_udp_peer swallow receive send 'now I hear you'
    start_client udp/chat_client -t 200ms
    echo 'do you hear me?' >&9
    wait_err client '^udp/chat_client: nothing came from 127.0.0.1:[0-9]+ for 0.2 s$'
    wait_err client 'UDP cannot tell you which'
    echo 'and now?' >&9
    wait_line client '^Server: now I hear you'
    wait_line peer 'and now?'
    exec 9>&-
}

@test "chat: a lost reply: the server's person can type again, too" {
    mkfifo "$T/serverkeys"
    exec 8<>"$T/serverkeys"
    INPUT=$T/serverkeys start_server udp/chat_server -t 200ms
    background_udp_peer deaf send hi swallow receive
    wait_line server '^Client: hi'
    echo 'lost' >&8
    wait_err server '^udp/chat_server: nothing came from'
    echo 'once more' >&8
    wait_line deaf 'once more'
    kill -INT "$SERVER"
    ends "$SERVER" 0
    exec 8>&-
}

@test "chat: a server that has vanished refuses; the client says so and ends" {
    start_udp_peer swallow send hello
    start_client udp/chat_client
    echo hi >&9
    wait_line client '^Server: hello'
    ends "$PID" 0
    echo 'still there?' >&9
    ends "$CLIENT" 1
    same "udp/chat_client: 127.0.0.1:PORT refused the datagram: Connection refused
  That machine answered with ICMP \"port unreachable\". Start the server first:  udp/chat_server" \
        "$(masked "$T/client.err")"
}

@test "chat: a message over the limit is refused with both numbers, and the talk goes on" {
    start_udp_peer receive send-size 4097 receive
    start_client udp/chat_client
    { head -c 5000 /dev/zero | tr '\0' x && echo; } >&9
    wait_err client 'message is 5000 bytes, the limit is 4096; not sent'
    echo short >&9
    wait_err client 'message from 127.0.0.1:[0-9]+ is 4097 bytes, the limit is 4096; not shown'
    echo 'enough' >&9
    wait_line peer '^7 bytes: enough'
    exec 9>&-
}

@test "chat: what a peer sends is printed safely, and one datagram is one message" {
    start_udp_peer swallow send '\x1b]0;x\x07\nsecond\r\n' await "$T/never"
    start_client udp/chat_client
    echo hi >&9
    wait_line client '^Server: '
    grep -qxF 'Server: \x1b]0;x\x07\x0asecond' "$T/client.out"
    exec 9>&-
}

@test "chat: a server that never says goodbye keeps nobody waiting" {
    start_udp_peer swallow await "$T/never"
    printf 'exit\n' | limit udp/chat_client -p "$PORT" >"$T/out"
    tail -n 1 "$T/out" | grep -qx 'Client closed.'
}
