#!/bin/sh
# Prints the project's files, a line each: those that git keeps; or, without git, as in an unpacked tarball, all that lie
# here and were not built.
cd "$(dirname "$0")/.." || exit 1
export LC_ALL=C
# This folder's own .git: a copy below the build/ of another tree is no part of that one.
if [ -e .git ] && git ls-files 2>/dev/null; then
    exit
fi
find . \( -path ./.git -o -path ./build \) -prune -o -type f -print | sed 's|^\./||' | sort | while read -r file; do
    [ -f "$file.c" ] || printf '%s\n' "$file" # a program lies beside its source
done
