#!/usr/bin/env bash
# make test: find bats, run the suites, and end with one line: "N passed, N failed".
#
#     tests/run.sh PROGRAMS BUILD [PASS]...
#
# PROGRAMS and BUILD are the folders where the programs and the rest of that build lie. The passes: a suite, such as
# tests/tcp.bats; all (the suites), choppy (TCP and HTTP again under lab/choppy), valgrind (TCP, UDP, the lab, HTTP and
# the fuzzers' corpus under it); usually all and choppy.
set -u

BATS_VERSION=1.13.0 # fetched when there is none

new_enough() {
    "$1" --version 2>/dev/null | awk '{ split($2, v, "."); exit !(v[1] > 1 || (v[1] == 1 && v[2] >= 8)) }'
}

# Say on stdout which bats to use, or on stderr what to do.
find_bats() {
    local bats fetched=build/tools/node_modules/bats/bin/bats
    for bats in "${BATS:-}" bats "$fetched"; do
        command -v "${bats:-none}" >/dev/null && new_enough "$bats" && echo "$bats" && return
    done
    if command -v npm >/dev/null; then
        echo "fetching bats $BATS_VERSION into build/tools" >&2
        npm install --loglevel=error --no-audit --no-fund --prefix build/tools "bats@$BATS_VERSION" >&2 &&
            echo "$fetched" && return
    fi
    echo "make test needs bats 1.8 or later$(command -v bats >/dev/null && echo ', yours is older')." \
        'Install it (Debian, Ubuntu: sudo apt-get install bats; macOS: brew install bats-core),' \
        'or install npm, and make test fetches it' >&2
    return 1
}

cd "$(dirname "$0")/.." || exit 1
bats=$(find_bats) || exit 2
[ $# -ge 2 ] || set -- . build
PROGRAMS=$(cd "$1" && pwd) || exit 2
TOOLS=$(cd "$2/tests" && pwd) || exit 2
reports=$2/reports
export PROGRAMS TOOLS BATS_TEST_TIMEOUT=${BATS_TEST_TIMEOUT:-120}
# How many times slower than the usual build may this one be, before a test takes it for a fault? (SLOWER=2 says that
# something else runs beside the tests.)
case $PROGRAMS in
*/build/*thread*) slower=8 ;;
*/build/*address*) slower=3 ;;
*) slower=1 ;;
esac
slower=$((slower * ${SLOWER:-1}))
shift 2
[ $# -gt 0 ] || set -- all choppy

trap 'exit 130' INT
rm -rf "$reports"
result=0
http=(tests/http.bats tests/threaded.bats tests/files.bats tests/pages.bats)
for pass in "$@"; do
    case $pass in
    all)
        suites=() UNDER=''
        for suite in tests/*.bats; do
            # The pages speak of the usual build, and the bugs are put into it.
            case $suite in
            tests/bugs.bats | tests/dist.bats | tests/docs.bats | tests/messages.bats | tests/replay.bats | tests/weave.bats)
                [ "$PROGRAMS" = "$PWD" ] || continue
                ;;
            esac
            suites+=("$suite")
        done
        ;;
    choppy) suites=(tests/tcp.bats "${http[@]}") UNDER='lab/choppy --recv 1 --send 1 --eintr' ;;
    valgrind) suites=(tests/tcp.bats tests/udp.bats tests/relay.bats tests/link.bats "${http[@]}" tests/fuzz.bats) UNDER='valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite' ;;
    *)
        suites=("$pass") UNDER=''
        [ -f "$pass" ] || { echo "make test: there is no suite '$pass', such as tests/tcp.bats" >&2 && exit 2; }
        ;;
    esac
    pass=$(basename "$pass" .bats)
    [ -z "$UNDER" ] && SLOWER=$slower || SLOWER=$((slower * 20))
    export UNDER SLOWER
    echo "== ${suites[*]}${UNDER:+, the programs under $UNDER}, in $PROGRAMS"
    mkdir -p "$reports/$pass"
    "$bats" --report-formatter tap --output "$reports/$pass" "${suites[@]}" || result=1
done

cat "$reports"/*/report.tap | awk '
    /^ok .*# skip/ { skipped++; next }
    /^ok /         { passed++ }
    /^not ok /     { failed++ }
    END { printf "%d passed, %d failed%s\n", passed, failed, skipped ? ", " skipped " skipped" : "" }'
exit $result
