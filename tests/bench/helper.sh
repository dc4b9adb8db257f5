# shellcheck shell=bash
# Shared by the benchmarks: . "$(dirname "$0")/helper.sh"

cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 1
command -v taskset >/dev/null || {
    echo 'make bench needs taskset (Linux, util-linux) to keep both programs on one processor' >&2
    exit 2
}

work=$(mktemp -d) || exit 1
pids=()
trap 'kill "${pids[@]}" 2>/dev/null; rm -rf "$work"' EXIT

# serve NAME COMMAND...: start it on processor ${ON:-0} and wait for its first line.
serve() {
    taskset -c "${ON:-0}" "${@:2}" >"$work/$1" &
    pids+=($!)
    until grep -q . "$work/$1"; do
        kill -0 "${pids[-1]}" 2>/dev/null || exit 1 # it has said why
        sleep 0.05
    done
}

# port NAME: what its first line ends in.
port() {
    sed -n '1s/.*[: ]//; 1p' "$work/$1"
}

# seconds COMMAND...: how long it takes on processor ${ON:-0}.
seconds() {
    local start=$EPOCHREALTIME
    taskset -c "${ON:-0}" "$@" >"$work/said" || exit 1
    awk -v start="$start" -v end="$EPOCHREALTIME" 'BEGIN { printf "%.6f\n", end - start }'
}

# median: of numbers, a line each, as "median [lowest-highest]".
median() {
    sort -n | awk '{ a[NR] = $1 } END { printf "%.3f [%.3f-%.3f]\n", a[int((NR + 1) / 2)], a[1], a[NR] }'
}
