#!/usr/bin/env bats
# The pages: links lead somewhere, nothing is missing, and the README says what make help says.

load helper

setup() { begin "$ROOT"; }

pages() {
    printf '%s\n' README.md CONTRIBUTING.md CHANGELOG.md docs/*.md docs/*/*.md
}

# anchors PAGE: the names of its headings, as GitHub and lowdown make them: small letters, blanks to hyphens.
anchors() {
    awk '/^```/ { fenced = !fenced } !fenced && /^#+ / {
        sub(/^#+ /, ""); $0 = tolower($0); gsub(/[^a-z0-9 _-]/, ""); gsub(/ /, "-"); print }' "$1"
}

# links PAGE: where its links lead, a line each; those to other sites are not ours to test.
links() {
    awk '/^```/ { fenced = !fenced } !fenced && !/^    /' "$1" | grep -oE '\]\([^) ]+\)' | sed 's/^](//; s/)$//' | grep -vE '^https?:' || true
}

@test "every link leads to a file, a heading or a line that is there" {
    local page link file anchor
    while read -r page; do
        while read -r link; do
            file=${link%%#*}
            anchor=${link#"$file"}
            [ -z "$file" ] && file=$page || file=$(dirname "$page")/$file
            [ -e "$file" ] || fail "$page: no such file: $link"
            case $anchor in
            '' | '#') ;;
            '#L'[0-9]*) [ "$(wc -l <"$file")" -ge "${anchor##*L}" ] || fail "$page: $file has no such line: $link" ;;
            *) grep -qxF -- "${anchor#?}" <(anchors "$file") || fail "$page: no such heading: $link" ;;
            esac
        done < <(links "$page")
    done < <(pages)
}

@test "every page can be reached from the map, and leads on" {
    local page link
    while read -r page; do
        case $page in
        docs/*) link=${page#docs/} ;;
        *) link=../$page ;;
        esac
        [ "$page" = docs/README.md ] || [ "$page" = README.md ] || grep -qF "($link)" docs/README.md || fail "docs/README.md does not lead to $page"
        links "$page" | grep -q . || fail "$page is a dead end"
    done < <(pages)
}

@test "pages are no wider than 80 columns, but for code and tables" {
    local page wide=''
    while read -r page; do
        LC_ALL=C.UTF-8 awk -v page="$page" '
            /^```/ { fenced = !fenced; next }
            fenced || /^\|/ || /^    / || /^\[[^]]*\]\(.*\)/ { next }
            length($0) > 80 { printf "%s:%d: %d columns\n", page, FNR, length($0); wide = 1 }
            END { exit wide }' <(sed 's/[\x80-\xBF]//g' "$page") || wide=yes
    done < <(pages)
    [ -z "$wide" ]
}

@test "a fence has an empty line before it, is closed, and says what is in it" {
    local page
    while read -r page; do
        awk -v page="$page" '
            /^```/ && !fenced && last != "" { print page ":" FNR ": no empty line before the fence"; wrong = 1 }
            /^```$/ && !fenced { print page ":" FNR ": console, c, sh or text?"; wrong = 1 }
            /^```/ { fenced = !fenced }
            { last = $0 }
            END { exit wrong || fenced }' "$page" || fail "$page: see above, or a fence without an end"
    done < <(pages)
}

@test "a walkthrough has its parts, in their order, in at most 350 lines" {
    local page
    same '' "$(wc -l docs/{tcp,udp}/*.md docs/http/*.md docs/lab/*.md | awk '$1 > 350 && $2 != "total"')"
    for page in docs/{tcp,udp}/*.md docs/http/*.md docs/lab/*.md; do
        same 'Predict|Run it|Step through the calls|On the wire|Break it|Questions|Exercises|What it leaves out|Answers' \
            "$(sed -n 's/^## //p' "$page" | grep -xE 'Predict|Run it|Step through the calls|On the wire|Break it|Questions|Exercises|What it leaves out|Answers' | paste -sd '|')"
        [ "$(sed -n '/^## Break it/,/^## /p' "$page" | grep -cE '^\*\*[0-9]')" -ge 4 ] || fail "$page breaks it fewer than four times"
    done
}

@test "make book: every page and every source that a page points into, and a PDF" {
    needs lowdown
    needs groff
    local page file link
    docs/book "$T/book"
    [ "$(head -c 5 "$T/book/two-terminals.pdf")" = %PDF- ]
    while read -r page; do
        file=$T/book/$(sed 's/README\.md$/index.html/; s/\.md$/.html/' <<<"$page")
        while read -r link; do
            [ -e "$(dirname "$file")/$link" ] || fail "$file: no such file: $link"
        done < <(grep -oE 'href="[^"#:]+["#]' "$file" | sed 's/href="//; s/.$//')
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

@test "the security notes name tests that there are" {
    local line
    # A threat without a test in its last column would be a promise.
    same '' "$(sed '/^## What none of them does/q' docs/security.md | grep '^| [^-]' | grep -vE '^\|.* shown by \|$|`tests/[a-z]+\.bats: [^`]+` \|$')"
    grep -oE '`tests/[a-z]+\.bats: [^`]+`' docs/security.md | tr -d '`' | sort -u >"$T/tests"
    [ "$(wc -l <"$T/tests")" -ge 50 ]
    while read -r line; do
        [ "$(grep -cxF "@test \"${line#*: }\" {" "${line%%: *}")" -eq 1 ] || fail "docs/security.md: no such test: $line"
    done <"$T/tests"
}

@test "the changelog begins with the version that the programs name" {
    same "$("$PROGRAMS/tcp/hello_server" --version | sed 's/.* //')" "$(sed -n 's/^## \([0-9.]*\) - .*/\1/p' CHANGELOG.md | head -n 1)"
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
        count_client.c:50 chat_server.c:58 chat_client.c:45 conversation.c:40; do
        [ "$(differ "${bound%:*}")" -le "${bound#*:}" ] ||
            fail "${bound%:*}: $(differ "${bound%:*}") % differ, the bound is ${bound#*:} %"
    done
    # The same files, but for what holds the bookkeeping that only UDP needs.
    same "$(printf '%s\n' udp/*.c | grep -vE '/(numbered|ping|strangers|tally)\.c$')" \
        "$(printf 'udp/%s\n' tcp/*.c | sed 's|tcp/||')"
}

@test "the twins take the same options, and UDP those that loss makes necessary" {
    options() { "$PROGRAMS/$1" --help | grep -oE '^  +-.*' | sed -E 's/ +--/ --/; s/^ *//; s/  .*//' | grep -vxE -- '(--tries|-w) N'; }
    local program
    for program in tcp/*_{server,client}.c; do
        program=$(basename "$program" .c)
        same "$(options "tcp/$program")" "$(options "udp/$program")"
    done
}

@test "make diff prints how the pairs differ, and nothing else fails it" {
    MAKEFLAGS='' make --no-print-directory diff >"$T/diff"
    same "$(printf -- '--- %s\n' tcp/*_client.c tcp/*_server.c | sort)" \
        "$(sed -nE 's/^(--- [^[:space:]]*).*/\1/p' "$T/diff" | sort)"
}
