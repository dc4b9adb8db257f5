# What docs/weave does with the pages. For any awk: mawk, gawk, busybox, macOS.
#
#     awk -v mode=MODE -v woven=FOLDER -f docs/weave.awk PAGE...
#
# Writes the pages as they should be to FOLDER/1, 2, ...; what it prints is what is wrong, and then it ends with 1.

function error(file, line, text) {
    print file ":" line ": " text
    wrong = 1
}

# LINE without its comments and without what it has in quotes. The global inside: is it in a block comment?
function code_of(line,   code, mark) {
    while (line != "")
        if (inside) {
            inside = index(line, "*/") == 0
            line = inside ? "" : substr(line, index(line, "*/") + 2)
        } else if (match(line, /\/\*|\/\/|"([^"\\]|\\.)*"|'([^'\\]|\\.)*'/)) {
            mark = substr(line, RSTART, 2)
            code = code substr(line, 1, RSTART - 1) " "
            line = mark == "//" ? "" : substr(line, RSTART + RLENGTH)
            inside = mark == "/*"
        } else {
            code = code line
            line = ""
        }
    return code
}

function indentation(line) {
    return match(line, /[^ ]/) ? RSTART - 1 : 0
}

function add_region(file, name, first, last) {
    if ((file, name) in from)
        error(file, first, "the name \"" name "\" is taken: there is such a region at line " from[file, name])
    names[file] = names[file] (names[file] == "" ? "" : "; ") name
    from[file, name] = first
    to[file, name] = last
}

# The line BRACE opens a function, the line LAST closes it. What it returns and what it takes may need several
# lines; the comment stands right above.
function add_function(file, brace, last,   first, head) {
    for (first = brace; code[file, first - 1] ~ /[^ ]/ && code[file, first - 1] !~ /[#;}]/; first--)
        head = code[file, first - 1] " " head
    while (remark[file, first - 1])
        first--
    if (match(head, /[A-Za-z_][A-Za-z_0-9]* *\(/))
        add_region(file, substr(head, RSTART, RLENGTH - 1) "()", first, last)
}

# In column 0 it would be a heading, for a part of the file.
function is_signpost(line) {
    return line ~ /.\/\* ---([^-]|$)/
}

function add_signpost(file, first,   text, line, last) {
    text = source[file, first]
    for (last = first; text !~ /\*\// && (file, last + 1) in source; text = text line) {
        line = source[file, ++last]
        sub(/^ *\* /, " ", line)
    }
    if (text !~ /^ +\/\* --- [a-z][a-z0-9 ,_-]*: .*[^ -] --- *\*\/$/) {
        error(file, first, "a signpost is a comment /* --- name: why --- */ with nothing else on its lines")
        return
    }
    # Its block ends where a line is indented less; what is for the preprocessor never is indented.
    while (last < length_of[file] && !is_signpost(line = source[file, last + 1]) &&
           !(line ~ /^[^#]/ && indentation(line) < indentation(source[file, first])))
        last++
    while (source[file, last] == "")
        last--
    sub(/^ +\/\* --- /, "", text)
    sub(/:.*/, "", text)
    add_region(file, text, first, last)
}

# Reads FILE, once, and finds its regions. Returns whether there is such a file.
function load(file,   line, n, i, was_inside, brace) {
    if (file in length_of)
        return length_of[file] > 0
    while ((getline line < file) > 0)
        source[file, ++n] = line
    close(file)
    length_of[file] = n + 0
    inside = 0
    for (i = 1; i <= n; i++) {
        line = source[file, i]
        was_inside = inside
        code[file, i] = code_of(line)
        remark[file, i] = code[file, i] !~ /[^ ]/ && (was_inside || line != "")
        if (!was_inside && is_signpost(line))
            add_signpost(file, i)
        if (line ~ /^[{]/)
            brace = i
        else if (line ~ /^[}]/ && brace) {
            add_function(file, brace, i)
            brace = 0
        }
    }
    return n > 0
}

# The lines FIRST to LAST, moved to the left as far as the first one can be.
function excerpt(file, first, last,   margin, line, text) {
    for (margin = indentation(source[file, first]); first <= last; first++) {
        line = source[file, first]
        text = text substr(line, 1 + (indentation(line) < margin ? indentation(line) : margin)) "\n"
    }
    return text
}

# TEXT is the caption in line NUMBER of PAGE. Returns it with the right link, which stands between "](" and
# ")", and sets the globals file, region, stale (was it another link?) and wanted, the excerpt, "" without one.
function read_caption(page, number, text,   link, rest, up, first, last, right) {
    link = index(text, "](")
    rest = substr(text, link + 2)
    rest = substr(rest, index(rest, ")"))
    file = region = substr(text, 2, link - 2)
    sub(/: .*/, "", file)
    sub(/^[^:]*: /, "", region)
    right = text
    wanted = ""
    if (!load(file))
        error(page, number, "no such file: " file)
    else if (!((file, region) in from))
        error(page, number, file " has no region \"" region "\"; it has: " names[file])
    else {
        first = from[file, region]
        last = to[file, region]
        if (last - first >= 40)
            error(page, number, file ": " region " has " last - first + 1 " lines; an excerpt has at most 40")
        up = page
        gsub(/[^\/]/, "", up)
        gsub(/\//, "../", up)
        right = substr(text, 1, link + 1) up file "#L" first "-L" last rest
        wanted = excerpt(file, first, last)
        for (; first <= last; first++)
            shown[page, file, first] = shown[page, file] = 1
    }
    stale = right != text
    return right
}

function no_fence(page) {
    error(page, caption, "the caption of " file ": " region " must be followed by a ```c block")
    caption = 0
    wanted = ""
}

# Copies PAGE to OUT with the right captions and excerpts. The global caption is the line of the one whose
# fence is awaited or open, else 0.
function weave(page, out,   line, number, bare, fence, opened, old, text) {
    caption = 0
    wanted = ""
    while ((getline line < page) > 0) {
        number++
        bare = line
        sub(/ +$/, "", bare)
        sub(/^(   |  | )/, "", bare) # with four spaces it is an example, not a fence
        if (fence == "") {
            if (caption && bare != "" && line != "```c")
                no_fence(page)
            if (line ~ /^\[[^]: ]+\.[ch]: [^]]+\]\([^)]*\)/)
                line = read_caption(page, caption = number, line)
            else if (bare ~ /^(````*[^`]*|~~~.*)$/) {
                match(bare, /^(`+|~+)/)
                fence = substr(bare, 1, RLENGTH)
                opened = number
                if (!caption && substr(bare, RLENGTH + 1) ~ /^ *[cC]( |$)/)
                    error(page, number, "C block without a caption; say where it comes from, or use ```text for pseudo-code")
            }
        } else if (index(bare, fence) == 1 && bare ~ /^(`+|~+)$/) {
            if (mode == "check" && wanted != "" && (stale || old != wanted))
                error(page, caption, "differs from " file ": " region)
            text = text wanted
            fence = wanted = old = ""
            caption = 0
        } else if (wanted != "") {
            old = old line "\n"
            continue
        }
        text = text line "\n"
    }
    close(page)
    if (fence != "")
        error(page, opened, "this fence is never closed")
    else if (caption)
        no_fence(page)
    printf "%s", text old > out
    close(out)
}

function exists(file,   line, result) {
    result = (getline line < file) >= 0
    close(file)
    return result
}

# Counts one thing that PAGE should show, the lines FIRST to LAST of FILE.
function demand(page, file, kind, name, first, last,   i) {
    total[page, kind]++
    for (i = first; i <= last; i++)
        if (!((page, file, i) in shown)) {
            error(file, i, name " stands in no excerpt of " page)
            return
        }
    met[page, kind]++
}

# Does the page that FILE names in its head show what it should? A part of a program need not name one, nor
# need what stands in for a program on systems where it cannot be.
function cover(file,   page, i, n, list, rest) {
    load(file)
    for (i = 1; remark[file, i] && page == ""; i++)
        if (match(source[file, i], /docs\/[a-z0-9_\/-]+\.md/))
            page = substr(source[file, i], RSTART, RLENGTH)
    if (page == "" && (file, "main()") in from && file !~ /_elsewhere\.c$/)
        error(file, 1, "this program names no page")
    if (page != "" && !exists(page))
        error(file, i - 1, "no such page: " page)
    if (!(page in asked))
        return
    if ((file, "main()") in from && !((page, file) in shown))
        error(file, from[file, "main()"], "no excerpt of " page " is from this program")
    n = split(names[file], list, "; ")
    for (i = 1; i <= n; i++)
        if (list[i] !~ /\(/)
            demand(page, file, "regions", "region \"" list[i] "\"", from[file, list[i]], to[file, list[i]])
    for (i = 1; i <= length_of[file]; i++)
        for (rest = " " code[file, i]; match(rest, CALL); rest = substr(rest, RSTART + RLENGTH - 1))
            demand(page, file, "calls", substr(rest, RSTART + 1, RLENGTH - 2) "()", i, i)
}

BEGIN {
    CALL = "[^A-Za-z0-9_.>](socket|bind|listen|accept|connect|send|sendto|sendmsg|recv|recvfrom|recvmsg" \
        "|shutdown|setsockopt|getsockname|poll)\\("
    for (i = 1; i < ARGC; i++) {
        weave(ARGV[i], woven "/" i)
        asked[ARGV[i]] = 1
    }
    if (mode == "coverage") {
        while (("ls tcp/*.c udp/*.c http/*.c lab/*.c 2>/dev/null" | getline name) > 0)
            cover(name)
        for (i = 1; i < ARGC; i++)
            if (total[ARGV[i], "regions"] + total[ARGV[i], "calls"] > 0)
                printf "%s: %d of %d regions, %d of %d calls\n", ARGV[i],
                    met[ARGV[i], "regions"], total[ARGV[i], "regions"], met[ARGV[i], "calls"], total[ARGV[i], "calls"]
    }
    exit wrong
}
