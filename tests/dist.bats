#!/usr/bin/env bats
# make dist: what it packs builds, runs and packs itself again, where there is no git.

load helper

setup() { begin "$ROOT"; }

# make_in FOLDER TARGET...: there, and not as a part of the make that runs us; what it says: $T/said.
make_in() {
    local folder=$1
    shift
    (cd "$folder" && MAKEFLAGS='' MAKELEVEL='' CC=cc make --no-print-directory "$@") >"$T/said" 2>&1 3>&- 4>&- ||
        fail "make $*:" "$(tail -n 20 "$T/said")"
}

@test "dist: the tarball has the project's files, builds, passes make demo, and makes the same tarball without git" {
    local tarball name
    make_in . dist
    tarball=$(tail -n 1 "$T/said")
    name=$(basename "$tarball" .tar.gz)
    same "tcp/hello_server (Two Terminals) ${name#two-terminals-}" "$("$PROGRAMS/tcp/hello_server" --version | sed "s|^$PROGRAMS/||")"
    tar xzf "$tarball" -C "$T"
    same "$name" "$(cd "$T" && echo two-terminals-*)"
    [ ! -e "$T/$name/.git" ]
    (cd "$T/$name" && tests/files.sh) >"$T/files"
    [ "$(grep -cxE 'Makefile|README\.md|LICENSE|CHANGELOG\.md|CONTRIBUTING\.md|docs/README\.md|tests/run\.sh|\.ci/run' "$T/files")" -eq 8 ]

    make_in "$T/$name" CFLAGS=-O0
    make_in "$T/$name" CFLAGS=-O0 demo
    grep -q 'Now you: start tcp/hello_server' "$T/said"
    same "$(cat "$T/files")" "$(cd "$T/$name" && tests/files.sh)" # what was built is no part of it

    make_in "$T/$name" dist
    mkdir "$T/again"
    tar xzf "$T/$name/build/$name.tar.gz" -C "$T/again"
    same "$(cat "$T/files")" "$(cd "$T/again/$name" && tests/files.sh)"
    diff -r "$T/again/$name/docs" "$T/$name/docs"
    [ -x "$T/again/$name/tests/run.sh" ]
}
