#!/usr/bin/env bats
# The HTTP programs, seen from outside. tests/run.sh runs all of this again under lab/choppy and valgrind.

load helper

# ask TEXT: send the raw bytes and print all that comes back (peer's escapes: \r \n \0 \xNN).
ask() {
    peer send "$1" half-close receive-all
}

# status TEXT: the status with which raw bytes are answered.
status() {
    ask "$1" | sed -n '1s/^HTTP\/1\.1 \([0-9]*\) .*/\1/p'
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

@test "single: a client that sends slowly is answered, one that takes too long is not waited for" {
    start_server http/single_server -t 500ms
    peer send GET await "$T/server.out" send ' / HTTP/1.1\r' send '\nHost: a\r\n\r' send '\n' receive-all >"$T/answer"
    grep -q '^HTTP/1.1 200 OK' "$T/answer"
    # A byte now and then does not extend the time: it is for the whole head.
    background_peer slow send GET receive-all
    wait_line slow '^HTTP/1.1 408'
}

@test "single: an answer is not destroyed by what was not read" {
    start_server http/single_server
    head -c 300000 /dev/zero | tr '\0' x >"$T/upload"
    UNDER='' exits 0 curl -s -o "$T/answer" -w '%{http_code}' --data-binary "@$T/upload" -H 'Expect:' "http://127.0.0.1:$PORT/"
    same 405 "$stdout"
    ask "GARBAGE$(printf 'a%.0s' {1..3000})\r\n$(printf 'b%.0s' {1..3000})" >"$T/answer"
    grep -q '^HTTP/1.1 400' "$T/answer"
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
