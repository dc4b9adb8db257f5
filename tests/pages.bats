#!/usr/bin/env bats
# The pages of http/threaded_server, seen from outside: what they answer to what is asked, and to what should not be
# asked. Clicks are in browser.bats.

load helper

setup_file() {
    needs curl
}

# get TARGET [ARG]...: curl it, with these arguments.
get() {
    local target=$1
    shift
    UNDER='' limit curl -sS "$@" "http://127.0.0.1:$PORT$target"
}

# code TARGET [ARG]...: the status of the answer.
code() {
    get "$@" -o /dev/null -w '%{http_code}\n'
}

# field NAME TARGET [ARG]...: that field of the answer.
field() {
    local name=$1
    shift
    get "$@" -o /dev/null -D - | tr -d '\r' | sed -n "s/^$name: //p"
}

# holds TARGET TEXT: the page has a line with that text.
holds() {
    get "$1" >"$T/page"
    grep -qF -- "$2" "$T/page" || fail "not in $1: $2" "$(cat "$T/page")"
}

@test "pages: each one that the first page leads to is there, escapes and has a policy" {
    start_server http/threaded_server
    get / | grep -o 'href="/[^"]*"' | sort -u | cut -d '"' -f 2 >"$T/links"
    [ "$(wc -l <"$T/links")" -ge 12 ]
    while read -r link; do
        case $link in
        /private) wanted=401 ;;
        *) wanted=200 ;;
        esac
        same "$link $wanted" "$link $(code "$link" -I)"
    done <"$T/links"
    for page in / /form /template /cookies /private /count '/slow?ms=0' /race /connections /inspect; do
        field Content-Security-Policy "$page" | grep -q "^default-src 'self';" || fail "$page has no policy"
        get "$page" >"$T/page"
        lacks "$T/page" ' style="| on[a-z]+="|<script>'
        [ "$page" = /template ] || lacks "$T/page" '\{\{'
    done
    same nosniff "$(field X-Content-Type-Options /echo -d x)"
}

@test "pages: our own style and scripts, and nothing else out of their folder" {
    start_server http/threaded_server
    same 'text/css; charset=utf-8' "$(field Content-Type /two-terminals/style.css)"
    same 'image/svg+xml' "$(field Content-Type /two-terminals/icon.svg)"
    same 'text/javascript; charset=utf-8' "$(field Content-Type /two-terminals/race.js)"
    get /two-terminals/race.js | cmp - "$ROOT/http/pages/race.js"
    for name in '' frame.html ../page.c ..%2fpage.c %2e%2e/page.c style.css/ style.css%20 STYLE.CSS; do
        same "$name 404" "$name $(code "/two-terminals/$name" --path-as-is)"
    done
}

@test "pages: a form's pairs, decoded once, escaped" {
    start_server http/threaded_server
    holds '/form?a=1+2%2B3&%3Cb%3E=%22%26&a=%C3%BC&=&%00=%ff&c' '<tr><th scope="row">a</th><td><pre>1 2+3</pre></td><td><code>1+2%2B3</code></td></tr>'
    grep -qF '<tr><th scope="row">&lt;b&gt;</th><td><pre>&quot;&amp;</pre></td>' "$T/page"
    grep -qF '<tr><th scope="row">\x00</th><td><pre>\xff</pre></td>' "$T/page"
    same 6 "$(grep -c '<th scope="row">' "$T/page")"
    same 415 "$(code /form -F a=b)"
    same 415 "$(code /form -d a=b -H 'Content-Type: text/html')"
    same 415 "$(code /form -d a=b -H 'Content-Type:')"
    same 200 "$(code /form -d a=b -H 'Content-Type: Application/X-WWW-Form-URLencoded ; charset=utf-8')"
    # Of very many pairs the first hundred are shown.
    seq -f 'a=%.0f&' 1 100000 | tr -d '\n' >"$T/many"
    get /form --data-binary "@$T/many" | grep -v '^<pre' >"$T/page"
    same 100 "$(grep -c '<th scope="row">' "$T/page")"
    grep -q 'only the first 100' "$T/page"
}

@test "pages: echo gives back every byte, and never the type" {
    start_server http/threaded_server
    head -c 300000 /dev/urandom >"$T/bytes"
    get /echo --data-binary "@$T/bytes" | cmp - "$T/bytes"
    get /echo -T "$T/bytes" -H 'Transfer-Encoding: chunked' | cmp - "$T/bytes"
    get /echo -d '' | cmp - /dev/null
    same 'text/plain; charset=utf-8' "$(field Content-Type /echo -d x -H 'Content-Type: text/html')"
}

@test "pages: cookies are counted and forgotten; one that is no number counts from one" {
    local attributes='Path=/cookies; HttpOnly; SameSite=Lax' bad
    start_server http/threaded_server
    same "visits=1; $attributes" "$(field Set-Cookie /cookies)"
    same "visits=42; $attributes" "$(field Set-Cookie /cookies -b visits=41)"
    same "visits=8; $attributes" "$(field Set-Cookie /cookies -b 'a=b; visits=7;c="d"')"
    same "visits=999999; $attributes" "$(field Set-Cookie /cookies -b visits=999998)"
    for bad in '' x -1 +1 1x '1 2' 0x5 1.5 999999 99999999999999999999 '"5"' '<b>' '%31' $'1\xff'; do
        same "$bad: visits=1; $attributes" "$bad: $(field Set-Cookie /cookies -b "visits=$bad")"
    done
    holds /cookies 'no field Cookie'
    get /cookies -b 'visits=<script>' | grep -qF 'Cookie: visits=&lt;script&gt;'
    same "visits=; Max-Age=0; $attributes" "$(field Set-Cookie /cookies -d action=forget)"
    same /cookies "$(field Location /cookies -d action=forget)"
    same 303 "$(code /cookies -d action=forget)"
    same 400 "$(code /cookies -d action=remember)"
    same 400 "$(code /cookies -d '')"
    same 415 "$(code /cookies -d action=forget -H 'Content-Type: text/plain')"
}

@test "pages: a name and a password, or 401" {
    local bad
    start_server http/threaded_server --log "$T/log"
    same 200 "$(code /private -u student:letmein)"
    same 200 "$(code /private -H 'Authorization: bAsIc c3R1ZGVudDpsZXRtZWlu')"
    for bad in 'Basic' 'Basic ' 'Basic x' 'Basic c3R1ZGVudDpsZXRtZWl1' 'Basic c3R1ZGVudDpsZXRtZWlu=' 'Bearer c3R1ZGVudDpsZXRtZWlu' \
        'Basic c3R1ZGVudDpsZXRtZWlu c3R1' 'Basicc3R1ZGVudDpsZXRtZWlu' 'Basic c3R1ZGVudA==' 'Basic c3R1ZGVudDpsZXRtZWluAA=='; do
        same "$bad: 401" "$bad: $(code /private -H "Authorization: $bad")"
    done
    same 'Basic realm="Two Terminals", charset="UTF-8"' "$(field WWW-Authenticate /private)"
    get /private -u '<b>:"' | grep -qF '<code id="decoded">&lt;b&gt;:&quot;</code>'
    kill -INT "$SERVER"
    ends "$SERVER" 0
    same 2 "$(grep -c '^127.0.0.1 - student ' "$T/log")"
}

@test "pages: eight at once add to the counters; with the lock nothing is lost" {
    local i
    start_server http/threaded_server
    for i in 1 2 3 4 5 6 7 8; do
        UNDER='' background "count$i" curl -sS -d times=400 "http://127.0.0.1:$PORT/count"
    done
    wait "${PIDS[@]:1}"
    get '/count?format=text' >"$T/counts"
    same 'locked 3200' "$(sed -n 1p "$T/counts")"
    awk '{ n[$1] = $2 } END { exit !(n["unlocked"] > 0 && n["lost"] >= 0 && n["locked"] == n["unlocked"] + n["lost"]) }' "$T/counts" ||
        fail "$(cat "$T/counts")"
    same 303 "$(code /count -d action=reset)"
    same 'locked 5 unlocked 5 lost 0' "$(get '/count?format=text' -d 'action=add&times=5' | paste -sd ' ')"
    for i in times=0 times=100001 times= times=-1 times=1x action=x action=; do
        same "$i 400" "$i $(code /count -d "$i")"
    done
    same 415 "$(code /count -H 'Content-Type: text/plain' -d action=reset)"
    same 'locked 5' "$(get '/count?format=text' | sed -n 1p)"
}

@test "pages: slow takes its time; alone, one after the other and in a queue that has an end" {
    local bad i
    start_server http/threaded_server
    field Server-Timing '/slow?ms=0' | grep -qxE 'wait;dur=[0-9]+, serve;dur=[0-9]+'
    get '/slow?ms=150' -o /dev/null -w '%{time_total}\n' | awk '{ exit !($1 >= 0.15) }'
    for bad in 'ms=' ms=-1 ms=10001 ms=1.5 ms=1s alone=2 alone=x; do
        same "$bad 400" "$bad $(code "/slow?$bad")"
    done
    get '/slow?ms=10001' | grep -q 'ms must be a number from 0 to 10000'
    same 0 "$(field Server-Timing '/slow?ms=0&alone=1' | sed 's/wait;dur=\([0-9]*\),.*/\1/')"
    for i in {1..16}; do
        UNDER='' background "alone$i" curl -sS -o /dev/null -w '%{http_code}\n' "http://127.0.0.1:$PORT/slow?ms=10000&alone=1"
    done
    queued() { [ "$(get /connections | grep -c 'in a handler')" -eq 17 ]; }
    wait_for 'a queue of 16' queued
    same 503 "$(code '/slow?ms=0&alone=1')"
    same 5 "$(field Retry-After '/slow?ms=0&alone=1')"
    same 200 "$(code '/slow?ms=0')"
    # At the server's end nobody waits for his ten seconds, but all get their page.
    kill -INT "$SERVER"
    ends "$SERVER" 0
    wait "${PIDS[@]:1}"
    same '16 200' "$(cat "$T"/alone*.out | sort | uniq -c | tr -s ' ' | sed 's/^ //')"
}

@test "pages: drip sends each piece when it is ready; HEAD does not wait for them" {
    local bad
    start_server http/threaded_server
    get '/drip?n=3&ms=10' | sed -E 's/after [0-9.]+ s/after T/' >"$T/pieces"
    same 'piece 1 of 3, after T
piece 2 of 3, after T
piece 3 of 3, after T' "$(cat "$T/pieces")"
    UNDER='' background drip curl -sSN "http://127.0.0.1:$PORT/drip?n=100&ms=100"
    wait_line drip '^piece 2 of 100'
    lacks "$T/drip.out" '^piece 100'
    same 'HTTP/1.1 200 OK' "$(get '/drip?n=100&ms=5000' -I | tr -d '\r' | head -n 1)"
    for bad in n=0 n=101 n= ms=9 ms=5001 ms=x; do
        same "$bad 400" "$bad $(code "/drip?$bad")"
    done
}

@test "pages: drip and the events come to an end when the server does" {
    start_server http/threaded_server
    UNDER='' background drip curl -sSN "http://127.0.0.1:$PORT/drip?n=100&ms=5000"
    UNDER='' background events curl -sSN "http://127.0.0.1:$PORT/connections/events"
    wait_line drip '^piece 1 '
    wait_line events 'in a handler'
    kill -INT "$SERVER"
    ends "$SERVER" 0
    ends "${PIDS[1]}" 0
    ends "${PIDS[2]}" 0
    wait_line drip 'the server ends, and this is the last one$'
}

@test "pages: the events tell who is connected" {
    start_server http/threaded_server
    same 'text/event-stream' "$(field Content-Type /connections/events -I)"
    UNDER='' background events curl -sSN "http://127.0.0.1:$PORT/connections/events"
    wait_line events '^data: 1$'
    background_peer other send 'GET / HT' await "$T/go"
    wait_line events '^data: 2$'
    wait_line events $'^data: 127.0.0.1:[0-9]+\t[0-9]+\treading the head\t0\t8\t0\t[0-9]+$'
    same '' "$(grep -vE $'^(data: ([0-9]+|127\\.0\\.0\\.1:[0-9]+\t[0-9]+\t[a-z ]+(\t[0-9]+){4}))?$' "$T/events.out")"
    touch "$T/go"
}

@test "pages: a page that is edited shows at once; a place without a value is an error" {
    # A program finds its pages from where it lies itself: a copy of it has pages of its own.
    local copy=$T${PROGRAMS#"$ROOT"}/http/threaded_server
    mkdir -p "$T/http" "${copy%/*}"
    cp http/threaded_server "$copy"
    cp -R "$ROOT/http/pages" "$ROOT/http/www" "$T/http/"
    UNDER='' start_server "$copy"
    echo '<p>Edited {{here}}</p>' >"$T/http/pages/race.html"
    holds /race "<p>Edited http://127.0.0.1:$PORT</p>"
    echo '<p>{{nobody}}</p>' >"$T/http/pages/race.html"
    same 500 "$(code /race)"
    echo '<p>{{{here}}}</p>' >"$T/http/pages/race.html"
    same 500 "$(code /race)"
    rm "$T/http/pages/race.html"
    get /race | grep -q 'A file in http/pages could not be read'
}
