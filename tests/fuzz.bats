#!/usr/bin/env bats
# The fuzz targets without a fuzzer: all that the corpus shows is read in pieces and whole, and must be the same. To
# look for more: make fuzz.

load helper

# replay TARGET: its corpus.
replay() {
    local corpus=("$ROOT/tests/fuzz/corpus/$1"/*)
    [ "${#corpus[@]}" -ge 50 ]
    limit "$TOOLS/fuzz/$1_fuzz" "${corpus[@]}" >"$T/said" 2>"$T/errors" ||
        fail "broken by $(tail -n 1 "$T/said")" "$(cat "$T/errors")"
    same "$(printf '%s\n' "${corpus[@]}")" "$(cat "$T/said")"
}

@test "requests of the corpus are the same in pieces and whole, and what was let through is as the RFC demands" {
    replay request
}

@test "responses of the corpus are the same in pieces and whole" {
    replay reply
}

@test "a file that cannot be read is not taken for one that breaks nothing" {
    run limit "$TOOLS/fuzz/request_fuzz" "$T/none"
    [ "$status" -eq 1 ]
    run limit "$TOOLS/fuzz/request_fuzz"
    [ "$status" -eq 1 ]
}
