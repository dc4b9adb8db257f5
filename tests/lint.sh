#!/usr/bin/env bash
# The first part of make check: layout, shell scripts, C, spelling. Says what is wrong, and ends with 1.
set -u
cd "$(dirname "$0")/.." || exit 1
status=0

# step NAME COMMAND...: run it if it is there.
step() {
    echo "== $1"
    shift
    if ! command -v "$1" >/dev/null; then
        echo "make check needs $1: install the package of that name" >&2
        status=1
    elif ! "$@" 2> >(grep -vE '^[0-9]+ warnings? generated' >&2); then
        status=1
    fi
}

mapfile -t all < <(tests/files.sh | grep -vE '^tests/(fuzz/corpus|vendor)/')
# named PATTERN: those of the files whose path matches the extended regular expression.
named() {
    printf '%s\n' "${all[@]}" | grep -E -- "$1"
}
[ -e .git ] || echo '== no git here: all files are looked at, but those that were built'
mapfile -t c_files < <(named '\.[ch]$')
mapfile -t sources < <(named '\.c$')
# These are for Linux only, and use what it has beyond POSIX.
linux=(lab/link.c lab/linux/*.c tests/contained.c)
mapfile -t portable < <(printf '%s\n' "${sources[@]}" | grep -vxF "$(printf '%s\n' "${linux[@]}")")
mapfile -t scripts < <(named '\.(sh|bash|bats)$|^(\.ci/run|docs/weave|docs/book|tests/replay)$')

step 'layout (make format mends it)' clang-format --dry-run -Werror "${c_files[@]}"
step 'lengths of functions' awk -f tests/lengths.awk "${c_files[@]}"
step 'shell scripts' shellcheck -x "${scripts[@]}"
step 'cppcheck' cppcheck --quiet --error-exitcode=1 --std=c11 --inline-suppr \
    --enable=warning,style,performance,portability --suppress=missingIncludeSystem --suppress=knownConditionTrueFalse \
    -D_POSIX_C_SOURCE=200809L "${sources[@]}"
step 'clang-tidy' clang-tidy --quiet "${portable[@]}" -- -std=c11 -D_POSIX_C_SOURCE=200809L
step 'clang-tidy, for Linux' clang-tidy --quiet "${linux[@]}" -- -std=c11 -D_GNU_SOURCE
step 'spelling' codespell --ignore-words-list=hel,te "${all[@]}"
exit "$status"
