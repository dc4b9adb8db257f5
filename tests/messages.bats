#!/usr/bin/env bats
# The reference pages have all that the programs have: each option, each message, each status, each word.

load helper

COMMAND_LINE=docs/reference/command-line.md
TROUBLESHOOTING=docs/reference/troubleshooting.md
GLOSSARY=docs/reference/glossary.md

setup() {
    begin "$ROOT"
    mapfile -t SOURCES < <(find tcp udp http lab common -name '*.[ch]' | sort)
}

# programs: all that have a main; lab/link_elsewhere.c is lab/link where there is no Linux.
programs() {
    grep -lE '^int main\(' {tcp,udp,http,lab}/*.c | grep -v _elsewhere | sed 's/\.c$//'
}

# shown_help PROGRAM: what the page shows after "$ PROGRAM --help", to the next prompt or the end of the fence.
shown_help() {
    awk -v prompt="\$ $1 --help" '$0 == prompt { shows = 1; next } /^[$] |^```/ { shows = 0 } shows' "$COMMAND_LINE"
}

# checks [SOURCE]...: the page against the sources; its findings in $T/findings.
checks() {
    local status=0
    awk -f tests/messages.awk "$TROUBLESHOOTING" "$@" >"$T/findings" 2>&1 || status=$?
    return "$status"
}

# finds PATTERN [SOURCE]...: the page does not fit these sources, and that is said in a line that matches.
finds() {
    local pattern=$1
    shift
    if checks "$@"; then
        fail "found nothing, but should: $pattern"
    fi
    grep -qE -- "$pattern" "$T/findings" || fail "wanted: $pattern" "$(cat "$T/findings")"
}

@test "the command-line page has every program, with its whole --help" {
    local program
    [ "$(programs | wc -l)" -ge 23 ] || fail "programs() finds only these:" "$(programs)"
    for program in $(programs); do
        [ "$program" != lab/link ] || [ "$(uname)" = Linux ] || continue
        same "$( (cd "$PROGRAMS" && "$program" --help))" "$(shown_help "$program")" ||
            fail "$COMMAND_LINE: the --help of $program is another one now: tests/replay --update $COMMAND_LINE"
    done
}

@test "the command-line page explains every kind of value that an option takes" {
    local value
    grep -ohE '\{(0|'"'.'"'), (NULL|"[a-z-]+"), "[A-Z:]+"' "${SOURCES[@]}" | sed 's/.*"\(.*\)"/\1/' | sort -u >"$T/values"
    grep -qx TIME "$T/values"
    while read -r value; do
        case $value in
        TEXT | NAME | FILE | DIR | CMD | WHICH | METHOD | DATA | LINE) ;; # any text, said where it is used
        *) sed -n 's/^| \([^|]*\)|.*/\1/p' "$COMMAND_LINE" | grep -w -- "$value" >"$T/rows" || fail "$COMMAND_LINE does not explain $value" ;;
        esac
    done <"$T/values"
}

@test "the troubleshooting page has every message that a program can print on stderr, and no other" {
    checks "${SOURCES[@]}" || fail "$(cat "$T/findings")"
}

@test "it would be noticed if a message, a hint, a reason, a rule or a status were another" {
    # Each time one file with other words, and all the others as they are.
    local file from to finding others
    while IFS=@ read -r file from to finding; do
        mkdir -p "$T/$(dirname "$file")"
        sed "s@$from@$to@" "$file" >"$T/$file"
        ! cmp -s "$file" "$T/$file" || fail "$file has no $from"
        mapfile -t others < <(printf '%s\n' "${SOURCES[@]}" | grep -vxF "$file")
        finds "$finding" "${others[@]}" "$T/$file"
    done <<'END'
tcp/hello_client.c@lost the connection to@lost the link to@hello_client.c:[0-9]+: can say "lost the link to %s: %s"
common/message.c@Nothing listens there@Nobody listens there@message.c:[0-9]+: can say "Nobody listens there
common/options.c@needs a value@wants a value@options.c:[0-9]+: can say "wants a value" .part.
http/url.c@its scheme is not http@its scheme is another@url.c:[0-9]+: can say "its scheme is another"
lab/linux/device.c@make a veth pair@make a cable@device.c:[0-9]+: can say "make a cable"
lab/linux/refusal.c@This kernel has no veth@This kernel knows no veth@refusal.c:[0-9]+: can say "This kernel knows no veth
http/request.c@A method must be a token@A method is a token@request.c:[0-9]+: answers 400 A method is a token
http/request.c@section 9.1@section 9.2@the rule .* is of RFC 9110, 9.2, not of RFC 9110, 9.1
http/response.c@Unsupported Media Type@Unsupported Type@response.c:[0-9]+: answers 415 Unsupported Type
http/response.c@{415, .*@@the status 415 has no reason
udp/ping.c@that are no echo of a ping@that are something else@troubleshooting.md:[0-9]+: no program says .6 bytes came that are no echo
http/respond.c@give_up(@tell_them(@does not know where tell_them\(
END
}

@test "the rows of the troubleshooting page are in the order of their words" {
    awk '/^\| `no URL to ask for`/ { last = $0; next } { print } last { print last; last = "" }' "$TROUBLESHOOTING" >"$T/page.md"
    TROUBLESHOOTING=$T/page.md
    finds 'should stand higher' "${SOURCES[@]}"
}

@test "the glossary has every word of the field, says where to see it, and where it is written" {
    local word entry
    for word in connection datagram segment packet message peer server client listening bound 'peer address' \
        loopback half-close reset lost duplicated reordered delayed 'round trip'; do
        entry=$(awk -v heading="### $word" '/^##/ { here = $0 == heading } here' "$GLOSSARY")
        [ -n "$entry" ] || fail "$GLOSSARY has no entry for: $word"
        grep -qE '\]\(\.\./[a-z/_]+\.md' <<<"$entry" || fail "$GLOSSARY: '$word' leads to no page that shows it"
        grep -qE 'RFC [0-9]+|\([1-8]\)|POSIX' <<<"$entry" || fail "$GLOSSARY: '$word' names no source"
    done
}

@test "the glossary is in the order of the alphabet, and every entry leads to a page" {
    same "$(grep '^### ' "$GLOSSARY" | LC_ALL=C sort -f)" "$(grep '^### ' "$GLOSSARY")"
    same '' "$(awk '/^### / { if (word) print word; word = $0 } /\]\(/ { word = "" } END { if (word) print word }' "$GLOSSARY")"
}
