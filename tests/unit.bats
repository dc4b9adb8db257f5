#!/usr/bin/env bats
# The unit tests, written in C.

load helper

@test "unit tests of common/" {
    limit "$TOOLS/unit" >"$T/said" || fail "$(cat "$T/said")"
    grep -q '^# Round trips' "$T/said"
    # Of what the code says itself, the wanted line stands above the one that came.
    same "$(grep '^# ' "$T/said" | sed -n 'p;n')" "$(grep '^# ' "$T/said" | sed -n 'n;p')"
}

@test "unit tests of lab/: the fates are fair" {
    limit "$TOOLS/fate_unit" >"$T/said" || fail "$(cat "$T/said")"
    grep -q '^ok draws are evenly spread' "$T/said"
}

@test "unit tests of lab/: the wire does as the fates say" {
    limit "$TOOLS/wire_unit" >"$T/said" || fail "$(cat "$T/said")"
    grep -q '^ok losses and copies' "$T/said"
}

@test "unit tests of lab/: packets taken apart, cut at every byte, spoilt in every byte" {
    limit "$TOOLS/packet_unit" >"$T/said" || fail "$(cat "$T/said")"
    grep -q '^ok cut at each byte' "$T/said"
}

@test "unit tests of lab/: retransmissions, duplicate ACKs, windows" {
    limit "$TOOLS/tracker_unit" >"$T/said" || fail "$(cat "$T/said")"
    grep -q '^ok duplicate ACKs' "$T/said"
}

@test "unit tests of lab/: the ladder's words" {
    limit "$TOOLS/ladder_unit" >"$T/said" || fail "$(cat "$T/said")"
    grep -q '^ok words of TCP' "$T/said"
}

@test "unit tests of lab/: what shall be lost" {
    limit "$TOOLS/selector_unit" >"$T/said" || fail "$(cat "$T/said")"
    grep -q '^ok each kind' "$T/said"
}

@test "unit tests of lab/: what lab/compare makes of its notes" {
    limit "$TOOLS/compare_unit" >"$T/said" || fail "$(cat "$T/said")"
    grep -q '^ok percentiles are times' "$T/said"
}

@test "unit tests of udp/: what became of each ping" {
    limit "$TOOLS/udp_unit" >"$T/said" || fail "$(cat "$T/said")"
    grep -q '^ok in order' "$T/said"
}

@test "unit tests of http/: requests and bodies, split at every position" {
    limit "$TOOLS/http_unit" >"$T/said" || fail "$(cat "$T/said")"
    grep -q '^ok request lines' "$T/said"
    limit "$TOOLS/body_unit" >"$T/said" || fail "$(cat "$T/said")"
    grep -q '^ok chunks' "$T/said"
}

@test "unit tests of http/: responses, as they are written and as they are read" {
    limit "$TOOLS/response_unit" >"$T/said" || fail "$(cat "$T/said")"
    grep -q '^ok error pages' "$T/said"
}

@test "unit tests of http/: URLs, and where a redirect leads" {
    limit "$TOOLS/url_unit" >"$T/said" || fail "$(cat "$T/said")"
    grep -q '^ok redirects' "$T/said"
}

@test "unit tests of http/: how long a connection may make its thread wait" {
    limit "$TOOLS/stream_unit" >"$T/said" || fail "$(cat "$T/said")"
    grep -q '^ok each wait has its own limit' "$T/said"
}

@test "unit tests of the pages: templates, forms, base64" {
    limit "$TOOLS/pages_unit" >"$T/said" || fail "$(cat "$T/said")"
    grep -q '^ok base64 that is none' "$T/said"
}

@test "unit tests of http/: dates, conditions and ranges" {
    limit "$TOOLS/date_unit" >"$T/said" || fail "$(cat "$T/said")"
    grep -q '^ok what is no date' "$T/said"
    limit "$TOOLS/conditions_unit" >"$T/said" || fail "$(cat "$T/said")"
    grep -q '^ok precedence of conditions' "$T/said"
}

@test "unit tests of http/: files, and nothing outside their folder" {
    mkdir "$T/folder" "$T/other"
    limit "$TOOLS/files_unit" "$T/folder" >"$T/said" || fail "$(cat "$T/said")"
    grep -q '^ok what is not found' "$T/said"
    limit "$TOOLS/shelf_unit" "$T/other" >"$T/said" || fail "$(cat "$T/said")"
    grep -q '^ok many threads' "$T/said"
}

@test "100,000 heads are judged alike by the parser and by a second, slow and obvious reading" {
    local seed
    for seed in 0 1 2; do
        limit "$TOOLS/http_differential" "$seed" >"$T/said" || fail "$(cat "$T/said")"
        [ "$(sed -nE 's/.* heads: ([0-9]+) well formed,.*/\1/p' "$T/said")" -gt 10000 ]
    done
}
