#!/usr/bin/env bash
# make bench: the HTTP servers beside nginx (2 workers), and lighttpd and python3 -m http.server if they are there.
#
# Round by round the servers take turns in a new order; wrk asks, and shares the processors with them. Only the
# ratios within one round mean something, and of these the one of processor time most. The goals are printed beside
# the ratios: at least, and what is aimed at.
#
#     ROUNDS=5 DURATION=2 make bench          DURATION: seconds of each of the many measurements
#     ONLY='small large' make bench           of: small large single idle
#
#     tests/bench/http.sh [BUILD [PLACE]]     with another build: build/clang build/clang/
set -u
# shellcheck source=tests/bench/helper.sh
. "$(dirname "$0")/helper.sh"
crowd=${1:-build}/tests/crowd
place=${2:-}
rounds=${ROUNDS:-5}
duration=${DURATION:-2}
only=${ONLY:-small large single idle}
ON=0-$(($(nproc) - 1))
for tool in wrk nginx; do
    command -v "$tool" >/dev/null || {
        echo "HTTP is not measured: $tool is not installed" >&2
        exit 0
    }
done
ulimit -n 20000 2>/dev/null || echo "the limit on descriptors stays $(ulimit -n): raise it for 10,000 connections" >&2

# --- servers ---------------------------------------------------------------------------------------

root=$work/www
mkdir "$root"
head -c 600 /dev/urandom | base64 -w 0 | head -c 600 >"$root/small.html"
head -c 83 "$root/small.html" >"$root/page.html" # as long as the page of single_server
head -c 100000 /dev/urandom >"$root/100k.bin"
head -c 10000000 /dev/urandom >"$root/10m.bin"
chmod -R a+rX "$work" # nginx's workers may be somebody else
declare -A server_pid server_port

# await_port PORT: until somebody listens there.
await_port() {
    local tries=0
    until (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; do
        ((++tries < 200)) || {
            echo "no server came up at port $1" >&2
            cat "$work"/*.err >&2
            exit 1
        }
        sleep 0.05
    done
}

# choose_port: one where nobody listens, below those that clients get.
choose_port() {
    local port
    while port=$((20000 + RANDOM % 10000)); (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do :; done
    echo "$port"
}

# ours NAME PROGRAM [ARG]...: one of our servers.
ours() {
    serve "$1" "$place$2" -p 0 "${@:3}" 2>"$work/$1.err"
    server_pid[$1]=${pids[-1]}
    server_port[$1]=$(port "$1")
}

# other NAME COMMAND...: another one, which listens at PORT. In a process group of its own: lighttpd ends its workers
# by a signal to all of its group, whoever else is in it.
other() {
    setsid taskset -c "$ON" "${@:2}" >/dev/null 2>"$work/$1.err" &
    pids+=($!)
    server_pid[$1]=$!
    server_port[$1]=$PORT
    await_port "$PORT"
}

# nginx_server NAME LOG: two workers; LOG is a file or off.
nginx_server() {
    PORT=$(choose_port)
    mkdir -p "$work/$1.temp"
    cat >"$work/$1.conf" <<END
worker_processes 2;
worker_rlimit_nofile 20000;
daemon off;
pid $work/$1.pid;
error_log $work/$1.err;
$([ "$(id -u)" -ne 0 ] || echo 'user root;')
events { worker_connections 12000; }
http {
    access_log $2;
    sendfile on;
    keepalive_timeout 600;
    keepalive_requests 1000000000;
    types { text/html html; }
    client_body_temp_path $work/$1.temp/body;
    proxy_temp_path $work/$1.temp/proxy;
    fastcgi_temp_path $work/$1.temp/fastcgi;
    uwsgi_temp_path $work/$1.temp/uwsgi;
    scgi_temp_path $work/$1.temp/scgi;
    server { listen 127.0.0.1:$PORT backlog=4096; root $root; }
}
END
    other "$1" nginx -p "$work" -e "$work/$1.err" -c "$work/$1.conf"
}

lighttpd_server() {
    PORT=$(choose_port)
    cat >"$work/$1.conf" <<END
server.document-root = "$root"
server.bind = "127.0.0.1"
server.port = $PORT
server.max-worker = 2
server.max-fds = 16384
server.max-connections = 12000
server.max-keep-alive-requests = 1000000
server.errorlog = "$work/$1.err"
mimetype.assign = ( ".html" => "text/html" )
END
    other "$1" lighttpd -D -f "$work/$1.conf"
}

python_server() {
    PORT=$(choose_port)
    other "$1" python3 -m http.server "$PORT" --bind 127.0.0.1 --directory "$root"
}

# stop NAME: and wait until it has ended.
stop() {
    kill "${server_pid[$1]}"
    ended "${server_pid[$1]}"
}

# ended PID: wait for its end; from then on its number may be somebody else's.
ended() {
    local pid left=()
    wait "$1"
    for pid in "${pids[@]}"; do
        [ "$pid" -eq "$1" ] || left+=("$pid")
    done
    pids=("${left[@]}")
}

# --- one measurement -------------------------------------------------------------------------------

# family NAME: the server's process and its workers. Others come and go meanwhile, which cat minds less than awk.
family() {
    cat /proc/[0-9]*/stat 2>/dev/null |
        awk -v pid="${server_pid[$1]}" '{ own = $1; sub(/^.*\) /, ""); if (own == pid || $2 == pid) print own }'
}

# cpu_ticks NAME: the processor time of all these, in clock ticks.
cpu_ticks() {
    local pid
    for pid in $(family "$1"); do
        cat "/proc/$pid/stat"
    done | awk '{ sub(/^.*\) /, ""); sum += $12 + $13 } END { print sum }'
}

# memory_kib NAME: their memory, what they share counted once (Pss).
memory_kib() {
    local pid
    for pid in $(family "$1"); do
        cat "/proc/$pid/smaps_rollup"
    done | awk '/^Pss:/ { sum += $2 } END { print sum }'
}

cat >"$work/done.lua" <<'END'
done = function(summary, latency, requests)
    local e = summary.errors
    io.write(string.format("DONE %d %d %d %d %d\n", summary.requests, summary.duration, latency:percentile(50),
        latency:percentile(99), e.connect + e.read + e.write + e.timeout + e.status))
end
END

# ask NAME CONNECTIONS FILE [OPTION]...: a row: NAME, requests/s, CPU in us a request, p50 and p99 in us, errors.
ask() {
    local name=$1 connections=$2 file=$3 before after said
    before=$(cpu_ticks "$name")
    said=$(wrk -t "$((connections < 2 ? 1 : 2))" -c "$connections" -d "${seconds_each:-$duration}" -s "$work/done.lua" \
        "${@:4}" "http://127.0.0.1:${server_port[$name]}/$file" | grep '^DONE') || {
        echo "wrk failed at $name" >&2
        exit 1
    }
    after=$(cpu_ticks "$name")
    awk -v name="$name" -v ticks=$((after - before)) -v hertz="$(getconf CLK_TCK)" '{
        print name, $2 / $3 * 1e6, $2 ? ticks / hertz * 1e6 / $2 : 0, $4, $5, $6 }' <<<"$said"
}

# scenario TITLE CONNECTIONS FILE 'NAME...' [OPTION]...: all rounds, into $work/rows.TITLE.
scenario() {
    local title=$1 turns round name
    read -ra turns <<<"$4"
    for ((round = 0; round <= rounds; round++)); do
        for name in $(shuf -e "${turns[@]}"); do
            if [ "$round" -eq 0 ]; then # warms up
                seconds_each=1 ask "$name" "$2" "$3" "${@:5}" >/dev/null
            else
                echo "$round $(ask "$name" "$2" "$3" "${@:5}")"
            fi
        done
    done >"$work/rows.$title"
}

# --- what is printed -------------------------------------------------------------------------------

# table TITLE 'NAME...': the medians of one scenario.
table() {
    local name field
    printf '\n%-22s %10s %8s %10s %10s %8s\n' "$1" requests/s 'CPU us' 'p50 us' 'p99 us' errors
    for name in $2; do
        printf '  %-20s' "$name"
        for field in 3:%10.0f 4:%8.1f 5:%10.0f 6:%10.0f; do
            awk -v name="$name" -v field="${field%%:*}" '$2 == name { print $field }' "$work/rows.$1" | sort -n |
                awk -v format=" ${field#*:}" '{ a[NR] = $1 } END { printf format, a[int((NR + 1) / 2)] }'
        done
        awk -v name="$name" '$2 == name { errors += $7 } END { printf " %8d\n", errors }' "$work/rows.$1"
    done
}

# ratios TITLE FIELD NAME BASE: of each round, a line each.
ratios() {
    awk -v field="$2" -v name="$3" -v base="$4" '
        $2 == name { ours[$1] = $field }
        $2 == base { theirs[$1] = $field }
        END { for (round in ours) if (theirs[round] > 0) print ours[round] / theirs[round] }' "$work/rows.$1"
}

# goal WHAT SIGN LEAST AIM: of numbers on stdin, a line each, is the median as wanted? SIGN: + more is better, - less.
goal() {
    local middle verdict
    middle=$(median)
    verdict=$(awk -v s="$2"1 -v least="$3" -v aim="$4" \
        '{ print s * $1 >= s * aim ? "aim met" : s * $1 >= s * least ? "met" : "MISSED" }' <<<"$middle")
    printf '  %-44s %-22s %s %-5s aim %-5s %s\n' "$1" "$middle" "$([ "$2" = + ] && echo 'at least' || echo 'at most ')" \
        "$3" "$4" "$verdict"
    echo "$verdict" >>"$work/goals"
}

# --- what is measured ------------------------------------------------------------------------------

measure_small() {
    local names='threaded threaded_log nginx nginx_log' title
    ours threaded http/threaded_server --root "$root" --max-connections 1024
    ours threaded_log http/threaded_server --root "$root" --max-connections 1024 --log "$work/threaded.log"
    nginx_server nginx off
    nginx_server nginx_log "$work/nginx.log"
    command -v lighttpd >/dev/null && lighttpd_server lighttpd && names+=' lighttpd'
    command -v python3 >/dev/null && python_server python && names+=' python'
    scenario keep-8 8 small.html "$names"
    scenario keep-64 64 small.html "$names"
    scenario keep-512 512 small.html "$names"
    scenario close-16 16 small.html "$names" -H 'Connection: close'
    for title in keep-8 keep-64 keep-512 close-16; do
        table "$title" "$names"
    done
    printf '\n600 bytes, threaded_server against nginx, medians of %s rounds [lowest-highest]\n' "$rounds"
    small_goals 'requests/s' 3 threaded nginx + keep-8:1.2:1.4 keep-64:1.05:1.25 keep-512:0.85:1.0 close-16:0.9:1.05
    small_goals 'requests/s, both log' 3 threaded_log nginx_log + keep-8:1.2:1.4 keep-64:1.0:1.1 keep-512:0.9:1.05 \
        close-16:0.95:1.05
    small_goals 'CPU a request' 4 threaded nginx - keep-8:0.8:0.7 keep-64:0.8:0.7
    small_goals 'p50' 5 threaded nginx - keep-8:0.75:0.55 keep-64:0.75:0.55 keep-512:0.75:0.55 close-16:0.75:0.55
    for title in $names; do
        stop "$title"
    done
}

# small_goals WHAT FIELD NAME BASE SIGN TITLE:LEAST:AIM...
small_goals() {
    local wanted title least aim
    for wanted in "${@:6}"; do
        IFS=: read -r title least aim <<<"$wanted"
        ratios "$title" "$2" "$3" "$4" | goal "$1, $title" "$5" "$least" "$aim"
    done
}

measure_large() {
    local names='threaded nginx' title
    ours threaded http/threaded_server --root "$root"
    nginx_server nginx off
    command -v lighttpd >/dev/null && lighttpd_server lighttpd && names+=' lighttpd'
    scenario 100-KB 16 100k.bin "$names"
    scenario 10-MB 4 10m.bin "$names"
    table 100-KB "$names"
    table 10-MB "$names"
    echo
    ratios 100-KB 3 threaded nginx | goal '100 KB, 16 at once' + 1.0 1.3
    ratios 10-MB 3 threaded nginx | goal '10 MB, 4 at once' + 0.95 1.05
    for title in $names; do
        stop "$title"
    done
}

measure_single() {
    ours single http/single_server
    nginx_server nginx off
    scenario single-1 1 page.html 'single nginx' -H 'Connection: close'
    scenario single-16 16 page.html 'single nginx' -H 'Connection: close'
    table single-1 'single nginx'
    table single-16 'single nginx'
    echo
    ratios single-1 3 single nginx | goal 'single_server, close, 1 at once' + 1.15 1.3
    ratios single-16 3 single nginx | goal 'single_server, close, 16 at once' + 1.15 1.3
    stop single
    stop nginx
}

# hold NAME ROUND: 10,000 connections, of which each was answered; then 64 more that are busy. A row in rows.idle,
# as ask prints it, and in $work/held: NAME, seconds to establish, KiB a connection, answered before and after.
hold() {
    local name=$1 empty full crowd_pid file=$work/crowd.$1.$2
    curl -s -o "$work/warm" "http://127.0.0.1:${server_port[$name]}/small.html"
    : >"$file"
    empty=$(memory_kib "$name")
    "$crowd" idle -p "${server_port[$name]}" -n 10000 --ask --path /small.html --every 0 --seconds 600 \
        --until "$file.go" >"$file" &
    crowd_pid=$!
    pids+=("$crowd_pid")
    until grep -qx held "$file"; do
        kill -0 "$crowd_pid" 2>/dev/null || return 1
        sleep 0.05
    done
    full=$(memory_kib "$name")
    echo "$2 $(ask "$name" 64 small.html)" >>"$work/rows.idle-10000"
    touch "$file.go"
    ended "$crowd_pid"
    awk -v name="$name" -v round="$2" -v kib=$((full - empty)) '{ said[$1] = $2 }
        END { print round, name, said["establish-seconds"], kib / 10000, said["before-answered"], said["after-answered"] }' \
        "$file" >>"$work/held"
}

measure_idle() {
    local round name
    : >"$work/held"
    : >"$work/rows.idle-10000"
    for ((round = 1; round <= rounds; round++)); do
        for name in $(shuf -e threaded nginx); do # a new one each time: threads that have come stay
            if [ "$name" = nginx ]; then
                nginx_server nginx off
            else
                ours threaded http/threaded_server --root "$root" --max-connections 11000 --idle 600
            fi
            hold "$name" "$round" || echo "10,000 connections to $name: $(cat "$work/crowd.$name.$round")"
            stop "$name"
        done
    done
    printf '\n10,000 idle connections: round, server, seconds to establish, KiB a connection, answered before, after\n'
    sort -k2 "$work/held" | sed 's/^/  /'
    table idle-10000 'threaded nginx'
    echo
    ratios idle-10000 3 threaded nginx | goal '64 busy beside 10,000 idle, requests/s' + 0.8 1.05
    awk '$2 == "threaded" { print $3 }' "$work/held" | goal 'seconds to establish 10,000' - 3 1
    awk '$2 == "threaded" { print $4 }' "$work/held" | goal 'KiB of memory a connection' - 25 14
    awk '$2 == "threaded" { print ($5 + $6) / 20000 }' "$work/held" | goal 'answered, before and after' + 1 1
}

echo "HTTP, beside $(nginx -v 2>&1 | sed 's/.*: //'): $rounds rounds of $duration s"
for part in $only; do
    "measure_$part"
done
printf '\n%s of %s goals met\n' "$(grep -cv MISSED "$work/goals")" "$(wc -l <"$work/goals")"
