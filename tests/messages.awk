# Compares what the programs can say on stderr with docs/reference/troubleshooting.md, in both directions:
#
#     awk -f tests/messages.awk docs/reference/troubleshooting.md tcp/*.[ch] ...
#
# Prints what is missing, "FILE:LINE: ...", and ends with 1. For mawk, gawk and busybox.
#
# From the sources it takes every string literal, adjacent ones joined, and what surrounds it:
#   message   the format of warn, die, wrong_usage; what stands after a newline in it, a line of its own
#   hint      that of hint
#   part      what is put into a %s of one: an argument, a text that is returned or kept, a step, a cause
#   rule      {400, "...", "RFC ..."}: why an HTTP server refuses
#   reason    {404, "Not Found"}: the statuses that it knows
# A literal of three words or more that is none of them must be known to go elsewhere (goes_elsewhere):
# what nobody knows about is an error, too, so that no message can slip in unseen.
#
# From the page it takes the tables. In one whose first column is "message", that column holds messages as they
# appear, an example value in place of each %s; "status": a status and, in the next column, a rule;
# "answer": a status and its reason. Hints and parts may stand in any column, all in `code`.

function say_function(name) { return name ~ /^(warn|die|wrong_usage)$/ }

# Its arguments end up in a message.
function feeds(name) { return name ~ /^(wrong_option|give_up|refuse|datagram_failed)$/ }

# What these are given goes to stdout, to a peer, into a file, or is no text for people.
function goes_elsewhere(name) {
    return name ~ /^(say|say_.*|narrate|read_.*options.*|read_form|snprintf|fprintf|fputs|sscanf|draw_.*)$/ ||
        name ~ /^(text_.*|page_answer|put|put_.*|value_.*|add|add_.*|row|row_.*|svg_.*|ladder_picture_write|begin)$/
}

# So do the texts that these rows, variables and functions hold: --help; what a peer is told; pages; drawings and reports.
function kept_elsewhere(holder) {
    return holder ~ /^(option|reading|settings|timeout_help|route|answer|message|goodbye|doing_text|framing_text|show_form)$/ ||
        holder ~ /^(arrow|draw_rest|entries|fate|steps|unreachable)$/
}

function fail(where, text) {
    print where ": " text
    failures++
}

# --- the page ---------------------------------------------------------------------------------------------

function trimmed(text) {
    gsub(/^[ \t]+|[ \t]+$/, "", text)
    return text
}

# What orders the rows of a table: the words, without names, numbers and what is quoted.
function order_of(text) {
    text = tolower(text)
    gsub(/'[^']*'|http:[^ ]*|[^a-z ]/, "", text)
    gsub(/  +/, " ", text)
    return trimmed(text)
}

# `code` in CELL becomes SPANS[1...]; returns how many.
function spans_of(cell, spans,    n, parts, i) {
    n = split(cell, parts, "`")
    for (i = 2; i < n; i += 2)
        spans[i / 2] = parts[i]
    return int(n / 2)
}

function take_row(    cells, n, i, j, count, spans, order) {
    gsub(/\\[|]/, "\001") # as Markdown wants a | in a cell
    n = split($0, cells, "|")
    for (i = 2; i < n; i++) {
        gsub(/\001/, "|", cells[i])
        count = spans_of(cells[i], spans)
        for (j = 1; j <= count; j++)
            if (kind_of_table == "message" && i == 2) {
                key[++keys] = spans[j]
                key_place[keys] = FILENAME ":" FNR
                order = order_of(spans[j])
                if (j == 1 && order < last_order)
                    fail(FILENAME ":" FNR, "`" spans[j] "` should stand higher: the table is in the order of the words")
                if (j == 1)
                    last_order = order
            } else {
                said[++others] = spans[j]
                said_place[others] = FILENAME ":" FNR
            }
    }
    if (kind_of_table == "status") {
        spans_of(cells[3], spans)
        rule_row[trimmed(cells[2]) " " spans[1]] = trimmed(cells[4])
        rule_place[trimmed(cells[2]) " " spans[1]] = FILENAME ":" FNR
    } else if (kind_of_table == "answer")
        reason_row[trimmed(cells[2])] = FILENAME ":" FNR
}

FILENAME ~ /[.]md$/ {
    page = FILENAME
    if (/^```/)
        fenced = !fenced
    if (fenced || !/^\|/) {
        kind_of_table = ""
        next
    }
    if (kind_of_table == "") {
        split($0, header, "|")
        kind_of_table = trimmed(header[2])
        last_order = ""
    } else if (!/^\|[ -]*-/)
        take_row()
    next
}

# --- the sources ------------------------------------------------------------------------------------------

function words(text,    list) { return split(trimmed(text), list, /[ \t]+/) }

# In C's spelling, to be printed as it is.
function unescaped(text) {
    gsub(/\\"/, "\"", text)
    gsub(/\\\\/, "\\", text)
    return text
}

# One line of what is said. KIND is message, hint or part.
function take_line(kind, text) {
    text = trimmed(unescaped(text))
    if (text !~ /[A-Za-z]/ || text ~ /^%s$/ || ((kind, pattern_of(text)) in known))
        return
    known[kind, pattern_of(text)] = 1
    said_kind[++texts] = kind
    said_text[texts] = text
    said_where[texts] = place
    pattern[texts] = pattern_of(text)
    letters[texts] = fixed
}

function take_text(kind, text,    n, i, lines) {
    gsub(/\\r/, "", text)
    n = split(text, lines, /\\n/)
    # A backslash before it is one of the text: printf '\\n'. Joined again.
    for (i = 1; i < n; i++)
        if (lines[i] ~ /\\$/) {
            lines[i + 1] = lines[i] "\\n" lines[i + 1]
            lines[i] = ""
        }
    for (i = 1; i <= n; i++) {
        take_line(kind, lines[i])
        if (lines[i] != "" && kind == "message")
            kind = "hint"
    }
}

# The literal TEXT has been read; the frames around it are still there.
function take_literal(    d, call, number) {
    have = 0
    for (d = depth; d > 0 && open[d] == "(" && name[d] ~ /^(|if|while|for|switch|return|sizeof)$/; d--)
        ;
    if (d > 0 && open[d] == "(") {
        call = name[d]
        if (say_function(call))
            take_text(number_of[d] == 0 ? "message" : literal ~ /[^ ] [^ ]/ ? "part" : "", literal)
        else if (call == "hint")
            take_text(number_of[d] == 0 ? "hint" : literal ~ /[^ ] [^ ]/ ? "part" : "", literal)
        else if (call == "fprintf" && first[d] == "stderr")
            take_text(words(literal) > 1 ? "message" : "", literal) # progress
        else if (feeds(call))
            take_text("part", literal)
        else if (!goes_elsewhere(call) && words(literal) > 2)
            fail(place, "tests/messages.awk does not know where " call "(\"" literal "\") goes: to stderr, or elsewhere?")
        return
    }
    if (d > 0 && holds[d] == "rule" && number_of[d] == 1) {
        rule = first[d] " " unescaped(literal)
        rule_where[rule] = place
        rule_section[rule] = ""
    } else if (d > 0 && holds[d] == "rule" && number_of[d] == 2)
        rule_section[rule] = literal
    else if (d > 0 && first[d] ~ /^[1-5][0-9][0-9]$/ && number_of[d] == 1)
        reason_where[first[d] " " literal] = place
    else if (assigned == "step" ||
             (words(literal) > 2 && literal !~ /\\r\\n|\\n$/ && !kept_elsewhere(d > 0 ? holds[d] : "") &&
              !kept_elsewhere(assigned) && !kept_elsewhere(subject)))
        take_text("part", literal)
}

# "{" begins an initializer, of what; or a block, of a function at depth 0.
function open_brace() {
    if (before == "=" || (before == ")" && compound))
        holds[depth] = before == "=" && assigned != "" && type == "" ? assigned : type
    else if (depth > 1 && open[depth - 1] == "{" && holds[depth - 1] != "" && (before == "," || before == "{"))
        holds[depth] = holds[depth - 1]
    else {
        holds[depth] = ""
        if (depth == 1 && before == ")")
            subject = function_name
    }
    if (before == "struct")
        type = ""
}

FNR == 1 {
    commented = depth = have = 0
    before = word = assigned = type = subject = ""
}

/^[ \t]*#/ && !commented { next }
FILENAME ~ /narrate[.]c$/ { next } # -v is no message

{
    for (i = 1; i <= length($0); i++) {
        c = substr($0, i, 1)
        if (commented) {
            if (c == "*" && substr($0, i + 1, 1) == "/") {
                commented = 0
                i++
            }
            continue
        }
        if (c == " " || c == "\t")
            continue
        if (c == "/" && substr($0, i + 1, 1) == "*") {
            commented = 1
            i++
            continue
        }
        if (c == "\"" || c == "'") {
            quote = c
            text = ""
            for (i++; i <= length($0) && (c = substr($0, i, 1)) != quote; i++) {
                if (c == "\\")
                    text = text substr($0, i++, 1)
                text = text substr($0, i, 1)
            }
            if (quote == "'")
                continue
            if (!have) {
                have = 1
                place = FILENAME ":" FNR
                literal = ""
            }
            literal = literal text
            continue
        }
        if (have)
            take_literal()
        if (c ~ /[A-Za-z0-9_]/) {
            word = ""
            for (; i <= length($0) && (c = substr($0, i, 1)) ~ /[A-Za-z0-9_]/; i++)
                word = word c
            i--
            if (before == "struct")
                type = word
            if (depth > 0 && number_of[depth] == 0 && first[depth] == "")
                first[depth] = word
            before = word
            continue
        }
        if (c == "(" || c == "{" || c == "[") {
            depth++
            open[depth] = c
            number_of[depth] = 0
            first[depth] = ""
            name[depth] = c == "(" && before ~ /^[A-Za-z_]/ ? before : ""
            if (c == "{")
                open_brace()
            else if (depth == 1 && c == "(")
                function_name = before
        } else if (c == ")" || c == "}" || c == "]") {
            compound = c == ")" && name[depth] ~ /^(|return)$/
            if (depth > 0)
                depth--
        } else if (c == "," && depth > 0)
            number_of[depth]++
        else if (c == "=" && substr($0, i + 1, 1) != "=" && before ~ /^([A-Za-z_].*|\])$/)
            assigned = word
        else if (c == ";")
            assigned = ""
        before = c
    }
}

# --- the comparison ---------------------------------------------------------------------------------------

# A regular expression for what printf makes of FORMAT; sets FIXED, its letters that stand in it as they are.
function pattern_of(format,    made, c, rest) {
    fixed = 0
    made = ""
    for (rest = format; rest != "";) {
        c = substr(rest, 1, 1)
        if (match(rest, /^%[-+ 0]*[0-9]*([.][0-9*]*)?(ll|l|z)?[cdfgsux]/)) {
            c = substr(rest, RLENGTH, 1)
            made = made (c == "s" ? ".*" : c == "c" ? "." : c == "x" ? "[0-9a-f]+" : " *[0-9.]+")
            rest = substr(rest, RLENGTH + 1)
            continue
        }
        if (c == "%")
            rest = substr(rest, 2)
        if (c ~ /[A-Za-z]/)
            fixed++
        made = made (index("[]\\^", c) ? "\\" c : index(".*+?(){}|$", c) ? "[" c "]" : c)
        rest = substr(rest, 2)
    }
    return made
}

# Does a part, or a rule, stand in TEXT?
function has_part(text,    i) {
    for (i = 1; i <= texts; i++)
        if (said_kind[i] == "part" && text ~ pattern[i])
            return 1
    for (i in rule_where)
        if (index(text, substr(i, 5)))
            return 1
    return 0
}

function check_key(k,    i, best) {
    for (i = 1; i <= texts; i++)
        if (said_kind[i] == "message" && (best == 0 || letters[i] > letters[best]) && key[k] ~ ("^" pattern[i] "$"))
            best = i
    # A format such as "cannot %s: %s" fits much; what is put into it must be something that programs say.
    if (best == 0 || (letters[best] < 8 && said_text[best] ~ /%[.*0-9]*s/ && !has_part(key[k])))
        fail(key_place[k], "no program says `" key[k] "`")
    else
        met[best] = 1
}

function check_other(i,    k) {
    for (k = 1; k <= keys && !met[i]; k++)
        met[i] = key[k] ~ pattern[i]
    for (k = 1; k <= others && !met[i]; k++)
        met[i] = said[k] ~ (said_kind[i] == "hint" ? "^" pattern[i] "$" : pattern[i])
}

# What stands in the page as a sentence that a program says, which begins with a capital, must be one.
function check_said(k,    i) {
    if (said[k] !~ /^[A-Z][a-z]+[,;:]? / || words(said[k]) < 4)
        return
    for (i = 1; i <= texts; i++)
        if (said[k] ~ pattern[i])
            return
    for (i in rule_where)
        if (substr(i, 5) == said[k])
            return
    fail(said_place[k], "no program says `" said[k] "`")
}

function check_rules(    r, section, has_reason) {
    for (r in reason_where)
        has_reason[substr(r, 1, 3)] = 1
    for (r in rule_where) {
        section = rule_section[r]
        sub(/section /, "", section)
        if (!(substr(r, 1, 3) in has_reason))
            fail(rule_where[r], "the status " substr(r, 1, 3) " has no reason in http/response.c")
        if (!(r in rule_row))
            fail(rule_where[r], "answers " r ": " page " has no such row")
        else if (section != "" && rule_row[r] != section)
            fail(rule_place[r], "the rule `" r "` is of " section ", not of " rule_row[r])
    }
    for (r in rule_row)
        if (!(r in rule_where))
            fail(rule_place[r], "no server answers " r)
    for (r in reason_where)
        if (!(r in reason_row))
            fail(reason_where[r], "answers " r ": " page " has no such row")
    for (r in reason_row)
        if (!(r in reason_where))
            fail(reason_row[r], "no server answers " r)
}

END {
    if (list) {
        for (i = 1; i <= texts; i++)
            print said_where[i] "\t" said_kind[i] "\t" said_text[i]
        for (r in rule_where)
            print rule_where[r] "\trule\t" r "\t" rule_section[r]
        for (r in reason_where)
            print reason_where[r] "\treason\t" r
        exit failures > 0
    }
    for (k = 1; k <= keys; k++)
        check_key(k)
    for (k = 1; k <= others; k++)
        check_said(k)
    for (i = 1; i <= texts; i++) {
        if (said_kind[i] != "message")
            check_other(i)
        if (!met[i])
            fail(said_where[i], "can say \"" said_text[i] "\" (" said_kind[i] "): " page " does not have it")
    }
    check_rules()
    if (keys < 100 || texts < 100) # a sieve that has lost its holes finds nothing wrong
        fail(page, keys " messages there, " texts " texts in the sources: too few to be true")
    exit failures > 0
}
