#!/usr/bin/env bash
# What lab/compare measures, with three seeds each: the table of latencies at loss 0, 1 and 5 %, and a bulk transfer at
# 1 and 2 % beside Mathis's formula, which it must not miss by more than a quarter. Late is what took more than 1.5 x p50 +
# 5 ms, of the same column. Takes about five minutes (Linux; needs jq).
#
#     BULK=60 SEEDS='1 2 3 4 5' tests/bench/compare.sh [PLACE]     with another build: build/clang/
set -u
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 1
compare=${1:-}lab/compare
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
read -ra seeds <<<"${SEEDS:-1 2 3}"
result=0

# measure ARG...: the figures in $work/json.
measure() {
    "$compare" --delay 20ms --json "$work/json" "$@" >"$work/out" 2>"$work/err" && [ ! -s "$work/err" ] && return
    cat "$work/err" >&2
    exit 1
}

figure() {
    jq -r "$1" "$work/json"
}

# fated SEED LOSS: how many of 1000 messages arrive, straight from the fate function.
fated() {
    build/tests/fates "$1" 1 0 1000 "$2" 0 0 | grep -vc lost
}

make -s build/tests/fates || exit 1
echo '1000 messages of 200 bytes, one each 5 ms; delay 20 ms, what a sends is lost; times in ms'
printf '%5s %5s | %8s %6s %13s | %8s %31s %6s %6s %6s\n' loss seed 'UDP came' fated 'p50 / p99' 'TCP came' \
    'p50 / p90 / p99 / max' late calls again
for loss in 0 1 5; do
    for seed in "${seeds[@]}"; do
        measure --loss "a:$loss%" --seed "$seed"
        fated=$(fated "$seed" "$(awk -v p="$loss" 'BEGIN { print p / 100 }')")
        printf '%4s%% %5s | %8s %6s %13s | %8s %31s %6s %6s %6s\n' "$loss" "$seed" "$(figure .udp.arrived)" "$fated" \
            "$(figure '"\(.udp.p50_ms) / \(.udp.p99_ms)"')" "$(figure .tcp.arrived)" \
            "$(figure '"\(.tcp.p50_ms) / \(.tcp.p90_ms) / \(.tcp.p99_ms) / \(.tcp.max_ms)"')" \
            "$(figure '(1.5 * .tcp.p50_ms + 5) as $late | [.tcp.latency_ms[] | select(. > $late)] | length')" \
            "$(figure .tcp.calls)" "$(figure .tcp.retransmissions)"
        [ "$(figure .udp.arrived)" -eq "$fated" ] && [ "$(figure .tcp.arrived)" -eq 1000 ] || result=1
    done
done

echo
echo "One TCP flow for ${BULK:-30} s, reno, beside MSS/RTT * sqrt(3/2)/sqrt(p)"
printf '%5s %5s | %8s %8s %6s | %6s %8s %6s\n' loss seed kbit/s formula ratio cwnd 'rtt ms' again
for loss in 1 2; do
    for seed in "${seeds[@]}"; do
        measure -n 1 --loss "a:$loss%" --seed "$seed" --bulk "${BULK:-30}"
        ratio=$(figure '.bulk.bit_s / .bulk.mathis_bit_s * 100 | round / 100')
        printf '%4s%% %5s | %8s %8s %6s | %6s %8s %6s\n' "$loss" "$seed" "$(figure '.bulk.bit_s / 1000 | round')" \
            "$(figure '.bulk.mathis_bit_s / 1000 | round')" "$ratio" "$(figure .bulk.cwnd_mean)" \
            "$(figure .bulk.rtt_ms)" "$(figure .bulk.retransmissions)"
        awk -v ratio="$ratio" 'BEGIN { exit !(ratio >= 0.75 && ratio <= 1.25) }' || result=1
    done
done
[ "$result" -eq 0 ] || echo 'At least one is not what it should be.' >&2
exit "$result"
