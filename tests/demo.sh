#!/bin/sh
# make demo: run each pair for real and show who says what. Ends by itself; 1 if anything went wrong.
#
# A server's output goes through a FIFO, so that its first line, which ends in the port, can be waited
# for. All ports are free ones: nothing here disturbs a server that you have running.
#
#     sh tests/demo.sh [build/KIND]      with the programs of another build
set -u
cd "$(dirname "$0")/../${1:-}" || exit 1

work=$(mktemp -d) || exit 1
server=
relay=
result=0
bold=
plain=
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ] && [ "${TERM:-dumb}" != dumb ]; then
    bold=$(printf '\033[1m') plain=$(printf '\033[0m')
fi

finish() {
    [ -z "$server" ] || kill "$server" 2>/dev/null
    [ -z "$relay" ] || kill "$relay" 2>/dev/null
    rm -rf "$work"
}
trap finish EXIT
trap 'exit 1' HUP INT PIPE TERM

# label WHO: put it before each line that comes, and keep the lines in $work/WHO.
label() {
    while IFS= read -r line || [ -n "$line" ]; do
        printf '  %-6s | %s\n' "$1" "$line"
        printf '%s\n' "$line" >>"$work/$1"
    done
}

# heard WORD N: wait until the server has said N lines that begin with WORD, at most 5 s.
heard() {
    tries=0
    until [ "$(grep -cs "^$1" "$work/server" || true)" -ge "$2" ] 2>/dev/null; do
        tries=$((tries + 1))
        if [ "$tries" -gt 100 ] || ! kill -0 "$server" 2>/dev/null; then
            failed "the server never said '$1'"
            return
        fi
        sleep 0.05
    done
}

# failed WHAT: say and remember it.
failed() {
    result=1
    echo "  failed: $1" >&2
}

# shown COMMAND...: print it as one would type it.
shown() {
    printf '  %s$' "$bold"
    for word; do
        case $word in
        *[!A-Za-z0-9_./:=%+-]*) printf " '%s'" "$word" ;;
        *) printf ' %s' "$word" ;;
        esac
    done
    printf '%s\n' "$plain"
}

# serve PROGRAM [ARG]...: start it with the input $work/server.keys; sets port.
serve() {
    shown "$@" -p 0
    rm -f "$work/server" "$work/output"
    mkfifo "$work/output"
    "$@" -p 0 <"$work/server.keys" >"$work/output" 2>&1 &
    server=$!
    label server <"$work/output" &
    labels=$!
    heard '.*:[0-9]' 1
    port=$(sed -n '1s/.*://p' "$work/server" 2>/dev/null)
    [ -n "$port" ] || exit 1
}

# run PROGRAM [ARG]...: run a client, with the input $work/client.keys.
run() {
    shown "$@"
    sed 's/^/  typed  | /' "$work/client.keys"
    {
        "$@" <"$work/client.keys" 2>&1
        echo $? >"$work/status"
    } | label client
    [ "$(cat "$work/status")" = 0 ] || failed "$*"
}

# client PROGRAM [ARG]...: run it against the server.
client() {
    run "$@" -p "$port"
}

# stop [SIGNAL]: end the server, with a signal unless it ends by itself, and look at how it ended.
stop() {
    [ $# -eq 0 ] || kill -"$1" "$server"
    wait "$server" || failed "the server ended with status $?"
    server=
    wait "$labels"
}

# relay [ARG]...: start lab/relay before the server; port is the relay's from now on.
relay() {
    shown lab/relay --listen 0 --to "127.0.0.1:$port" --quiet "$@"
    rm -f "$work/relay" "$work/output"
    mkfifo "$work/output"
    lab/relay --listen 0 --to "127.0.0.1:$port" --quiet "$@" >"$work/output" 2>&1 &
    relay=$!
    label relay <"$work/output" &
    relay_labels=$!
    tries=0
    until port=$(sed -n '1s/.*bound to .*://p' "$work/relay" 2>/dev/null) && [ -n "$port" ]; do
        tries=$((tries + 1))
        [ "$tries" -le 100 ] || exit 1
        sleep 0.05
    done
}

# end_relay: and see what it did.
end_relay() {
    kill -INT "$relay"
    wait "$relay" || failed "the relay ended with status $?"
    relay=
    wait "$relay_labels"
}

title() {
    printf '\n%s%s%s\n' "$bold" "$1" "$plain"
    : >"$work/server.keys"
    : >"$work/client.keys"
}

title 'hello over TCP: one message each way'
serve tcp/hello_server
client tcp/hello_client
stop

title 'echo over TCP: what is sent comes back'
serve tcp/echo_server
client tcp/echo_client -m 'Hello, World!'
heard Closed 1
printf 'one\ntwo\n' >"$work/client.keys"
client tcp/echo_client
heard Closed 2
: >"$work/client.keys"
client tcp/echo_client -n 3
heard Closed 3
stop INT

title 'count over TCP: ten calls of send are not ten calls of recv'
serve tcp/count_server
client tcp/count_client
heard Closed 1
client tcp/count_client -n 3 -i 100ms
heard Closed 2
stop INT

title 'count again, through lab/choppy: recv returns one byte at a time'
serve lab/choppy tcp/count_server
client tcp/count_client -n 4
heard Closed 1
stop INT

title 'chat over TCP: two people take turns'
printf 'hello yourself\n' >"$work/server.keys"
printf 'hi\nexit\n' >"$work/client.keys"
serve tcp/chat_server
client tcp/chat_client
stop

title 'hello over UDP: one datagram each way'
serve udp/hello_server
client udp/hello_client
stop

title 'echo over UDP: each datagram comes back whole'
serve udp/echo_server
client udp/echo_client -m 'Hello, World!'
printf 'one\ntwo\n' >"$work/client.keys"
client udp/echo_client
: >"$work/client.keys"
client udp/echo_client -n 3
stop INT

title 'count over UDP: ten datagrams are ten calls of recv, and nobody says that it was all'
serve udp/count_server -t 200ms
client udp/count_client
heard Nothing 1
stop INT

title 'chat over UDP: two people take turns'
printf 'hello yourself\n' >"$work/server.keys"
printf 'hi\nexit\n' >"$work/client.keys"
serve udp/chat_server
client udp/chat_client
stop

title 'UDP over a bad line: lab/relay loses a fifth of all datagrams'
serve udp/echo_server
relay --loss 20%
client udp/echo_client -n 10 -t 100ms
end_relay
stop INT

title 'count over a bad line: what is missing, the server must find out itself'
serve udp/count_server -t 200ms
relay --drop 4,7-9
client udp/count_client
heard Nothing 1
end_relay
stop INT

title 'HTTP: one request, one response'
serve http/single_server
run http/client -i "http://127.0.0.1:$port/"
heard 200 1
stop INT

title 'HTTP, a thread for each client: what is sent comes back; a file, and a part of it'
serve http/threaded_server --log -
run http/client -d 'Hello, World!' "http://127.0.0.1:$port/echo"
run http/client "http://127.0.0.1:$port/poem.txt"
run http/client -i -H 'Range: bytes=0-22' "http://127.0.0.1:$port/poem.txt"
heard '.*" 206 ' 1
stop INT

echo
if [ "$result" -ne 0 ]; then
    echo 'Something went wrong: look above for "failed".' >&2
    exit 1
fi
echo 'Now you: start tcp/hello_server in one terminal and tcp/hello_client in another.'
