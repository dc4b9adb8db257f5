#!/usr/bin/env bash
# make mended: is the bug of build/bugs/NAME mended? Asks the tests that notice it.
set -u
cd "$(dirname "$0")/../.." || exit 1
name=$1
if [ -z "$name" ] || [ ! -d "build/bugs/$name" ]; then
    echo "make mended: there is no build/bugs/$name${name:+; begin with  make bug NAME=$name}" >&2
    exit 2
fi
tests/bugs/noticed.sh "$name" "build/bugs/$name"
case $? in
0)
    echo "$name: not yet, the tests still notice it."
    exit 1
    ;;
1) echo "$name: mended. The tests that noticed it pass." ;;
*)
    cat "build/bugs/$name/noticed" >&2
    echo "$name: nobody knows yet, see above."
    exit 1
    ;;
esac
