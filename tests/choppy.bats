#!/usr/bin/env bats
# lab/choppy itself. That the TCP programs work under it, tests/run.sh shows with tcp.bats.

load helper

@test "recv returns as much as --recv allows, and no more" {
    start_server lab/choppy --recv 4 tcp/count_server
    peer send 0123456789
    wait_line server '^Closed'
    same 'recv 1 returned 4 bytes: 0123
recv 2 returned 4 bytes: 4567
recv 3 returned 2 bytes: 89' "$(grep '^recv' "$T/server.out")"
}

@test "send takes as much as --send allows, and no more" {
    start_peer receive-all
    exits 1 lab/choppy --send 7 tcp/hello_client -v -p "$PORT"
    same '> 7 bytes  Hello f
> 7 bytes  rom cli
> 4 bytes  ent!' "$(grep '^>' <<<"$stderr")"
    wait_line peer "$CLIENT_SAYS"
}

@test "each call that sends or receives is cut, whichever a program uses; datagrams and pipes never" {
    exits 0 lab/choppy --send 4 --recv 3 "$TOOLS/chopped" stream
    same 'write 4 writev 4 send 4 sendto 4 sendmsg 4 poll 1 select 0 read 3 readv 3 recv 3 recvfrom 3 recvmsg 3' \
        "$(paste -sd ' ' <<<"$stdout")"
    # Across the two parts of a message, too.
    exits 0 lab/choppy --send 7 --recv 6 "$TOOLS/chopped" stream
    grep -qx 'sendmsg 7' <<<"$stdout"
    grep -qx 'recvmsg 6' <<<"$stdout"
    exits 0 lab/choppy "$TOOLS/chopped" datagram
    same 'write 10 writev 10 send 10 sendto 10 sendmsg 10 poll 1 select 0 read 10 readv 10 recv 10 recvfrom 10 recvmsg 10' \
        "$(paste -sd ' ' <<<"$stdout")"
    exits 0 lab/choppy "$TOOLS/chopped" pipe
    same 'write 10 read 10 writev 10 readv 10' "$(paste -sd ' ' <<<"$stdout")"
    exits 0 lab/choppy --eintr "$TOOLS/chopped" stream
    same 4 "$(grep -cE '^(write|poll|select|read) -1 Interrupted system call$' <<<"$stdout")"
}

@test "a program that was compiled with _FORTIFY_SOURCE is cut, too" {
    "$TOOLS/chopped" checked | grep -q __read_chk || skip 'only glibc has other names for those'
    exits 0 lab/choppy --recv 3 "$TOOLS/chopped" checked
    same '__read_chk 3 __recv_chk 3 __recvfrom_chk 3 __poll_chk 1' "$(grep _chk <<<"$stdout" | paste -sd ' ')"
}

@test "a program that calls send and recv once is found out" {
    start_peer receive 3 send answer receive-all
    PEER_UNDER=lab/choppy peer send-once question receive-once 100 >"$T/once"
    same 'send returned 3
recv returned 1' "$(cat "$T/once")"
}

@test "of a scattered buffer, empty parts are passed over: nothing read would be the end" {
    needs python3
    same '[3, 4, 1, 1]' "$(limit lab/choppy --recv 1 --send 4 python3 -c 'import os, socket
one, other = socket.socketpair()
sent = [os.writev(one.fileno(), [b"", b"abc"]), os.writev(one.fileno(), [b""] * 20 + [b"de", b"fgh"])]
print(sent + [os.readv(other.fileno(), [bytearray(0), bytearray(9)]) for _ in range(2)])')"
}

@test "each call is interrupted first with --eintr, then it works" {
    start_peer send answer receive-all
    PEER_UNDER='lab/choppy --recv 9 --send 9 --eintr' peer send-once a send-once b receive-once 9 receive-once 9 \
        >"$T/once" || fail "$(cat "$T/once")"
    same 'send returned -1: Interrupted system call
send returned 1
recv returned -1: Interrupted system call
recv returned 6' "$(cat "$T/once")"
}

@test "the exit status is the program's; 127 and 126 when it cannot be run" {
    exits 0 lab/choppy tcp/hello_client --version
    exits 2 lab/choppy tcp/hello_client -x
    exits 127 lab/choppy ./no-such-program
    same "lab/choppy: cannot run './no-such-program': No such file or directory" "$stderr"
    touch "$T/not-a-program"
    exits 126 lab/choppy "$T/not-a-program"
    same "lab/choppy: cannot run '$T/not-a-program': Permission denied" "$stderr"
}

@test "options after the program are the program's own" {
    exits 2 lab/choppy tcp/hello_client --recv 3
    same "tcp/hello_client: unknown option '--recv'
  Try 'tcp/hello_client --help'." "$stderr"
}

@test "it is found from other folders, and through PATH" {
    cd /
    exits 0 "$PROGRAMS/lab/choppy" "$PROGRAMS/tcp/hello_client" --version
    PATH=/nowhere::$PROGRAMS/lab:$PATH exits 0 choppy "$PROGRAMS/tcp/hello_client" --version
    cd "$PROGRAMS/tcp"
    exits 0 ../lab/choppy ./hello_client --version
}

@test "a program that was started in a folder that is no more cannot tell where it lies" {
    needs_linux # other systems keep the folder of a process
    mkdir "$T/gone"
    for program in lab/choppy http/threaded_server; do
        mkdir -p "$T/gone"
        exits 1 bash -c 'cd "$0" && rmdir "$0" && exec -a "$1" "$2" true' "$T/gone" "$program" "$PROGRAMS/$program"
        same "$program: cannot tell where $program lies: No such file or directory" "$stderr"
    done
}

@test "more to preload than there is room for is said" {
    exits 1 env LD_PRELOAD="$(printf '%013000d' 0)" DYLD_INSERT_LIBRARIES="$(printf '%013000d' 0)" lab/choppy true
    grep -qE '^lab/choppy: (LD_PRELOAD|DYLD_INSERT_LIBRARIES) is too long$' <<<"$stderr"
}

@test "a folder whose path cannot be preloaded is said, not passed over" {
    mkdir -p "$T/my course/lab" "$T/my course/build/lab"
    cp lab/choppy "$T/my course/lab/"
    local library=$ROOT/build/lab/choppy.so
    [ -f "$PROGRAMS/lab/choppy.so" ] && library=$PROGRAMS/lab/choppy.so
    cp "$library" "$T/my course/build/lab/"
    cp "$library" "$T/my course/lab/"
    exits 1 "$T/my course/lab/choppy" true
    grep -q 'takes no path with a space or a colon$' <<<"$stderr"

    rm "$T/my course/build/lab/choppy.so" "$T/my course/lab/choppy.so"
    exits 1 "$T/my course/lab/choppy" true
    grep -q 'cannot find .*choppy.so: No such file or directory; run make first$' <<<"$stderr"
}
