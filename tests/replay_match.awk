# Does the screen show what the page says? awk -f tests/replay_match.awk PAGE SCREEN, both masked: exit 0 if so.
#
# A line "..." of the page stands for any number of lines. The packets of a ladder and what programs say come from
# different processes, so each of the two is compared in its own order.

{ here = FILENAME == ARGV[1] ? "page" : "screen" }
$0 == "..." && here == "page" { put("ladder"); put("words"); next }
/^ ?<time> (#[0-9]+ )?[ab] (-->|--X|<--|X--) [ab] / { put("ladder"); next }
{ put("words") }

function put(kind) {
    lines[here, kind, ++count[here, kind]] = $0
}

# The wildcard match, line by line: on a mismatch, the last "..." takes one line more.
function matches(kind,    p, s, star, mark) {
    p = s = 1
    star = 0
    while (s <= count["screen", kind]) {
        if (p <= count["page", kind] && lines["page", kind, p] == "...") {
            star = p++
            mark = s
        } else if (p <= count["page", kind] && lines["page", kind, p] == lines["screen", kind, s]) {
            p++
            s++
        } else if (star) {
            p = star + 1
            s = ++mark
        } else
            return 0
    }
    while (p <= count["page", kind] && lines["page", kind, p] == "...")
        p++
    return p > count["page", kind]
}

END { exit !(matches("words") && matches("ladder")) }
