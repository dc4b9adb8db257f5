# What replay.bats and replay_labs.bats share; behind helper.bash.

setup() { begin "$ROOT"; }

# replayed PAGE [FOLDER]: all that it shows comes, with the programs of FOLDER. A page takes up to two minutes; the limit
# is for a terminal that is stuck. What bats has put into PATH is not for the terminals: it hides bats itself.
replayed() {
    local status=0
    PATH=${PATH//"$BATS_LIBEXEC:"/} PROGRAMS=${2:-$ROOT} timeout 300 tests/replay "$1" >"$T/out" 2>&1 3>&- || status=$?
    [ "$status" -ne 77 ] || skipped "$(cat "$T/out")"
    [ "$status" -eq 0 ] || fail "$(cat "$T/out")"
}
