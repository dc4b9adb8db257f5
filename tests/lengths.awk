# How long are the functions? In lines, from the first of the signature to the closing brace, as .clang-format lays them
# out: it puts a function's opening brace, and nothing else's, alone into the first column.
#
#     awk -f tests/lengths.awk FILE.c...
#
# Half of them fit into 14 lines, nine of ten on a screen of 35, and none is longer than 60. One may be: main of
# tcp/hello_server, which is to be read from top to bottom, all calls in the order in which they happen.

FNR == 1 { signature = 0; inside = 0 }
/^[A-Za-z_].*[^;:]$/ && !inside { if (!signature) signature = FNR }
(/^$/ || /^}/ || /;$/) && !inside { signature = 0 }
/^\{$/ && signature { inside = 1 }
/^}$/ && inside {
    lines = FNR - signature + 1
    count[lines]++
    functions++
    if (lines > longest)
        longest = lines
    if (lines > 60 && FILENAME != "tcp/hello_server.c") {
        printf "%s:%d: a function of %d lines, the limit is 60\n", FILENAME, signature, lines
        wrong = 1
    }
    inside = signature = 0
}
END {
    for (lines = 1; lines <= longest; lines++) {
        seen += count[lines]
        if (!median && seen * 2 >= functions)
            median = lines
        if (!most && seen * 10 >= functions * 9)
            most = lines
    }
    printf "%d functions: half have up to %d lines, nine of ten up to %d, the longest %d\n", functions, median, most, longest
    exit wrong || median > 14 || most > 35 || functions == 0
}
