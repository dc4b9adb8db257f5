#!/usr/bin/env bats
# The command line: the same for all programs, every message word for word.

load helper

SERVERS='tcp/hello_server tcp/echo_server tcp/count_server tcp/chat_server
    udp/hello_server udp/echo_server udp/count_server udp/chat_server http/single_server
    http/threaded_server'
CLIENTS='tcp/hello_client tcp/echo_client tcp/count_client tcp/chat_client
    udp/hello_client udp/echo_client udp/count_client udp/chat_client'
OTHERS='http/client lab/choppy lab/compare lab/link lab/relay' # they have neither HOST nor the options that go with it

@test "an unknown option is named, and --help is pointed at" {
    for program in $SERVERS $CLIENTS $OTHERS; do
        for option in -x --no-such --portx; do
            exits 2 "$program" "$option"
            same "$program: unknown option '$option'
  Try '$program --help'." "$stderr"
            same '' "$stdout"
        done
    done
    exits 2 tcp/echo_server -4x
    same "tcp/echo_server: unknown option '-x'
  Try 'tcp/echo_server --help'." "$stderr"
}

@test "ports are checked: digits only, and in the range" {
    for port in 99999 65536 -1 +80 80x ' 80' 0x50 http '' 99999999999999999999; do
        for program in $SERVERS; do
            exits 2 "$program" -p "$port"
            same "$program: port '$port' is not a number from 0 to 65535" "$stderr"
        done
        for program in $CLIENTS; do
            exits 2 "$program" --port="$port"
            same "$program: port '$port' is not a number from 1 to 65535" "$stderr"
        done
    done
    exits 2 tcp/echo_client -p 0
    same "tcp/echo_client: port '0' is not a number from 1 to 65535" "$stderr"
}

@test "times are checked: no rest, no sign, in the range" {
    for time in 5x 2m -1 1e3 inf nan 0x10 . '' '1 s' 1.2.3 86401 86400001ms; do
        exits 2 tcp/echo_server -t "$time"
        same "tcp/echo_server: timeout '$time' is not a time from 0 to 86400 s, such as 2, 0.5, 2s or 20ms" \
            "$stderr"
    done
    for program in $SERVERS $CLIENTS http/client; do
        exits 2 "$program" -t 5x
        same "$program: timeout '5x' is not a time from 0 to 86400 s, such as 2, 0.5, 2s or 20ms" "$stderr"
    done
    for time in 2 0.5 2s 20ms 0 .5 86400; do
        exits 2 tcp/echo_server -t "$time" -p x
        same "tcp/echo_server: port 'x' is not a number from 0 to 65535" "$stderr"
    done
    exits 2 tcp/count_client -i 1h
    same "tcp/count_client: -i '1h' is not a time from 0 to 86400 s, such as 2, 0.5, 2s or 20ms" "$stderr"
}

@test "numbers are checked, and the message names the range" {
    exits 2 tcp/count_client -n 0
    same "tcp/count_client: -n '0' is not a number from 1 to 1000000" "$stderr"
    exits 2 tcp/echo_client -n 10 -s 16777217
    same "tcp/echo_client: -s '16777217' is not a number from 1 to 16777216" "$stderr"
    exits 2 udp/count_client -n 0
    same "udp/count_client: -n '0' is not a number from 1 to 1000000" "$stderr"
    exits 2 udp/echo_client -n 10 -s 3
    same "udp/echo_client: -s '3' is not a number from 4 to 65535" "$stderr"
    exits 2 udp/echo_client -n 10 -w 0
    same "udp/echo_client: -w '0' is not a number from 1 to 1000000" "$stderr"
    exits 2 udp/hello_client --tries 0
    same "udp/hello_client: tries '0' is not a number from 1 to 1000" "$stderr"
    exits 2 lab/relay --seed -1
    same "lab/relay: seed '-1' is not a number from 0 to 999999999" "$stderr"
    exits 2 lab/choppy --recv 0 true
    same "lab/choppy: recv '0' is not a number from 1 to 2147483647" "$stderr"
}

@test "too many arguments, a missing value, one too much, options that contradict" {
    for program in $SERVERS $CLIENTS; do
        exits 2 "$program" a b
        same "$program: too many arguments: 'b'" "$stderr"
        exits 2 "$program" a -- -b
        same "$program: too many arguments: '-b'" "$stderr"
        exits 2 "$program" -p
        same "$program: option '-p' needs a value
  Try '$program --help'." "$stderr"
        exits 2 "$program" --verbose=yes
        same "$program: option '--verbose' takes no value
  Try '$program --help'." "$stderr"
        exits 2 "$program" -46
        same "$program: options '-4' and '-6' exclude each other" "$stderr"
    done
    exits 2 http/client -46 http://127.0.0.1/
    same "http/client: options '-4' and '-6' exclude each other" "$stderr"
    exits 2 http/client -d
    same "http/client: option '-d' needs a value
  Try 'http/client --help'." "$stderr"
    exits 2 http/client --location=yes http://127.0.0.1/
    same "http/client: option '--location' takes no value
  Try 'http/client --help'." "$stderr"
    exits 2 tcp/hello_client 12345
    same "tcp/hello_client: '12345' is not a host; a port is given with -p" "$stderr"
    for program in tcp/echo_client udp/echo_client; do
        exits 2 "$program" -m x -n 3
        same "$program: options '-m' and '-n' exclude each other" "$stderr"
    done
    exits 2 tcp/echo_client -s 3
    same "tcp/echo_client: options '-s', '-i' and '--quiet' go with '-n'" "$stderr"
    exits 2 udp/echo_client -w 3
    same "udp/echo_client: options '-s', '-i', '-w' and '--quiet' go with '-n'" "$stderr"
    exits 2 lab/choppy
    same 'lab/choppy: no program to run' "$stderr"
}

@test "--help is on stdout, names every option and its default, and fits into 80 columns" {
    for program in $SERVERS $CLIENTS $OTHERS; do
        exits 0 "$program" --help
        same '' "$stderr"
        same "Usage: $program [OPTION]..." "$(head -n 1 <<<"$stdout" | cut -d ' ' -f 1-3)"
        same '' "$(awk 'length > 80' <<<"$stdout")"
        exits 0 "$program" -h
        grep -q -- '--version' <<<"$stdout"
    done
    exits 0 tcp/echo_server --help
    same 'Usage: tcp/echo_server [OPTION]... [HOST]
Send back every byte that a client sends, client after client.

  [HOST]                 address to bind (127.0.0.1)
  -p, --port PORT        port to bind, 0 = any free one (65432)
  -t, --timeout TIME     longest silence of a client, 0 = no limit (60s)
  -4                     IPv4 only
  -6                     IPv6 only; HOST is ::1 unless given
  -v, --verbose          narrate each socket call on stderr
  -h, --help             print this text
      --version          print the version' "$stdout"
}

@test "--version" {
    for program in $SERVERS $CLIENTS $OTHERS; do
        exits 0 "$program" --version
        grep -qE "^$program \(Two Terminals\) [0-9]+\.[0-9]+\.[0-9]+\$" <<<"$stdout"
    done
}

@test "letters may be joined, values too, and options may follow HOST" {
    start_server tcp/echo_server -4v
    exits 0 tcp/echo_client 127.0.0.1 -vm joined "-p$PORT"
    same "Received 'joined'" "$stdout"
    exits 0 tcp/echo_client --port "$PORT" --timeout=2s -m after -- 127.0.0.1
    same "Received 'after'" "$stdout"
}

@test "default ports: the traditional one, the others below the ephemeral range" {
    for pair in tcp/hello:12345 tcp/echo:65432 tcp/count:12346 tcp/chat:23456 \
        udp/hello:12345 udp/echo:65432 udp/count:12346 udp/chat:23457; do
        for end in server client; do
            exits 0 "${pair%:*}_$end" --help
            grep -q "PORT .*(${pair#*:})" <<<"$stdout"
        done
    done
    exits 0 http/single_server --help
    grep -q 'PORT .*(8080)' <<<"$stdout"
}

@test "a port in use: cause, and two ways out" {
    start_server tcp/echo_server
    # What TCP has bound is free for UDP, and the other way round.
    background datagrams udp/echo_server -p "$PORT"
    wait_line datagrams ' bound to '
    for program in $SERVERS; do
        exits 1 "$program" -p "$PORT"
        letter=t
        [[ $program != udp/* ]] || letter=u
        same "$program: cannot bind to 127.0.0.1:PORT: Address already in use
  Another program has this port: find it with  ss -${letter}lnp 'sport = :PORT'  or take any with  -p 0" \
            "$(sed 's/Address in use/Address already in use/' <<<"$stderr")"
        same '' "$stdout"
    done
}

@test "a port below 1024, not as root" {
    needs_linux
    as_nobody() { setpriv --reuid=65534 --clear-groups --bounding-set=-all --inh-caps=-all "$@"; }
    local program=$PROGRAMS/tcp/echo_server
    if [ "$(id -u)" -eq 0 ]; then
        needs setpriv
        cp "$program" "$T/echo_server"
        chmod 755 "$T" "$T/echo_server" "$(dirname "$T")" "$(dirname "$(dirname "$T")")"
        program=$T/echo_server
    else
        as_nobody() { "$@"; }
    fi
    [ "$(cat /proc/sys/net/ipv4/ip_unprivileged_port_start)" -gt 80 ] || skipped 'ports below 1024 are free here'
    local status=0
    as_nobody "$program" -p 80 2>"$T/stderr" || status=$?
    [ "$status" -eq 1 ]
    same "$program: cannot bind to 127.0.0.1:80: Permission denied
  Ports below 1024 belong to root; choose a higher one with -p." "$(cat "$T/stderr")"
}

@test "an address that is not of this machine" {
    exits 1 tcp/echo_server 192.0.2.1 -p 5000
    grep -q '^tcp/echo_server: cannot bind to 192.0.2.1:5000: ' <<<"$stderr"
    grep -q '^  No interface of this machine has that address' <<<"$stderr"
}

@test "nobody listens: refused, and which server to start" {
    start_server tcp/hello_server
    kill "$SERVER"
    ends "$SERVER" 0
    for program in $CLIENTS; do
        arguments=()
        case $program in
        udp/chat_client) continue ;;            # says more on stdout
        udp/echo_client) arguments=(-m text) ;; # without anything to send, nothing is refused
        esac
        exits 1 "$program" -p "$PORT" "${arguments[@]}"
        case $program in
        tcp/*) same "$program: cannot connect to 127.0.0.1:PORT: Connection refused
  Nothing listens there. Start the server first:  ${program%_client}_server" "$stderr" ;;
        udp/*) same "$program: 127.0.0.1:PORT refused the datagram: Connection refused
  That machine answered with ICMP \"port unreachable\". Start the server first:  ${program%_client}_server" "$stderr" ;;
        esac
        same '' "$stdout"
    done
    exits 1 udp/chat_client -p "$PORT"
    grep -q 'refused the datagram: Connection refused' <<<"$stderr"
    exits 1 udp/count_client -p "$PORT" -n 1 # no second send could tell what became of the first
    grep -q 'refused the datagram: Connection refused' <<<"$stderr"
}

@test "nobody listens where a URL leads: which server to start, and where" {
    start_server tcp/hello_server
    kill "$SERVER"
    ends "$SERVER" 0
    exits 1 http/client "http://127.0.0.1:$PORT/"
    same "http/client: cannot connect to 127.0.0.1:PORT: Connection refused
  Nothing listens there. Start the server first:  http/single_server -p $PORT" "$stderr"
    same '' "$stdout"
    exits 1 http/client "http://[::1]:$PORT/"
    same "http/client: cannot connect to [::1]:PORT: Connection refused
  Nothing listens there. Start the server first:  http/single_server ::1 -p $PORT" "$stderr"
    # A URL without a port means 80.
    exits 1 http/client http://127.0.0.1:1/
    same 'http/client: cannot connect to 127.0.0.1:1: Connection refused
  Nothing listens there. Start the server first:  http/single_server, then ask for  http://127.0.0.1:8080/' "$stderr"
}

@test "a name with several addresses: each is tried, and each failure said" {
    # A world of our own, where localhost is ::1 first, as on many machines.
    needs_linux
    unshare -rm true || skipped 'needs user namespaces'
    printf '::1 localhost\n127.0.0.1 localhost\n' >"$T/hosts"
    in_our_world() { unshare -rm sh -c 'mount --bind "$0" /etc/hosts && exec "$@"' "$T/hosts" "$@"; }
    export -f in_our_world
    export T

    start_server tcp/echo_server
    exits 0 bash -c 'in_our_world "$@"' - tcp/echo_client localhost -p "$PORT" -m x
    same "Received 'x'" "$stdout"
    same 'tcp/echo_client: cannot connect to [::1]:PORT: Connection refused
  The host has another address; trying that.' "$stderr"

    kill "$SERVER"
    ends "$SERVER" 0
    start_server tcp/hello_server
    exits 0 bash -c 'in_our_world "$@"' - tcp/hello_client localhost -p "$PORT"
    same "Server says: $SERVER_SAYS" "$stdout"
    ends "$SERVER" 0
    exits 1 bash -c 'in_our_world "$@"' - tcp/echo_client localhost -p "$PORT" -m x
    same 'tcp/echo_client: cannot connect to [::1]:PORT: Connection refused
  The host has another address; trying that.
tcp/echo_client: cannot connect to 127.0.0.1:PORT: Connection refused
  Nothing listens there. Start the server first:  tcp/echo_server' "$stderr"

    # With UDP, that nobody is there shows only when something was sent.
    start_server udp/echo_server
    exits 0 bash -c 'in_our_world "$@"' - udp/echo_client localhost -p "$PORT" -m x
    same "Received 'x'" "$stdout"
    same 'udp/echo_client: [::1]:PORT refused the datagram: Connection refused
  The host has another address; trying that.' "$stderr"
    exits 0 bash -c 'in_our_world "$@"' - udp/echo_client localhost -p "$PORT" -n 2 --quiet
    grep -q '^Sent 2, received 2,' <<<"$stdout"
    exits 0 bash -c 'printf "a\nb\n" | in_our_world "$@"' - udp/echo_client localhost -p "$PORT"
    same "$(printf 'a\nb')" "$stdout"
    kill "$SERVER"
    ends "$SERVER" 0
    start_server udp/count_server -t 200ms
    exits 0 bash -c 'in_our_world "$@"' - udp/count_client localhost -p "$PORT"
    wait_line server ': 10 messages came in 10 datagrams, in order.'
    kill "$SERVER"
    ends "$SERVER" 0
    start_server udp/hello_server
    exits 0 bash -c 'in_our_world "$@"' - udp/hello_client localhost -p "$PORT"
    same "Server says: $SERVER_SAYS" "$stdout"
    ends "$SERVER" 0
    start_server udp/chat_server
    exits 0 bash -c 'echo hi | in_our_world "$@"' - udp/chat_client localhost -p "$PORT"
    ends "$SERVER" 0
    grep -qx 'Client: hi' "$T/server.out"
    # Nor does silence show before the time is up.
    start_server udp/echo_server
    background silent udp/count_server ::1 -p "$PORT"
    wait_line silent ':[0-9]+$'
    exits 0 bash -c 'in_our_world "$@"' - udp/echo_client localhost -p "$PORT" -m x -t 100ms --tries 2
    same "Received 'x'" "$stdout"
    same 'udp/echo_client: no answer from [::1]:PORT after 2 tries of 0.1 s
  The host has another address; trying that.' "$stderr"
    for PID in "$SERVER" "$PID"; do
        kill "$PID"
        ends "$PID" 0
    done
    exits 1 bash -c 'in_our_world "$@"' - udp/hello_client localhost -p "$PORT"
    same 'udp/hello_client: [::1]:PORT refused the datagram: Connection refused
  The host has another address; trying that.
udp/hello_client: 127.0.0.1:PORT refused the datagram: Connection refused
  That machine answered with ICMP "port unreachable". Start the server first:  udp/hello_server' "$stderr"
}

@test "a host that cannot be found" {
    for program in $SERVERS $CLIENTS; do
        exits 1 "$program" no-such-host.invalid
        grep -q "^$program: cannot find host 'no-such-host.invalid': [A-Z]" <<<"$stderr"
    done
    exits 1 http/client http://no-such-host.invalid/
    grep -q "^http/client: cannot find host 'no-such-host.invalid': [A-Z]" <<<"$stderr"
    exits 1 tcp/hello_client 127.0.0.1:12345
    same '  A port is given with -p.' "$(tail -n 1 <<<"$stderr")"
}

@test "an address that goes with an interface is said with it" {
    needs_linux
    needs ip
    unshare -rn true || skipped 'needs user namespaces'
    for program in tcp/echo_server udp/echo_server; do
        start_server unshare -rn sh -c 'ip link set lo up && ip address add fe80::1/64 dev lo nodad && exec "$0" "$@"' \
            "$program" fe80::1%lo
        grep -q ' \[fe80::1%lo\]:[0-9]*$' "$T/server.out"
    done
}

@test "a host to which this machine knows no way" {
    needs_linux
    unshare -rn true || skipped 'needs user namespaces'
    for program in $CLIENTS; do
        exits 1 unshare -rn "$program" 192.0.2.1 -p 9000 </dev/null
        same "$program: cannot connect to 192.0.2.1:9000: Network is unreachable
  This machine knows no way to that address." "$stderr"
    done
}

@test "a host that does not answer: -t ends the attempt" {
    needs_linux
    UNDER='' background full "$TOOLS/peer" backlog
    wait_line full ':[0-9]+$'
    PORT=$(sed -n '1s/.*://p' "$T/full.out")
    exits 1 tcp/hello_client -p "$PORT" -t 300ms
    same 'tcp/hello_client: cannot connect to 127.0.0.1:PORT: Connection timed out
  Nobody answered: is the host up, and does a firewall let you through?' \
        "$(sed 's/Operation timed out/Connection timed out/' <<<"$stderr")"
}

@test "a connect that a signal interrupts goes on in the kernel, and how it ends is told" {
    needs_linux
    needs ss
    connecting() { [ -n "$(ss -tnH state syn-sent "dport = :$PORT")" ]; }
    UNDER='' background full "$TOOLS/peer" backlog
    local full=$PID
    wait_line full ':[0-9]+$'
    PORT=$(sed -n '1s/.*://p' "$T/full.out")
    background client tcp/hello_client -p "$PORT" -t 10
    wait_for 'the SYN' connecting
    kill -STOP "$PID" # with a limit on sending, connect then ends with EINTR (signal(7))
    kill -CONT "$PID"
    kill "$full"
    ends "$PID" 1
    same 'tcp/hello_client: cannot connect to 127.0.0.1:PORT: Connection refused
  Nothing listens there. Start the server first:  tcp/hello_server' "$(masked "$T/client.err")"
}

@test "a client that is still connecting is just ended by a signal" {
    needs_linux
    UNDER='' background full "$TOOLS/peer" backlog
    wait_line full ':[0-9]+$'
    PORT=$(sed -n '1s/.*://p' "$T/full.out")
    background waiting tcp/echo_client -v -p "$PORT" -m x
    wait_err waiting '^. socket'
    kill -TERM "$PID"
    ends "$PID" 143
}

@test "-v narrates each call on stderr, and stdout stays the same" {
    start_server tcp/hello_server -v
    exits 0 tcp/hello_client -v -p "$PORT"
    same "Server says: $SERVER_SAYS" "$stdout"
    same "* socket(AF_INET, SOCK_STREAM) = 3
* connect(3, 127.0.0.1:PORT) = 0, from 127.0.0.1:54321
> ${#CLIENT_SAYS} bytes  $CLIENT_SAYS
* shutdown(3, SHUT_WR) = 0
< ${#SERVER_SAYS} bytes  $SERVER_SAYS
* close(3) = 0" "$stderr"
    ends "$SERVER" 0
    same "* socket(AF_INET, SOCK_STREAM) = 3
* bind(3, 127.0.0.1:PORT) = 0
* listen(3, 1) = 0
* accept(3) = 4
< ${#CLIENT_SAYS} bytes  $CLIENT_SAYS
> ${#SERVER_SAYS} bytes  $SERVER_SAYS
* close(4) = 0" "$(masked "$T/server.err")"

    start_server udp/hello_server -v
    exits 0 udp/hello_client -v -p "$PORT"
    same "Server says: $SERVER_SAYS" "$stdout"
    same "* socket(AF_INET, SOCK_DGRAM) = 3
* connect(3, 127.0.0.1:PORT) = 0, from 127.0.0.1:54321; nothing was sent
> ${#CLIENT_SAYS} bytes  $CLIENT_SAYS
< ${#SERVER_SAYS} bytes  $SERVER_SAYS
* close(3) = 0" "$stderr"
    ends "$SERVER" 0
    same "* socket(AF_INET, SOCK_DGRAM) = 3
* bind(3, 127.0.0.1:PORT) = 0
< ${#CLIENT_SAYS} bytes  $CLIENT_SAYS
> ${#SERVER_SAYS} bytes  $SERVER_SAYS
* close(3) = 0" "$(masked "$T/server.err")"
}

@test "no message ever shows an errno number or Success" {
    for file in "$ROOT"/common/*.c "$ROOT"/tcp/*.c "$ROOT"/udp/*.c "$ROOT"/http/*.c "$ROOT"/lab/*.c; do
        lacks "$file" 'errno[^;]*%d|Success'
    done
}
