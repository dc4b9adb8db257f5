#!/usr/bin/env bats
# The unit tests of common/, written in C: tests/unit.c.

load helper

@test "unit tests of common/" {
    limit "$TOOLS/unit" >"$T/said" || fail "$(cat "$T/said")"
    grep -q '^# Round trips' "$T/said"
    # Of what the code says itself, the wanted line stands above the one that came.
    same "$(grep '^# ' "$T/said" | sed -n 'p;n')" "$(grep '^# ' "$T/said" | sed -n 'n;p')"
}
