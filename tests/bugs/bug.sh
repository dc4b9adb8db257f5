#!/bin/sh
# make bug: the bugs of the lab "Find the bug" (docs/labs/find-the-bug.md), one in each tests/bugs/NAME.patch.
#
#     tests/bugs/bug.sh                  list them: name, difficulty, symptom
#     tests/bugs/bug.sh --table          the same, as the rows of the table on that page
#     tests/bugs/bug.sh NAME [FOLDER]    copy the sources to FOLDER (build/bugs/NAME), put the bug in, build
#
# A copy that is there already is built, but not copied again: somebody may be working in it. The name none puts no bug in.
set -u
cd "$(dirname "$0")/../.." || exit 1

# field NAME PATCH: what its header says, each line of it; a line that begins with blanks goes on.
field() {
    awk -v name="$1:" '
        /^---/ { exit }
        /^[A-Z][A-Za-z ]*:/ { mine = index($0, name) == 1; sub(/^[^:]*: */, ""); if (mine) print }
        /^ / && mine { sub(/^ +/, ""); print }' "$2"
}

# one_line: the same, as one.
one_line() {
    tr '\n' ' ' | sed 's/ *$//'
}

list() {
    for patch in tests/bugs/*.patch; do
        name=${patch##*/}
        printf '%s %s\n' "${name%.patch}" "$(field Grade "$patch")"
        field Symptom "$patch" | sed 's/^/    /'
    done
    echo
    echo 'To get one: make bug NAME=half-greeting'
}

# table: sorted by difficulty, then by what to begin with.
table() {
    for patch in tests/bugs/*.patch; do
        name=${patch##*/}
        printf '| `%s` | %s | %s | %s |\n' "${name%.patch}" "$(field Grade "$patch" | sed 's/[*]/\\*/g')" \
            "$(field Program "$patch")" "$(field Symptom "$patch" | one_line | sed 's/[<*|_]/\\&/g')"
    done | LC_ALL=C sort -t '|' -k 3,3 -k 4,4 -k 2,2
}

# copy FOLDER: the sources, and what is built of them, so that little must be built again.
copy() {
    mkdir -p "$1/build" || return 1
    cp -Rp Makefile common tcp udp http lab tests "$1/" || return 1
    rm -rf "$1/tests/bugs"
    for built in obj lab tests; do
        [ ! -d "build/$built" ] || cp -Rp "build/$built" "$1/build/" || return 1
    done
}

# run LOG COMMAND: silent, unless it fails.
run() {
    log=$1
    shift
    "$@" >"$log" 2>&1 && rm "$log" && return
    cat "$log" >&2
    return 1
}

if [ $# -eq 0 ] || [ -z "$1" ]; then
    list
    exit
fi
if [ "$1" = --table ]; then
    table
    exit
fi
name=$1
folder=${2:-build/bugs/$name}
patch=tests/bugs/$name.patch
case $name in
*/*) patch=none ;;
esac
if [ ! -f "$patch" ] && [ "$name" != none ]; then
    echo "make bug: there is no bug '$name'" >&2
    echo '  make bug lists them all.' >&2
    exit 2
fi
if ! command -v patch >/dev/null; then
    echo 'make bug needs patch: install the package of that name' >&2
    exit 1
fi

if [ ! -d "$folder" ]; then
    rm -rf "$folder.new"
    copy "$folder.new" || exit 1
    [ "$name" = none ] || run "$folder.log" patch -p1 -d "$folder.new" -i "$PWD/$patch" || exit 1
    mv "$folder.new" "$folder" || exit 1
fi
run "$folder.log" "${MAKE:-make}" --no-print-directory -C "$folder" all || exit 1
[ "$name" != none ] || exit 0

echo "In $folder, something is wrong now. A user reports:"
echo
field Symptom "$patch" | sed 's/^/  /'
echo
echo 'Try:'
echo
echo "  cd $folder"
field Try "$patch" | sed 's/^/  /'
echo
echo "Begin with $(field Program "$patch" | one_line). Read $(field Hint "$patch" | one_line)."
echo "Mend it there, make, then, back here: make mended NAME=$name"
