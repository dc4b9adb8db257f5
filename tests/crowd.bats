#!/usr/bin/env bats
# Crowds before http/threaded_server (tests/crowd.c): hundreds of slow clients, thousands of idle ones, more than it has
# descriptors for, those that never read, and all kinds at once. SLOWER says how many times slower than usual this
# kind of build may be (tests/run.sh).

load helper

SLOWER=${SLOWER:-1}

# crowd NAME CROWD [ARG]...: raise it, in the background; it stays until $T/NAME.go exists. What it says: NAME.out.
crowd() {
    UNDER='' background "$1" "$TOOLS/crowd" "$2" -p "$PORT" --until "$T/$1.go" --patience 60s "${@:3}"
}

# leaves NAME: let it go, and wait for that.
leaves() {
    touch "$T/$1.go"
    ends "$PID" 0
}

# number NAME WHAT: what it said.
number() {
    awk -v what="$2" '$1 == what { print $2; found = 1 } END { exit !found }' "$T/$1.out"
}

# served NAME: was the ordinary client always answered?
served() {
    [ "$(number "$1" ordinary-answered)" -eq "$(number "$1" ordinary-asked)" ] &&
        [ "$(number "$1" ordinary-answered)" -gt 20 ]
}

# content NAME: and always in under 100 ms?
content() {
    served "$1" && awk -v ms="$(number "$1" ordinary-worst-ms)" -v slower="$SLOWER" 'BEGIN { exit !(ms < 100 * slower) }'
}

# thrice COMMAND...: at the latest the third time it succeeds. The server may never stall, but this machine may.
thrice() {
    "$@" || "$@" || "$@" || fail "failed three times: $*" "$(cat "$T"/*.out)" "$(tail -n 5 "$T"/*.err)"
}

# descriptors: how many the server has open.
descriptors() {
    local open=("/proc/$SERVER/fd/"*)
    echo "${#open[@]}"
}

# has_descriptors N: at most so many.
has_descriptors() {
    [ "$(descriptors)" -le "$1" ]
}

# rests: for three seconds, the server uses less than 5 % of a processor.
rests() {
    local from used start=$EPOCHREALTIME end=$((SECONDS + 4))
    from=$(ticks "$SERVER")
    until ((SECONDS >= end)); do
        sleep 0.1
    done
    used=$(($(ticks "$SERVER") - from))
    awk -v used="$used" -v hertz="$(getconf CLK_TCK)" -v start="$start" -v end="$EPOCHREALTIME" \
        'BEGIN { exit !(used / hertz < 0.05 * (end - start)) }' || fail "used $used ticks of CPU in 3 s"
}

# is_answered [PATH]: an ordinary client, with 200.
is_answered() {
    [ "$(status "GET ${1:-/} HTTP/1.1\r\nHost: a\r\n\r\n")" = 200 ]
}

# files: some to ask for, in $T/www.
files() {
    mkdir -p "$T/www"
    head -c 600 /dev/urandom | base64 >"$T/www/small.html"
    head -c 100000 /dev/urandom >"$T/www/medium.bin"
    head -c 3000000 /dev/urandom >"$T/www/large.bin"
    : >"$T/www/empty.txt"
}

# slow_crowd: they come, all are answered 408, and the ordinary client has not noticed.
slow_crowd() {
    crowd slow slow -n 200 --seconds $((4 + SLOWER))
    wait "$PID"
    same '200 0 0' "$(number slow slow-408) $(number slow slow-waiting) $(number slow slow-wrong)" && content slow
}

@test "crowd: 200 clients that send a byte a second are answered 408, an ordinary one in under 100 ms" {
    start_server http/threaded_server -t 2s
    thrice slow_crowd
    is_answered
    kill "$SERVER"
    ends "$SERVER" 0
}

# memory: how many KiB the server has.
memory() {
    awk '/^Pss:/ { print $2 }' "/proc/$SERVER/smaps_rollup"
}

# idle_crowd ALL EACH [ARG]...: to a new server come 2,000 within a second (a slow build makes threads slowly), and stay
# for two; meanwhile it has at most ALL KiB of memory, and at most EACH for one of them.
idle_crowd() {
    local all=$1 each=$2 before=0 now=0
    shift 2
    start_server http/threaded_server --max-connections 3000
    is_answered /poem.txt
    if is_measured; then before=$(memory); fi
    crowd idle idle -n 2000 --over "${SLOWER}s" --path /poem.txt --seconds 2 "$@"
    wait_line idle '^held$' || wait_line idle '^held$' || return 1
    if is_measured; then now=$(memory); fi
    ends "$PID" 0 && kill "$SERVER" && ends "$SERVER" 0 && content idle || return 1
    if [ "$now" -gt "$all" ] || [ $((now - before)) -gt $((2000 * each)) ]; then
        fail "2,000 idle connections take $((now - before)) KiB, with the server itself $now"
    fi
}

# is_measured: memory can be, here; a sanitizer keeps books about all of it.
is_measured() {
    [ "$SLOWER" -eq 1 ] && [ "$(uname)" = Linux ]
}

@test "crowd: 2,000 idle connections are held in 40 MiB, and an ordinary client is answered in under 100 ms" {
    ulimit -Sn 8192 || skipped 'needs ulimit -n 8192'
    thrice idle_crowd $((40 * 1024)) 20
    same 2000 "$(number idle before-connected)"
}

@test "crowd: 2,000 idle connections that have asked are held in 25 KiB each, and answered again" {
    ulimit -Sn 8192 || skipped 'needs ulimit -n 8192'
    thrice idle_crowd $((64 * 1024)) 25 --ask
    same '2000 2000' "$(number idle before-answered) $(number idle after-answered)"
}

@test "crowd: those beyond the cap are told to come again later, and the others do not notice" {
    start_server http/threaded_server --max-connections 20
    crowd idle idle -n 60 --ask --every 0
    wait_line idle '^held$'
    same '20 40' "$(number idle before-answered) $(number idle before-503)"
    ask 'GET / HTTP/1.1\r\nHost: a\r\n\r\n' >"$T/answer"
    grep -q '^HTTP/1.1 503 ' "$T/answer"
    grep -q '^Retry-After: [0-9]' "$T/answer"
    leaves idle
    same 20 "$(number idle after-answered)"
    wait_for 'room for an ordinary client' is_answered
    kill "$SERVER"
    ends "$SERVER" 0
}

@test "crowd: ulimit -n 64 and 200 connections: serves those it has, rests, and recovers when they leave" {
    needs_linux
    start_server bash -c 'ulimit -n 64; exec "$0" "$@"' http/threaded_server
    grep -q 'room for 20 connections' "$T/server.err"
    crowd idle idle -n 200 --ask --every 0
    wait_line idle '^held$'
    same 20 "$(number idle before-answered)"
    same 200 $(($(number idle before-answered) + $(number idle before-503)))
    rests
    leaves idle
    same "$(number idle before-answered)" "$(number idle after-answered)"
    wait_for 'room for an ordinary client' is_answered
    kill "$SERVER"
    ends "$SERVER" 0
}

@test "crowd: the descriptors run out while it serves: it serves those it has, rests, and recovers" {
    needs_linux
    needs prlimit
    start_server http/threaded_server
    is_answered /poem.txt # from now on it is in memory
    prlimit --pid "$SERVER" --nofile=64:64
    crowd idle idle -n 200 --ask --path /poem.txt --every 0 --patience "$((1 + SLOWER))s"
    wait_line idle '^held$'
    [ "$(number idle before-answered)" -ge 50 ]
    same 200 $(($(number idle before-answered) + $(number idle before-silent))) || fail "$(cat "$T/idle.out")"
    rests
    leaves idle
    same "$(number idle before-answered)" "$(number idle after-answered)"
    # A page would need a descriptor, and on Linux a thread that waits in accept has one put by for itself.
    wait_for 'room for an ordinary client' is_answered /poem.txt
    grep -q 'cannot accept a connection: ' "$T/server.err"
    kill "$SERVER"
    ends "$SERVER" 0
}

@test "crowd: no descriptor is left for a file: 503 and when to try again; what is in memory is served" {
    needs_linux
    needs prlimit curl
    mkdir -p "$T/www/folder"
    head -c 300000 /dev/zero >"$T/www/file" # larger than what is kept in memory
    start_server http/threaded_server --list --root "$T/www"
    local target
    for target in /file /folder/ /form; do
        # On Linux a thread that waits in accept has a descriptor put by, so one more client gets in.
        prlimit --pid "$SERVER" --nofile=4:
        UNDER='' limit curl -s -i "http://127.0.0.1:$PORT$target" >"$T/answer"
        prlimit --pid "$SERVER" --nofile=1024:
        grep -q '^HTTP/1.1 503 ' "$T/answer" || fail "$(cat "$T/answer")"
        is_answered "$target"
    done
    kill "$SERVER"
    ends "$SERVER" 0
}

# hungry_crowd: ask for what takes memory; prints how each was answered, 000 if not at all.
hungry_crowd() {
    local target
    for target in /many/ /many/1 /file /large.bin '/drip?n=2&ms=10' /connections /inspect /count; do
        UNDER='' limit curl -s -o /dev/null -w '%{http_code}\n' "http://127.0.0.1:$PORT$target" || true
    done
    UNDER='' limit curl -s -o /dev/null -w '%{http_code}\n' --data-binary "@$T/www/file" "http://127.0.0.1:$PORT/echo" || true
}

@test "crowd: the memory runs out while it serves: who cannot be answered is told so, or dropped, and it recovers" {
    needs_linux
    needs prlimit curl
    case $PROGRAMS in */build/*address* | */build/*thread*) skip 'what sanitizers need themselves is too much' ;; esac
    mkdir -p "$T/www/many"
    (cd "$T/www/many" && seq 2000 | xargs touch)
    head -c 200000 /dev/zero >"$T/www/file"
    head -c 2000000 /dev/zero >"$T/www/large.bin"
    start_server http/threaded_server --list --root "$T/www"
    is_answered /many/1
    local all more
    all=$(hungry_crowd | paste -sd ' ')
    for more in 0 64 128 256 384 512 1024; do
        prlimit --pid "$SERVER" --data="$((($(awk '/^VmData/ { print $2 }' "/proc/$SERVER/status") + more) * 1024)):"
        hungry_crowd >>"$T/codes"
        kill -0 "$SERVER"
        prlimit --pid "$SERVER" --data=unlimited:
    done
    lacks "$T/codes" '^(404|405|500)$'
    grep -q '^http/threaded_server: the answer to .* was broken off: no memory is left$' "$T/server.err"
    lacks "$T/server.err" 'its head is too long'
    same "$all" "$(hungry_crowd | paste -sd ' ')"
    kill "$SERVER"
    ends "$SERVER" 0
}

# deaf_crowd: they ask for much and read nothing.
deaf_crowd() {
    rm -f "$T/deaf.go"
    crowd deaf deaf -n 50 --path /large.bin
    wait_for '50 more descriptors' has_more_descriptors $((BEFORE + 50)) || return 1
    wait_for 'as few descriptors as before' has_descriptors "$BEFORE" || return 1
    same running "$(kill -0 "$PID" && echo running)"
    leaves deaf
    served deaf
}

# has_more_descriptors N: at least so many.
has_more_descriptors() {
    [ "$(descriptors)" -ge "$1" ]
}

@test "crowd: 50 clients that never read are dropped in time, and hold up nobody" {
    needs_linux
    files
    start_server http/threaded_server -t 2s --root "$T/www"
    is_answered
    BEFORE=$(descriptors)
    thrice deaf_crowd
    kill "$SERVER"
    ends "$SERVER" 0
}

@test "crowd: a limit that may be raised is raised, without a word" {
    needs_linux
    start_server bash -c 'ulimit -Sn 64; exec "$0" "$@"' http/threaded_server
    awk '/^Max open files/ { exit !($4 >= 256) }' "/proc/$SERVER/limits"
    same '' "$(cat "$T/server.err")"
}

@test "crowd: ulimit -n 64 and downloads that nobody reads: whoever is let in is served" {
    needs_linux
    files
    start_server bash -c 'ulimit -n 64; exec "$0" "$@"' http/threaded_server --root "$T/www"
    is_answered
    BEFORE=$(descriptors)
    crowd deaf deaf -n 19 --path /large.bin --every 0
    wait_for '19 downloads, each with its file' has_more_descriptors $((BEFORE + 38))
    is_answered
    is_answered /medium.bin
    leaves deaf
    kill "$SERVER"
    ends "$SERVER" 0
}

# threads: how many the server has.
threads() {
    local tasks=("/proc/$SERVER/task/"*)
    echo "${#tasks[@]}"
}

# has_threads N: at most so many.
has_threads() {
    [ "$(threads)" -le "$1" ]
}

@test "crowd: when it has gone, most of its threads go, too, and their memory" {
    needs_linux
    start_server http/threaded_server --max-connections 500
    crowd idle idle -n 400 --ask --every 0
    wait_line idle '^held$'
    [ "$(threads)" -gt 400 ]
    leaves idle
    wait_for 'few threads' has_threads 60
    is_answered
    kill "$SERVER"
    ends "$SERVER" 0
}

@test "crowd: every kind of client at once: each answer is right, each line of the log whole, no descriptor lost" {
    files
    start_server http/threaded_server -t 5s --root "$T/www" --log "$T/access.log"
    is_answered
    before=$([ "$(uname)" != Linux ] || descriptors)
    crowd mixed mixed -n 64 --root "$T/www" --seconds 5 --seed "$((RANDOM + 1))"
    wait "$PID" || fail "$(cat "$T/mixed.out" "$T/mixed.err")"
    same 0 "$(number mixed wrong)"
    for kind in ordinary slow aborting pipelining malformed uploading range idle; do
        [ "$(number mixed "$kind")" -ge 8 ]
    done
    [ -z "$before" ] || wait_for 'as few descriptors as before' has_descriptors "$before"
    is_answered
    kill "$SERVER"
    ends "$SERVER" 0
    entry='^127\.0\.0\.1 - - \[[^]]+\] "[^"]*" [0-9]{3} [0-9]+ "[^"]*" "[^"]*"$'
    [ "$(wc -l <"$T/access.log")" -gt 100 ]
    same '' "$(grep -vE "$entry" "$T/access.log" | head -n 5)"
}
