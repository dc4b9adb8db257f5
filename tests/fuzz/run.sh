#!/usr/bin/env bash
# make fuzz: let two fuzzers, libFuzzer and AFL++, look for inputs that break the readers of HTTP and of packets,
# and end with one line: "N passed, N failed".
#
#     tests/fuzz/run.sh SECONDS
#
# SECONDS is for all of it, one run after the other. What breaks a target is kept in build/fuzz/findings, what
# libFuzzer has learned in build/fuzz/learned: the next run starts there.
set -u
cd "$(dirname "$0")/../.." || exit 1
unset ASAN_OPTIONS UBSAN_OPTIONS # the fuzzers set them as they need them
# Of make check -j2, the jobs are not ours to share; and CC=... was not meant for these builds.
unset MAKEFLAGS MFLAGS MAKELEVEL
out=build/fuzz
targets=(request reply packet)
declare -A words=([request]=tests/fuzz/http.dict [reply]=tests/fuzz/http.dict) # packets have none
case ${1:-} in
'' | *[!0-9]*) echo 'make fuzz: SECONDS must be a whole number, such as 60' >&2 && exit 2 ;;
esac
each=$(($1 / (2 * ${#targets[@]})))
[ "$each" -gt 0 ] || each=1

# Is all there? An empty target tells whether clang can link its fuzzer.
mkdir -p "$out/findings" || exit 1
missing=()
command -v clang >/dev/null || missing+=(clang)
echo 'int LLVMFuzzerTestOneInput(void); int LLVMFuzzerTestOneInput(void) { return 0; }' >"$out/probe.c"
clang -fsanitize=fuzzer,address,undefined -o "$out/probe" "$out/probe.c" 2>/dev/null || missing+=(libclang-rt-dev)
command -v afl-fuzz >/dev/null && command -v afl-clang-fast >/dev/null || missing+=(afl++)
if [ "${#missing[@]}" -gt 0 ]; then
    echo "make fuzz needs what is not here: install the Debian packages ${missing[*]}" >&2
    exit 2
fi
"${MAKE:-make}" --no-print-directory fuzzers || exit 1

# run_libfuzzer TARGET: its status; what it finds, it writes into the findings itself.
run_libfuzzer() {
    mkdir -p "$out/learned/$1"
    "$out/clang/$1_fuzz" -max_total_time="$each" -timeout=10 -print_final_stats=1 ${words[$1]:+"-dict=${words[$1]}"} \
        -artifact_prefix="$out/findings/$1-" "$out/learned/$1" "tests/fuzz/corpus/$1"
}

# run_afl TARGET: without a setting of the machine changed, on any processor. It ends with 0 even if it has found
# something, so look for that.
run_afl() {
    local found status=0
    rm -rf "$out/afl/$1"
    mkdir -p "$out/afl"
    AFL_NO_UI=1 AFL_NO_AFFINITY=1 AFL_SKIP_CPUFREQ=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_HANG_TMOUT=10000 \
        AFL_BENCH_UNTIL_CRASH=1 afl-fuzz -V "$each" -t 10000 ${words[$1]:+-x "${words[$1]}"} -i "tests/fuzz/corpus/$1" \
        -o "$out/afl/$1" -- "$out/afl-clang-fast/$1_fuzz" || status=1
    for found in "$out/afl/$1"/default/crashes/id* "$out/afl/$1"/default/hangs/id*; do
        [ -e "$found" ] || continue
        status=1
        cp "$found" "$out/findings/$1-$(basename "$(dirname "$found")")-$(cksum <"$found" | cut -d ' ' -f 1)"
    done
    return "$status"
}

# What a run that found nothing has done.
figures_libfuzzer() {
    sed -nE 's/^#([0-9]+)[[:space:]]+DONE +cov: ([0-9]+).*/\1 executions, \2 places in the code/p' "$out/$1-libfuzzer.log"
}
figures_afl() {
    awk '$1 == "execs_done" { done = $3 } $1 == "edges_found" { edges = $3 }
        END { print done " executions, " edges " ways in the code" }' "$out/afl/$1/default/fuzzer_stats"
}

passed=0 failed=0
for target in "${targets[@]}"; do
    for fuzzer in libfuzzer afl; do
        log=$out/$target-$fuzzer.log
        touch "$out/started"
        if "run_$fuzzer" "$target" >"$log" 2>&1; then
            passed=$((passed + 1))
            echo "ok $target, $fuzzer, $each s: $("figures_$fuzzer" "$target")"
        else
            failed=$((failed + 1))
            echo "not ok $target, $fuzzer: see $log"
            grep -aE 'does not hold|runtime error|^SUMMARY|PROGRAM ABORT' "$log" | head -n 5
            find "$out/findings" -type f -newer "$out/started" |
                sed "s|.*|To see it again: $out/clang/${target}_fuzz &|"
        fi
    done
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
