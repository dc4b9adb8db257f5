# Reads the file of explanations, then what gcov -b -t says of all files; prints the share of lines that ran, file by file,
# and every line that did not run and is not explained. Ends with 1 if there is such a line, if a row explains nothing, or
# if less than LEAST % ran in all.
#
# Lines that did not run are looked at in stretches: neighbours in a function, with no line between them that ran. A row
# explains a stretch by its first line: "FILE FUNCTION: TEXT OF THE LINE"; so it stays true when lines move. "?" before a
# row: it hangs on chance whether that line runs; there it must be.

function trimmed(text) {
    gsub(/[ \t]+/, " ", text)
    sub(/^ /, "", text)
    sub(/ $/, "", text)
    return text
}

# A line of gcov: "COUNT:NUMBER:TEXT"; #####: it never ran. A header's lines come once for each file that includes it.
function take_line(count, number, text) {
    if (number > lines[file])
        lines[file] = number
    if (count ~ /^-/)
        return
    if (!((file, number) in ran))
        ran[file, number] = 0
    if (count !~ /^[#=%]/)
        ran[file, number] = 1
    said[file, number] = trimmed(text)
    function_of[file, number] = name
}

function folder_of(path) {
    sub(/[^\/]*$/, "", path)
    return path
}

function print_share(all, run, what) {
    printf "%6d %6d %6.1f %%  %s\n", all, run, 100 * run / all, what
}

# As a row names it.
function key_of(number) {
    return file " " function_of[file, number] ": " said[file, number]
}

# The stretch that begins with line NUMBER: is there a row for it?
function explain(number,    key) {
    key = key_of(number)
    if (wanted[key] > used[key] + 0) {
        used[key]++
        return 1
    }
    report = report sprintf("not run: %s:%d %s: %s\n", file, number, function_of[file, number], said[file, number])
    return 0
}

# Count the lines of FILE, and explain its stretches.
function look_at(    number, in_stretch, of, explained) {
    explained = 1
    all[file] = run[file] = 0
    for (number = 1; number <= lines[file]; number++) {
        if (!((file, number) in ran))
            continue
        present[key_of(number)] = 1
        all[file]++
        run[file] += ran[file, number]
        if (ran[file, number])
            in_stretch = 0
        else if (!in_stretch || function_of[file, number] != of) {
            in_stretch = 1
            of = function_of[file, number]
            if (!explain(number))
                explained = 0
        }
    }
    if (explained)
        passed++
    else
        failed++
}

# --- the explanations: FNR == NR --------------------------------------------------------------------------------------

FNR == NR {
    if (/^(#|$)/)
        next
    row = $0
    chance = sub(/^\? */, "", row)
    row = trimmed(row)
    wanted[row]++
    if (chance)
        by_chance[row] = 1
    rows[++row_count] = row
    place[row_count] = FILENAME ":" FNR
    next
}

# --- what gcov says ---------------------------------------------------------------------------------------------------

/^ *-: *0:Source:/ {
    file = $0
    sub(/^[^:]*:[^:]*:Source:/, "", file)
    while (sub(/[^\/]+\/\.\.\//, "", file))
        ;
    if (!(file in lines)) {
        files[++file_count] = file
        lines[file] = 0
    }
    name = "-"
    next
}

/^function / {
    name = $2
    next
}

/^ *[-#=%0-9*]+: *[0-9]+:/ {
    count = $0
    sub(/:.*/, "", count)
    sub(/^ */, "", count)
    text = number = $0
    sub(/^[^:]*: */, "", number)
    sub(/:.*/, "", number)
    sub(/^[^:]*:[^:]*:/, "", text)
    take_line(count, number + 0, text)
}

END {
    print " lines    run"
    for (f = 1; f <= file_count; f++) {
        file = files[f]
        look_at()
        if (all[file] == 0)
            continue
        print_share(all[file], run[file], file)
        folder = folder_of(file)
        if (!(folder in folder_all))
            folders[++folder_count] = folder
        folder_all[folder] += all[file]
        folder_run[folder] += run[file]
        total_all += all[file]
        total_run += run[file]
    }
    print ""
    for (f = 1; f <= folder_count; f++)
        print_share(folder_all[folders[f]], folder_run[folders[f]], folders[f])
    if (total_all == 0) {
        print "gcov has said nothing"
        print "0 passed, 1 failed"
        exit 1
    }
    print_share(total_all, total_run, "in all")
    printf "%s", report
    for (r = row_count; r >= 1; r--)
        if (wanted[rows[r]]-- > used[rows[r]] + 0 && !(by_chance[rows[r]] && present[rows[r]])) {
            print "explains nothing: " place[r] " " rows[r]
            stale = 1
        }
    enough = total_run >= total_all * least / 100
    if (!enough)
        printf "too few: %.1f %% ran, %s %% are wanted\n", 100 * total_run / total_all, least
    passed += !stale + enough
    failed += stale + !enough
    printf "%d passed, %d failed\n", passed, failed
    exit failed > 0
}
