#!/usr/bin/env bats
# The fuzz targets without a fuzzer: all that the corpus shows of HTTP is read in pieces and whole, and must be the
# same; what is said of its packets must be sound. To look for more: make fuzz.

load helper

# replay TARGET COUNT: its corpus, of at least COUNT files.
replay() {
    local corpus=("$ROOT/tests/fuzz/corpus/$1"/*)
    [ "${#corpus[@]}" -ge "$2" ]
    limit "$TOOLS/fuzz/$1_fuzz" "${corpus[@]}" >"$T/said" 2>"$T/errors" ||
        fail "broken by $(tail -n 1 "$T/said")" "$(cat "$T/errors")"
    same "$(printf '%s\n' "${corpus[@]}")" "$(cat "$T/said")"
}

@test "requests of the corpus are the same in pieces and whole, and what was let through is as the RFC demands" {
    replay request 50
}

@test "responses of the corpus are the same in pieces and whole" {
    replay reply 50
}

@test "packets of the corpus are taken apart, told and shown without a byte beyond them" {
    replay packet 20
}

@test "a file that cannot be read is not taken for one that breaks nothing" {
    run limit "$TOOLS/fuzz/request_fuzz" "$T/none"
    [ "$status" -eq 1 ]
    run limit "$TOOLS/fuzz/request_fuzz"
    [ "$status" -eq 1 ]
}
