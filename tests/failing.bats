#!/usr/bin/env bats
# Calls of the system that fail, one at a time (strace puts the failure in): whichever it is, a program says so and ends
# with 1, or it goes on; it does not crash, nor wait for ever, nor end in silence.

load helper

# What looks for leaks does not work in a program that is traced.
export ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0

# can_trace: skip where strace does not work.
can_trace() {
    needs strace
    strace -o /dev/null true 2>/dev/null || skipped 'strace may not trace here'
}

# All that programs ask of the network and of other processes. "?": some processors have no such call.
CALLS='?accept,bind,?clone,?clone3,connect,?fork,getpeername,getsockname,getsockopt,listen,?pipe,pipe2,?poll,?ppoll'
CALLS+=',recvfrom,recvmsg,sendmsg,sendto,setsockopt,shutdown,socket,wait4'

# under_strace [CALL N ERROR]: from now on programs run so that the Nth call of that name fails.
under_strace() {
    UNDER="strace -D -f -q -o $T/trace -e trace=$CALLS -e signal=none"
    [ $# -eq 0 ] || UNDER+=" -e inject=$1:error=$3:when=$2"
    : >"$T/trace"
}

# traced: the trace is whole when each process has ended.
traced() {
    wait_for 'the end of strace' grep -qE '\+\+\+ (exited|killed)' "$T/trace"
}

# calls_made: what was called since, each with its number among those of its name: the first MOST (2); and if there
# are more, 1+ for all of them; but one more if all is to go on, for who is interrupted for ever gets nowhere.
calls_made() {
    traced
    sed -nE 's/^[0-9]+ +([a-z0-9]+)\(.*/\1/p' "$T/trace" |
        awk -v most="${MOST:-2}" -v harmless="${HARMLESS:-}" '
            ++count[$1] <= most { print $1, count[$1] }
            count[$1] == most + 1 { print $1, harmless != "" ? count[$1] : "1+" }'
}

# fair PROGRAM STATUS ERRORS: it went on, or it said why it did not (77 and 126: lab/link may not do what it needs, or cannot
# run a command); if HARMLESS, it went on.
fair() {
    [ "$2" -eq 0 ] && return
    # A process that it has started may say it, a moment later.
    [ -z "${HARMLESS:-}" ] && [[ $2 =~ ^(1|77|126)$ ]] &&
        wait_for "why $1 ended" grep -qE '^[a-z]+/[a-z_]+(: .| does not work here)' "$3" && return
    fail "$1: exit status $2 after $FAULT" "$(cat "$3")"
}

# each_call_fails ERROR COMMAND...: a run of it where nothing fails, then one for each call that was made.
each_call_fails() {
    local error=$1 calls call number runs=0
    shift
    FAULT='no fault'
    under_strace
    "$@"
    calls=$(calls_made)
    while read -r call number; do
        FAULT="$error of $call $number"
        under_strace "$call" "$number" "$error"
        "$@"
        runs=$((runs + 1))
    done <<<"$calls"
    [ "$runs" -ge 1 ]
}

# client PROGRAM [ARG]...: a run of it.
client() {
    local status=0
    limit "$@" <<<$'one\nexit' >"$T/client.out" 2>"$T/client.err" 3>&- 4>&- || status=$?
    traced
    fair "$*" "$status" "$T/client.err"
}

# pair_of FAULTY SERVER [ARG]... -- CLIENT [ARG]...: a run of both, of which one is traced, the server or the client. PORT
# in the client's words is the server's.
pair_of() {
    local who=$1 strace=$UNDER server=() status=0
    shift
    while [ "$1" != -- ]; do
        server+=("$1")
        shift
    done
    shift
    printf 'two\nexit\n' >"$T/typed"
    [ "$who" = server ] || UNDER=''
    INPUT=$T/typed background server "${server[@]}" -p 0 -t 0.3
    wait_for 'the server, or its end' is_up_or_gone "$PID"
    PORT=$(sed -n '1s/.*://p' "$T/server.out")
    UNDER=''
    [ "$who" = server ] || UNDER=$strace
    [ -z "$PORT" ] || limit "${@/PORT/$PORT}" -t 0.3 <<<$'one\nexit' >"$T/client.out" 2>"$T/client.err" 3>&- 4>&- || status=$?
    [ "$who" = server ] || fair "$*" "$status" "$T/client.err"
    [ -z "${HARMLESS:-}" ] || [ "$status" -eq 0 ] || fail "$*: exit status $status, and the server had $FAULT"
    kill -TERM "$PID" 2>/dev/null || true
    status=0
    wait_for 'the end of the server' gone "$PID"
    wait "$PID" || status=$?
    traced
    [ "$who" = client ] || fair "${server[*]}" "$status" "$T/server.err"
}

is_up_or_gone() {
    grep -qE '(:[0-9]+|unknown address)$' "$T/server.out" || gone "$1"
}

# both_sides ERROR PROTOCOL PAIR...: first with the server traced, then with the client.
both_sides() {
    local pair who
    for pair in "${@:3}"; do
        for who in server client; do
            each_call_fails "$1" pair_of "$who" "$2/${pair}_server" -- "$2/${pair}_client" -p PORT
        done
    done
}

@test "failing: the servers and clients of TCP, whichever call fails" {
    can_trace
    both_sides EIO tcp hello echo count chat
}

@test "failing: the servers and clients of UDP, whichever call fails" {
    can_trace
    both_sides EIO udp hello echo count chat
}

@test "failing: the servers and clients of TCP and UDP: what is interrupted goes on" {
    can_trace
    local HARMLESS=yes CALLS='?accept,connect,?poll,?ppoll,recvfrom,recvmsg,sendmsg,sendto'
    both_sides EINTR tcp hello echo count chat
    # Of those for datagrams only these wait, and so can be interrupted.
    CALLS='recvfrom,recvmsg'
    both_sides EINTR udp hello
    each_call_fails EINTR pair_of server udp/echo_server -- udp/echo_client -p PORT
    each_call_fails EINTR pair_of server udp/count_server -- udp/count_client -p PORT
    CALLS='?poll,?ppoll'
    both_sides EINTR udp chat
    each_call_fails EINTR pair_of client udp/echo_server -- udp/echo_client -p PORT
}

@test "failing: HTTP, whichever call fails" {
    can_trace
    local server who
    for server in 'single_server --once' threaded_server; do
        for who in server client; do
            # shellcheck disable=SC2086 # two words
            each_call_fails EIO pair_of "$who" http/$server -- http/client http://127.0.0.1:PORT/
        done
    done
}

@test "failing: lab/relay, whichever call fails" {
    can_trace
    start_server udp/echo_server
    each_call_fails EIO pair_of server lab/relay --to "127.0.0.1:$PORT" -- udp/echo_client -m hello -p PORT
}

@test "failing: no way to the peer any more, over UDP" {
    can_trace
    start_server udp/echo_server
    local server=$PORT
    under_strace sendto 1 ENETUNREACH
    exits 1 udp/echo_client -p "$PORT" -m x
    same 'udp/echo_client: lost touch with 127.0.0.1:PORT: Network is unreachable
  This machine knows no way to that address.' "$stderr"
    under_strace sendto 1+ ENETUNREACH
    start_relay
    udp_peer send a send b
    wait_err relay "^lab/relay: cannot send to 127.0.0.1:$server: Network is unreachable$"
    end_relay
    grep -qx '2 of those delivered could not be sent.' "$T/relay.out"
}

@test "failing: lab/compare, whichever call fails" {
    can_trace
    local CALLS=$CALLS
    each_call_fails EIO client lab/compare -n 3 --bulk 10ms -t 0.3
    # Where it cannot have a line, it has a relay of its own.
    CALLS='socket,bind,recvfrom,sendto'
    each_call_fails EIO client "$TOOLS/contained" lab/compare -n 3 --bulk 10ms -t 0.3
}

@test "failing: lab/compare: what is interrupted goes on" {
    can_trace
    local HARMLESS=yes CALLS='?poll,?ppoll,recvfrom,wait4'
    each_call_fails EINTR client lab/compare -n 3 --bulk 10ms
}

@test "failing: lab/link, whichever call fails" {
    can_trace
    local backend
    for backend in tun veth; do
        # Making the line takes many calls of the same name.
        CALLS=ioctl,setns,unshare MOST=40 each_call_fails EPERM client lab/link --quiet --backend "$backend" --a true --b true
    done
    CALLS=${CALLS%,wait4},mount,prctl,capset,capget
    each_call_fails EPERM client lab/link --quiet --a true --b true
    each_call_fails EPERM client sh -c 'lab/link doctor >&2' # what it finds is its output
}

@test "failing: a kernel that cannot do what lab/link needs: which part it lacks" {
    can_trace
    lacks_it() { # CALL ERROR WHICH_BACKEND WORDS
        under_strace "$1" 1 "$2"
        exits 77 lab/link --backend "$3" --a true --b true
        grep -q "$4" <<<"$stderr" || fail "$stderr"
    }
    local CALLS=$CALLS,unshare
    lacks_it unshare EINVAL veth 'This kernel was built without user namespaces'
    lacks_it sendto EOPNOTSUPP veth 'This kernel has no veth'
}

@test "failing: who joins a link, and changes it, whichever call fails" {
    can_trace
    export XDG_RUNTIME_DIR=$T
    chmod 700 "$T"
    background link lab/link
    wait_line link '^Link link is up'
    each_call_fails EIO client lab/link set loss 0%
    CALLS+=',setns,mount,unshare'
    each_call_fails EIO client lab/link a true
    exits 0 lab/link set loss 1%
}
