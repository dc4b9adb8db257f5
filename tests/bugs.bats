#!/usr/bin/env bats
# The bugs of tests/bugs are still what their patches say. That the tests notice each, make mutation shows.

load helper

setup() { begin "$ROOT"; }

# header NAME PATCH: its lines.
header() {
    sed -n "/^---/q; s/^$1: //p" "$2"
}

@test "bugs: each patch says what it is about, and names pages, programs and tests that there are" {
    local patch name line program
    [ "$(find tests/bugs -name '*.patch' | wc -l)" -ge 60 ]
    for patch in tests/bugs/*.patch; do
        for name in Program Grade Symptom Try Hint Cause 'Noticed by'; do
            [ -n "$(header "$name" "$patch")" ] || fail "$patch has no $name"
        done
        program=$(header Program "$patch")
        [ -f "$program.c" ] || fail "$patch: no program $program"
        [ -f "$(header Hint "$patch")" ] || fail "$patch: no page $(header Hint "$patch")"
        grep -qxE '[*]{1,3}' <<<"$(header Grade "$patch")" || fail "$patch: a grade is one to three stars"
        grep -qxE '(choppy|valgrind|thread|address,undefined)?' <<<"$(header Under "$patch")" || fail "$patch: under what?"
        while read -r line; do
            [ "$(grep -cxF "@test \"${line#*: }\" {" "${line%%: *}")" -eq 1 ] || fail "$patch: no such test: $line"
        done < <(header 'Noticed by' "$patch")
    done
}

@test "bugs: each patch fits" {
    needs patch
    local patch
    mkdir "$T/tree"
    cp -R common tcp udp http lab "$T/tree"
    for patch in tests/bugs/*.patch; do
        patch -p1 -d "$T/tree" -i "$PWD/$patch" >"$T/said" 2>&1 || fail "$patch:" "$(cat "$T/said")"
        lacks "$T/said" fuzz
        patch -R -p1 -d "$T/tree" -i "$PWD/$patch" >"$T/said" 2>&1 || fail "$patch, back:" "$(cat "$T/said")"
    done
    diff -r tcp "$T/tree/tcp"
}

@test "bugs: the page lists them all, as make bug does" {
    same "$(printf '%s\n' tests/bugs/*.patch | sed 's|.*/||; s/\.patch$//')" \
        "$(MAKEFLAGS='' make --no-print-directory bug | sed -nE 's/^([a-z0-9-]+) [*]+$/\1/p')"
    same "$(tests/bugs/bug.sh --table)" "$(grep '^| `.*\\\*' docs/labs/find-the-bug.md)"
}

@test "bugs: a copy has the bug, keeps what is changed in it, and can be mended; the tree is left alone" {
    needs patch
    exits 0 tests/bugs/bug.sh half-greeting "$T/copy"
    grep -qx "In $T/copy, something is wrong now. A user reports:" "$T/stdout"
    same 'Files tcp/hello_client.c and COPY/tcp/hello_client.c differ' \
        "$(diff -rq tcp "$T/copy/tcp" | grep '\.c' | sed "s|$T/copy|COPY|")"
    [ ! -e "$T/copy/tests/bugs" ]
    exits 0 tests/bugs/noticed.sh half-greeting "$T/copy"
    cp tcp/hello_client.c "$T/copy/tcp/"
    exits 0 tests/bugs/bug.sh half-greeting "$T/copy"
    exits 1 tests/bugs/noticed.sh half-greeting "$T/copy"
}

@test "bugs: what there is not" {
    exits 2 tests/bugs/bug.sh no-such-bug
    same "make bug: there is no bug 'no-such-bug'
  make bug lists them all." "$stderr"
    exits 2 tests/bugs/bug.sh ../bugs/half-greeting
    exits 2 tests/bugs/mended.sh no-such-bug
    grep -q 'begin with  make bug NAME=no-such-bug$' <<<"$stderr"
}
