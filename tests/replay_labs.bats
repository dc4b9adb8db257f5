#!/usr/bin/env bats
# Every transcript of the pages of HTTP and of the labs is typed into terminals (tests/replay), and shows what the page says;
# those of the other pages, in replay.bats.

load helper
load replay_helper

@test "replay: docs/http/client.md" { replayed docs/http/client.md; }
@test "replay: docs/http/single_server.md" { replayed docs/http/single_server.md; }
@test "replay: docs/http/threaded_server.md" { replayed docs/http/threaded_server.md; }
@test "replay: docs/lab/choppy.md" { replayed docs/lab/choppy.md; }
@test "replay: docs/lab/relay.md" { replayed docs/lab/relay.md; }
@test "replay: docs/lab/link.md" { replayed docs/lab/link.md; }
@test "replay: docs/lab/compare.md" { replayed docs/lab/compare.md; }
@test "replay: docs/labs/tcp-or-udp.md" { replayed docs/labs/tcp-or-udp.md; }
@test "replay: docs/labs/lost-segment.md" { replayed docs/labs/lost-segment.md; }
@test "replay: docs/labs/slow-client.md" { replayed docs/labs/slow-client.md; }
@test "replay: docs/labs/browser.md" { replayed docs/labs/browser.md; }

# It puts bugs into build/bugs, where a student may have some already: not into those.
@test "replay: docs/labs/find-the-bug.md" {
    mkdir -p "$T/copy/build"
    cp -Rp Makefile README.md common docs http lab tcp tests udp "$T/copy"
    cp -Rp build/obj build/lab build/tests "$T/copy/build"
    replayed docs/labs/find-the-bug.md "$T/copy"
}
