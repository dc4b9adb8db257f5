# Shared by all suites: load helper, then setup and teardown are there.
#
# The programs are typed as a student types them, tcp/echo_server, in the folder $PROGRAMS: the project's
# own, or build/KIND for another kind of build. $TOOLS holds tests/peer and tests/unit.
# UNDER is put before each program: tests/run.sh runs tcp.bats a second time with lab/choppy there.

bats_require_minimum_version 1.5.0

ROOT=$(cd "$BATS_TEST_DIRNAME/.." && pwd)
PROGRAMS=${PROGRAMS:-$ROOT}
TOOLS=${TOOLS:-$ROOT/build/tests}
LIMIT=${LIMIT:-60}
# What the hello pairs say, over TCP and over UDP: here once for all suites.
CLIENT_SAYS='Hello from client!'
SERVER_SAYS='Hello from server!'
# Sanitizers: a finding ends the program with a status that no test expects.
export ASAN_OPTIONS=exitcode=99:verify_asan_link_order=0:detect_leaks=1
export UBSAN_OPTIONS=exitcode=99:print_stacktrace=1
export TSAN_OPTIONS=exitcode=99

# begin FOLDER: what each test has: a folder to be in, $T for its own files, and nothing started yet.
begin() {
    cd "$1" || return 1
    T=$BATS_TEST_TMPDIR
    PIDS=()
    PORT=none
    export LC_ALL=C
}

setup() { begin "$PROGRAMS"; }

# Nothing that a test has started outlives it.
teardown() {
    local pid
    for pid in "${PIDS[@]}"; do
        kill -CONT "$pid" 2>/dev/null
        [ -z "${COVERAGE:-}" ] || end_kindly "$pid"
        kill -KILL "$pid" 2>/dev/null
    done
    [ ${#PIDS[@]} -eq 0 ] || wait "${PIDS[@]}" 2>/dev/null
    return 0
}

# nap: 20 ms, without a process: nobody ever writes what read waits for. Whole suites wait at once, and hundreds of processes a
# second for nothing but sleep make the others slow.
nap() {
    [ -p "$T/nap" ] || mkfifo "$T/nap"
    read -r -t 0.02 <>"$T/nap" || true
}

# gone PID: has that process ended? A process of its own asks, for bash waits for that one, and takes notice of others that have
# ended. Once, without, one seemed to be there for 14 s after its last line; that this was the reason is not known.
gone() {
    ! (kill -0 "$1") 2>/dev/null
}

# end_kindly PID: give it two seconds to end by itself, for a program that is killed does not write which lines have run.
end_kindly() {
    local end=$((SECONDS + 2))
    kill -TERM "$1" 2>/dev/null
    until gone "$1" || ((SECONDS > end)); do
        nap
    done
}

# fail TEXT: print it and fail.
fail() {
    printf '%s\n' "$@" >&2
    return 1
}

# limit COMMAND: run it, and end it if it takes more than a minute (LIMIT seconds): then it hangs. (Three megabytes byte by byte
# take seconds.)
limit() {
    # shellcheck disable=SC2086 # UNDER is several words
    timeout -k 1 "$LIMIT" $UNDER "$@"
}

# chopped: do the programs run under lab/choppy?
chopped() {
    [[ $UNDER == *choppy* ]]
}

# background NAME COMMAND: start it; its output goes to $T/NAME.out and .err, its pid to $PID. Its input
# is the file $INPUT, if set. The descriptors of bats (3, 4) and of the typists (8, 9) are not for it.
background() {
    local name=$1
    shift
    : >"$T/$name.out"
    : >"$T/$name.err"
    $UNDER "$@" <"${INPUT:-/dev/null}" >"$T/$name.out" 2>"$T/$name.err" 3>&- 4>&- 8>&- 9>&- &
    PID=$!
    PIDS+=("$PID")
}

# wait_for WHAT COMMAND: until COMMAND succeeds, at most 10 s, and longer in a slow build (tests/run.sh).
wait_for() {
    local what=$1 end=$((SECONDS + 10 + 2 * ${SLOWER:-1}))
    shift
    until "$@"; do
        if ((SECONDS > end)); then
            fail "waited in vain for: $what" "$(tail -n 20 "$T"/*.out "$T"/*.err)"
            return 1
        fi
        nap
    done
}

# wait_line NAME PATTERN: until a line of NAME's output matches the extended regular expression.
wait_line() {
    wait_for "a line '$2' from $1" grep -qE -- "$2" "$T/$1.out"
}

# wait_err NAME PATTERN: the same for its errors.
wait_err() {
    wait_for "an error '$2' from $1" grep -qE -- "$2" "$T/$1.err"
}

# wait_count NAME N PATTERN: until N lines of NAME's output match.
wait_count() {
    wait_for "$2 lines '$3' from $1" said_often "$@"
}

# said_often NAME N PATTERN: it has, now.
said_often() {
    [ "$(grep -cE -- "$3" "$T/$1.out")" -eq "$2" ]
}

# start_server PROGRAM [ARG]...: on any free port; sets PORT and SERVER. Its output: server.out.
start_server() {
    background server "$@" -p 0
    SERVER=$PID
    wait_line server ':[0-9]+$'
    PORT=$(sed -n '1s/.*://p' "$T/server.out")
}

# start_client PROGRAM [ARG]...: to $PORT, in the background, from the FIFO on descriptor 9: say it.
start_client() {
    mkfifo "$T/keys"
    : >"$T/client.out"
    : >"$T/client.err"
    $UNDER "$@" -p "$PORT" <"$T/keys" >"$T/client.out" 2>"$T/client.err" 3>&- 4>&- 8>&- &
    CLIENT=$!
    PIDS+=("$CLIENT")
    exec 9>"$T/keys"
}

# start_peer ACTION...: tests/peer listens and does that; sets PORT. Its output: peer.out.
start_peer() {
    UNDER='' background peer "$TOOLS/peer" listen "$@"
    wait_line peer ':[0-9]+$'
    PORT=$(sed -n '1s/.*://p' "$T/peer.out")
}

# peer ACTION...: tests/peer connects to $PORT and does that. It is never under UNDER, but under $PEER_UNDER.
peer() {
    # shellcheck disable=SC2086 # PEER_UNDER is several words
    timeout -k 1 "$LIMIT" $PEER_UNDER "$TOOLS/peer" connect "$PORT" "$@"
}

# ask TEXT: send the raw bytes and print all that comes back (peer's escapes: \r \n \0 \xNN).
ask() {
    peer send "$1" half-close receive-all
}

# status TEXT: the status with which raw bytes are answered.
status() {
    ask "$1" | first_status
}

# first_status: that of the response on stdin, which must have its words, too.
first_status() {
    sed -n '1s/^HTTP\/1\.1 \([0-9]*\) [A-Z].*/\1/p'
}

# statuses: of all responses on stdin, in a line. A body that does not end in a newline has the next one behind it.
statuses() {
    grep -aoE 'HTTP/1\.1 [0-9]{3} ' | awk '{ printf("%s%s", NR > 1 ? " " : "", $2) } END { print "" }'
}

# background_peer NAME ACTION...: the same, in the background.
background_peer() {
    local name=$1
    shift
    UNDER='' background "$name" "$TOOLS/peer" connect "$PORT" "$@"
}

# dripping NAME: connect to $PORT in the background and send a byte ten times a second, until the server closes. What comes
# back is in NAME.out.
dripping() {
    # shellcheck disable=SC2016 # for the other bash
    UNDER='' background "$1" bash -c 'exec 3<>"/dev/tcp/127.0.0.1/$0"
        while printf G >&3; do sleep 0.1; done 2>/dev/null &
        cat <&3' "$PORT"
}

# start_udp_peer ACTION...: tests/udp_peer binds a port and does that; sets PORT. Its output: peer.out.
start_udp_peer() {
    UNDER='' background peer "$TOOLS/udp_peer" bind "$@"
    wait_line peer ':[0-9]+$'
    PORT=$(sed -n '1s/.*://p' "$T/peer.out")
}

# udp_peer ACTION...: tests/udp_peer talks to $PORT and does that.
udp_peer() {
    timeout -k 1 "$LIMIT" "$TOOLS/udp_peer" connect "$PORT" "$@"
}

# background_udp_peer NAME ACTION...: the same, in the background.
background_udp_peer() {
    local name=$1
    shift
    UNDER='' background "$name" "$TOOLS/udp_peer" connect "$PORT" "$@"
}

# start_relay [ARG]...: lab/relay before the server at $PORT, on any free port, which PORT is from now on;
# sets RELAY. Its output: relay.out.
start_relay() {
    background relay lab/relay --listen 0 --to "127.0.0.1:$PORT" "$@"
    RELAY=$PID
    wait_line relay ' bound to .*:[0-9]+$'
    PORT=$(sed -n '1s/.*://p' "$T/relay.out")
}

# end_relay: and its table is at the end of relay.out.
end_relay() {
    kill -INT "$RELAY"
    ends "$RELAY" 0
}

# ends PID STATUS: it ends within 10 s, longer in a slow build, with that exit status.
ends() {
    local status=0
    wait_for "the end of process $1" gone "$1" || return 1
    wait "$1" || status=$?
    if [ "$status" -ne "$2" ]; then
        fail "wanted exit status $2, got $status" "$(tail -n 20 "$T"/*.out "$T"/*.err)"
    fi
}

# same WANTED GOT: or show how they differ.
same() {
    diff -u --label wanted --label got <(printf '%s\n' "$1") <(printf '%s\n' "$2") >&2
}

# masked [FILE]: with ephemeral ports (32768 and above) written as 54321, and $PORT as PORT.
masked() {
    sed -E "s/:$PORT\$/:PORT/; s/:$PORT([^0-9])/:PORT\\1/g; s/:(3276[89]|327[7-9][0-9]|32[89][0-9]{2}|3[3-9][0-9]{3}|[4-6][0-9]{4})([^0-9]|\$)/:54321\\2/g" "$@"
}

# lacks FILE PATTERN: no line of it matches the extended regular expression.
lacks() {
    if grep -E -- "$2" "$1"; then
        fail "that should not be in $1"
    fi
}

# says NAME TEXT: NAME's output is exactly TEXT.
says() {
    same "$2" "$(masked "$T/$1.out")"
}

# exits STATUS COMMAND...: run it; sets stdout and stderr, masked.
exits() {
    local wanted=$1 status=0
    shift
    limit "$@" >"$T/stdout" 2>"$T/stderr" 3>&- 4>&- || status=$?
    stdout=$(masked "$T/stdout")
    stderr=$(masked "$T/stderr")
    if [ "$status" -ne "$wanted" ]; then
        fail "wanted exit status $wanted of $*, got $status" "$stdout" "$stderr"
    fi
}

# ticks PID: the CPU time that it has used, user and system, in clock ticks (Linux).
ticks() {
    awk '{ print $14 + $15 }' "/proc/$1/stat"
}

# skipped WHY: a skip is seen; and where everything can be had, on Linux under CI, it is a failure.
skipped() {
    if [ "${CI:-}" = true ] && [ "$(uname)" = Linux ]; then
        fail "CI skips nothing: $1"
        return 1
    fi
    skip "$1"
}

# needs COMMAND...: skip without them.
needs() {
    local command
    for command; do
        command -v "$command" >/dev/null || skipped "needs $command"
    done
}

# needs_namespaces: asked of the system, not of lab/link, whose failure would go unseen. A chroot has none.
needs_namespaces() {
    unshare -rn true 2>/dev/null || skipped 'needs user namespaces'
}

# needs_terminals: new ones, as script makes them. A chroot without /dev/pts has none.
needs_terminals() {
    script -qec true /dev/null >/dev/null 2>&1 || skipped 'needs script, and terminals to give it'
}

# needs_localhost: a name that /etc/hosts knows.
needs_localhost() {
    ! command -v getent >/dev/null || getent hosts localhost >/dev/null || skipped 'needs localhost in /etc/hosts'
}

# needs_linux: for tests that look into /proc, or at /dev/full.
needs_linux() {
    [ "$(uname)" = Linux ] || skipped 'needs Linux'
}
