#!/usr/bin/env bash
# Do the tests that notice a bug notice it in this copy?
#
#     tests/bugs/noticed.sh NAME FOLDER
#
# Builds the copy of the project in FOLDER and runs in it the tests that tests/bugs/NAME.patch names. Ends with 0 when all
# of them fail, 1 when all pass; with 2 when some do, a build fails or a test runs into the limit on its time: nobody
# knows then. What the tests say is in FOLDER/noticed.
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
folder=$(cd "$2" && pwd) || exit 2
patch=$here/$1.patch
[ -f "$patch" ] || exit 2
cd "$folder" || exit 2
: >noticed

# header NAME: its lines in the patch.
header() {
    sed -n "/^---/q; s/^$1: *//p" "$patch"
}

# body FILE TEST: the lines of that test.
body() {
    awk -v begin="@test \"$2\" {" '$0 == begin { mine = 1 } mine { print } /^}/ { mine = 0 }' "$1"
}

give_up() {
    echo "$*" >>noticed
    exit 2
}

under=$(header Under)
kind=''
# A program that hangs is noticed after LIMIT seconds, a test that does after BATS_TEST_TIMEOUT.
export UNDER='' SLOWER=1 LIMIT=10 BATS_TEST_TIMEOUT=60 MAKEFLAGS=''
case $under in
'') ;;
choppy) UNDER='lab/choppy --recv 1 --send 1 --eintr' SLOWER=20 LIMIT=20 ;;
valgrind) UNDER='valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite' SLOWER=20 LIMIT=60 BATS_TEST_TIMEOUT=120 ;;
*) kind=build/${under//,/-} SLOWER=8 LIMIT=60 BATS_TEST_TIMEOUT=120 ;;
esac
export PROGRAMS=$folder/${kind:-.} TOOLS=$folder/${kind:-build}/tests

bats=${BATS:-$here/../vendor/bats/bin/bats}

# What must be built: of the usual kind all, of another one the programs that the patch names; and the tests' own tools.
mapfile -t noticed_by < <(header 'Noticed by')
[ "${#noticed_by[@]}" -gt 0 ] || give_up "$patch names no test"
targets=(all)
[ -z "$kind" ] || mapfile -t targets < <(header Program | tr -d ',' | xargs printf "$kind/%s\n")
mapfile -t tools < <({
    printf '%s\n' peer udp_peer
    for line in "${noticed_by[@]}"; do
        body "${line%%: *}" "${line#*: }" | grep -oE '\$TOOLS/[a-z_]+' | sed 's|.*/||'
    done
} | sort -u)
make --no-print-directory -s ${kind:+SANITIZE="$under"} "${targets[@]}" "${tools[@]/#/${kind:-build}/tests/}" >>noticed 2>&1 ||
    give_up 'it cannot be built'

failed=0
for line in "${noticed_by[@]}"; do
    file=${line%%: *} test=${line#*: }
    # A name, as a regular expression.
    "$bats" --tap -f "^$(sed 's/[][\.*^$+?(){}|\\]/\\&/g' <<<"$test")\$" "$file" >noticed.tap 2>&1
    cat noticed.tap >>noticed
    if grep -qxF "not ok 1 $test" noticed.tap; then
        failed=$((failed + 1))
    elif ! grep -qxF "ok 1 $test" noticed.tap; then # skipped, too slow, renamed, or the file is broken
        give_up "neither passed nor failed: $file: $test"
    fi
done
rm -f noticed.tap
case $failed in
"${#noticed_by[@]}") exit 0 ;;
0) exit 1 ;;
*) exit 2 ;;
esac
