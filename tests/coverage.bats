#!/usr/bin/env bats
# tests/coverage/report.awk finds the lines that did not run and are not explained: in what gcov could say.

load helper

setup() {
    begin "$ROOT"
    cat >"$T/gcov" <<'END'
        -:    0:Source:tcp/one.c
        -:    1:/* one */
function first called 3 returned 100% blocks executed 80%
        3:    2:static int first(void)
        3:    3:    if (socket() == -1)
branch  0 taken 0% (fallthrough)
    #####:    4:        die("no socket: %s",
    #####:    5:            strerror(errno));
       3*:    6:    return  0;
        -:    7:}
function second called 0 returned 0% blocks executed 0%
    #####:    8:static int second(void)
    #####:    9:    return 0;
        -:    0:Source:tcp/../common/shared.h
function shared called 0 returned 0% blocks executed 0%
    #####:    1:static inline int shared(void)
        -:    0:Source:common/shared.h
function shared called 1 returned 100% blocks executed 100%
        1:    1:static inline int shared(void)
END
    printf '# not in a test\ntcp/one.c first: die("no socket: %%s",\ntcp/one.c second: static int second(void)\n' >"$T/explained"
}

# report STATUS LEAST: with these explanations; what it says is in $output.
report() {
    run awk -v least="$2" -f tests/coverage/report.awk "$T/explained" "$T/gcov"
    [ "$status" -eq "$1" ] || fail "wanted exit status $1, got $status" "$output"
}

@test "coverage: lines are counted, those of a header once, and all may be explained" {
    report 0 50
    same ' lines    run
     7      3   42.9 %  tcp/one.c
     1      1  100.0 %  common/shared.h' "$(sed -n 1,3p <<<"$output")"
    grep -qx '     8      4   50.0 %  in all' <<<"$output"
    same '4 passed, 0 failed' "${lines[-1]}"
}

@test "coverage: too few lines ran" {
    report 1 51
    grep -qx 'too few: 50.0 % ran, 51 % are wanted' <<<"$output"
    same '3 passed, 1 failed' "${lines[-1]}"
}

@test "coverage: a line that did not run and is not explained is named, once for its neighbours" {
    sed -i /second/d "$T/explained"
    report 1 50
    same 'not run: tcp/one.c:8 second: static int second(void)' "$(grep '^not run' <<<"$output")"
    same '3 passed, 1 failed' "${lines[-1]}"
}

@test "coverage: an explanation is for one place, whichever line that is" {
    sed -i 's/:    8:/:   80:/; s/:    9:/:   81:/' "$T/gcov"
    report 0 50
    # Twice the same text in a function wants two rows.
    sed -i 's/^       3\*:    6:.*/        3:    6:    close();\n    #####:    7:        die("no socket: %s",/' "$T/gcov"
    report 1 40
    same 'not run: tcp/one.c:7 first: die("no socket: %s",' "$(grep '^not run' <<<"$output")"
}

@test "coverage: an explanation of what runs, or is not there, is named; unless it hangs on chance" {
    echo 'tcp/one.c first: return 0;' >>"$T/explained"
    report 1 50
    grep -qx "explains nothing: $T/explained:4 tcp/one.c first: return 0;" <<<"$output"
    sed -i '4s/^/? /' "$T/explained"
    report 0 50
    sed -i '4s/return 0/return 1/' "$T/explained"
    report 1 50
}

@test "coverage: gcov that says nothing is no success" {
    : >"$T/gcov"
    report 1 0
    same '0 passed, 1 failed' "${lines[-1]}"
}
