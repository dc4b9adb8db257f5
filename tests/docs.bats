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
    for source in {tcp,udp}/*_{server,client}.c http/{single,threaded}_server.c http/client.c lab/choppy.c lab/compare.c lab/relay.c lab/link.c; do
        program=${source%.c}
        grep -q "^| .*\`$program\`" README.md || fail "README.md does not have $program"
        page=$(sed -nE 's/.*[Pp]age (is )?(docs\/[a-z_/]+\.md).*/\2/p' "$source" | head -n 1)
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
    for source in {tcp,udp}/hello_{server,client}.c; do
        [ "$(wc -l <"$source")" -lt 90 ] || fail "$source has 90 lines or more"
    done
}

@test "the programs that share listen_on and connect_to have the same lines" {
    body() { sed -n "/^static int $2(/,/^}/p" "$1" | sed -E 's/[a-z]+_server"/NAME_server"/; s/(listen\(listener, )[A-Z0-9]+/\1N/; /listen\(%d/d'; }
    same "$(body tcp/echo_server.c listen_on)" "$(body tcp/count_server.c listen_on)"
    same "$(body tcp/echo_server.c listen_on)" "$(body tcp/chat_server.c listen_on)"
    same "$(body tcp/echo_client.c connect_to)" "$(body tcp/count_client.c connect_to)"
    same "$(body tcp/echo_client.c connect_to)" "$(body tcp/chat_client.c connect_to)"
    same "$(body udp/echo_client.c connect_to)" "$(body udp/count_client.c connect_to)"
    same "$(body udp/echo_client.c connect_to)" "$(body udp/chat_client.c connect_to)"
    same "$(body udp/chat_server.c bind_to)" "$(body udp/count_server.c bind_to)"
    grep -q 'bind(listener' <<<"$(body tcp/echo_server.c listen_on)"
    grep -q 'connect(sock' <<<"$(body tcp/echo_client.c connect_to)"
}

# differ FILE: how many per cent of the lines of tcp/FILE and udp/FILE stand in one of the two only.
differ() {
    local lines
    lines=$(cat "tcp/$1" "udp/$1" | wc -l)
    echo $((100 * $(diff "tcp/$1" "udp/$1" | grep -c '^[<>]') / lines))
}

@test "tcp/ and udp/ mirror each other, file for file; what differs is the protocol" {
    # Held a little above what the finished pairs differ by: in it, UDP has to count what TCP guarantees.
    local bound
    for bound in hello_server.c:60 hello_client.c:68 echo_server.c:64 echo_client.c:67 count_server.c:75 \
        count_client.c:50 chat_server.c:58 chat_client.c:45 conversation.c:46; do
        [ "$(differ "${bound%:*}")" -le "${bound#*:}" ] ||
            fail "${bound%:*}: $(differ "${bound%:*}") % differ, the bound is ${bound#*:} %"
    done
    # The same files, but for what holds the bookkeeping that only UDP needs.
    same "$(printf '%s\n' udp/*.c | grep -vE '/(numbered|ping|tally)\.c$')" \
        "$(printf 'udp/%s\n' tcp/*.c | sed 's|tcp/||')"
}

@test "the twins take the same options, and UDP those that loss makes necessary" {
    options() { "$PROGRAMS/$1" --help | grep -oE '^  +-.*' | sed -E 's/ +--/ --/; s/^ *//; s/  .*//' | grep -vxE -- '(--tries|-w) N'; }
    local program
    for program in {hello,echo,count,chat}_{server,client}; do
        same "$(options "tcp/$program")" "$(options "udp/$program")"
    done
}

@test "make diff prints how the pairs differ, and nothing else fails it" {
    MAKEFLAGS='' make --no-print-directory diff >"$T/diff"
    same "$(printf -- '--- tcp/%s\n' {chat,count,echo,hello}_{client,server}.c | sort)" \
        "$(sed -nE 's/^(--- [^[:space:]]*).*/\1/p' "$T/diff" | sort)"
}
