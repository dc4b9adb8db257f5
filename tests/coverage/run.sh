#!/usr/bin/env bash
# make coverage: which lines of the programs does the suite run? Builds them for gcov into build/coverage, runs the suites
# there, and prints the share of lines that ran, file by file, and each line that did not and is not explained in
# tests/coverage/explained.txt. Ends with "N passed, N failed"; with 1 if there is such a line, an explanation that explains
# nothing, or less than 95 % in all.
#
#     tests/coverage/run.sh [PASS]...    the passes of tests/run.sh, such as tests/tcp.bats; usually all
#     tests/coverage/run.sh report       once more what the last run came to, after a change of the explanations
#
# gcov's counts are written at exit. What would be lost at other ends is written, too: before _exit and execvp
# (tests/coverage/dump.c), and by servers that a test leaves running, for they are asked to end before they are killed
# (tests/helper.bash). Lost is what a program has done that is killed.
set -u
cd "$(dirname "$0")/../.." || exit 1
least=95
build=build/coverage
dump=$build/dump.o
# What gcov could not write, for a program that has no descriptor left, say, shall not be in the program's errors.
lost=$build/lost

# Of make check -j2, the jobs are not ours to share; and CC=... was not meant for this build.
unset MAKEFLAGS MFLAGS MAKELEVEL

make_programs() {
    mkdir -p "$build"
    gcc -std=c11 -O0 -fPIC -c -o "$dump" tests/coverage/dump.c &&
        "${MAKE:-make}" --no-print-directory KIND=coverage CC=gcc \
            CFLAGS='-O0 -g --coverage -fprofile-update=atomic' \
            LDFLAGS="$dump -Wl,--wrap=_exit,--wrap=execvp" everything
}

# Programs that a test runs as another user add to the counts, too.
clear_counts() {
    local notes
    find "$build" -name '*.gcda' -exec rm -f {} +
    find "$build" -name '*.gcno' | while read -r notes; do
        : >"${notes%.gcno}.gcda"
    done
    : >"$lost"
    find "$build" -name '*.gcda' -exec chmod a+rw {} +
    chmod a+rw "$lost"
}

run_suites() {
    COVERAGE=yes GCOV_ERROR_FILE=$PWD/$lost tests/run.sh "$build" "$build" "$@"
}

# The programs' files, not the tests'.
report() {
    find "$build"/obj/{common,tcp,udp,http,lab} "$build/lab" -name '*.gcno' | LC_ALL=C sort | LC_ALL=C xargs gcov -rbt |
        awk -v least="$least" -f tests/coverage/report.awk tests/coverage/explained.txt - || status=1
    if [ -s "$lost" ]; then
        echo 'gcov could not write some of the counts; the last time it said:'
        head -n 3 "$lost"
    fi
}

status=0
for command in gcc gcov; do
    command -v "$command" >/dev/null && continue
    [ -n "${CI:-}" ] && echo "not ok: there is no $command here, but in CI there must be" && exit 1
    echo "make coverage needs gcc and its gcov: there is no $command here" >&2
    echo '0 passed, 0 failed, 1 skipped'
    exit 0
done
if [ "${1:-}" != report ]; then
    [ $# -gt 0 ] || set -- all
    make_programs >"$build.log" 2>&1 || { cat "$build.log" >&2 && exit 1; }
    clear_counts
    run_suites "$@" || status=1
fi
report
exit "$status"
