#!/usr/bin/env bats
# What the TCP programs do, seen from outside. tests/run.sh runs all of this twice: as it is, and with
# each program under lab/choppy; the results must be the same.

load helper

# --- hello ---------------------------------------------------------------------------------------

@test "hello: the two greet each other and end" {
    start_server tcp/hello_server
    exits 0 tcp/hello_client -p "$PORT"
    same "Server says: $SERVER_SAYS" "$stdout"
    same '' "$stderr"
    ends "$SERVER" 0
    says server "Server listening on 127.0.0.1:PORT
Connected by 127.0.0.1:54321
Client says: $CLIENT_SAYS"
}

@test "hello: a message that comes in two pieces is read to its end, by both sides" {
    start_server tcp/hello_server
    peer send Hel await "$T/server.out" send 'lo, in pieces' half-close receive-all >"$T/answer"
    same "$SERVER_SAYS" "$(cat "$T/answer")"
    ends "$SERVER" 0
    grep -qx 'Client says: Hello, in pieces' "$T/server.out"

    start_peer receive-all send Hel say half await "$T/go" send lo
    background client tcp/hello_client -p "$PORT"
    wait_line peer half
    touch "$T/go"
    ends "$PID" 0
    says client 'Server says: Hello'
}

@test "hello: over IPv6 too, and by name" {
    needs_localhost
    start_server tcp/hello_server -6
    exits 0 tcp/hello_client -6 -p "$PORT"
    ends "$SERVER" 0
    says server "Server listening on [::1]:PORT
Connected by [::1]:54321
Client says: $CLIENT_SAYS"

    start_server tcp/hello_server localhost
    exits 0 tcp/hello_client localhost -p "$PORT"
    same "Server says: $SERVER_SAYS" "$stdout"
    ends "$SERVER" 0
}

@test "hello: what a peer sends is printed safely" {
    start_server tcp/hello_server
    peer send 'a\x1b]0;evil\x07b\n\xff\xc3\xbc' half-close receive-all
    ends "$SERVER" 0
    tail -n 1 "$T/server.out" | grep -qxF "$(printf 'Client says: a\\x1b]0;evil\\x07b\\x0a\\xff\303\274')"
}

@test "hello: a server that closes without an answer is not a success" {
    start_peer receive-all
    exits 1 tcp/hello_client -p "$PORT"
    same 'tcp/hello_client: 127.0.0.1:PORT sent no answer' "$stderr"
}

@test "hello: a client that goes without a word is no greeting" {
    start_server tcp/hello_server
    peer say nothing
    ends "$SERVER" 1
    same 'tcp/hello_server: 127.0.0.1:54321 sent no message' "$(masked "$T/server.err")"
}

@test "hello: a message that is too long is refused" {
    start_server tcp/hello_server
    background_peer endless flood
    ends "$SERVER" 1
    same 'tcp/hello_server: 127.0.0.1:54321 sent too long a message' "$(masked "$T/server.err")"
}

@test "hello: Ctrl-C ends the server, before a client came and in the middle of a message" {
    start_server tcp/hello_server
    kill -INT "$SERVER"
    ends "$SERVER" 0
    tail -n 1 "$T/server.out" | grep -qx 'Stopped before a client came.'
    start_server tcp/hello_server
    background_peer slow send 'half a mess' await "$T/never"
    wait_line server '^Connected'
    kill -INT "$SERVER"
    ends "$SERVER" 0
    tail -n 1 "$T/server.out" | grep -qx 'Stopped.'
}

@test "hello: the smallest -t is a limit, not none" {
    start_peer await "$T/never"
    exits 1 tcp/hello_client -t 0.0000001 -p "$PORT"
}

@test "hello: -t ends the waiting for an answer, and for a silent client" {
    start_peer await "$T/never"
    exits 1 tcp/hello_client -t 200ms -p "$PORT"
    same 'tcp/hello_client: lost the connection to 127.0.0.1:PORT: no progress within the time limit (-t)' "$stderr"

    start_server tcp/hello_server -t 200ms
    background_peer silent await "$T/never"
    ends "$SERVER" 1
    grep -q 'no progress within the time limit (-t)' "$T/server.err"
}

# --- echo ----------------------------------------------------------------------------------------

@test "echo: -m sends a text and shows what comes back" {
    start_server tcp/echo_server
    exits 0 tcp/echo_client -p "$PORT" -m 'Hello, World!'
    same "Received 'Hello, World!'" "$stdout"
    same '' "$stderr"
    exits 0 tcp/echo_client -p "$PORT" -m 'Grüße'
    same "Received 'Grüße'" "$stdout"
    exits 0 tcp/echo_client -p "$PORT" -m ''
    same "Received ''" "$stdout"
    kill -INT "$SERVER"
    ends "$SERVER" 0
    says server 'Echo server listening on 127.0.0.1:PORT
Connected by 127.0.0.1:54321
Closed 127.0.0.1:54321 after 13 bytes
Connected by 127.0.0.1:54321
Closed 127.0.0.1:54321 after 7 bytes
Connected by 127.0.0.1:54321
Closed 127.0.0.1:54321 after 0 bytes
Served 3 clients, echoed 20 bytes.'
}

@test "echo: what comes back is printed safely, by -v too" {
    start_server tcp/echo_server -v
    exits 0 tcp/echo_client -v -p "$PORT" -m $'\e[1m'
    same "Received '\\x1b[1m'" "$stdout"
    lacks "$T/stderr" $'\e'
    grep -q '^> .*  .x1b' "$T/stderr"
    lacks "$T/server.err" $'\e'
    printf '\033]0;x\007\n' | limit tcp/echo_client -p "$PORT" >"$T/back"
    same '\x1b]0;x\x07' "$(cat "$T/back")"
}

@test "echo: one client, one byte: the words are singular" {
    start_server tcp/echo_server
    exits 0 tcp/echo_client -p "$PORT" -m x
    kill "$SERVER"
    ends "$SERVER" 0
    says server 'Echo server listening on 127.0.0.1:PORT
Connected by 127.0.0.1:54321
Closed 127.0.0.1:54321 after 1 byte
Served 1 client, echoed 1 byte.'
}

@test "echo: lines from a pipe come back, none is lost, the last without a newline too" {
    start_server tcp/echo_server
    printf 'one\ntwo\n\nfour' | limit tcp/echo_client -p "$PORT" >"$T/back"
    printf 'one\ntwo\n\nfour' | cmp - "$T/back"
    seq 200 >"$T/lines"
    limit tcp/echo_client -p "$PORT" <"$T/lines" | cmp "$T/lines" -
    limit tcp/echo_client -p "$PORT" </dev/null | cmp /dev/null -
}

@test "echo: lines are answered one by one, before the input ends" {
    start_server tcp/echo_server
    start_client tcp/echo_client
    echo first >&9
    wait_line client '^first$'
    echo second >&9
    wait_line client '^second$'
    exec 9>&-
    ends "$CLIENT" 0
}

@test "echo: a line much longer than any buffer comes back whole" {
    start_server tcp/echo_server
    local size=1000000
    chopped && size=5000
    head -c "$size" /dev/zero | tr '\0' y >"$T/long"
    limit tcp/echo_client -p "$PORT" <"$T/long" | cmp "$T/long" -
}

@test "echo: -n is like ping: a line each and a summary" {
    start_server tcp/echo_server
    exits 0 tcp/echo_client -p "$PORT" -n 3 -s 100 -i 1ms
    local number='[0-9]+\.[0-9]{3}'
    same '100 bytes from 127.0.0.1:PORT: seq=1 time=X ms
100 bytes from 127.0.0.1:PORT: seq=2 time=X ms
100 bytes from 127.0.0.1:PORT: seq=3 time=X ms
Sent 3, received 3.
Round trips min/median/p99/max: X/X/X/X ms.' "$(sed -E "s/$number/X/g" <<<"$stdout")"

    exits 0 tcp/echo_client -p "$PORT" -n 20 --quiet
    [ "$(wc -l <<<"$stdout")" -eq 2 ]
    same 'Sent 20, received 20.' "$(head -n 1 <<<"$stdout")"
}

@test "echo: a message of a megabyte does not lock both sides up" {
    local size=1048576
    chopped && size=3000
    start_server tcp/echo_server
    exits 0 tcp/echo_client -p "$PORT" -n 2 -s "$size" --quiet
    same 'Sent 2, received 2.' "$(head -n 1 <<<"$stdout")"
}

@test "echo: an echo that differs, or stops too early, is found out" {
    start_peer receive 5 send HeLlo
    exits 1 tcp/echo_client -p "$PORT" -m Hello
    same '' "$stdout"
    same 'tcp/echo_client: the echo differs at byte 2: sent 0x6c, received 0x4c' "$stderr"
    start_peer receive 5 send Hel
    exits 1 tcp/echo_client -p "$PORT" -m Hello
    same 'tcp/echo_client: 127.0.0.1:PORT closed the connection after 3 of 5 bytes' "$stderr"
}

@test "echo: an echo that differs behind a NUL is found out, too" {
    start_peer receive 4 send 'a\0c\n'
    printf 'a\0b\n' >"$T/line"
    exits 1 tcp/echo_client -p "$PORT" <"$T/line"
    same 'tcp/echo_client: the echo differs at byte 2: sent 0x62, received 0x63' "$stderr"
}

@test "echo: a second client is served after the first, not during" {
    start_server tcp/echo_server
    start_client tcp/echo_client
    echo mine >&9
    wait_line client '^mine$'
    background second tcp/echo_client -p "$PORT" -m second
    echo 'still mine' >&9
    wait_line client '^still mine$'
    [ ! -s "$T/second.out" ]
    exec 9>&-
    ends "$CLIENT" 0
    ends "$PID" 0
    says second "Received 'second'"
}

@test "echo: a half-closed client still gets its bytes" {
    start_server tcp/echo_server
    peer send 'all of this' half-close receive-all >"$T/back"
    same 'all of this' "$(cat "$T/back")"
}

@test "echo: a silent client is dropped after -t, and the next one served" {
    start_server tcp/echo_server -t 300ms
    background_peer silent await "$T/never"
    wait_line server '^Connected'
    exits 0 tcp/echo_client -p "$PORT" -m next
    same "Received 'next'" "$stdout"
    same 'tcp/echo_server: lost the connection to 127.0.0.1:54321: no progress within the time limit (-t)' \
        "$(masked "$T/server.err")"
}

@test "echo: Ctrl-C and SIGTERM end the server in the middle of a conversation" {
    local signal
    for signal in INT TERM; do
        start_server tcp/echo_server
        background_peer held send abc receive 3 await "$T/never"
        wait_line held abc
        kill -"$signal" "$SERVER"
        ends "$SERVER" 0
        same 'Served 1 client, echoed 3 bytes.' "$(tail -n 1 "$T/server.out")"
    done
}

@test "echo: Ctrl-C ends a ping with its summary" {
    start_server tcp/echo_server
    background ping tcp/echo_client -p "$PORT" -n 1000 -i 10
    wait_line ping seq=1
    kill -INT "$PID"
    ends "$PID" 0
    grep -qx 'Sent 1, received 1.' "$T/ping.out"
}

# --- count ---------------------------------------------------------------------------------------

@test "count: ten messages sent apart; the server says what each recv returned" {
    start_server tcp/count_server
    kill -STOP "$SERVER"
    exits 0 tcp/count_client -p "$PORT"
    same 'Sent 10 messages of 1 byte in 10 calls of send.' "$stdout"
    kill -CONT "$SERVER"
    wait_line server '^Closed'
    kill "$SERVER"
    ends "$SERVER" 0
    if ! chopped; then
        says server 'Count server listening on 127.0.0.1:PORT
Connected by 127.0.0.1:54321
recv 1 returned 10 bytes: 0123456789
Closed: 10 messages sent apart came in 1 piece.
Served 1 client.'
    else
        [ "$(grep -c 'returned 1 byte: [0-9]$' "$T/server.out")" -eq 10 ]
        grep -qx 'Closed: 10 messages sent apart came in 10 pieces.' "$T/server.out"
    fi
}

@test "count: with a pause between them each arrives alone" {
    start_server tcp/count_server
    exits 0 tcp/count_client -p "$PORT" -n 3 -i 300ms
    same 'Sent 3 messages of 1 byte in 3 calls of send.' "$stdout"
    wait_line server '^Closed: 3 messages sent apart came in 3 pieces.$'
    same 'recv 1 returned 1 byte: 0
recv 2 returned 1 byte: 1
recv 3 returned 1 byte: 2' "$(grep ^recv "$T/server.out")"
}

@test "count: what came is printed safely; a silent client is dropped after -t" {
    start_server tcp/count_server -t 300ms
    background_peer silent await "$T/never"
    wait_err server 'no progress within the time limit'
    peer send '\x1b[1m'
    wait_line server '^Closed: 4'
    same '\x1b[1m' "$(sed -n 's/^recv .*: //p' "$T/server.out" | tr -d '\n')"
}

@test "count: one message, client after client" {
    start_server tcp/count_server
    exits 0 tcp/count_client -p "$PORT" -n 1
    same 'Sent 1 message of 1 byte in 1 call of send.' "$stdout"
    wait_line server '^Closed: 1 message sent apart came in 1 piece.$'
    exits 0 tcp/count_client -p "$PORT" -n 12
    wait_line server '^Closed: 12 messages'
    kill -INT "$SERVER"
    ends "$SERVER" 0
    [ "$(sed -n 's/^recv .*: //p' "$T/server.out" | tr -d '\n')" = 0012345678901 ]
    tail -n 1 "$T/server.out" | grep -qx 'Served 2 clients.'
}

# --- chat ----------------------------------------------------------------------------------------

# start_chat: a server that is typed to through descriptor 8, a client through 9.
start_chat() {
    mkfifo "$T/server.keys"
    : >"$T/server.out"
    : >"$T/server.err"
    $UNDER tcp/chat_server -p 0 "$@" <"$T/server.keys" >"$T/server.out" 2>"$T/server.err" 3>&- 4>&- &
    SERVER=$!
    PIDS+=("$SERVER")
    exec 8>"$T/server.keys"
    wait_line server ':[0-9]+$'
    PORT=$(sed -n '1s/.*://p' "$T/server.out")
}

@test "chat: the two take turns until the client says exit" {
    start_chat
    start_client tcp/chat_client
    echo hi >&9
    wait_line server '^Client: hi$'
    echo 'hello yourself' >&8
    wait_line client '^Server: hello yourself$'
    echo exit >&9
    ends "$CLIENT" 0
    ends "$SERVER" 0
    says client 'Connected to TCP chat server at 127.0.0.1:PORT
You (client): hi
Server: hello yourself
You (client): exit
Server: Goodbye! Closing connection.
Client closed.'
    says server 'TCP chat server listening on 127.0.0.1:PORT
Client connected from 127.0.0.1:54321
Client: hi
You (server): hello yourself
Client: exit
Server closed.'
    same '' "$(cat "$T/client.err" "$T/server.err")"
}

@test "chat: the server may say exit, too" {
    start_chat
    start_client tcp/chat_client
    echo hi >&9
    wait_line server '^Client: hi$'
    echo exit >&8
    ends "$SERVER" 0
    ends "$CLIENT" 0
    says client 'Connected to TCP chat server at 127.0.0.1:PORT
You (client): hi
Server: exit
Client closed.'
    says server 'TCP chat server listening on 127.0.0.1:PORT
Client connected from 127.0.0.1:54321
Client: hi
You (server): exit
Client: Goodbye! Closing connection.
Server closed.'
}

@test "chat: an empty line is a message" {
    start_chat
    start_client tcp/chat_client
    echo >&9
    wait_line server '^Client: $'
    echo >&8
    wait_line client '^Server: $'
    exec 9>&-
    ends "$CLIENT" 0
    ends "$SERVER" 0
}

@test "chat: a line that only begins with exit is a message" {
    start_chat
    start_client tcp/chat_client
    echo 'exit polls' >&9
    wait_line server '^Client: exit polls$'
    echo exits >&8
    wait_line client '^Server: exits$'
    exec 9>&-
    ends "$CLIENT" 0
    ends "$SERVER" 0
}

@test "chat: a line goes out with its newline, in one send" {
    # Alone, the newline would wait for the acknowledgment of the text (Nagle's algorithm).
    start_chat
    start_client tcp/chat_client -v
    echo hi >&9
    wait_line server '^Client: hi$'
    chopped || same '> 3 bytes  hi\x0a' "$(grep '^>' "$T/client.err")"
    echo exit >&8
    ends "$SERVER" 0
    ends "$CLIENT" 0
}

@test "chat: end of the client's input ends both" {
    start_chat
    printf 'hi\n' >"$T/input"
    INPUT=$T/input background client tcp/chat_client -p "$PORT"
    wait_line server '^Client: hi$'
    echo 'an answer is not lost' >&8
    ends "$PID" 0
    ends "$SERVER" 0
    says client 'Connected to TCP chat server at 127.0.0.1:PORT
You (client): hi
Server: an answer is not lost
You (client): 
Client closed.'
    same 'Client closed the connection.
Server closed.' "$(tail -n 2 "$T/server.out")"
}

@test "chat: end of the server's input ends both" {
    start_chat
    exec 8>&-
    start_client tcp/chat_client
    echo hi >&9
    ends "$CLIENT" 0
    ends "$SERVER" 0
    says client 'Connected to TCP chat server at 127.0.0.1:PORT
You (client): hi
Server closed the connection.
Client closed.'
    same 'Client: hi
You (server): 
Server closed.' "$(tail -n 3 "$T/server.out")"
}

@test "chat: a message over the limit is refused with both numbers, and the talk goes on" {
    start_chat
    start_client tcp/chat_client
    head -c 5000 /dev/zero | tr '\0' x >&9
    echo >&9
    wait_err client 'limit'
    same 'tcp/chat_client: message is 5000 bytes, the limit is 4096; not sent' "$(cat "$T/client.err")"
    head -c 4096 /dev/zero | tr '\0' y >&9
    echo >&9
    wait_line server '^Client: y{4096}$'
    echo exit >&8
    ends "$SERVER" 0
    ends "$CLIENT" 0
}

@test "chat: a peer's line over the limit is not shown, and the talk goes on" {
    start_chat
    background_peer rude \
        send "$(head -c 5000 /dev/zero | tr '\0' x)\\nshort\\n" receive-all
    wait_line server '^Client: short$'
    same 'tcp/chat_server: message from 127.0.0.1:54321 is 5000 bytes, the limit is 4096; not shown' \
        "$(masked "$T/server.err")"
    exec 8>&-
    ends "$SERVER" 0
}

@test "chat: half a line is not shown before the other half has come" {
    start_chat
    background_peer halves send 'first hal' say half await "$T/go" \
        send 'f\nsecond\n' receive-all
    wait_line halves half
    wait_line server '^Client connected'
    lacks "$T/server.out" 'Client: first'
    touch "$T/go"
    wait_line server '^Client: second$'
    grep -qx 'Client: first half' "$T/server.out"
}

@test "chat: nc can talk, and its exit is answered" {
    needs nc
    start_chat
    printf 'hi from nc\nexit\n' | timeout 10 nc -N 127.0.0.1 "$PORT" >"$T/nc.out"
    ends "$SERVER" 0
    same 'Goodbye! Closing connection.' "$(cat "$T/nc.out")"
    grep -qx 'Client: hi from nc' "$T/server.out"
}

@test "chat: lines may end in CR LF" {
    start_chat
    peer send 'typed in telnet\r\nexit\r\n' receive-all >"$T/back"
    ends "$SERVER" 0
    grep -qx 'Client: typed in telnet' "$T/server.out"
    grep -qx 'Client: exit' "$T/server.out"
}

@test "chat: the peer goes while a person is at the prompt" {
    start_chat
    start_client tcp/chat_client
    wait_line server '^Client connected'
    kill -KILL "$SERVER"
    ends "$CLIENT" 0
    says client 'Connected to TCP chat server at 127.0.0.1:PORT
You (client): 
Server closed the connection.
Client closed.'
}

@test "chat: a reset while a person is at the prompt" {
    start_peer await "$T/go" reset
    start_client tcp/chat_client
    wait_line client '^Connected'
    touch "$T/go"
    ends "$CLIENT" 1
    same 'tcp/chat_client: lost the connection to 127.0.0.1:PORT: Connection reset by peer' \
        "$(masked "$T/client.err")"
}

@test "chat: a server that does not know exit keeps nobody waiting" {
    start_peer receive 5 await "$T/never"
    start_client tcp/chat_client
    echo exit >&9
    ends "$CLIENT" 0
    tail -n 1 "$T/client.out" | grep -qx 'Client closed.'
}

@test "chat: after exit the client has half-closed: who waits for the end can still answer" {
    start_peer receive-all send 'bye then\n'
    start_client tcp/chat_client
    echo exit >&9
    ends "$CLIENT" 0
    same 'Server: bye then
Client closed.' "$(tail -n 2 "$T/client.out")"
}

@test "chat: Ctrl-C ends both, whoever presses it" {
    start_chat
    kill -INT "$SERVER"
    ends "$SERVER" 0
    tail -n 1 "$T/server.out" | grep -qx 'Server closed.'

    rm "$T/server.keys"
    start_chat
    start_client tcp/chat_client
    wait_line client '^Connected' # before, it would not listen to the signal
    wait_line server '^Client connected'
    kill -INT "$CLIENT"
    ends "$CLIENT" 0
    ends "$SERVER" 0
    tail -n 1 "$T/client.out" | grep -qx 'Client closed.'
    same 'Client closed the connection.
Server closed.' "$(tail -n 2 "$T/server.out")"
}

@test "chat: -t ends the waiting for a peer that says nothing" {
    start_chat -t 300ms
    local begun=${EPOCHREALTIME/./}
    background_peer silent await "$T/never"
    ends "$SERVER" 1
    same 'tcp/chat_server: no message from 127.0.0.1:54321 within 0.3 s' "$(masked "$T/server.err")"
    [ $((${EPOCHREALTIME/./} - begun)) -ge 300000 ] || fail 'it did not wait so long'
}

@test "chat: -t is for the whole turn, so half a line that grows and grows holds nobody" {
    start_chat -t 300ms
    dripping drops
    ends "$SERVER" 1
    same 'tcp/chat_server: no message from 127.0.0.1:54321 within 0.3 s' "$(masked "$T/server.err")"
}

@test "chat: after exit, a server that talks on and on keeps nobody" {
    start_peer receive 5 flood
    start_client tcp/chat_client
    echo exit >&9
    ends "$CLIENT" 0
    tail -n 1 "$T/client.out" | grep -qx 'Client closed.'
}

@test "chat: what a peer sends is printed safely" {
    start_chat
    peer send '\x1b[2Jcleared?\x07\nexit\n' receive-all >"$T/back"
    ends "$SERVER" 0
    grep -qxF 'Client: \x1b[2Jcleared?\x07' "$T/server.out"
}

@test "chat: a second client is refused while two talk" {
    start_chat
    start_client tcp/chat_client
    wait_line server '^Client connected'
    exits 1 tcp/chat_client -p "$PORT" </dev/null
    same 'tcp/chat_client: cannot connect to 127.0.0.1:PORT: Connection refused
  Nothing listens there. Start the server first:  tcp/chat_server' "$stderr"
}
