#!/usr/bin/env bats
# The pages: links lead somewhere, nothing is missing, and the README says what make help says.

load helper

setup() {
    cd "$ROOT" || return 1
    T=$BATS_TEST_TMPDIR
    PIDS=()
}

pages() {
    printf '%s\n' README.md docs/*.md docs/*/*.md
}

@test "every relative link leads to a file" {
    local page link
    while read -r page; do
        while read -r link; do
            [ -e "$(dirname "$page")/$link" ] || fail "$page: no such file: $link"
        done < <(grep -oE '\]\([^)#: ]+' "$page" | sed 's/^](//' | grep -vxE 'https?')
    done < <(pages)
}

@test "every program is in the README's table and has its page on the map" {
    local source program page
    for source in tcp/*_server.c tcp/*_client.c lab/choppy.c; do
        program=${source%.c}
        grep -q "^| .*\`$program\`" README.md || fail "README.md does not have $program"
        page=$(sed -nE 's/.*[Pp]age (is )?(docs\/[a-z/]+\.md).*/\2/p' "$source" | head -n 1)
        [ -f "$page" ] || fail "$source names no page that exists: '$page'"
        grep -q "(${page#docs/})" docs/README.md || fail "docs/README.md does not lead to $page"
    done
}

@test "the README lists the targets of make help, in its words" {
    same "$(MAKEFLAGS='' make --no-print-directory help | sed -E 's/^ *make ([a-z]+) +/\1: /')" \
        "$(sed -nE 's/^\| `make ([a-z]+)` \| (.*) \|$/\1: \2/p' README.md | tr -d '\`')"
}

@test "the shortest pair is short" {
    local source
    for source in tcp/hello_server.c tcp/hello_client.c; do
        [ "$(wc -l <"$source")" -lt 90 ] || fail "$source has 90 lines or more"
    done
}

@test "the programs that share listen_on and connect_to have the same lines" {
    body() { sed -n "/^static int $2(/,/^}/p" "$1" | sed -E 's/[a-z]+_server"/NAME_server"/; s/(listen\(listener, )[A-Z0-9]+/\1N/; /listen\(%d/d'; }
    same "$(body tcp/echo_server.c listen_on)" "$(body tcp/count_server.c listen_on)"
    same "$(body tcp/echo_server.c listen_on)" "$(body tcp/chat_server.c listen_on)"
    same "$(body tcp/echo_client.c connect_to)" "$(body tcp/count_client.c connect_to)"
    same "$(body tcp/echo_client.c connect_to)" "$(body tcp/chat_client.c connect_to)"
    grep -q 'bind(listener' <<<"$(body tcp/echo_server.c listen_on)"
    grep -q 'connect(sock' <<<"$(body tcp/echo_client.c connect_to)"
}
