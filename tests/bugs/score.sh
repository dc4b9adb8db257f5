#!/usr/bin/env bash
# make mutation: does the suite notice each bug of tests/bugs? Each is put into a copy of its own; there the tests that its
# patch names must fail, by an assertion, and where there is no bug they must pass.
#
#     tests/bugs/score.sh [NAME]...    all, unless named
#
# Ends with "N of N bugs noticed" and "N passed, 0 failed", and with 1 unless that is all. JOBS says how many at once: usually one for each processor.
set -u
cd "$(dirname "$0")/../.." || exit 1
copies=build/mutation
clean='clean-copy' # runs in one of the jobs, beside the bugs

# one NAME: put it in, ask the tests; a line in NAME.result says what came of it.
one() {
    local start=$SECONDS word
    if tests/bugs/bug.sh "$1" "$copies/$1" >"$copies/$1.made" 2>&1; then
        tests/bugs/noticed.sh "$1" "$copies/$1"
        case $? in
        0) word=noticed ;;
        1) word='NOT NOTICED' ;;
        *) word='UNKNOWN' ;;
        esac
    else
        word='NOT MADE'
    fi
    printf '%-22s %-12s %3d s\n' "$1" "$word" $((SECONDS - start)) | tee "$copies/$1.result"
    if [ "$word" = noticed ]; then
        rm -rf "${copies:?}/$1" "$copies/$1.made"
    else
        tail -n 20 "$copies/$1.made" "$copies/$1/noticed" 2>/dev/null
    fi
}

# without: the same tests where nothing is wrong, each set of them once.
without() {
    local name key
    local -A passed=()
    tests/bugs/bug.sh none "$copies/$clean" >"$copies/$clean.made" 2>&1 || cat "$copies/$clean.made"
    for name in "$@"; do
        key=$(grep -E '^(Noticed by|Under):' "tests/bugs/$name.patch")
        [ -z "${passed[$key]:-}" ] || continue
        passed[$key]=yes
        tests/bugs/noticed.sh "$name" "$copies/$clean"
        if [ $? -ne 1 ]; then
            echo "$name: its tests do not pass without it"
            tail -n 20 "$copies/$clean/noticed"
            echo "$name" >>"$copies/$clean.result"
        fi
    done
    rm -rf "${copies:?}/$clean"
}

if [ "${1:-}" = --job ]; then
    shift
    case $1 in
    "$clean") without "${@:2}" ;;
    *) one "$1" ;;
    esac
    exit
fi

[ $# -gt 0 ] || for patch in tests/bugs/*.patch; do
    name=${patch##*/}
    set -- "$@" "${name%.patch}"
done
make --no-print-directory -s all >/dev/null || exit 1 # each copy takes over what is built
rm -rf "$copies"
mkdir -p "$copies"
: >"$copies/$clean.result"
{
    echo "$clean $*"
    printf '%s\n' "$@"
} | xargs -P "${JOBS:-$(getconf _NPROCESSORS_ONLN)}" -L 1 tests/bugs/score.sh --job
noticed=$(cat "$copies"/*.result | grep -cE ' noticed +[0-9]+ s$')
unsound=$(wc -l <"$copies/$clean.result")
[ "$unsound" -eq 0 ] || echo "$unsound of them by tests that do not pass without it"
echo "$noticed of $# bugs noticed"
echo "$noticed passed, $(($# - noticed + unsound)) failed"
[ "$noticed" -eq $# ] && [ "$unsound" -eq 0 ]
