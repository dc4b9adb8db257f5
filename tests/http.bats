#!/usr/bin/env bats
# The HTTP programs, seen from outside. tests/run.sh runs all of this again under lab/choppy and valgrind.

load helper

# letters N: so many.
letters() {
    head -c "$1" /dev/zero | tr '\0' x
}

@test "single: shows the request, answers with a page of 83 bytes, closes" {
    start_server http/single_server
    ask 'GET /some/path?a=b HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Empty:\r\n\r\n' >"$T/answer"
    same 'HTTP/1.1 200 OK
Content-Type: text/html; charset=utf-8
Content-Length: 83
Date: DATE
Connection: close

<html><head><title>Hello!</title></head><body><h1>Hello, World!</h1></body></html>' \
        "$(sed -E 's/\r$//; s/^Date: (Mon|Tue|Wed|Thu|Fri|Sat|Sun), [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9:]{8} GMT$/Date: DATE/' "$T/answer")"
    [ "$(sed '1,/^\r$/d' "$T/answer" | wc -c)" -eq 83 ]
    same 6 "$(grep -c $'\r$' "$T/answer")"
    kill -INT "$SERVER"
    ends "$SERVER" 0
    says server 'HTTP server running on http://127.0.0.1:PORT
Connection from 127.0.0.1:54321
----- HTTP REQUEST -----
GET /some/path?a=b HTTP/1.1
Host: 127.0.0.1
X-Empty:
------------------------
200 OK, 83 bytes to 127.0.0.1:54321
Served 1 client.'
}

@test "single: HEAD has the same head and no content, for errors too" {
    start_server http/single_server
    ask 'HEAD / HTTP/1.1\r\nHost: a\r\n\r\n' >"$T/answer"
    grep -q '^Content-Length: 83' "$T/answer"
    same '' "$(sed '1,/^\r$/d' "$T/answer")"
    ask 'HEAD / HTTP/1.1\r\n\r\n' >"$T/answer"
    grep -q '^HTTP/1.1 400 Bad Request' "$T/answer"
    same '' "$(sed '1,/^\r$/d' "$T/answer")"
}

@test "single: each status that it can send" {
    start_server http/single_server -t 300ms
    same 200 "$(status 'GET / HTTP/1.0\r\n\r\n')"
    same 400 "$(status 'GET / HTTP/1.1\r\n\r\n')"
    same 400 "$(status 'GET / HTTP/1.1\r\nHost: a')"
    same 405 "$(status 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\na=b')"
    same 405 "$(status 'CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n')"
    same 414 "$(status "GET /$(printf 'a%.0s' {1..8200}) HTTP/1.1\r\nHost: a\r\n\r\n")"
    same 417 "$(status 'GET / HTTP/1.1\r\nHost: a\r\nExpect: x\r\n\r\n')"
    same 431 "$(status "GET / HTTP/1.1\r\nHost: a\r\nA: $(printf 'a%.0s' {1..8200})\r\n\r\n")"
    same 501 "$(status 'BREW / HTTP/1.1\r\nHost: a\r\n\r\n')"
    same 501 "$(status 'GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n')"
    same 505 "$(status 'GET / HTTP/2.0\r\nHost: a\r\n\r\n')"
    same 408 "$(peer send 'GET / HTT' receive-all | sed -n '1s/^HTTP\/1\.1 \([0-9]*\) .*/\1/p')"
    grep -q '^http/single_server: 127.0.0.1:[0-9]* sent no complete request within 0.3 s$' "$T/server.err"
    same 'Allow: GET, HEAD' "$(ask 'PUT / HTTP/1.1\r\nHost: a\r\n\r\n' | grep '^Allow' | tr -d '\r')"
}

@test "single: an error page says which rule was broken, and where it stands" {
    start_server http/single_server
    ask 'GET / HTTP/1.1\r\nHost : a\r\n\r\n' >"$T/answer"
    grep -q 'no space before the colon (RFC 9112, section 5.1)\.' "$T/answer"
    grep -qx 'Host : a' "$T/server.out"
    same "$(sed '1,/^\r$/d' "$T/answer" | wc -c)" "$(sed -n 's/^Content-Length: \([0-9]*\).*/\1/p' "$T/answer")"
}

@test "single: the date is that of Greenwich, wherever the server stands" {
    local before after
    TZ=NOWHERE-5:30 start_server http/single_server
    before=$(date -u '+%a, %d %b %Y %H:%M:%S GMT')
    ask 'GET / HTTP/1.1\r\nHost: a\r\n\r\n' >"$T/answer"
    after=$(date -u '+%a, %d %b %Y %H:%M:%S GMT')
    # As many seconds later as it took: the hour and the minute are one of the two.
    grep -qE "^Date: (${before% *:*}|${after% *:*}) (${before:17:5}|${after:17:5}):[0-9]{2} GMT" "$T/answer" || fail "$(cat "$T/answer")"
}

@test "single: a client that sends slowly is answered, one that takes too long is not waited for" {
    start_server http/single_server -t 500ms
    peer send GET await "$T/server.out" send ' / HTTP/1.1\r' send '\nHost: a\r\n\r' send '\n' receive-all >"$T/answer"
    grep -q '^HTTP/1.1 200 OK' "$T/answer"
    background_peer slow send GET receive-all
    wait_line slow '^HTTP/1.1 408'
    # A byte now and then does not extend the time: it is for the whole head.
    dripping drip
    wait_line drip '^HTTP/1.1 408'
}

@test "single: an answer is not destroyed by what was not read" {
    needs curl
    start_server http/single_server
    head -c 300000 /dev/zero | tr '\0' x >"$T/upload"
    UNDER='' exits 0 curl -s -o "$T/answer" -w '%{http_code}' --data-binary "@$T/upload" -H 'Expect:' "http://127.0.0.1:$PORT/"
    same 405 "$stdout"
    ask "GARBAGE$(printf 'a%.0s' {1..3000})\r\n$(printf 'b%.0s' {1..3000})" >"$T/answer"
    grep -q '^HTTP/1.1 400' "$T/answer"
    ask "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\r\n$(head -c 60000 /dev/zero | tr '\0' x)" >"$T/answer"
    grep -q '^HTTP/1.1 405' "$T/answer"
}

@test "single: hostile bytes are shown safely" {
    start_server http/single_server
    same 400 "$(status 'GET /\x1b]0;x\x07 HTTP/1.1\r\nHost: a\r\n\r\n')"
    same 400 "$(status '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\n')"
    same 400 "$(status 'GET / HTTP/1.1\r\nHost: a\r\nX: \x00\r\n\r\n')"
    lacks "$T/server.out" $'\e'
    grep -qF 'GET /\x1b]0;x\x07 HTTP/1.1' "$T/server.out"
}

@test "single: a client that goes without a word, or resets, is nothing to the next one" {
    start_server http/single_server
    peer say nothing
    peer send 'GET / HTTP/1.1\r\n' reset
    peer send 'GET / HTTP/1.1\r\nHost: a\r\n\r\n' reset
    same 200 "$(status 'GET / HTTP/1.1\r\nHost: a\r\n\r\n')"
    kill "$SERVER"
    ends "$SERVER" 0
    tail -n 1 "$T/server.out" | grep -qx 'Served 4 clients.'
}

@test "single: --once ends after one client" {
    start_server http/single_server --once
    same 200 "$(status 'GET / HTTP/1.1\r\nHost: a\r\n\r\n')"
    ends "$SERVER" 0
}

@test "single: Ctrl-C ends it while it waits for a client, and for a request" {
    start_server http/single_server
    kill -INT "$SERVER"
    ends "$SERVER" 0
    start_server http/single_server
    background_peer slow send 'GET ' await "$T/never"
    wait_line server '^Connection from'
    kill -TERM "$SERVER"
    ends "$SERVER" 0
}

@test "single: curl is content, over IPv6 too" {
    needs curl
    start_server http/single_server -6
    UNDER='' exits 0 curl -sS -i "http://[::1]:$PORT/"
    grep -q 'Hello, World!' <<<"$stdout"
    same '' "$stderr"
    UNDER='' exits 0 curl -sS -I "http://[::1]:$PORT/"
}

# --- client --------------------------------------------------------------------------------------

# replying TEXT...: a server that reads the head of one request and sends these bytes, then closes.
replying() {
    start_peer receive 16 "$@" half-close receive-all
}

@test "client: asks, and prints the body and nothing else; -i the head, too" {
    start_server http/single_server
    exits 0 http/client "http://127.0.0.1:$PORT/a/b?c=d#e"
    same '<html><head><title>Hello!</title></head><body><h1>Hello, World!</h1></body></html>' "$stdout"
    same '' "$stderr"
    sed -i "s/:$PORT$/:PORT/" "$T/server.out"
    same 'GET /a/b?c=d HTTP/1.1
Host: 127.0.0.1:PORT
User-Agent: two-terminals/VERSION
Accept: */*
Connection: close' "$(sed -n '/^-----/,/^------/p' "$T/server.out" | sed -E '1d; $d; s|two-terminals/.*|two-terminals/VERSION|')"
    exits 0 http/client -i "127.0.0.1:$PORT"
    same 'HTTP/1.1 200 OK' "$(head -n 1 <<<"$stdout" | tr -d '\r')"
    grep -q '^Content-Length: 83' <<<"$stdout"
    exits 0 http/client -X HEAD -i "http://127.0.0.1:$PORT/"
    lacks "$T/stdout" Hello
}

@test "client: -d, -X and -H change the request" {
    start_server http/single_server
    exits 0 http/client -d 'a=b' -H 'X-One: 1' -H 'User-Agent: me' -H 'Accept: text/html' "http://127.0.0.1:$PORT/form"
    grep -q '405 Method Not Allowed' <<<"$stdout"
    grep -qx 'POST /form HTTP/1.1' "$T/server.out"
    grep -qx 'Content-Length: 3' "$T/server.out"
    grep -qx 'Content-Type: application/x-www-form-urlencoded' "$T/server.out"
    grep -qx 'X-One: 1' "$T/server.out"
    same 1 "$(grep -c '^User-Agent: me' "$T/server.out")"
    lacks "$T/server.out" two-terminals
    lacks "$T/server.out" 'Accept: \*'
    exits 0 http/client -X BREW "http://127.0.0.1:$PORT/"
    grep -qx 'BREW / HTTP/1.1' "$T/server.out"
}

@test "client: the body ends where the head says: length, chunks, close" {
    replying send 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nHello, and more'
    exits 0 http/client "http://127.0.0.1:$PORT/"
    same 'Hello' "$stdout"
    replying send 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nHello\r\n8\r\n, World!\r\n0\r\nA: b\r\n\r\nmore'
    exits 0 http/client "http://127.0.0.1:$PORT/"
    same 'Hello, World!' "$stdout"
    replying send 'HTTP/1.0 200 OK\r\n\r\nall until ' send 'the end'
    exits 0 http/client "http://127.0.0.1:$PORT/"
    same 'all until the end' "$stdout"
    replying send 'HTTP/1.1 204 No Content\r\n\r\nnothing of this'
    exits 0 http/client "http://127.0.0.1:$PORT/"
    same '' "$stdout"
    replying send 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'
    exits 0 http/client -i "http://127.0.0.1:$PORT/"
    same 'HTTP/1.1 200 OK
Content-Length: 2

ok' "$(tr -d '\r' <<<"$stdout")"
}

@test "client: bodies of any bytes and any size arrive unchanged in a file" {
    needs python3
    head -c 3000000 /dev/urandom >"$T/file"
    (cd "$T" && exec python3 -u -m http.server --bind 127.0.0.1 0 >"$T/python.out" 2>&1 3>&- 4>&-) &
    PIDS+=($!)
    wait_line python 'port [0-9]+'
    PORT=$(sed -nE 's/.*port ([0-9]+).*/\1/p' "$T/python.out")
    exits 0 http/client -o "$T/copy" "http://127.0.0.1:$PORT/file"
    same '' "$stdout$stderr"
    cmp "$T/file" "$T/copy"
    limit http/client "http://127.0.0.1:$PORT/file" >"$T/copy2"
    cmp "$T/file" "$T/copy2"
    exits 0 http/client -i "http://127.0.0.1:$PORT/no-such-file"
    grep -q '^HTTP/1.. 404' <<<"$stdout"
}

@test "client: -L goes where a redirect leads, and a form's answer is read by GET" {
    start_server http/single_server
    local last=$PORT
    replying send "HTTP/1.1 303 See Other\r\nLocation: http://127.0.0.1:$last/next?a\r\nContent-Length: 4\r\n\r\nhere"
    exits 0 http/client -L -d a=b "http://127.0.0.1:$PORT/form"
    grep -q 'Hello, World!' <<<"$stdout"
    lacks "$T/stdout" here
    grep -qx 'GET /next?a HTTP/1.1' "$T/server.out"
    replying send "HTTP/1.1 302 Found\r\nLocation: //127.0.0.1:$last/other?b\r\nContent-Length: 0\r\n\r\n"
    exits 0 http/client -L "http://127.0.0.1:$PORT/"
    grep -qx 'GET /other?b HTTP/1.1' "$T/server.out"
    replying send "HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:$last/same\r\n\r\n"
    exits 0 http/client -L -d a=b "http://127.0.0.1:$PORT/form"
    grep -qx 'POST /same HTTP/1.1' "$T/server.out"
    replying send "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:$last/put\r\n\r\n"
    exits 0 http/client -L -X PUT -d a=b "http://127.0.0.1:$PORT/form"
    grep -qx 'PUT /put HTTP/1.1' "$T/server.out"
    replying send "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:$last/read\r\n\r\n"
    exits 0 http/client -L -H 'Content-Length: 3' -H 'content-type: x/y' -d a=b "http://127.0.0.1:$PORT/form"
    grep -qx 'GET /read HTTP/1.1' "$T/server.out"
    lacks <(sed '1,/^GET \/read /d' "$T/server.out") '[Cc]ontent-'
    replying send "HTTP/1.1 302 Found\r\nLocation: https://127.0.0.1/\r\nContent-Length: 0\r\n\r\n"
    exits 1 http/client -L "http://127.0.0.1:$PORT/"
    same 'http/client: the server says that the page is at another URL, but https needs TLS, which is not in this suite; curl speaks it' "$stderr"
    replying send 'HTTP/1.1 302 Found\r\nLocation: http://a\x1b]0;x\x07/\r\nContent-Length: 0\r\n\r\n'
    exits 1 http/client -L "http://127.0.0.1:$PORT/"
    same 'http/client: the server says that the page is at another URL, but its host has a space or another character that no host has' "$stderr"
    replying send 'HTTP/1.1 302 Found\r\nLocation: /a\0b\r\nContent-Length: 0\r\n\r\n'
    exits 1 http/client -L "http://127.0.0.1:$PORT/"
    grep -q 'but it has a space or another character that must be written as %XX$' <<<"$stderr"
    replying send "HTTP/1.1 302 Found\r\nLocation: /$(printf '%05000d' 0)\r\nContent-Length: 0\r\n\r\n"
    exits 1 http/client -L "http://127.0.0.1:$PORT/"
    grep -q 'but it is too long$' <<<"$stderr"
    replying send "HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 4\r\n\r\nhere"
    exits 0 http/client "http://127.0.0.1:$PORT/"
    same here "$stdout"
}

# bats test_tags=preload
@test "client: -L takes a password and cookies along on the same server, to no other" {
    local mine=(-H 'Authorization: Basic c2VjcmV0' -H 'cookie: a=b' -H 'Host: first' -H 'X-Mine: 1')
    start_server http/single_server
    local last=$PORT
    replying send "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:$last/\r\nContent-Length: 0\r\n\r\n"
    exits 0 http/client -L "${mine[@]}" "http://127.0.0.1:$PORT/"
    grep -q 'Hello, World!' <<<"$stdout"
    grep -qx 'X-Mine: 1' "$T/server.out"
    grep -qx "Host: 127.0.0.1:$last" "$T/server.out"
    lacks "$T/server.out" 'c2VjcmV0|a=b|first'
    # What is sent shows whole with -v when it goes in small pieces.
    mkdir -p "$T/www/folder"
    start_server http/threaded_server --list --root "$T/www"
    UNDER='' exits 0 lab/choppy --send 20 http/client -v -L "${mine[@]}" "http://127.0.0.1:$PORT/folder"
    same 2 "$(sed -n 's/^> [0-9]* bytes*  //p' "$T/stderr" | tr -d '\n' | grep -o 'Authorization: Basic c2VjcmV0' | wc -l)"
}

@test "client: -L follows ten redirects, and gives up at the eleventh" {
    local i
    start_server http/single_server
    for i in $(seq 10); do
        replying send "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:$PORT/\r\nContent-Length: 0\r\n\r\n"
    done
    exits 0 http/client -L "http://127.0.0.1:$PORT/"
    grep -q 'Hello, World!' <<<"$stdout"
    PORT=$(sed -n '1s/.*://p' "$T/server.out")
    for i in $(seq 11); do
        replying send "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:$PORT/\r\nContent-Length: 0\r\n\r\n"
    done
    exits 1 http/client -L "http://127.0.0.1:$PORT/"
    grep -q 'more than 10 redirects, the last to http://127.0.0.1:' <<<"$stderr"
}

@test "client: a terminal shows what it must not obey, of a redirect, too; and how much of a file has come" {
    needs_linux
    needs_terminals
    local client="$UNDER http/client"
    start_server http/single_server
    replying send "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:$PORT/\r\nX: \x1b]0;x\x07\r\n\r\n"
    UNDER='' exits 0 script -qec "$client -L -i http://127.0.0.1:$PORT/" /dev/null
    grep -qF 'X: \x1b]0;x\x07\x0d' <<<"$stdout"
    grep -q 'Hello, World!' <<<"$stdout"
    replying send 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nHello'
    UNDER='' exits 0 script -qec "$client -i -o $T/file http://127.0.0.1:$PORT/" /dev/null
    same "100 % of $(wc -c <"$T/file") bytes" "$(tr '\r' '\n' <<<"$stdout" | sed -n 's/ *$//; /%/p' | tail -n 1)"
    replying send 'HTTP/1.1 200 OK\r\n\r\nHello' # it does not say how much there will be
    UNDER='' exits 0 script -qec "$client -o $T/file http://127.0.0.1:$PORT/" /dev/null
    same '5 bytes' "$(tr '\r' '\n' <<<"$stdout" | sed -n 's/ *$//; /bytes/p' | tail -n 1)"
}

@test "client: what is not a whole response is an error" {
    local broken
    for broken in '' 'HTTP/1.1 200 OK\r\n' 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nHell' \
        'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nHello\r\n' 'SSH-2.0-x\r\n' 'HTTP/2 200 OK\r\n\r\n' \
        'HTTP/1.1 2000 OK\r\n\r\n' 'HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n' \
        'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n' \
        'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\nHello\r\n0\r\n\r\n'; do
        replying send "$broken"
        exits 1 http/client "http://127.0.0.1:$PORT/"
        grep -q '^http/client: 127.0.0.1:PORT' <<<"$stderr"
    done
    replying send 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nHell'
    exits 1 http/client "http://127.0.0.1:$PORT/"
    same 'http/client: 127.0.0.1:PORT closed the connection in the middle of the body, after 4 bytes' "$stderr"
    replying send "HTTP/1.1 200 OK\r\nX: $(letters 70000)"
    exits 1 http/client "http://127.0.0.1:$PORT/"
    same 'http/client: 127.0.0.1:PORT: the head of the response is longer than 65536 bytes' "$stderr"
}

@test "client: wrong usage, and what cannot be written" {
    exits 2 http/client
    same "http/client: no URL to ask for
  Try 'http/client --help'." "$stderr"
    exits 2 http/client https://127.0.0.1/
    same "http/client: 'https://127.0.0.1/' is not a URL to ask for: https needs TLS, which is not in this suite; curl speaks it" "$stderr"
    local url many=()
    for _ in $(seq 33); do many+=(-H 'A: b'); done
    for url in ftp://a/ http:// http://:80/ http://a:0/ http://a:70000/ http://a:x/ http://u:p@a/ 'http://a/b c' 'http://a b/' 'http://[::1/'; do
        exits 2 http/client "$url"
        grep -qF "http/client: '$url' is not a URL to ask for: " <<<"$stderr"
    done
    for url in "http://$(letters 300)/" "http://a/$(letters 5000)"; do
        exits 2 http/client "$url"
        grep -qE "' is not a URL to ask for: (its host|it) is too long$" <<<"$stderr"
    done
    exits 2 http/client -H NoColon http://a/
    start_peer receive-all
    exits 1 http/client -H "A: $(letters 70000)" "http://127.0.0.1:$PORT/"
    same 'http/client: the request is longer than 65536 bytes' "$stderr"
    exits 2 http/client "${many[@]}" http://a/
    same 'http/client: header: more than 32 field lines' "$stderr"
    exits 2 http/client -H $'A: b\r\nC: d' http://a/
    exits 2 http/client -X 'GET /' http://a/
    exits 2 http/client http://a/ b
    same "http/client: too many arguments: 'b'" "$stderr"
    start_server http/single_server
    exits 1 http/client -o "$T/no/such/folder" "http://127.0.0.1:$PORT/"
    grep -q "cannot write to .*/no/such/folder: No such file or directory" <<<"$stderr"
    if [ -c /dev/full ]; then # such a disk takes nothing, but says so only when the buffer is written out
        exits 1 http/client -o /dev/full "http://127.0.0.1:$PORT/"
        same 'http/client: cannot write to /dev/full: No space left on device' "$stderr"
        local status=0
        limit http/client "http://127.0.0.1:$PORT/" >/dev/full 2>"$T/stderr" || status=$?
        same '1 http/client: cannot write to standard output: No space left on device' "$status $(cat "$T/stderr")"
    fi
    exits 1 http/client -t 200ms http://127.0.0.1:1/
    grep -q 'cannot connect to 127.0.0.1:1: Connection refused' <<<"$stderr"
}
