#!/usr/bin/env bats
# What lab/ draws and writes down, opened by other programs.

load helper

@test "unit tests of lab/: captures" {
    mkdir "$T/folder"
    limit "$TOOLS/capture_unit" "$T/folder" >"$T/said" || fail "$(cat "$T/said")"
    grep -q '^ok a capture, byte by byte' "$T/said"
}

@test "unit tests of lab/: SVG" {
    mkdir "$T/folder"
    limit "$TOOLS/svg_unit" "$T/folder" >"$T/said" || fail "$(cat "$T/said")"
    grep -q '^ok any bytes are text' "$T/said"
}

@test "unit tests of lab/: the ladder's layout and looks" {
    mkdir "$T/folder"
    limit "$TOOLS/picture_unit" "$T/folder" >"$T/said" || fail "$(cat "$T/said")"
    grep -q '^ok no order of events breaks the rules' "$T/said"
}

@test "ladders of any size, of any bytes and times are well-formed XML" {
    needs xmllint
    local kind count
    for kind in transfer loss wild strange; do
        for count in 0 1 2 10 120 300; do
            exits 0 "$TOOLS/draw" "$kind" "$count" "$T/ladder.svg"
            exits 0 xmllint --noout "$T/ladder.svg"
            same '' "$stdout$stderr"
        done
    done
}

@test "ladders can be rendered, and the packets that are not drawn are counted" {
    needs rsvg-convert
    local kind
    for kind in transfer loss wild strange; do
        exits 0 "$TOOLS/draw" "$kind" 300 "$T/ladder.svg"
        exits 0 rsvg-convert -o "$T/ladder.png" "$T/ladder.svg"
        same '' "$stdout$stderr"
        [ "$(head -c 4 "$T/ladder.png" | tail -c 3)" = PNG ]
    done
    grep -q '180 more, not drawn' "$T/ladder.svg"
}

@test "a loss is a cross, its retransmission orange, the duplicate ACKs violet" {
    exits 0 "$TOOLS/draw" loss 40 "$T/ladder.svg"
    same 3 "$(grep -c '<path class="lost"' "$T/ladder.svg")" # two, and the legend's
    same 3 "$(grep -c '<polygon class="again"' "$T/ladder.svg")"
    same 7 "$(grep -c '<polygon class="dup"' "$T/ladder.svg")"
    grep -q '>DUP ACK #3</text>' "$T/ladder.svg"
    grep -q '>+1.00 s</text>' "$T/ladder.svg"
}

@test "tshark opens a capture, with nanoseconds" {
    needs tshark
    exits 0 "$TOOLS/draw" pcap 20 "$T/packets.pcap"
    exits 0 tshark -r "$T/packets.pcap" -T fields -e frame.time_epoch -e ip.src -e udp.dstport -e data
    same "$(for i in {0..9}; do printf '1700000000.99999999%s\t10.9.0.1\t9\t7469636b\n' "$i"; done
        for i in {0..9}; do printf '1700000001.00000000%s\t10.9.0.1\t9\t7469636b\n' "$i"; done)" "$stdout"
}

@test "a full disk is said" {
    needs_linux
    local kind
    for kind in transfer pcap; do
        exits 1 "$TOOLS/draw" "$kind" 10 /dev/full
        same '/dev/full: No space left on device' "$stderr"
        exits 1 "$TOOLS/draw" "$kind" 10 /nowhere/at/all
        same '/nowhere/at/all: No such file or directory' "$stderr"
    done
}
