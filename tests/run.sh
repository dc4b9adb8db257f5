#!/usr/bin/env bash
# make test: run the suites, and end with one line: "N passed, N failed".
#
#     tests/run.sh PROGRAMS BUILD [PASS]...
#
# PROGRAMS and BUILD are the folders where the programs and the rest of that build lie. The passes: a suite, such as
# tests/tcp.bats; all (the suites), choppy (TCP and HTTP again under lab/choppy), valgrind (TCP, UDP, the lab, HTTP and
# the fuzzers' corpus under it), threads (those that run the program with threads), units and pairs (what
# tests/portability.sh runs, under an EMULATOR if the programs are for another machine); usually all and choppy.
#
# Two suites more run at once than there are processors, for tests wait more than they work; or JOBS of them. What one
# says is printed when it has ended. BATS may name another bats than the one in tests/vendor.
set -u

cd "$(dirname "$0")/.." || exit 1
[ $# -ge 2 ] || set -- . build
PROGRAMS=$(cd "$1" && pwd) || exit 2
TOOLS=$(cd "$2/tests" && pwd) || exit 2
BATS=${BATS:-tests/vendor/bats/bin/bats}
JOBS=${JOBS:-$(($(getconf _NPROCESSORS_ONLN) + 2))}
# How many times slower than the usual build may this one be, before a test takes it for a fault? (SLOWER=2 says that
# something else runs beside the tests.)
case $PROGRAMS in
*/build/*thread*) slower=8 ;;
*/build/*address*) slower=3 ;;
*) slower=1 ;;
esac
SLOWER=$((slower * ${SLOWER:-1} * (JOBS > 1 ? 2 : 1)))
export PROGRAMS TOOLS BATS SLOWER
[ -e /dev/fd/1 ] || { echo 'make test: bash needs /dev/fd; in a chroot: mount -t proc proc /proc' >&2 && exit 2; }
# bats ends a test that hangs, but not where it cannot find its processes.
if command -v pkill || command -v ps; then
    export BATS_TEST_TIMEOUT=${BATS_TEST_TIMEOUT:-$((120 * SLOWER))}
fi >/dev/null
REPORTS=$2/reports
shift 2
[ $# -gt 0 ] || set -- all choppy
REPORTS+=/${1//\//-} # another run, with other passes, may be under way
export REPORTS

# suites_of PASS: one a line, and first those that take longest, so that none of them is left for the end.
suites_of() {
    case $1 in
    all)
        # The pages speak of the usual build, and the bugs are put into it.
        printf '%s\n' tests/{replay_labs,replay,failing,crowd,link,browser,relay,compare}.bats tests/*.bats | awk '!seen[$0]++' |
            if [ "$PROGRAMS" = "$PWD" ]; then cat; else
                grep -vE '^tests/(bugs|coverage|dist|docs|messages|portability|replay|replay_labs|weave)\.'
            fi
        ;;
    choppy) printf '%s\n' tests/{http,threaded,files,pages,tcp}.bats ;;
    valgrind) printf '%s\n' tests/{http,threaded,link,tcp,udp,relay,fuzz}.bats ;;
    threads) printf '%s\n' tests/{crowd,browser,threaded,files,pages,robust}.bats ;;
    units) printf '%s\n' tests/{unit,fuzz,pictures}.bats ;;
    pairs) printf '%s\n' tests/{tcp,udp,relay,http}.bats ;;
    *)
        [ -f "$1" ] || { echo "make test: there is no suite '$1', such as tests/tcp.bats" >&2 && return 1; }
        echo "$1"
        ;;
    esac
}

# run_suite PASS SUITE: run it as that pass does, then print all that it said, while no other does.
run_suite() {
    local status=0 report which=(-f .)
    report=$REPORTS/${1//\//-}/$(basename "$2" .bats)
    case $1 in
    choppy) UNDER='lab/choppy --recv 1 --send 1 --eintr' ;;
    valgrind)
        UNDER='valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite'
        [ "$2" != tests/threaded.bats ] || UNDER+=" --suppressions=$PWD/tests/valgrind.supp"
        ;;
    units) UNDER=${EMULATOR:-} which=(-f '^unit tests|corpus|100,000') ;; # not those in which another program opens a picture
    pairs) UNDER=${EMULATOR:-} which=(--filter-tags '!preload') ;; # a static program is out of lab/choppy's reach
    *) UNDER='' ;;
    esac
    [ -z "$UNDER" ] || SLOWER=$((SLOWER * 20))
    export UNDER SLOWER
    mkdir -p "$report"
    "$BATS" "${which[@]}" --report-formatter tap --output "$report" "$2" >"$report/said" 2>&1 || status=1
    until mkdir "$REPORTS/printing" 2>/dev/null; do sleep 0.1; done
    echo "== $2${UNDER:+, the programs under $UNDER}, in $PROGRAMS"
    cat "$report/said"
    rmdir "$REPORTS/printing"
    return "$status"
}
export -f run_suite

trap 'exit 130' INT
rm -rf "$REPORTS"
jobs=''
for pass in "$@"; do
    suites=$(suites_of "$pass") || exit 2
    jobs+=$(sed "s|^|$pass |" <<<"$suites")$'\n'
done
# shellcheck disable=SC2016 # the inner shell expands them
printf %s "$jobs" | xargs -n 2 -P "$JOBS" bash -c 'run_suite "$@"' run_suite
result=$?

cat "$REPORTS"/*/*/report.tap | awk '
    /^ok .*# skip/ { skipped++; next }
    /^ok /         { passed++ }
    /^not ok /     { failed++ }
    END { printf "%d passed, %d failed%s\n", passed, failed, skipped ? ", " skipped " skipped" : "" }'
[ "$result" -eq 0 ]
