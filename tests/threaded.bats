#!/usr/bin/env bats
# http/threaded_server, seen from outside: connections, routes, limits, the end. Its files are in files.bats, crowds in
# crowd.bats, a browser in browser.bats. tests/run.sh runs this again under lab/choppy and valgrind.

load helper

# serve [ARG]...: start it.
serve() {
    start_server http/threaded_server "$@"
}

# site: a folder of files to serve, $T/www.
site() {
    mkdir -p "$T/www/sub"
    printf 'hello\n' >"$T/www/hello.txt"
}

# field NAME: its value in the response on stdin.
field() {
    sed -n "/^\r$/q; s/^$1: \(.*\)\r$/\1/p"
}

# fetch [ARG]...: curl, never under UNDER, with a limit.
fetch() {
    UNDER='' limit curl -sS "$@"
}

@test "threaded: says where it runs, serves, and ends with a summary" {
    serve
    same 200 "$(status 'GET / HTTP/1.1\r\nHost: a\r\n\r\n')"
    same '200 404' "$(ask 'GET / HTTP/1.1\r\nHost: a\r\n\r\nGET /nothing HTTP/1.1\r\nHost: a\r\n\r\n' | statuses)"
    kill -INT "$SERVER"
    ends "$SERVER" 0
    says server 'Threaded HTTP server running on http://127.0.0.1:PORT
Served 3 requests on 2 connections.'
    same '' "$(cat "$T/server.err")"
    serve -6
    kill -TERM "$SERVER"
    ends "$SERVER" 0
    sed -i "s/:$PORT\$/:PORT/" "$T/server.out"
    says server 'Threaded HTTP server running on http://[::1]:PORT
Served 0 requests on 0 connections.'
}

@test "threaded: pipelined requests are answered in order, each body where it belongs" {
    serve
    ask 'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\noneGET /nothing HTTP/1.1\r\nHost: a\r\n\r\nPUT /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2;x=y\r\ntw\r\n1\r\no\r\n0\r\nT: x\r\n\r\nPOST /form HTTP/1.1\r\nHost: a\r\nContent-Length: 41\r\n\r\nGET /form HTTP/1.1\r\nHost: a\r\n\r\nxxxxxxxxxxPOST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nConnection: close\r\n\r\nthreeGET / HTTP/1.1\r\nHost: a\r\n\r\n' >"$T/answers"
    same '200 404 200 415 200' "$(statuses <"$T/answers")"
    grep -aq '^oneHTTP' "$T/answers"
    grep -aq '^twoHTTP' "$T/answers"
    same three "$(tail -c 5 "$T/answers")"
}

@test "threaded: 1.1 stays open, 1.0 only if asked, and whoever says close is closed" {
    serve
    same 'keep-alive' "$(ask 'GET / HTTP/1.1\r\nHost: a\r\n\r\n' | field Connection)"
    same 'close' "$(ask 'GET / HTTP/1.0\r\n\r\n' | field Connection)"
    same 'keep-alive' "$(ask 'GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n' | field Connection)"
    same 'close' "$(ask 'GET / HTTP/1.1\r\nHost: a\r\nConnection: x, CLOSE\r\n\r\n' | field Connection)"
    # What is closed is closed at once: the peer need not.
    peer send 'GET / HTTP/1.0\r\n\r\n' receive-all >"$T/answer"
    peer send 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n' receive-all >"$T/answer"
}

@test "threaded: after so many requests, and after so long a silence, a connection is closed" {
    serve --max-requests 2 --idle 300ms
    three=$(printf 'GET /nothing HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n%.0s' 1 2 3)
    ask "$three" >"$T/answers"
    same '404 404' "$(statuses <"$T/answers")"
    same 'Connection: keep-alive Connection: close' "$(grep -a '^Connection' "$T/answers" | tr -d '\r' | paste -sd ' ')"
    peer send 'GET / HTTP/1.1\r\nHost: a\r\n\r\n' receive-all >"$T/answers"
    same 200 "$(statuses <"$T/answers")"
    # Nobody is told 408 who has not begun.
    same '' "$(peer receive-all)"
    same '' "$(cat "$T/server.err")"
}

@test "threaded: each status that the server can send" {
    site
    serve --root "$T/www" -t 700ms --max-connections 4
    same 200 "$(status 'GET / HTTP/1.0\r\n\r\n')"
    same '100 200' "$(peer send 'POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\nConnection: close\r\n\r\n' receive 25 send ok receive-all | statuses)"
    same 204 "$(status 'OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n')"
    same 206 "$(status 'GET /hello.txt HTTP/1.1\r\nHost: a\r\nRange: bytes=1-2\r\n\r\n')"
    same 301 "$(status 'GET /sub HTTP/1.1\r\nHost: a\r\n\r\n')"
    same 303 "$(status 'POST /count HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 7\r\n\r\ntimes=1')"
    same 304 "$(status 'GET /hello.txt HTTP/1.1\r\nHost: a\r\nIf-None-Match: *\r\n\r\n')"
    same 400 "$(status 'GET / HTTP/1.1\r\n\r\n')"
    same 401 "$(status 'GET /private HTTP/1.1\r\nHost: a\r\n\r\n')"
    same 403 "$(status 'GET /sub/ HTTP/1.1\r\nHost: a\r\n\r\n')"
    same 404 "$(status 'GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n')"
    same 405 "$(status 'PUT /form HTTP/1.1\r\nHost: a\r\n\r\n')"
    same 405 "$(status 'CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n')"
    same 408 "$(peer send 'GET / HTT' receive-all | first_status)"
    same 408 "$(peer send 'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nx' receive-all | first_status)"
    same 412 "$(status 'GET /hello.txt HTTP/1.1\r\nHost: a\r\nIf-Match: "no"\r\n\r\n')"
    same 413 "$(status 'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1048577\r\n\r\n')"
    same 413 "$(status 'POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n100001\r\n')"
    same 414 "$(status "GET /$(printf 'a%.0s' {1..8200}) HTTP/1.1\r\nHost: a\r\n\r\n")"
    same 415 "$(status 'POST /form HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\na')"
    same 416 "$(status 'GET /hello.txt HTTP/1.1\r\nHost: a\r\nRange: bytes=100-\r\n\r\n')"
    same 417 "$(status 'GET / HTTP/1.1\r\nHost: a\r\nExpect: x\r\n\r\n')"
    same 431 "$(status "GET / HTTP/1.1\r\nHost: a\r\nA: $(printf 'a%.0s' {1..8200})\r\n\r\n")"
    same 431 "$(status "GET / HTTP/1.1\r\nHost: a\r\n$(printf 'A: b\\r\\n%.0s' {1..100})\r\n")"
    same 431 "$(status "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: $(printf 'a%.0s' {1..8200})")"
    same 501 "$(status 'BREW / HTTP/1.1\r\nHost: a\r\n\r\n')"
    same 501 "$(status 'GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n')"
    same 505 "$(status 'GET / HTTP/2.0\r\nHost: a\r\n\r\n')"
    grep -qE '^http/threaded_server: 127.0.0.1:[0-9]+ sent no complete request within 0.7 s$' "$T/server.err"
    grep -qE '^http/threaded_server: request header from 127.0.0.1:[0-9]+ is over 8192 bytes$' "$T/server.err"
    grep -qE '^http/threaded_server: 400 for 127.0.0.1:[0-9]+: An HTTP/1.1 request must have a Host field$' "$T/server.err"
}

@test "threaded: more clients than places: 503 and when to try again; a place that is left is taken" {
    serve --max-connections 2
    background_peer one send 'GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n' receive 12 await "$T/go"
    background_peer two send 'GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n' receive 12 await "$T/go"
    wait_for 'both to be served' test -s "$T/one.out" -a -s "$T/two.out"
    peer send 'GET / HTTP/1.1\r\nHost: a\r\n\r\n' receive-all >"$T/answer"
    same 503 "$(first_status <"$T/answer")"
    same 1 "$(field Retry-After <"$T/answer")"
    touch "$T/go"
    served() { [ "$(status 'GET / HTTP/1.1\r\nHost: a\r\n\r\n')" = 200 ]; }
    wait_for 'a place' served
}

@test "threaded: 500 when its own pages are not there; files and errors are served all the same" {
    cp http/threaded_server "$T/lonely"
    site
    UNDER='' background server "$T/lonely" -p 0 --root "$T/www"
    SERVER=$PID
    wait_line server ':[0-9]+$'
    PORT=$(sed -n '1s/.*://p' "$T/server.out")
    same 500 "$(status 'GET /form HTTP/1.1\r\nHost: a\r\n\r\n')"
    same 200 "$(status 'GET /hello.txt HTTP/1.1\r\nHost: a\r\n\r\n')"
    same 404 "$(status 'GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n')"
    grep -q 'cannot find our own pages' "$T/server.err"
}

@test "threaded: 100 Continue comes when the body is wanted, and only then" {
    serve
    head='POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nConnection: close\r\n'
    chopped || same 200 "$(ask "${head}Content-Length: 2\r\n\r\nok" | statuses)" # it is there already
    same 413 "$(ask "${head}Content-Length: 2000000\r\n\r\n" | statuses)"
    same 405 "$(ask "${head/\/echo/\/slow}Content-Length: 2\r\n\r\n" | statuses)"
    same 200 "$(ask 'POST /echo HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nok' | statuses)"
    same 200 "$(ask 'GET / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n' | statuses)"
    # A refused body is never taken for the next request.
    same 405 "$(peer send 'POST /slow HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 36\r\n\r\n' receive 12 send 'GET /form HTTP/1.1\r\nHost: a\r\n\r\n123456' receive-all | statuses)"
}

@test "threaded: a slow client makes nobody wait but itself" {
    serve
    background_peer slow send 'GET /slow?ms=10000 HTTP/1.1\r\nHost: a\r\n\r\n' receive-all
    background_peer silent await "$T/never"
    background_peer half send 'GET / HT' await "$T/never"
    for _ in 1 2 3 4 5; do
        same 200 "$(status 'GET /form HTTP/1.1\r\nHost: a\r\n\r\n')"
    done
    same '' "$(cat "$T/slow.out")"
}

@test "threaded: a byte now and then does not extend the time for a head" {
    serve -t 500ms
    dripping drip
    wait_line drip '^HTTP/1.1 408'
}

@test "threaded: HEAD has the same head and no content, everywhere" {
    site
    serve --root "$T/www"
    for target in / /form /nothing /hello.txt /private /slow?ms=0 /sub; do
        ask "GET $target HTTP/1.1\r\nHost: a\r\n\r\n" | sed '/^\r$/q' | grep -Ev '^(Date|Server-Timing)' >"$T/get"
        ask "HEAD $target HTTP/1.1\r\nHost: a\r\n\r\n" | grep -Ev '^(Date|Server-Timing)' >"$T/head"
        diff -u "$T/get" "$T/head"
    done
    grep -aqx $'\r' <(ask 'HEAD /drip?n=2&ms=10 HTTP/1.1\r\nHost: a\r\n\r\n' | tail -n 1)
}

@test "threaded: a page that comes in pieces: chunks for 1.1, until the close for 1.0" {
    needs curl
    serve
    ask 'GET /drip?n=2&ms=10 HTTP/1.1\r\nHost: a\r\n\r\n' | tr -d '\r' >"$T/answer"
    same chunked "$(sed -n 's/^Transfer-Encoding: //p' "$T/answer")"
    same 0 "$(tail -n 2 "$T/answer" | head -n 1)"
    lacks "$T/answer" Content-Length
    ask 'GET /drip?n=2&ms=10 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n' | tr -d '\r' >"$T/answer"
    same close "$(sed -n 's/^Connection: //p' "$T/answer")"
    lacks "$T/answer" Transfer-Encoding
    same 2 "$(grep -c '^piece' "$T/answer")"
    fetch "http://127.0.0.1:$PORT/drip?n=3&ms=10" | grep -c '^piece' | grep -qx 3
}

@test "threaded: /inspect shows exactly the bytes that came, and where each recv ended" {
    needs curl
    serve
    background_peer inspect send 'POST /inspect?a=<b> HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n' await "$T/more" \
        send 'X: "\xff<b>"\r\n\r\n3\r\na\r\n\r\n0\r\n\r\n' half-close receive-all
    wait_for 'the head to be read' reads_a_head
    touch "$T/more"
    wait_line inspect '</html>'
    grep -qE 'recv [0-9]+: [0-9]+ bytes?, [0-9.]+ ms' "$T/inspect.out"
    chopped || same '1 2' "$(grep -oE 'recv [12]: ' "$T/inspect.out" | tr -dc '12\n' | paste -sd ' ')"
    chopped || grep -q 'POST /inspect?a=&lt;b&gt; HTTP/1.1<span class="cr">CR</span><span class="lf">LF</span>' "$T/inspect.out"
    # Chopped, there is a mark behind each byte.
    sed -i 's/<span class="recv">[^<]*<\/span>$//' "$T/inspect.out"
    tr -d '\n' <"$T/inspect.out" | grep -q 'X: &quot;\\xff&lt;b&gt;&quot;<span'
    tr -d '\n' <"$T/inspect.out" | grep -q '3<span class="cr">CR</span><span class="lf">LF</span>a<span class="cr">'
    grep -q 'chunked: each piece' "$T/inspect.out"
    lacks "$T/inspect.out" '<b>'
    # Of more calls than it keeps, it tells how many there were.
    UNDER='' start_server lab/choppy --recv 1 http/threaded_server
    UNDER='' limit curl -sS -H "X: $(printf '%01000d' 0)" "http://127.0.0.1:$PORT/inspect" >"$T/many"
    grep -qE 'recv 1 to [0-9]+: [0-9]+ bytes' "$T/many"
    head -c 100000 /dev/zero | UNDER='' limit curl -sS -H 'Content-Type: text/plain' --data-binary @- "http://127.0.0.1:$PORT/inspect" >"$T/long"
    grep -qE '>only the first [0-9]+ bytes are shown<' "$T/long"
}

# Does the server wait for the rest of a head that has begun to come?
reads_a_head() {
    UNDER='' limit curl -sN -m 1 "http://127.0.0.1:$PORT/connections/events" >"$T/look.out"
    grep -q 'reading the head' "$T/look.out"
}

# --- the log -------------------------------------------------------------------------------------

@test "threaded: the log has one line a request, in the Combined format" {
    serve --log "$T/access.log"
    ask 'GET /nothing?a=b HTTP/1.1\r\nHost: a\r\nUser-Agent: me/1\r\nReferer: http://x/\r\n\r\n' >"$T/answer"
    ask 'GET /private HTTP/1.1\r\nHost: a\r\nAuthorization: Basic c3R1ZGVudDpsZXRtZWlu\r\n\r\n' >/dev/null
    ask 'HEAD / HTTP/1.1\r\nHost: a\r\n\r\n' >/dev/null
    ask 'GET / HTTP/1.1\r\n\r\n' >/dev/null
    kill -INT "$SERVER"
    ends "$SERVER" 0
    length=$(field Content-Length <"$T/answer")
    same "127.0.0.1 - - [TIME] \"GET /nothing?a=b HTTP/1.1\" 404 $length \"http://x/\" \"me/1\"
127.0.0.1 - student [TIME] \"GET /private HTTP/1.1\" 200 N \"-\" \"-\"
127.0.0.1 - - [TIME] \"HEAD / HTTP/1.1\" 200 0 \"-\" \"-\"
127.0.0.1 - - [TIME] \"GET / HTTP/1.1\" 400 N \"-\" \"-\"" \
        "$(sed -E 's/\[[0-9]{2}\/[A-Z][a-z]{2}\/[0-9]{4}(:[0-9]{2}){3} [-+][0-9]{4}\]/[TIME]/; 2s/200 [0-9]+/200 N/; 4s/400 [0-9]+/400 N/' "$T/access.log")"
}

@test "threaded: no request can forge a line of the log, or rename the terminal" {
    serve --log -
    ask 'GET / HTTP/1.1\r\nHost: a\r\nUser-Agent: a" 200 \\ \xff\xc3\xa4\r\n\r\n' >/dev/null
    ask 'GET /\x1b]0;x\x07"\nFORGED\r\n\r\n' >/dev/null
    wait_line server 'GET /.x1b'
    grep -qF '"a\x22 200 \x5c \xff\xc3\xa4"' "$T/server.out"
    grep -qF '"GET /\x1b]0;x\x07\x22" 400' "$T/server.out"
    lacks "$T/server.out" '^FORGED|'$'\e'
    kill -INT "$SERVER"
    ends "$SERVER" 0
}

@test "threaded: lines of the log stay whole when many threads write them" {
    needs wrk
    site
    serve --root "$T/www" --log "$T/log"
    UNDER='' limit wrk -t 1 -c 16 -d 1 -H 'User-Agent: wrk' "http://127.0.0.1:$PORT/hello.txt" >"$T/wrk.out"
    kill "$SERVER"
    ends "$SERVER" 0
    [ "$(wc -l <"$T/log")" -gt 16 ]
    lacks <(grep -vE '^127\.0\.0\.1 - - \[[^] ]+ [+-][0-9]{4}\] "GET /hello\.txt HTTP/1\.1" 200 [0-9]+ "-" "wrk"$' "$T/log") .
}

@test "threaded: lines reach the log within seconds, not at the end; without --log there is none" {
    serve --log "$T/access.log"
    ask 'GET /a HTTP/1.1\r\nHost: a\r\n\r\n' >/dev/null
    wait_for 'the log' grep -q 'GET /a' "$T/access.log"
    ask 'GET /b HTTP/1.1\r\nHost: a\r\n\r\n' >/dev/null
    wait_for 'the log' grep -q 'GET /b' "$T/access.log"
    serve
    ask 'GET /a HTTP/1.1\r\nHost: a\r\n\r\n' >/dev/null
    lacks "$T/server.out" GET
}

@test "threaded: a log that cannot be written is said, and is not success" {
    needs_linux
    exits 1 http/threaded_server -p 0 --log "$T/no/such/folder"
    same "http/threaded_server: cannot open the access log $T/no/such/folder: No such file or directory" "$stderr"
    serve --log /dev/full
    same 200 "$(status 'GET / HTTP/1.1\r\nHost: a\r\n\r\n')"
    wait_err server 'cannot write to the access log /dev/full: No space left on device'
    same 200 "$(status 'GET / HTTP/1.1\r\nHost: a\r\n\r\n')"
    kill -INT "$SERVER"
    ends "$SERVER" 1
}

@test "threaded: the reader of a log on standard output has gone: why it cannot be written is said" {
    local line
    mkfifo "$T/pipe"
    : >"$T/server.err"
    $UNDER http/threaded_server -p 0 --log - </dev/null >"$T/pipe" 2>"$T/server.err" 3>&- 4>&- &
    SERVER=$!
    PIDS+=("$SERVER")
    read -r -t 10 line <"$T/pipe" # as head -1 does
    PORT=${line##*:}
    same 200 "$(status 'GET / HTTP/1.1\r\nHost: a\r\n\r\n')"
    wait_err server 'cannot write to the access log -: Broken pipe'
    same 200 "$(status 'GET / HTTP/1.1\r\nHost: a\r\n\r\n')"
    kill -INT "$SERVER"
    ends "$SERVER" 1
}

@test "threaded: a log on standard output that nobody reads does not hold up the end" {
    local line i
    mkfifo "$T/pipe"
    : >"$T/server.err"
    $UNDER http/threaded_server -p 0 --log - </dev/null >"$T/pipe" 2>"$T/server.err" 3>&- 4>&- 7>&- &
    SERVER=$!
    PIDS+=("$SERVER")
    exec 7<"$T/pipe"
    read -r -t 10 line <&7
    PORT=${line##*:}
    # Each line is 28,000 bytes long: more, together, than a pipe holds.
    for i in 1 2 3 4 5 6; do
        background_peer "asks$i" send "GET / HTTP/1.1\r\nHost: a\r\nX: y\r\nUser-Agent: $(printf '\\xff%.0s' $(seq 7000))\r\n\r\n" receive-all
    done
    for i in 1 2 3 4 5 6; do
        wait_line "asks$i" '^HTTP/1.1 200 OK'
    done
    kill -INT "$SERVER"
    ends "$SERVER" 1
    exec 7<&-
}

# --- the end -------------------------------------------------------------------------------------

@test "threaded: the end finishes what runs, closes what is idle, lets nobody new in" {
    mkdir "$T/www"
    local size=30000000 # more than fits into the buffers on the way
    ! chopped || size=300000
    head -c "$size" /dev/zero >"$T/www/large"
    serve --root "$T/www"
    background_peer idle send 'GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n' receive-all
    background_peer slow send 'GET /slow?ms=3000 HTTP/1.1\r\nHost: a\r\n\r\n' receive-all
    background_peer large send 'GET /large HTTP/1.1\r\nHost: a\r\n\r\n' receive 12 await "$T/go" receive-all
    background_peer events send 'GET /connections/events HTTP/1.1\r\nHost: a\r\n\r\n' receive-all
    wait_line idle '</html>'
    wait_line events '/slow|handler'
    wait_for 'the download to begin' test -s "$T/large.out"
    kill -TERM "$SERVER"
    wait_line server '^Finishing what runs'
    peer say connected && fail 'somebody new got in'
    touch "$T/go"
    ends "$SERVER" 0
    wait_line slow '^HTTP/1.1 200'
    grep -q '^Connection: close' "$T/slow.out"
    same "$size" "$(sed '1,/^\r$/d' "$T/large.out" | wc -c)"
    tail -n 1 "$T/server.out" | grep -qx 'Served 4 requests on 4 connections.'
}

@test "threaded: a second signal ends it at once" {
    mkdir "$T/www"
    head -c "$(chopped && echo 300000 || echo 30000000)" /dev/zero >"$T/www/large"
    serve --root "$T/www"
    background_peer large send 'GET /large HTTP/1.1\r\nHost: a\r\n\r\n' receive 12 await "$T/never"
    wait_for 'the download to begin' test -s "$T/large.out"
    kill -INT "$SERVER"
    wait_line server '^Finishing what runs'
    kill -INT "$SERVER"
    ends "$SERVER" 1
    grep -q '^http/threaded_server: ended at once, with 1 client unfinished$' "$T/server.err"
}

@test "threaded: idle threads and a first connection that never came do not hold up the end" {
    serve
    for _ in 1 2 3 4 5 6; do
        background_peer idle await "$T/never"
    done
    same 200 "$(status 'GET / HTTP/1.1\r\nHost: a\r\n\r\n')"
    kill -INT "$SERVER"
    ends "$SERVER" 0
}

# --- clients that are rude -----------------------------------------------------------------------

@test "threaded: an answer is not destroyed by what was not read" {
    needs curl
    serve
    head -c 3000000 /dev/zero | tr '\0' x >"$T/upload"
    UNDER='' exits 0 curl -s -o "$T/answer" -w '%{http_code}' --data-binary "@$T/upload" -H 'Expect:' "http://127.0.0.1:$PORT/echo"
    same 413 "$stdout"
    ask "GARBAGE$(printf 'a%.0s' {1..3000})\r\n$(printf 'b%.0s' {1..3000})" >"$T/answer"
    same 400 "$(first_status <"$T/answer")"
}

@test "threaded: a client that reads nothing is given up, one that resets is nothing to the others" {
    mkdir "$T/www"
    head -c 30000000 /dev/zero >"$T/www/large"
    serve --root "$T/www" -t 500ms
    # Chopped, it takes minutes until the buffers are full.
    chopped || background_peer deaf send 'GET /large HTTP/1.1\r\nHost: a\r\n\r\n' await "$T/never"
    peer send 'GET /large HTTP/1.1\r\nHost: a\r\n\r\n' receive 100 reset >/dev/null
    peer send 'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nab' reset
    chopped || wait_err server 'took its answer too slowly; the connection is closed$'
    wait_err server 'lost the connection to 127.0.0.1:[0-9]+: (Connection reset by peer|Broken pipe)$'
    same 200 "$(status 'GET / HTTP/1.1\r\nHost: a\r\n\r\n')"
}

@test "threaded: a client that leaves in the middle of a page does not end the server by SIGPIPE" {
    serve -v
    # It has half-closed: then the kernel answers what is sent after its reset with SIGPIPE.
    peer send 'GET /drip HTTP/1.1\r\nHost: a\r\n\r\n' half-close receive 100 reset >/dev/null
    wait_err server '^. close'
    same 200 "$(status 'GET / HTTP/1.1\r\nHost: a\r\n\r\n')"
    kill "$SERVER"
    ends "$SERVER" 0
}

# --- by other programs ---------------------------------------------------------------------------

@test "threaded: curl: keep-alive, range, HEAD, chunked upload, large cookie, form, password" {
    needs curl
    site
    serve --root "$T/www"
    url=http://127.0.0.1:$PORT
    fetch -o /dev/null -o /dev/null -w '%{num_connects} ' "$url/" "$url/form" >"$T/connects"
    same '1 0 ' "$(cat "$T/connects")"
    same ell "$(fetch -r 1-3 "$url/hello.txt")"
    fetch -I "$url/hello.txt" | grep -q '^Content-Length: 6'
    head -c 500000 /dev/urandom >"$T/upload"
    fetch -T "$T/upload" -H 'Transfer-Encoding: chunked' "$url/echo" -o "$T/back"
    cmp "$T/upload" "$T/back"
    fetch -T "$T/upload" "$url/echo" -o "$T/back"
    cmp "$T/upload" "$T/back"
    same 200 "$(fetch -o /dev/null -w '%{http_code}' -b "big=$(printf 'x%.0s' {1..6000})" "$url/inspect")"
    fetch -d 'name=Ada+Lovelace&x=%3Cb%3E' "$url/form" | grep -q 'Ada Lovelace'
    same 200 "$(fetch -o /dev/null -w '%{http_code}' -u student:letmein "$url/private")"
    same 401 "$(fetch -o /dev/null -w '%{http_code}' -u student:wrong "$url/private")"
    same '' "$(cat "$T/server.err")"
}

@test "threaded: our own client is content" {
    site
    serve --root "$T/www"
    same hello "$(limit http/client "http://127.0.0.1:$PORT/hello.txt")"
    exits 0 http/client "http://127.0.0.1:$PORT/drip?n=2&ms=10"
    same 2 "$(wc -l <<<"$stdout")"
    exits 0 http/client -d 'a=b' "http://127.0.0.1:$PORT/echo"
    same 'a=b' "$stdout"
}

@test "threaded: nginx in front of it" {
    needs curl
    needs nginx
    site
    serve --root "$T/www"
    mkdir "$T/nginx"
    [ "$(id -u)" -ne 0 ] || echo 'user root;' >"$T/nginx/conf" # else its worker is nobody, who may not write here
    cat >>"$T/nginx/conf" <<CONF
daemon off; master_process off; pid $T/nginx/pid; error_log stderr; worker_processes 1;
events { worker_connections 64; }
http {
    access_log off; client_body_temp_path $T/nginx/body; proxy_temp_path $T/nginx/proxy;
    fastcgi_temp_path $T/nginx/f; uwsgi_temp_path $T/nginx/u; scgi_temp_path $T/nginx/s;
    upstream ours { server 127.0.0.1:$PORT; keepalive 4; }
    server {
        listen unix:$T/nginx/socket;
        location / { proxy_pass http://ours; proxy_http_version 1.1; proxy_set_header Connection ""; }
    }
}
CONF
    UNDER='' background nginx "$(command -v nginx)" -p "$T/nginx" -c "$T/nginx/conf"
    wait_for 'nginx' test -S "$T/nginx/socket"
    via() { fetch --unix-socket "$T/nginx/socket" "$@"; }
    for _ in 1 2 3 4 5; do
        same hello "$(via http://x/hello.txt)"
    done
    same ell "$(via -r 1-3 http://x/hello.txt)"
    same 404 "$(via -o /dev/null -w '%{http_code}' http://x/nothing)"
    head -c 300000 /dev/urandom >"$T/upload"
    via --data-binary "@$T/upload" -o "$T/back" http://x/echo
    cmp "$T/upload" "$T/back"
    same 3 "$(via 'http://x/drip?n=3&ms=10' | grep -c '^piece')"
    # Kept alive between the two: fewer connections than requests.
    kill -INT "$SERVER"
    ends "$SERVER" 0
    tail -n 1 "$T/server.out" | awk '{ exit !($2 == 9 && $5 < 9) }'
}

@test "threaded: wrk gets nothing but good answers" {
    needs wrk
    site
    serve --root "$T/www"
    UNDER='' limit wrk -t 1 -c 16 -d 1 "http://127.0.0.1:$PORT/hello.txt" >"$T/wrk.out"
    grep -q 'Requests/sec' "$T/wrk.out"
    lacks "$T/wrk.out" 'Non-2xx|Socket errors'
    UNDER='' limit wrk -t 1 -c 16 -d 1 -H 'Connection: close' "http://127.0.0.1:$PORT/hello.txt" >"$T/wrk.out"
    lacks "$T/wrk.out" 'Non-2xx|Socket errors'
    # Who comes is put down while others look who is there: the thread sanitizer watches.
    UNDER='' limit wrk -t 1 -c 16 -d 1 -H 'Connection: close' "http://127.0.0.1:$PORT/connections" >"$T/wrk.out"
    lacks "$T/wrk.out" 'Non-2xx|Socket errors'
    kill "$SERVER"
    ends "$SERVER" 0
}
