#!/usr/bin/env bats
# The files that http/threaded_server serves, seen from outside: raw bytes, and curl.

load helper

# serve [OPTION]...: a server for the files in $T/www; beside it lies www-secret.
serve() {
    mkdir -p "$T/www/sub" "$T/www/site" "$T/www-secret"
    printf 'Hello, World!\n' >"$T/www/hello.txt"
    printf '<h1>Site</h1>\n' >"$T/www/site/index.html"
    printf 'inside\n' >"$T/www/sub/inside.c"
    printf 'secret\n' | tee "$T/www-secret/secret" "$T/www/.hidden" >"$T/secret"
    : >"$T/www/empty.css"
    ln -s hello.txt "$T/www/link"
    ln -s ../www-secret "$T/www/out"
    mkfifo "$T/www/fifo"
    TZ=UTC touch -t 199411060849.37 "$T/www/hello.txt"
    start_server http/threaded_server --root "$T/www" "$@"
    URL=http://127.0.0.1:$PORT
}

# ask METHOD TARGET [FIELD]...: send it, print all that comes back. peer's escapes: \r \n \0 \\ \xNN.
ask() {
    local fields=''
    [ $# -lt 3 ] || printf -v fields '%s\\r\\n' "${@:3}"
    peer send "$1 $2 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n$fields\r\n" receive-all
}

# head_of TEXT..., content_of TEXT...: the parts of what ask prints; of the head not Date.
head_of() {
    ask "$@" | sed '/^\r$/,$d' | tr -d '\r' | grep -v '^Date: '
}
content_of() {
    ask "$@" | sed '1,/^\r$/d'
}

# status METHOD TARGET [FIELD]...: how it is answered.
status() {
    ask "$@" | sed -n '1s/^HTTP\/1\.1 \([0-9]*\) .*/\1/p'
}

# field NAME METHOD TARGET [FIELD]...: the value of that field of the answer.
field() {
    head_of "${@:2}" | sed -n "s/^$1: //p"
}

# large FILE: 100 MB, of which few are on the disk; "middle" stands in the middle.
large() {
    dd if=/dev/null of="$1" bs=1 count=0 seek=104857600 2>"$T/dd"
    printf middle | dd of="$1" bs=1 seek=52428800 conv=notrunc 2>"$T/dd"
}

@test "a folder may stand alone, if it has a slash: no host has one in its name; / is its index.html, if it has one" {
    mkdir -p "$T/www"
    echo alone >"$T/www/file"
    start_server http/threaded_server "$T/www"
    same "Threaded HTTP server running on http://127.0.0.1:$PORT" "$(head -n 1 "$T/server.out")"
    same alone "$(content_of GET /file)"
    kill "$SERVER"
    ends "$SERVER" 0
    echo front >"$T/www/index.html"
    start_server http/threaded_server "$T/www/"
    same front "$(content_of GET /)"
    rm "$T/www/index.html"
    content_of GET / | grep -q 'Threaded HTTP server'
    exits 1 http/threaded_server "$T/www/no-such-folder"
    grep -q "no-such-folder: No such file or directory" <<<"$stderr"
}

@test "a file comes whole, with its type, its time, its tag" {
    serve
    same 'HTTP/1.1 200 OK
Content-Type: text/plain; charset=utf-8
Content-Length: 14
Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT
ETag: "TAG"
Accept-Ranges: bytes
X-Content-Type-Options: nosniff
Connection: close' "$(head_of GET /hello.txt | sed -E 's/"[0-9a-f-]+"/"TAG"/')"
    same 'Hello, World!' "$(content_of GET /hello.txt)"
    same inside "$(content_of GET /sub/inside.c)"
    same 'Hello, World!' "$(content_of GET /%68ello%2Etxt)"
    same 'Hello, World!' "$(content_of GET '/hello.txt?a=b')"
    same 'Hello, World!' "$(content_of GET 'http://a/hello.txt')"
    same 0 "$(field Content-Length GET /empty.css)"
    same '' "$(content_of GET /empty.css)"
}

@test "HEAD has the head of GET, of errors too, and no content" {
    serve
    local target
    for target in /hello.txt /empty.css /nothing /sub /sub/ /site/ /link /fifo '/sub?a'; do
        same "$(head_of GET "$target")" "$(head_of HEAD "$target")"
        same '' "$(content_of HEAD "$target")"
    done
    same "$(head_of GET /hello.txt)" "$(head_of HEAD /hello.txt 'Range: bytes=0-1')"
}

@test "each status that a file can be answered with" {
    serve
    local old='Sun, 06 Nov 1994 08:49:36 GMT' same='Sun, 06 Nov 1994 08:49:37 GMT' tag
    tag=$(field ETag GET /hello.txt)
    same 200 "$(status GET /hello.txt)"
    same 206 "$(status GET /hello.txt 'Range: bytes=7-11')"
    same 206 "$(status GET /hello.txt 'Range: bytes=7-11' "If-Range: ${tag}")"
    same 206 "$(status GET /hello.txt 'Range: bytes=7-11' "If-Range: $same")"
    same 200 "$(status GET /hello.txt 'Range: bytes=7-11' "If-Range: $old")"
    same 200 "$(status GET /hello.txt 'Range: bytes=7-11' 'If-Range: "x"')"
    same 301 "$(status GET /sub)"
    same 304 "$(status GET /hello.txt "If-None-Match: $tag")"
    same 304 "$(status HEAD /hello.txt 'If-None-Match: *')"
    same 304 "$(status GET /hello.txt "If-Modified-Since: $same")"
    same 200 "$(status GET /hello.txt "If-Modified-Since: $old")"
    same 200 "$(status GET /hello.txt 'If-None-Match: "x"' "If-Modified-Since: $same")"
    same 403 "$(status GET /link)"
    same 403 "$(status GET /sub/)"
    same 404 "$(status GET /nothing)"
    same 404 "$(status GET /hello.txt/)"
    same 404 "$(status GET /hello.txt/more)"
    same 405 "$(status POST /hello.txt 'Content-Length: 0')"
    same 412 "$(status GET /hello.txt 'If-Match: "x"')"
    same 412 "$(status GET /hello.txt "If-Unmodified-Since: $old")"
    same 200 "$(status GET /hello.txt "If-Match: $tag")"
    same 416 "$(status GET /hello.txt 'Range: bytes=14-')"
    same 416 "$(status GET /empty.css 'Range: bytes=0-')"
}

@test "an error says which rule was broken, and where it stands" {
    serve
    grep -q 'symbolic link, .* (RFC 9110, section 15.5.4)\.' <<<"$(content_of GET /out/secret)"
    grep -q 'FIFO' <<<"$(content_of GET /fifo)"
    grep -q 'not started with --list' <<<"$(content_of GET /sub/)"
    grep -q 'no file of this name' <<<"$(content_of GET /nothing)"
    grep -q 'ends with a slash' <<<"$(content_of GET /sub)"
    grep -q 'If-Match' <<<"$(content_of GET /hello.txt 'If-Match: "x"')"
    grep -q 'ends before the range' <<<"$(content_of GET /hello.txt 'Range: bytes=99-')"
}

@test "a part of a file: which one, of how many bytes" {
    serve
    same 'World' "$(content_of GET /hello.txt 'Range: bytes=7-11')"
    same 'bytes 7-11/14' "$(field Content-Range GET /hello.txt 'Range: bytes=7-11')"
    same 5 "$(field Content-Length GET /hello.txt 'Range: bytes=7-11')"
    same 'orld!' "$(content_of GET /hello.txt 'Range: bytes=-6')"
    same 'World!' "$(content_of GET /hello.txt 'Range: bytes=7-')"
    same 'bytes 0-13/14' "$(field Content-Range GET /hello.txt 'Range: bytes=0-99999999999999999999')"
    same 'bytes */14' "$(field Content-Range GET /hello.txt 'Range: bytes=14-')"
    same 'Hello, World!' "$(content_of GET /hello.txt 'Range: bytes=0-1,3-4')"
    same 'Hello, World!' "$(content_of GET /hello.txt 'Range: bytes=3-1')"
}

@test "304 has the tag and the time and no content, and the next answer follows at once" {
    serve
    local tag
    tag=$(field ETag GET /hello.txt)
    same "HTTP/1.1 304 Not Modified
Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT
ETag: $tag
X-Content-Type-Options: nosniff
Connection: close" "$(head_of GET /hello.txt "If-None-Match: $tag")"
    same 'HTTP/1.1 304 Not Modified
HTTP/1.1 200 OK
Hello, World!' "$(peer send "GET /hello.txt HTTP/1.1\r\nHost: a\r\nIf-None-Match: $tag\r\n\r\nGET /hello.txt HTTP/1.1\r\nHost: a\r\n\r\n" \
        half-close receive-all | tr -d '\r' | grep -E '^(HTTP|Hello)')"
}

@test "nothing outside the folder, nothing hidden, and nothing is waited for" {
    serve --list
    local target answer
    for target in /../www-secret/secret /..%2fwww-secret/secret /%2e%2e/www-secret/secret \
        /%2e%2e%2fwww-secret%2fsecret /.%2e/www-secret/secret /sub/../../www-secret/secret \
        /sub/%2e%2e/%2e%2e/www-secret/secret '/..\\www-secret\\secret' /..%5cwww-secret%5csecret \
        /%252e%252e/www-secret/secret /%c0%ae%c0%ae/www-secret/secret '/..;/www-secret/secret' \
        //www-secret/secret /-secret/secret /out/secret /out/ /out /link /.hidden /%2ehidden /./.hidden \
        /sub%2f..%2f..%2fwww-secret%2fsecret "$T/www-secret/secret" "/$T/www-secret/secret" "file://$T/secret" /hello.txt%00 /hello.txt/../.hidden \
        /fifo /fifo/ '/hello.txt\0' '/sub/../../secret' /.. /../ /%2e%2e/ /...; do
        answer=$(ask GET "$target" | tr -d '\0')
        grep -qE '^HTTP/1.1 (400|403|404) ' <<<"$answer" || fail "$target: $answer"
        if grep -qE '^secret|www-secret|^Hello' <<<"$answer"; then
            fail "$target: $answer"
        fi
    done
    same 404 "$(status GET /../www-secret/secret)"
    same 403 "$(status GET /out/secret)"
}

@test "a folder's address ends with a slash; its index.html is its page" {
    serve
    same '/site/' "$(field Location GET /site)"
    same '/site/?a=b&c' "$(field Location GET '/site?a=b&c')"
    same '/s%69te/' "$(field Location GET /s%69te)"
    same '<h1>Site</h1>' "$(content_of GET /site/)"
    same 'text/html; charset=utf-8' "$(field Content-Type GET /site/)"
    grep -q "default-src 'self'" <<<"$(field Content-Security-Policy GET /site/)"
    same 404 "$(status GET //site)"
    same '' "$(field Location GET //site)"
    mkdir "$T/www/\\example.com"
    same '/%5Cexample.com/' "$(field Location GET '/\\example.com')"
    rm "$T/www/site/index.html"
    same 403 "$(status GET /site/)"
}

@test "--list shows what lies in a folder, and what is not sent is not shown" {
    serve --list
    mkdir "$T/www/sub/folder" "$T/www/sub/.git"
    printf 12345 >"$T/www/sub/<b>&\"a\": #1%.html"
    : >"$T/www/sub/.hidden"
    ln -s inside.c "$T/www/sub/link"
    content_of GET /sub/ >"$T/page"
    same '../
folder/
%3Cb%3E%26%22a%22%3A%20%231%25.html
inside.c' "$(sed -n 's/.*<tr><td><a href="\([^"]*\)".*/\1/p' "$T/page")"
    grep -qF '>&lt;b&gt;&amp;&quot;a&quot;: #1%.html</a></td><td>5</td>' "$T/page"
    lacks "$T/page" '<b>|hidden|git|link</a>'
    same 12345 "$(content_of GET /sub/%3Cb%3E%26%22a%22%3A%20%231%25.html)"
    same 200 "$(status GET /sub/folder/)"
    same '<h1>Site</h1>' "$(content_of GET /site/)"
    same 403 "$(status GET /out/)"
}

@test "--list shows the folder itself, too, unless it has an index.html" {
    serve --list
    content_of GET / >"$T/page"
    grep -qF '<a href="hello.txt">hello.txt</a>' "$T/page"
    lacks "$T/page" '"\.\./"'
    printf '<h1>Front</h1>\n' >"$T/www/index.html"
    same '<h1>Front</h1>' "$(content_of GET /)"
}

@test "a folder with more files than a page shows: it says so" {
    serve --list
    mkdir "$T/www/full"
    (cd "$T/www/full" && seq 10001 | xargs touch)
    content_of GET /full/ >"$T/page"
    same 10001 "$(grep -c '<tr><td>' "$T/page")" # 10000 and ../
    grep -q 'holds more' "$T/page"
    rm "$T/www/full/1"
    content_of GET /full/ >"$T/page"
    same 10001 "$(grep -c '<tr><td>' "$T/page")"
    lacks "$T/page" 'holds more'
}

# next_answer TARGET [FIELD]: ask on the connection that descriptor 5 is; sets CODE, CONTENT.
next_answer() {
    local line length=0
    printf 'GET %s HTTP/1.1\r\nHost: a\r\n%s\r\n' "$1" "${2:+$2$'\r\n'}" >&5
    read -r -t 10 -u 5 line
    CODE=${line:9:3} CONTENT=''
    while read -r -t 10 -u 5 line && [ "$line" != $'\r' ]; do
        [[ $line != Content-Length:* ]] || length=${line//[!0-9]/}
    done
    [ "$length" -eq 0 ] || read -r -t 10 -u 5 -N "$length" CONTENT
}

@test "changed, replaced, removed: the next answer on the same connection knows" {
    serve
    printf 'one' >"$T/www/page.html"
    exec 5<>"/dev/tcp/127.0.0.1/$PORT"
    next_answer /page.html
    same '200 one' "$CODE $CONTENT"
    printf 'two' >"$T/www/page.html"
    next_answer /page.html
    same '200 two' "$CODE $CONTENT"
    printf 'three' >"$T/www/new"
    mv "$T/www/new" "$T/www/page.html"
    next_answer /page.html
    same '200 three' "$CODE $CONTENT"
    next_answer /page.html 'Range: bytes=1-2'
    same '206 hr' "$CODE $CONTENT"
    : >"$T/www/page.html"
    next_answer /page.html
    same '200 ' "$CODE $CONTENT"
    rm "$T/www/page.html"
    next_answer /page.html
    same 404 "$CODE"
    mkdir "$T/www/page.html"
    next_answer /page.html
    same 301 "$CODE"
    rmdir "$T/www/page.html"
    ln -s hello.txt "$T/www/page.html"
    next_answer /page.html
    same 403 "$CODE"
    exec 5>&-
}

@test "a large file comes whole, and a part from its middle" {
    ! chopped || return 0 # a byte at a time, 100 MB take an hour
    serve
    large "$T/www/large"
    same middle "$(content_of GET /large 'Range: bytes=52428800-52428805')"
    same 'bytes 52428800-52428805/104857600' "$(field Content-Range GET /large 'Range: bytes=52428800-52428805')"
    needs curl
    UNDER='' exits 0 curl -sS -o "$T/got" "$URL/large"
    cmp "$T/got" "$T/www/large"
    dd if=/dev/null of="$T/got" bs=1 seek=52428803 count=0 2>"$T/dd" # the first half is there
    UNDER='' exits 0 curl -sS -C - -o "$T/got" "$URL/large"
    cmp "$T/got" "$T/www/large"
}

@test "large files one after the other leave no descriptor open" {
    needs_linux
    needs curl
    serve
    head -c 300000 /dev/zero >"$T/www/large"
    descriptors() { find "/proc/$SERVER/fd" | wc -l; }
    UNDER='' exits 0 curl -sSf -o "$T/got" "$URL/large"
    local before
    before=$(descriptors)
    UNDER='' exits 0 curl -sSf -o "$T/got" "$URL/large?[1-10]"
    few() { [ "$(descriptors)" -le "$before" ]; }
    wait_for "no more than $before descriptors" few
}

@test "a file that becomes shorter while it is sent: the connection ends, nothing is made up" {
    ! chopped || return 0 # a byte at a time, 100 MB take an hour
    serve
    large "$T/www/large"
    background_peer slow send 'GET /large HTTP/1.1\r\nHost: a\r\n\r\n' receive 1000 say 'begun' await "$T/cut" receive-all
    wait_for 'the first bytes' grep -qa begun "$T/slow.out"
    : >"$T/www/large"
    : >"$T/cut"
    wait_err server '^http/threaded_server: the answer to .* was broken off: the file has become shorter$'
    wait_for 'the end of the connection' gone "$PID"
    grep -qa '^Content-Length: 104857600' "$T/slow.out"
    [ "$(wc -c <"$T/slow.out")" -lt 104857600 ]
    same 200 "$(status GET /hello.txt)"
}

@test "a file that grows while it is sent: as much as was promised" {
    ! chopped || return 0 # a byte at a time, 100 MB take an hour
    serve
    large "$T/www/large"
    background_peer slow send 'GET /large HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n' receive 1000 say 'begun' await "$T/grown" receive-all
    wait_for 'the first bytes' grep -qa begun "$T/slow.out"
    printf more >>"$T/www/large"
    : >"$T/grown"
    ends "$PID" 0
    # Besides the content there are the head, and the line "begun".
    same 104857606 "$(($(wc -c <"$T/slow.out") - $(sed '/^\r$/q' "$T/slow.out" | wc -c)))"
}

@test "many ask for a file that is replaced all the time: each gets one version, whole" {
    needs curl
    serve
    local i pids=()
    printf '%01000d\n' 0 >"$T/www/page"
    mkdir "$T/got"
    for i in 1 2 3 4; do
        UNDER='' background "client$i" curl -sS --parallel --parallel-max 4 -o "$T/got/$i-#1" "$URL/page?[1-100]"
        pids+=("$PID")
    done
    for ((i = 1; i < 10; i++)); do
        printf "%01000d\n" 0 | tr 0 "$i" >"$T/www/new"
        mv "$T/www/new" "$T/www/page"
    done
    for i in "${pids[@]}"; do
        ends "$i" 0
    done
    # Of 400 times 1000 equal digits and a line end, no line is another than these.
    same 400 "$(cat "$T"/got/* | grep -cxE '0{1000}|1{1000}|2{1000}|3{1000}|4{1000}|5{1000}|6{1000}|7{1000}|8{1000}|9{1000}')"
    same 400400 "$(cat "$T"/got/* | wc -c | tr -d ' ')"
}

@test "curl asks for what is new, and finds that there is nothing" {
    needs curl
    serve
    UNDER='' exits 0 curl -sS -o "$T/got" --etag-save "$T/etag" "$URL/hello.txt"
    UNDER='' exits 0 curl -sS -o "$T/again" -w '%{http_code}' --etag-compare "$T/etag" "$URL/hello.txt"
    same 304 "$stdout"
    UNDER='' exits 0 curl -sS -o "$T/again" -w '%{http_code}' -z "$T/www/hello.txt" "$URL/hello.txt"
    same 304 "$stdout"
    printf 'HELLO, WORLD!\n' >"$T/www/hello.txt"
    TZ=UTC touch -t 199411060849.37 "$T/www/hello.txt" # the same size, the same time
    UNDER='' exits 0 curl -sS -w '%{http_code}' --etag-compare "$T/etag" "$URL/hello.txt"
    same 'HELLO, WORLD!
200' "$stdout"
    UNDER='' exits 0 curl -sS -L -r 0-3 "$URL/site"
    same '<h1>' "$stdout"
}
