# From lowdown's troff (ms macros) to what reads well on paper: wider lines, smaller code, tables whose columns are as
# wide as what is in them. Each page of the book begins a sheet.

BEGIN {
    print ".nr PO 1i\n.nr LL 6.3i\n.nr HM .9i\n.nr FM .8i\n.nr PS 10\n.nr VS 13\n.nr GROWPS 3\n.nr PSINCR 1.5p"
    LINE = 6.1 # inches for a table
}

# What TEXT looks like: without the changes of font and the requests.
function plain(text) {
    gsub(/\\f[A-Z]+|\\f\([A-Z][A-Z]|\\f\[[A-Z]*\]/, "", text)
    gsub(/\\[&c]/, "", text)
    gsub(/\\\([a-z][a-z]/, "x", text)
    sub(/^\.pdfhref .* -- /, "", text)
    return text
}

# Remember how much is in the cell that we are in: as one line, and its longest word.
function measure(text,    words, n, i) {
    text = plain(text)
    cell += length(text) + (cell > 0)
    n = split(text, words, " ")
    for (i = 1; i <= n; i++)
        if (length(words[i]) > longest[column])
            longest[column] = length(words[i])
    if (cell > widest[column])
        widest[column] = cell
}

# The format line of the table: all its width if it needs it, shared out by what the columns hold.
function print_table(    i, want, total, format, least) {
    for (i = 1; i <= columns; i++) {
        want[i] = (widest[i] < 48 ? widest[i] : 48) * .078 + .1
        least = longest[i] * .085 + .1
        if (want[i] < least)
            want[i] = least
        total += want[i]
    }
    for (i = 1; i <= columns; i++) {
        if (total > LINE)
            want[i] *= LINE / total
        format = format sprintf("lw(%.2fi) ", want[i])
    }
    print ".TS H\ntab(|) allbox;\n" format "\n" format "."
    printf "%s", table
}

/^\.TS/ { inside = 1; table = ""; columns = 0; head = 1; delete widest; delete longest; getline; getline; getline; next }
inside && /^\.TE/ { print_table(); print; inside = 0; next }
inside {
    if (/^T\{/) {
        column = 1
        cell = 0
        table = table "T{\n.ad l\n.hy 0\n.ft " (head ? "B" : "R") "\n"
        next
    }
    if (/^T\}\|T\{/) {
        column++
        cell = 0
        table = table "T}|T{\n.ad l\n.hy 0\n.ft " (head ? "B" : "R") "\n"
        next
    }
    if (/^T\}/ && column > columns)
        columns = column
    if (/^\.TH/)
        head = 0
    else if (!/^T\}/)
        measure($0)
    table = table $0 "\n"
    next
}
/^\.PP/ { print ".LP"; next }
/^\.NH 1/ && chapters++ { print ".bp" }
/^\.ft CR/ { print ".ps 8\n.vs 10\n.ft CR"; code = 1; next }
/^\.ft$/ && code { print ".ft\n.ps\n.vs"; code = 0; next }
{ print }
