# What a fence is to say when the terminal shows something else: the page's own lines where they say the same, for their
# ports, times and dots are the writer's choice; the terminal's where they differ.
#
#     awk -f tests/replay_merge.awk PAGE PAGE_MASKED SCREEN SCREEN_MASKED
#
# Line by line, masked as for the comparison; a line "..." of the page stands for any number of lines.

FILENAME == ARGV[1] { page[++pages] = $0; next }
FILENAME == ARGV[2] { page_masked[FNR] = $0; next }
FILENAME == ARGV[3] { shown[++showns] = $0; next }
{ shown_masked[FNR] = $0 }

# How many lines have page and screen in common, from the P-th and the S-th on? The longest common subsequence.
function measure(    p, s) {
    for (p = pages; p >= 1; p--)
        for (s = showns; s >= 1; s--)
            if (page_masked[p] == shown_masked[s])
                common[p, s] = common[p + 1, s + 1] + 1
            else
                common[p, s] = common[p + 1, s] > common[p, s + 1] ? common[p + 1, s] : common[p, s + 1]
}

# Between two lines in common stand P to P_END - 1 on the page, S to S_END - 1 on the screen. One "..." among those of
# the page keeps what it stood for: what is left when each other line has got one of the screen's.
function differ(p, p_end, s, s_end,    i, dots, left) {
    for (i = p; i < p_end; i++)
        if (page[i] == "...")
            dots = dots ? -1 : i
    left = (s_end - s) - (p_end - p - 1)
    for (i = s; i < s_end; i++) {
        if (dots > 0 && left >= 0 && i - s == dots - p) {
            print "..."
            i += left
            dots = 0
            if (i >= s_end)
                return
        }
        print shown[i]
    }
    if (dots > 0 && left >= 0)
        print "..."
}

END {
    measure()
    p = s = from_p = from_s = 1
    while (p <= pages && s <= showns) {
        if (page_masked[p] == shown_masked[s]) {
            differ(from_p, p, from_s, s)
            print page[p]
            from_p = ++p
            from_s = ++s
        } else if (common[p + 1, s] >= common[p, s + 1])
            p++
        else
            s++
    }
    differ(from_p, pages + 1, from_s, showns + 1)
}
