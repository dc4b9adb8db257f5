#!/usr/bin/env bats
# Every transcript of the pages is typed into terminals (tests/replay), and shows what the page says; those of HTTP and of
# the labs, in replay_labs.bats.

load helper
load replay_helper

@test "replay: each page has its test" {
    same "$(printf '%s\n' README.md docs/*.md docs/*/*.md | sort)" \
        "$(sed -n 's/^@test "replay: \([^ ]*\.md\)".*/\1/p' tests/replay.bats tests/replay_labs.bats | sort)"
}

@test "replay: README.md" { replayed README.md; }
@test "replay: docs/README.md" { replayed docs/README.md; }
@test "replay: docs/getting-started.md" { replayed docs/getting-started.md; }
@test "replay: docs/concepts/layers.md" { replayed docs/concepts/layers.md; }
@test "replay: docs/concepts/addresses.md" { replayed docs/concepts/addresses.md; }
@test "replay: docs/concepts/byte-order.md" { replayed docs/concepts/byte-order.md; }
@test "replay: docs/concepts/blocking.md" { replayed docs/concepts/blocking.md; }
@test "replay: docs/concepts/streams-and-datagrams.md" { replayed docs/concepts/streams-and-datagrams.md; }
@test "replay: docs/concepts/frameworks.md" { replayed docs/concepts/frameworks.md; }
@test "replay: docs/tcp/hello.md" { replayed docs/tcp/hello.md; }
@test "replay: docs/tcp/echo.md" { replayed docs/tcp/echo.md; }
@test "replay: docs/tcp/count.md" { replayed docs/tcp/count.md; }
@test "replay: docs/tcp/chat.md" { replayed docs/tcp/chat.md; }
@test "replay: docs/udp/hello.md" { replayed docs/udp/hello.md; }
@test "replay: docs/udp/echo.md" { replayed docs/udp/echo.md; }
@test "replay: docs/udp/count.md" { replayed docs/udp/count.md; }
@test "replay: docs/udp/chat.md" { replayed docs/udp/chat.md; }
@test "replay: docs/reference/command-line.md" { replayed docs/reference/command-line.md; }
@test "replay: docs/reference/tools.md" { replayed docs/reference/tools.md; }
@test "replay: docs/reference/troubleshooting.md" { replayed docs/reference/troubleshooting.md; }
@test "replay: docs/reference/glossary.md" { replayed docs/reference/glossary.md; }
@test "replay: docs/reference/references.md" { replayed docs/reference/references.md; }
@test "replay: docs/teacher.md" { replayed docs/teacher.md; }
@test "replay: docs/security.md" { replayed docs/security.md; }
@test "replay: docs/writing.md" { replayed docs/writing.md; }

# page TEXT: a page with that in the fence of Terminal 1.
page() {
    printf '%s\n' '**Terminal 1**' '' '```console' "$@" '```' >"$T/page.md"
}

# wrong LINE TEXT...: the page is not what the terminal shows; LINE of it is named, and the difference shown.
wrong() {
    local line=$1 text status=0
    shift
    PROGRAMS=$ROOT REPLAY_LIMIT=1 timeout 60 tests/replay "$T/page.md" >"$T/out" 2>&1 3>&- || status=$?
    [ "$status" -ne 77 ] || skipped "$(cat "$T/out")"
    same 1 "$status"
    grep -qF "page.md:$line: terminal 1 does not show what the page says" "$T/out" || fail "$(cat "$T/out")"
    for text; do
        grep -qxF -- "$text" "$T/out" || fail "no line '$text' in:" "$(cat "$T/out")"
    done
}

@test "replay: a page that says something else fails, with its line and the difference" {
    page '$ echo one; echo two' 'one' 'three'
    wrong 6 '-three' '+two'
    page '$ echo one; echo two' 'one'
    wrong 5 '+two'
    page '$ echo one' 'one' 'two'
    wrong 6 '-two'
    page '$ no-such-command'
    wrong 4 '+bash: no-such-command: command not found'
}

@test "replay: dots stand for any lines, and what must vary may" {
    page '$ seq 9; echo from 127.0.0.1:41234, pid $$, in 0.1 ms' '1' '...' '8' '...' 'from 127.0.0.1:54321, pid 4242, in 7.5 ms'
    replayed "$T/page.md"
    page '$ seq 9' '1' '...' '8' '8' '9'
    wrong 8
    page '$ echo from 127.0.0.1:12345' 'from 127.0.0.1:54321'
    wrong 5 '-from 127.0.0.1:<port>' '+from 127.0.0.1:12345'
}

@test "replay: keys, lines typed to a program, a here-document, two terminals" {
    cat >"$T/page.md" <<'END'
<!-- typed: hello -->
```console
$ cat
hello
hello
^D
$ cat
^C
$ cat <<'END' | tr a-z A-Z
> a
> b
> END
A
B
$ read -r line; echo "2 said $line"
```

**Terminal 2**

```console
$ echo here
here
```

<!-- typed: hi -->
```console
hi
2 said hi
```
END
    replayed "$T/page.md"
}

@test "replay --update writes what the terminals show, and nothing else" {
    needs tmux
    page '$ p=41234; echo one; echo from 127.0.0.1:$p' 'two' 'from 127.0.0.1:54321'
    PROGRAMS=$ROOT timeout 60 tests/replay --update "$T/page.md" 3>&-
    same '$ p=41234; echo one; echo from 127.0.0.1:$p one from 127.0.0.1:54321' "$(sed '1,3d;$d' "$T/page.md" | paste -sd ' ')"
    cp "$T/page.md" "$T/before.md"
    PROGRAMS=$ROOT timeout 60 tests/replay --update "$T/page.md" 3>&-
    cmp "$T/before.md" "$T/page.md"
}

@test "replay --update: what comes behind the dots that end a fence is not of the next one" {
    needs tmux
    page '$ echo one; sleep 0.5; echo two' 'one' '...' '```' '' '**Terminal 1**' '' '```console' '$ echo new' 'old'
    PROGRAMS=$ROOT timeout 60 tests/replay --update "$T/page.md" 3>&-
    same 'one ... ``` **Terminal 1** ```console $ echo new new' "$(sed '1,4d;$d' "$T/page.md" | grep . | paste -sd ' ')"
}

@test "replay --update keeps the lines of a page that say the same: dots, ports and times of its writer" {
    needs tmux
    page '$ seq 5; echo port 40001; sleep 0.1; echo changed; echo 2 ms; seq 3; echo end' 1 ... 5 'port 54321' 'as it was' '7 ms' 1 ... 'old end'
    PROGRAMS=$ROOT timeout 60 tests/replay --update "$T/page.md" 3>&-
    same '1 ... 5 port 54321 changed 7 ms 1 ... end' "$(sed '1,4d;$d' "$T/page.md" | paste -sd ' ')"
}
