#!/usr/bin/env bats
# Bad luck: peers that die, resets, full disks, the descriptor limit, and many clients.

load helper

@test "echo: a reset drops that client; the next one is served" {
    start_server tcp/echo_server
    peer send abc receive 3 reset
    wait_err server 'Connection reset by peer'
    exits 0 tcp/echo_client -p "$PORT" -m next
    same "Received 'next'" "$stdout"
    same 'tcp/echo_server: lost the connection to 127.0.0.1:54321: Connection reset by peer' \
        "$(masked "$T/server.err")"
    kill "$SERVER"
    ends "$SERVER" 0
}

@test "echo: 50 clients that reset at once do not end the server, nor SIGPIPE" {
    start_server tcp/echo_server
    for _ in $(seq 50); do
        peer send 'something to send back' reset
    done
    exits 0 tcp/echo_client -p "$PORT" -m alive
    same "Received 'alive'" "$stdout"
    kill -TERM "$SERVER"
    ends "$SERVER" 0
    tail -n 1 "$T/server.out" | grep -q '^Served 51 clients'
}

@test "echo: a client that has closed, and whose echo goes nowhere, does not end the server by SIGPIPE" {
    # Byte by byte, for the kernel answers the first one that it sends back with a reset, the second one with SIGPIPE.
    start_server lab/choppy --recv 1 tcp/echo_server
    kill -STOP "$SERVER"
    peer send 'something to send back' half-close
    kill -CONT "$SERVER"
    wait_err server 'Broken pipe'
    exits 0 tcp/echo_client -p "$PORT" -m alive
    same "Received 'alive'" "$stdout"
    kill "$SERVER"
    ends "$SERVER" 0
}

@test "echo: no more is sent before its echo is read than the buffers between the two hold" {
    start_peer await "$T/never"
    exits 1 tcp/echo_client -v -p "$PORT" -n 1 -s 1000000 -t 300ms
    same 65536 "$(awk '/^>/ { sum += $2 } END { print sum }' "$T/stderr")"
}

@test "echo: a client that sends and never reads is dropped after -t, too" {
    start_server tcp/echo_server -t 300ms
    background_peer rude flood await "$T/never"
    wait_line rude flooded
    exits 0 tcp/echo_client -p "$PORT" -m next
    same "Received 'next'" "$stdout"
}

@test "a client killed with -9 is a closed connection for each server" {
    for pair in echo count; do
        start_server "tcp/${pair}_server"
        background_peer killed send abc await "$T/never"
        wait_line server '^Connected'
        kill -KILL "$PID"
        wait_line server '^Closed'
        kill "$SERVER"
        ends "$SERVER" 0
    done
    start_server tcp/hello_server
    background_peer killed send abc say sent await "$T/never"
    wait_line server '^Connected'
    wait_line killed sent
    kill -KILL "$PID"
    ends "$SERVER" 0
    grep -qx 'Client says: abc' "$T/server.out"
}

@test "a server killed with -9: each client says so and exits 1" {
    start_server tcp/echo_server
    start_client tcp/echo_client
    echo before >&9
    wait_line client '^before$'
    kill -KILL "$SERVER"
    wait "$SERVER" || true
    echo after >&9
    ends "$CLIENT" 1
    grep -qE '(lost the connection to|closed the connection)' "$T/client.err"

    start_peer receive 5 say here await "$T/go" reset
    background hello tcp/hello_client -p "$PORT"
    wait_line peer here
    touch "$T/go"
    ends "$PID" 1
    same 'tcp/hello_client: lost the connection to 127.0.0.1:PORT: Connection reset by peer' \
        "$(masked "$T/hello.err")"
}

@test "count: a server that resets in the middle is a lost connection" {
    start_peer receive 2 reset
    exits 1 tcp/count_client -p "$PORT" -n 100 -i 10ms
    grep -qE '^tcp/count_client: lost the connection to 127.0.0.1:PORT: (Broken pipe|Connection reset by peer)$' \
        <<<"$stderr"
    same '' "$stdout"
}

@test "a full disk on stdout: the cause, and exit status 1" {
    needs_linux
    local full='cannot write to standard output: No space left on device'
    for program in {tcp,udp}/{hello,echo,count,chat}_server http/{single,threaded}_server; do
        local status=0
        limit "$program" -p 0 >/dev/full 2>"$T/stderr" || status=$?
        same "1 $program: $full" "$status $(cat "$T/stderr")"
    done
    for option in --help --version; do
        local status=0
        limit tcp/hello_client $option >/dev/full 2>"$T/stderr" || status=$?
        same "1 tcp/hello_client: $full" "$status $(cat "$T/stderr")"
    done

    start_server tcp/echo_server
    for arguments in '-m x' '-n 3' '-n 3 --quiet'; do
        local status=0
        # shellcheck disable=SC2086 # several words
        limit tcp/echo_client -p "$PORT" $arguments >/dev/full 2>"$T/stderr" || status=$?
        same "1 tcp/echo_client: $full" "$status $(cat "$T/stderr")"
    done
    local status=0
    echo line | limit tcp/echo_client -p "$PORT" >/dev/full 2>"$T/stderr" || status=$?
    same "1 tcp/echo_client: $full" "$status $(cat "$T/stderr")"
    status=0
    limit tcp/count_client -p "$PORT" >/dev/full 2>"$T/stderr" || status=$?
    same "1 tcp/count_client: $full" "$status $(cat "$T/stderr")"
    status=0
    limit tcp/chat_client -p "$PORT" </dev/null >/dev/full 2>"$T/stderr" || status=$?
    same "1 tcp/chat_client: $full" "$status $(cat "$T/stderr")"
    kill "$SERVER"
    ends "$SERVER" 0

    start_server udp/echo_server
    for arguments in '-m x' '-n 3' '-n 3 --quiet'; do
        status=0
        # shellcheck disable=SC2086 # several words
        limit udp/echo_client -p "$PORT" $arguments >/dev/full 2>"$T/stderr" || status=$?
        same "1 udp/echo_client: $full" "$status $(cat "$T/stderr")"
    done
    status=0
    echo line | limit udp/echo_client -p "$PORT" >/dev/full 2>"$T/stderr" || status=$?
    same "1 udp/echo_client: $full" "$status $(cat "$T/stderr")"
    status=0
    limit udp/count_client -p "$PORT" >/dev/full 2>"$T/stderr" || status=$?
    same "1 udp/count_client: $full" "$status $(cat "$T/stderr")"
    status=0
    limit udp/chat_client -p "$PORT" </dev/null >/dev/full 2>"$T/stderr" || status=$?
    same "1 udp/chat_client: $full" "$status $(cat "$T/stderr")"
    status=0
    limit lab/relay --listen 0 --to "$PORT" >/dev/full 2>"$T/stderr" || status=$?
    same "1 lab/relay: $full" "$status $(cat "$T/stderr")"

    for protocol in tcp udp; do
        start_server "$protocol/hello_server"
        status=0
        limit "$protocol/hello_client" -p "$PORT" >/dev/full 2>"$T/stderr" || status=$?
        same "1 $protocol/hello_client: $full" "$status $(cat "$T/stderr")"
    done
}

@test "a reader of its log that goes away: the server goes on serving, and its exit status tells" {
    mkfifo "$T/log"
    exec 8<>"$T/log"
    background server bash -c "exec tcp/echo_server -p 0 >'$T/log'"
    SERVER=$PID
    local ready
    read -r -t 10 ready <&8
    PORT=${ready##*:}
    exits 0 tcp/echo_client -p "$PORT" -m one
    exec 8>&-
    exits 0 tcp/echo_client -p "$PORT" -m two
    exits 0 tcp/echo_client -p "$PORT" -m three
    kill "$SERVER"
    ends "$SERVER" 1
    same 'tcp/echo_server: cannot write to standard output: Broken pipe' "$(cat "$T/server.err")"
}

@test "a closed stdout or stdin is not taken for a socket" {
    start_server tcp/echo_server
    local status=0
    limit tcp/echo_client -p "$PORT" -m x >&- 2>"$T/stderr" || status=$?
    same '1 tcp/echo_client: cannot write to standard output: Bad file descriptor' \
        "$status $(cat "$T/stderr")"
    status=0
    limit tcp/echo_client -p "$PORT" <&- 2>"$T/stderr" || status=$?
    same '1 tcp/echo_client: cannot read standard input: Bad file descriptor' \
        "$status $(cat "$T/stderr")"
}

@test "a line for which there is no memory is an error, not the end of the input" {
    needs_linux
    [[ $PROGRAMS != */build/*@(address|thread)* ]] || skip 'a sanitizer needs more room than this'
    local protocol
    for protocol in tcp udp; do
        start_server "$protocol/echo_server"
        # shellcheck disable=SC2016 # for the other bash
        head -c 80000000 /dev/zero | exits 1 bash -c 'ulimit -v 65536; exec "$0" "$@"' "$protocol/echo_client" -p "$PORT"
        grep -qxE "$protocol/echo_client: cannot read standard input: (Cannot allocate|Out of) memory" "$T/stderr"
    done
}

@test "input that cannot be read is an error, not an end" {
    local pair protocol program
    for protocol in tcp udp; do
        for pair in echo chat; do
            program=$protocol/${pair}_client
            start_server "$protocol/${pair}_server"
            exits 1 "$program" -p "$PORT" <. # a folder
            same "$program: cannot read standard input: Is a directory" "$stderr"
        done
    done
}

@test "a line that no datagram can carry is not sent" {
    start_server udp/echo_server
    for bytes in 65508 70000; do
        exits 1 udp/echo_client -p "$PORT" < <(head -c "$bytes" /dev/zero | tr '\0' x)
        grep -q '^udp/echo_client: message is [0-9]* bytes, the limit is 65507; not sent$' <<<"$stderr"
    done
}

@test "a reader of stdout that goes away is an error, not a death by SIGPIPE" {
    start_server tcp/echo_server
    (
        status=0
        limit tcp/echo_client -p "$PORT" -n 100000 2>"$T/stderr" || status=$?
        echo "$status" >"$T/status"
    ) | head -n 1 >/dev/null
    same '1 tcp/echo_client: cannot write to standard output: Broken pipe' \
        "$(cat "$T/status") $(cat "$T/stderr")"
}

@test "a stdout that nobody reads: each program says so and exits 1, none dies of SIGPIPE" {
    local broken='cannot write to standard output: Broken pipe' protocol pair status
    exec 7> >(exit 0)
    wait_for 'the reader to go' bash -c 'trap "" PIPE; ! echo 2>/dev/null >&7'
    for protocol in tcp udp; do
        for pair in hello echo count chat; do
            status=0
            limit "$protocol/${pair}_server" -p 0 >&7 2>"$T/stderr" || status=$?
            same "1 $protocol/${pair}_server: $broken" "$status $(cat "$T/stderr")"

            start_server "$protocol/${pair}_server"
            status=0
            printf 'a line\n' | limit "$protocol/${pair}_client" -p "$PORT" >&7 2>"$T/stderr" || status=$?
            same "1 $protocol/${pair}_client: $broken" "$status $(cat "$T/stderr")"
        done
    done
}

@test "a full disk is noticed at the end, too, when the last line has no newline" {
    needs_linux
    start_server tcp/echo_server
    local status=0
    printf 'no newline' | limit tcp/echo_client -p "$PORT" >/dev/full 2>"$T/stderr" || status=$?
    same '1 tcp/echo_client: cannot write to standard output: No space left on device' \
        "$status $(cat "$T/stderr")"
}

@test "Ctrl-C ends a server that waits in send, too" {
    start_server tcp/echo_server -t 0
    background_peer rude flood await "$T/never"
    wait_line rude flooded
    kill -INT "$SERVER"
    ends "$SERVER" 0
    tail -n 1 "$T/server.out" | grep -q '^Served 1 client'
}

@test "200 clients one after the other: descriptors and memory stay flat" {
    needs_linux
    start_server tcp/echo_server
    for _ in $(seq 20); do exits 0 tcp/echo_client -p "$PORT" -m warm; done
    local fds memory
    fds=$(find "/proc/$SERVER/fd" | wc -l)
    memory=$(awk '/^VmRSS/ { print $2 }' "/proc/$SERVER/status")
    for _ in $(seq 200); do
        exits 0 tcp/echo_client -p "$PORT" -m hello
    done
    same "$fds" "$(find "/proc/$SERVER/fd" | wc -l)"
    local now
    now=$(awk '/^VmRSS/ { print $2 }' "/proc/$SERVER/status")
    [ $((now - memory)) -le 256 ] || fail "memory grew from $memory to $now KiB"
    kill "$SERVER"
    ends "$SERVER" 0
    tail -n 1 "$T/server.out" | grep -qx 'Served 220 clients, echoed 1080 bytes.'
}

@test "the descriptor limit: ulimit -n 16 and 50 clients at once are all served" {
    start_server bash -c 'ulimit -n 16; exec "$0" "$@"' tcp/echo_server
    local pids=()
    for i in $(seq 50); do
        background "c$i" tcp/echo_client -p "$PORT" -m "$i"
        pids+=("$PID")
    done
    for pid in "${pids[@]}"; do ends "$pid" 0; done
    for i in $(seq 50); do same "Received '$i'" "$(cat "$T/c$i.out")"; done
    same '' "$(cat "$T/server.err")"
}

@test "no descriptor left for accept: said once, no spin, and it goes on when there is one again" {
    needs_linux
    needs prlimit
    start_server tcp/echo_server
    prlimit --pid "$SERVER" --nofile=4:1024
    background client tcp/echo_client -p "$PORT" -m patience -t 0
    wait_err server 'cannot accept'
    local before after
    before=$(ticks "$SERVER")
    sleep 1 # the time in which it must not spin
    after=$(ticks "$SERVER")
    [ $((after - before)) -le 5 ] || fail "used $((after - before)) ticks of CPU in a second"
    same 'tcp/echo_server: cannot accept a connection: Too many open files
  New clients wait until this gets better; ulimit -n shows the limit on descriptors.' \
        "$(sed 's/No file descriptors available/Too many open files/' "$T/server.err")"
    prlimit --pid "$SERVER" --nofile=1024:1024
    ends "$PID" 0
    says client "Received 'patience'"
}

@test "relay: no descriptor for one more client: said once, and those that are there go on" {
    needs_linux
    start_server udp/echo_server
    local echo=$PORT i
    background relay bash -c "ulimit -n 8 && exec lab/relay --listen 0 --to 127.0.0.1:$echo -t 2"
    RELAY=$PID
    wait_line relay ' bound to .*:[0-9]+$'
    PORT=$(sed -n '1s/.*://p' "$T/relay.out")
    for i in 1 2 3 4 5 6 7 8; do
        udp_peer send x
    done
    wait_err relay 'turned away 127.0.0.1:[0-9]+: (Too many open files|No file descriptors available)'
    same 1 "$(grep -c 'turned away' "$T/relay.err")"
    wait_line relay '^Flow 1 is over'
    exits 0 udp/echo_client -p "$PORT" -m 'room again'
    kill -INT "$RELAY"
    ends "$RELAY" 0
}

@test "no program spins while it waits, nor at the end of its input" {
    needs_linux
    local pids=() pid before after
    start_server tcp/echo_server
    pids+=("$SERVER")
    start_client tcp/echo_client
    pids+=("$CLIENT")
    echo hi >&9
    wait_line client '^hi$'
    exec 9>&-
    rm "$T/keys"

    background chat tcp/chat_server -p 0 # its input has ended already
    pids+=("$PID")
    wait_line chat ':[0-9]+$'
    PORT=$(sed -n '1s/.*://p' "$T/chat.out")
    background_peer silent await "$T/never"
    wait_line chat '^Client connected'

    for server in tcp/hello tcp/count udp/hello udp/echo udp/count; do
        background "${server/\//-}" "${server}_server" -p 0
        pids+=("$PID")
        wait_line "${server/\//-}" ':[0-9]+$'
    done

    background udp-chat udp/chat_server -p 0
    wait_line udp-chat ':[0-9]+$'
    pids+=("$PID")
    PORT=$(sed -n '1s/.*://p' "$T/udp-chat.out")
    start_udp_peer await "$T/never"
    background waiting udp/echo_client -m x -t 0 -p "$PORT"
    pids+=("$PID")
    before=$(for pid in "${pids[@]}"; do ticks "$pid"; done 2>/dev/null | awk '{ n += $1 } END { print n }')
    sleep 1 # the time in which they must not spin
    after=$(for pid in "${pids[@]}"; do ticks "$pid"; done 2>/dev/null | awk '{ n += $1 } END { print n }')
    [ $((after - before)) -le 5 ] || fail "used $((after - before)) ticks of CPU in a second"
}

@test "a server that has just ended can be started again at once on the same port" {
    start_server tcp/echo_server
    background_peer open send abc receive 3 await "$T/go" receive-all
    wait_line open abc
    kill "$SERVER"
    ends "$SERVER" 0
    touch "$T/go"
    background again tcp/echo_server -p "$PORT"
    wait_line again ":$PORT\$"
}

@test "each server starts again on a port where it has closed a connection first" {
    local pair
    for pair in hello chat; do
        start_server "tcp/${pair}_server"
        peer send 'exit\n' half-close receive-all >"$T/back"
        ends "$SERVER" 0
        background again "tcp/${pair}_server" -p "$PORT"
        wait_line again ":$PORT\$"
    done
    start_server tcp/count_server
    background_peer open send abc await "$T/go"
    wait_line server '^recv 1' # or else what it has not read would make it send a reset
    kill "$SERVER"
    ends "$SERVER" 0
    touch "$T/go"
    background again tcp/count_server -p "$PORT"
    wait_line again ":$PORT\$"
}

@test "by default nobody from outside can connect" {
    needs ss
    for program in hello echo count chat; do
        start_server "tcp/${program}_server"
        same "127.0.0.1:$PORT" "$(ss -tlnH "sport = :$PORT" | awk '{ print $4 }')"
        start_server "udp/${program}_server"
        same "127.0.0.1:$PORT" "$(ss -ulnH "sport = :$PORT" | awk '{ print $4 }')"
    done
    start_relay
    same "127.0.0.1:$PORT" "$(ss -ulnH "sport = :$PORT" | awk '{ print $4 }')"
    for program in single threaded; do
        start_server "http/${program}_server"
        same "127.0.0.1:$PORT" "$(ss -tlnH "sport = :$PORT" | awk '{ print $4 }')"
    done
}

@test "all in one process: output into a pipe is there line by line" {
    start_server tcp/echo_server
    mkfifo "$T/pipe"
    background pinger bash -c "exec tcp/echo_client -p $PORT -n 2 -i 60 >'$T/pipe'"
    local first
    read -r -t 10 first <"$T/pipe"
    grep -q 'seq=1' <<<"$first"
}
