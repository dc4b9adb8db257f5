#!/usr/bin/env bash
# make soak: for ten minutes, clients of every kind at once (tests/crowd mixed) ask the threaded server. Every answer
# must be right, and the server must not grow: its descriptors, its threads and its memory (RSS) are sampled each
# second, and from the second to the last quarter of the time none of them may have become more.
#
#     DURATION=600 CLIENTS=64 make soak
#     make soak SANITIZE=thread
#
#     tests/bench/soak.sh [BUILD [PLACE]]     with another build: build/clang build/clang/
set -u
# shellcheck source=tests/bench/helper.sh
. "$(dirname "$0")/helper.sh"
crowd=${1:-build}/tests/crowd
place=${2:-}
duration=${DURATION:-600}
clients=${CLIENTS:-64}
ON=0-$(($(nproc) - 1))
# What was freed is kept for a while, to be found when it is used: let that be full soon.
export ASAN_OPTIONS=exitcode=99:quarantine_size_mb=8 UBSAN_OPTIONS=exitcode=99:print_stacktrace=1 TSAN_OPTIONS=exitcode=99

root=$work/www
mkdir "$root"
head -c 600 /dev/urandom | base64 >"$root/small.html"
head -c 100000 /dev/urandom >"$root/medium.bin"
head -c 3000000 /dev/urandom >"$root/large.bin"
: >"$root/empty.txt"

# sample: a row: descriptors, threads, KiB of memory.
sample() {
    local descriptors=("/proc/$server/fd/"*)
    echo "${#descriptors[@]} $(awk '/^Threads:/ { threads = $2 } /^VmRSS:/ { rss = $2 } END { print threads, rss }' \
        "/proc/$server/status")"
}

# verdict NAME COLUMN PERCENT SLACK: is it flat? The last quarter's most may be above the second quarter's by that much.
verdict() {
    awk -v name="$1" -v column="$2" -v percent="$3" -v slack="$4" '
        { value[NR] = $column; if ($column > most) most = $column }
        function most_of(from, to, i, m) {
            for (i = int(from) + 1; i <= to; i++)
                if (value[i] > m) m = value[i]
            return m
        }
        END {
            second = most_of(NR / 4, NR / 2)
            last = most_of(3 * NR / 4, NR)
            flat = last <= second * (1 + percent / 100) + slack
            printf "  %-14s first %8d  last %8d  most %8d  second quarter %8d  last quarter %8d  %s\n",
                name, value[1], value[NR], most, second, last, flat ? "flat" : "GROWS"
            exit !flat
        }' "$work/samples"
}

# end STATUS TEXT: say it and end.
end() {
    echo "$2"
    exit "$1"
}

serve server "${place}http/threaded_server" -p 0 --root "$root" -t 5s --log /dev/null 2>"$work/server.err"
server=${pids[-1]}
before=$(sample)
echo "soak of ${place}http/threaded_server: $clients clients of every kind, $duration s; a sample a second"
"$crowd" mixed -p "$(port server)" -n "$clients" --root "$root" --seconds "$duration" --patience 60s \
    --seed "$((RANDOM + 1))" >"$work/crowd" 2>"$work/crowd.err" &
raised=$!
pids+=("$raised")
while kill -0 "$raised" 2>/dev/null && kill -0 "$server" 2>/dev/null; do
    sample >>"$work/samples"
    sleep 1
done

status=0
wait "$raised" || status=1
sed 's/^/  /' "$work/crowd"
head -n 40 "$work/crowd.err"
verdict descriptors 1 10 8 || status=1
verdict threads 2 10 8 || status=1
verdict 'memory, KiB' 3 10 2048 || status=1
for ((i = 0; i < 100; i++)); do # those who lingered have a second to go
    after=$(sample)
    [ "${after%% *}" -gt "${before%% *}" ] || break
    sleep 0.1
done
echo "  descriptors, threads, KiB before: $before; after: $after"
[ "${after%% *}" -le "${before%% *}" ] || status=1
kill -TERM "$server"
wait "$server" || end 1 "the server ended with $?: $(grep -m 1 -A 30 -E 'Sanitizer|runtime error' "$work/server.err")"
tail -n 1 "$work/server"
[ "$status" -eq 0 ] && end 0 'all answers right, and flat'
end 1 'NOT all is well'
