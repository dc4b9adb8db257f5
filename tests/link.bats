#!/usr/bin/env bats
# lab/link: two hosts and a bad line. Most is tested by what must be true of any run, not by a transcript: TCP's
# timing is the kernel's. Elsewhere than on Linux it must say so, and that is all there is to test.

load helper

SLOWER=${SLOWER:-1} # so many times slower may this build be (tests/run.sh)

setup() {
    begin "$PROGRAMS"
    export XDG_RUNTIME_DIR=$T
    [ "$(uname)" = Linux ] || skip 'lab/link is for Linux'
    needs_namespaces
    chmod 700 "$T"
}

# link [ARG]...: run lab/link to its end. Its exit status is STATUS, what it printed $T/link.out and .err.
link() {
    STATUS=0
    limit lab/link "$@" >"$T/link.out" 2>"$T/link.err" || STATUS=$?
}

# succeeds [ARG]...: the same, and all is well.
succeeds() {
    link "$@"
    if [ "$STATUS" -ne 0 ] || [ -s "$T/link.err" ]; then
        fail "status $STATUS" "$(cat "$T/link.err" "$T/link.out")"
    fi
}

# ladder PATTERN: how many lines of the ladder match it.
ladder() {
    grep -E '^ *[0-9.]+ ms  a ' "$T/link.out" | grep -cE -- "$1"
}

# table HOST COLUMN: packets delivered lost dropped queue doubled reordered.
table() {
    local column
    case $2 in
    packets) column=2 ;; delivered) column=3 ;; lost) column=4 ;; dropped) column=5 ;; queue) column=6 ;;
    doubled) column=7 ;; reordered) column=8 ;;
    esac
    awk -v host="$1" -v column="$column" '$1 == host && NF == 8 { print $column }' "$T/link.out"
}

# time_of PATTERN: of the first line of the ladder that matches, in ms.
time_of() {
    grep -E -- "$1" "$T/link.out" | awk '{ print $1; exit }'
}

# lines N: so many bytes of text in $T/sent.
lines() {
    head -c "$1" /dev/urandom | base64 | head -c "$1" >"$T/sent"
    echo >>"$T/sent"
}

# is_within MS FROM TO
is_within() {
    awk -v ms="$1" -v from="$2" -v to="$3" 'BEGIN { exit !(ms >= from && ms <= to) }' || fail "$1 ms is not within $2 and $3"
}

# stays [ARG]...: lab/link without commands, in the background; sets LINK.
stays() {
    background link lab/link "$@"
    LINK=$PID
    wait_line link '^Link .* is up'
}

# leaves: it ends by Ctrl-C.
leaves() {
    kill -INT "$LINK"
    ends "$LINK" 0
}

@test "link: two commands, the ladder and both outputs, and their status" {
    succeeds --delay 5ms --a 'tcp/hello_client b' --b 'tcp/hello_server b'
    grep -qxF "Server says: $SERVER_SAYS" "$T/link.out"
    grep -qxF "Client says: $CLIENT_SAYS" "$T/link.out"
    grep -q '^Connected by 10.9.0.1:' "$T/link.out"
    same '1 1' "$(ladder 'a --> b  SYN ') $(ladder 'a <-- b  SYN ACK')"
    same "$(table a packets) 0" "$(table a delivered) $(table a lost)"
    link --quiet --a 'exit 3' --b true
    same 3 "$STATUS"
    link --quiet --a true --b 'exit 4'
    same 4 "$STATUS"
    link --quiet --a 'kill -9 $$' --b true
    same 137 "$STATUS"
    link --quiet --a true --b 'kill -9 $$'
    same 137 "$STATUS"
}

@test "link: 20 pings over a line that loses 10 %" {
    succeeds --loss 10% --a 'tcp/echo_client -n 20 10.9.0.2' --b 'tcp/echo_server 10.9.0.2'
    grep -q '^Sent 20, received 20\.$' "$T/link.out"
    same "$(ladder LOST)" "$(($(table a lost) + $(table b lost)))"
    [ "$(ladder LOST)" -ge 1 ]
    [ "$(ladder RETRANSMISSION)" -ge 1 ]
}

@test "link: the fourth segment is lost, and comes again one round trip later" {
    needs nc
    lines 100000
    succeeds --classic --delay 20ms --drop a:data:4 --pcap "$T/x.pcap" \
        --a "nc -N b 9000 <'$T/sent'" --b "nc -l 9000 >'$T/came'"
    cmp "$T/sent" "$T/came"
    same '1 1' "$(ladder LOST) $(table a dropped)"
    [ "$(ladder 'DUP ACK')" -ge 3 ]
    lost=$(grep LOST "$T/link.out" | grep -oE 'seq [0-9]+')
    same 1 "$(grep RETRANSMISSION "$T/link.out" | grep -c "$lost-")"
    sent=$(time_of LOST)
    again=$(time_of "$lost-.*RETRANSMISSION")
    is_within "$(awk -v a="$again" -v s="$sent" 'BEGIN { print a - s }')" 39 $((60 * SLOWER))
    # What Wireshark makes of it.
    needs tshark
    tshark -r "$T/x-a.pcap" -T fields -e tcp.flags.str -e tcp.analysis.fast_retransmission 2>/dev/null >"$T/tshark"
    same 2 "$(sed -n '1,3s/.*S.*/syn/p' "$T/tshark" | wc -l)"
    same 1 "$(awk '$NF == 1' "$T/tshark" | wc -l)"
    [ "$(tshark -r "$T/x-a.pcap" -Y tcp.analysis.duplicate_ack 2>/dev/null | wc -l)" -ge 3 ]
    [ "$(tshark -r "$T/x-b.pcap" -Y tcp.analysis.lost_segment 2>/dev/null | wc -l)" -ge 1 ]
}

@test "link: --classic is the textbooks' TCP, and a receiver that is busy acknowledges each packet, too" {
    # With fewer than three duplicates, the test above would see the timer's retransmission instead.
    succeeds --quiet --classic --b true \
        --a 'cd /proc/sys/net/ipv4; grep . tcp_sack tcp_timestamps tcp_recovery tcp_backlog_ack_defer 2>&1; true'
    grep '^tcp_' "$T/link.out" >"$T/parameters"
    [ "$(wc -l <"$T/parameters")" -ge 3 ]
    lacks "$T/parameters" ':[^0]|:0.'
}

@test "link: UDP is lost as the fates say, and nothing is sent again" {
    for backend in $(backends); do
        succeeds --backend "$backend" --loss a:20% --seed 7 \
            --a 'udp/echo_client -n 100 -i 0 -w 20 -t 1 b' --b 'udp/echo_server b'
        lost=$("$TOOLS/fates" 7 1 0 100 0.2 0 0 | grep -c lost || true)
        same "100 $lost 0" "$(table a packets) $(table a lost) $(table b lost)"
        grep -q "^Sent 100, received $((100 - lost)), lost $lost," "$T/link.out"
        same "$lost" "$(ladder 'a --X b  UDP')"
    done
}

# backends: those that work here.
backends() {
    [ ! -w /dev/net/tun ] || echo tun
    echo veth
}

@test "link: an ordinary user, and whoever has no /dev/net/tun, gets the same" {
    mine=$(mktemp -d /tmp/two-terminals-test-XXXXXX)
    PLACE=$mine
    mkdir "$mine/lab" "$mine/tcp"
    cp lab/link "$mine/lab"
    cp tcp/echo_client tcp/echo_server "$mine/tcp"
    chmod -R a+rX "$mine"
    who=()
    [ "$(id -u)" -ne 0 ] || who=(setpriv --reuid=65534 --regid=65534 --clear-groups)
    (cd "$mine" && limit "${who[@]}" lab/link --delay 5ms --loss 10% \
        --a 'tcp/echo_client -n 20 10.9.0.2' --b 'id -u; tcp/echo_server 10.9.0.2') >"$T/link.out" 2>"$T/link.err"
    grep -q '^Sent 20, received 20\.$' "$T/link.out"
    same '' "$(cat "$T/link.err")"
    [ "$(id -u)" -ne 0 ] || grep -qx 65534 "$T/link.out"
    (cd "$mine" && limit "${who[@]}" lab/link doctor) >"$T/doctor" 2>&1 || fail "$(cat "$T/doctor")"
    tail -n 1 "$T/doctor" | grep -q '^lab/link works here' || fail "$(cat "$T/doctor")"
}

teardown() {
    local pid
    [ -z "${PLACE:-}" ] || rm -rf "$PLACE"
    [ ! -S "$T/tmux" ] || tmux -S "$T/tmux" kill-server
    for pid in "${PIDS[@]}"; do
        kill -KILL "$pid" 2>/dev/null
    done
    [ ${#PIDS[@]} -eq 0 ] || wait "${PIDS[@]}" 2>/dev/null
    return 0
}

@test "link: what is on the way arrives before it ends, however slow the line" {
    needs nc
    head -c 30000 /dev/urandom >"$T/sent"
    succeeds --rate 200kbit --quiet --a "nc -N b 9000 <'$T/sent'" --b "nc -l 9000 >'$T/came'"
    cmp "$T/sent" "$T/came"
    succeeds --rate 200kbit --quiet --a 'udp/count_client b' --b 'udp/count_server b'
    same "$(table a packets)" "$(table a delivered)"
    grep -q '10' "$T/link.out"
}

@test "link: as fast as it can, and nothing is thrown away that nobody asked for" {
    needs nc
    for backend in $(backends); do
        succeeds --backend "$backend" --quiet --a 'head -c 20000000 /dev/zero | nc -N b 9000' --b 'nc -l 9000 | wc -c'
        grep -qx 20000000 "$T/link.out"
        same "$(table a packets) 0" "$(table a delivered) $(table a queue)"
    done
}

@test "link: the line is slow, late, doubles, reorders, and holds a short queue" {
    succeeds --delay a:100ms --a 'udp/echo_client -n 2 -i 0 b' --b 'udp/echo_server b'
    is_within "$(time_of 'a <-- b  UDP')" 100 $((150 * SLOWER))
    succeeds --dup 100% --quiet --a 'udp/echo_client -n 2 -i 0 b' --b 'udp/echo_server b'
    same '2 2 4' "$(table a packets) $(table a doubled) $(table a delivered)"
    succeeds --reorder 50% --seed 3 --quiet --a 'udp/echo_client -n 20 -w 20 -i 0 b' --b 'udp/echo_server b'
    [ "$(table a reordered)" -ge 1 ]
    grep -qE 'reordered [1-9]' "$T/link.out"
    link --rate a:20kbit --queue 3 --a 'udp/echo_client -n 20 -w 20 -i 0 -s 1000 -t 1 b' --b 'udp/echo_server b'
    same 16 "$(table a queue)"
    same 16 "$(ladder 'LOST \(queue full\)')"
}

@test "link: a large datagram goes in fragments, and one of them lost is all lost" {
    link --drop a:frag:2 --a 'udp/echo_client -s 4000 -n 1 -t 0.3 b' --b 'udp/echo_server b'
    same '3 1' "$(ladder 'a --[>X] b .*IP fragment') $(ladder LOST)"
    grep -q '^Sent 1, received 0' "$T/link.out"
    succeeds --mtu 5000 --a 'udp/echo_client -s 4000 -n 1 b' --b 'udp/echo_server b'
    same 0 "$(ladder fragment)"
}

@test "link: nobody there, over UDP and TCP" {
    link --a 'udp/echo_client -m hi b' --b 'sleep 0'
    same 1 "$STATUS"
    ladder 'a <-- b  ICMP'
    link --a 'tcp/echo_client -m hi b' --b 'sleep 0'
    same '1 1' "$STATUS $(ladder 'a <-- b  .*RST')"
}

@test "link: a lost SYN comes again a second later, a lost FIN too" {
    succeeds --drop a:syn --a 'tcp/hello_client b' --b 'tcp/hello_server b'
    is_within "$(time_of 'SYN .*RETRANSMISSION')" 900 $((1500 * SLOWER))
    succeeds --drop a:fin:1x2 --a 'tcp/hello_client b' --b 'tcp/hello_server b'
    same 2 "$(ladder 'FIN.*LOST')"
}

@test "link: it does not end before what a lost ACK of the last FIN causes" {
    succeeds --delay 100ms --drop a:pkt:5-6 --a 'tcp/hello_client b' --b 'tcp/hello_server b'
    [ "$(ladder 'a <-- b .*RETRANSMISSION')" -ge 1 ]
}

@test "link: programs there may use low ports, send raw packets, see names, and are who they were" {
    needs nc
    succeeds --quiet --a 'id -un; nc -N b 80 </dev/null; cat /proc/net/dev | grep -c lab0' --b 'nc -l 80'
    grep -qx "$(id -un)" "$T/link.out"
    grep -qx 1 "$T/link.out"
}

@test "link: stays; others join it from other terminals, and change it" {
    stays --delay 1ms
    background server lab/link b tcp/echo_server b
    wait_line server ':65432$'
    exits 0 lab/link a tcp/echo_client -m over b
    same "Received 'over'" "$stdout"
    exits 0 lab/link set loss a:100%
    grep -q '^From now on' <<<"$stdout"
    exits 1 lab/link a udp/echo_client -m lost -t 0.3 --tries 1 b
    exits 0 lab/link set loss 0%
    exits 0 lab/link a tcp/echo_client -m again b
    wait_line link 'From now on: --loss 0%'
    for change in 'dup a:5%' 'reorder 5%' 'delay b:2ms' 'jitter 1ms' 'rate 10mbit'; do
        # shellcheck disable=SC2086 # two words
        exits 0 lab/link set $change
        same "From now on: --$change" "$(cat "$T/stdout")"
        wait_line link "From now on: --$change"
    done
    # From one host, no other can be entered.
    exits 1 lab/link a "$PROGRAMS/lab/link" b true
    grep -q 'cannot enter the link: ' "$T/stderr"
    grep -q '  From inside a host no other can be entered; do it in a terminal of its own.' "$T/stderr"
    exits 3 lab/link a sh -c 'exit 3'
    exits 127 lab/link a ./nothing-of-that-name
    exits 2 lab/link set colour 5
    exits 2 lab/link set loss 200%
    leaves
    [ "$(table a lost)" -ge 1 ]
    exits 1 lab/link a true
    grep -q 'no link is running' <<<"$stderr"
}

@test "link: a new rate holds at once, and does not wait for what an old one has held up" {
    stays --quiet --rate 1kbit
    background server lab/link b udp/echo_server b
    wait_line server ':65432$'
    exits 1 lab/link a udp/echo_client -n 20 -i 0 -s 1000 -t 0.1 --tries 1 b # 20 times 8 s
    exits 0 lab/link set rate 10mbit
    exits 0 lab/link a udp/echo_client -m hi -t 5 --tries 1 b
    leaves
}

@test "link: whoever asks a link for nonsense is told so, and nothing is changed or printed" {
    needs python3
    stays --quiet
    ask() { # REQUEST WANTED: an answer
        same "$2" "$(python3 -c 'import socket, sys
client = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
client.connect(sys.argv[1])
client.send(sys.argv[2].encode())
print(client.recv(999).decode())' "$T/two-terminals/link.sock" "$1")"
    }
    for numbers in 'nan nan' '-1 nan' '2 2' 'inf -1'; do
        ask "set loss $numbers 5%" error
    done
    ask 'set delay 86401 0 1d' error
    ask 'set rate 1e11 -1 100gbit' error
    ask 'set loss 0' error
    ask 'set colour 1 1 red' error
    ask 'join c' error
    ask 'nonsense' error
    ask "set loss 0 0 $(printf '\033[31m0%%')" ok
    wait_line link 'set loss|From now on'
    same 'From now on: --loss \x1b[31m0%' "$(grep From "$T/link.out")"
    leaves
}

@test "link: a host whose interface is removed is given up, once" {
    needs ip
    stays --quiet
    exits 0 lab/link a ip link del lab0
    # The other way tells nothing: its packet socket is merely silent.
    if limit lab/link --quiet --backend tun --a true --b true >/dev/null 2>&1; then
        wait_for 'word of it' grep -q 'lab0 of a is gone' "$T/link.err"
    fi
    exits 0 lab/link b bash -c 'for i in 1 2 3; do echo x >/dev/udp/10.9.0.1/9; done'
    leaves
    [ "$(grep -c 'is gone' "$T/link.err")" -le 1 ]
    same '' "$(grep -e '-1 packets' "$T/link.err" || true)"
}

@test "link: two at once have two names; what a kill leaves is in nobody's way" {
    stays
    first=$LINK
    background second lab/link
    second=$PID
    wait_line second '^Link link2 is up'
    exits 1 lab/link a true
    grep -q 'more than one link is running' <<<"$stderr"
    exits 0 lab/link --name link2 a true
    exits 1 lab/link --name link2
    exits 1 lab/link --name other a true
    kill -KILL "$first"
    wait_for 'its end' gone "$first"
    exits 0 lab/link a true # there is only the other one now
    kill "$second"
    ends "$second" 0
    stays
    wait_line link '^Link link is up'
    exits 0 lab/link b true
    leaves
    same '' "$(ls -A "$T/two-terminals")"
}

@test "link: who looks for a link is not taken for one" {
    mkdir -m 700 "$T/two-terminals"
    touch "$T/two-terminals/"{1..40}.lock # of links that were killed
    for _ in {1..20}; do
        looking=()
        for _ in {1..10}; do
            lab/link a true 2>>"$T/all.err" 3>&- &
            looking+=($!)
        done
        for process in "${looking[@]}"; do
            wait "$process" || true # bats has a child of its own, for whose end we need not wait
        done
    done
    same '    200 lab/link: no link is running' "$(grep -v '^  ' "$T/all.err" | sort | uniq -c)"
}

@test "link: a folder where others may answer is refused" {
    mkdir -m 755 "$T/two-terminals"
    local refusal="lab/link: $T/two-terminals is not a folder of yours alone
  Remove it, or set XDG_RUNTIME_DIR to a folder of yours."
    exits 1 lab/link
    same "$refusal" "$(cat "$T/stderr")"
    exits 1 lab/link a true
    same "$refusal" "$(cat "$T/stderr")"
    mkdir -m 700 "$T/other"
    rmdir "$T/two-terminals"
    ln -s other "$T/two-terminals"
    exits 1 lab/link a true
    same "$refusal" "$(cat "$T/stderr")"
}

@test "link: what stands where it would make its folder and its files" {
    local file
    XDG_RUNTIME_DIR=/nowhere exits 1 lab/link
    same 'lab/link: cannot make the folder /nowhere/two-terminals: No such file or directory' "$(cat "$T/stderr")"
    XDG_RUNTIME_DIR=/$(printf '%0100d' 0) exits 1 lab/link a true
    same 'lab/link: the path in XDG_RUNTIME_DIR is too long' "$(cat "$T/stderr")"
    mkdir -m 700 "$T/two-terminals"
    for file in lock hosts sock; do
        mkdir "$T/two-terminals/link.$file"
        exits 1 lab/link
        grep -qE "^lab/link: cannot (open|write|be found at) $T/two-terminals/link.$file: " "$T/stderr" || fail "$(cat "$T/stderr")"
        rmdir "$T/two-terminals/link.$file"
    done
}

@test "link: no room for the file that gives the hosts their names" {
    unshare -Urm true || skipped 'needs user namespaces'
    exits 1 unshare -Urm sh -c 'mount -t tmpfs -o ro none /tmp && exec lab/link --quiet --a true --b true'
    grep -q '^lab/link: cannot write /tmp/two-terminals-hosts-[A-Za-z0-9]*: Read-only file system$' "$T/stderr"
}

@test "link: three terminals" {
    needs tmux
    unset TMUX
    export TERM=xterm
    for pane in link server client; do
        tmux -S "$T/tmux" -f /dev/null new-session -d -s "$pane" -x 110 -y 30 'PS1="$ " exec sh'
    done
    keys() { tmux -S "$T/tmux" send-keys -t "$1" "${@:2}"; }
    sees() { wait_for "'$2' in the terminal $1" shows "$1" "$2"; }
    shows() { tmux -S "$T/tmux" capture-pane -p -t "$1" | grep -qE -- "$2"; }
    keys link 'lab/link --delay 10ms' Enter
    sees link '^Link link is up'
    keys server 'SHELL=/bin/sh lab/link b' Enter
    sees server '^b\$'
    keys client 'SHELL=/bin/sh lab/link a' Enter
    sees client '^a\$'
    keys server 'tcp/chat_server b' Enter
    sees server 'listening on 10.9.0.2:23456'
    keys client 'tcp/chat_client b' Enter
    sees client '^You \(client\):'
    sees link 'SYN ACK'
    keys client 'hello over there' Enter
    sees server '^Client: hello over there'
    sees link 'PSH ACK .*17 bytes'
    keys server 'and back' Enter
    sees client '^Server: and back'
    keys client exit Enter
    sees client '^a\$ *$'
    sees link 'FIN'
    keys link C-c
    sees link 'sent by'
}

@test "link: what the system refuses has its own words and remedy, and doctor agrees" {
    refused() { # PATTERN_OF_CAUSE PATTERN_OF_REMEDY COMMAND...
        STATUS=0
        "${@:3}" --a true --b true >"$T/out" 2>"$T/err" || STATUS=$?
        same 77 "$STATUS"
        grep -qE -- "$1" "$T/err" || fail "no cause '$1':" "$(cat "$T/err")"
        grep -qE -- "$2" "$T/err" || fail "no remedy '$2':" "$(cat "$T/err")"
        STATUS=0
        "${@:3}" doctor >"$T/out" 2>&1 || STATUS=$?
        same 77 "$STATUS"
        grep -qE -- "$2" "$T/out" || fail "doctor does not know '$2':" "$(cat "$T/out")"
    }
    refused 'make a user namespace: Operation not permitted' 'docker run --privileged' "$TOOLS/contained" lab/link
    refused 'user namespace who you are: ' 'apparmor.d' env LINK_TEST_NO_RIGHTS=1 lab/link
    refused 'make a user namespace: No space left' 'sysctl user.max_user_namespaces=' \
        unshare -Ur sh -c 'echo 0 >/proc/sys/user/max_user_namespaces; exec lab/link "$@"' sh
    refused 'make a network: No space left' 'sysctl user.max_net_namespaces=' \
        unshare -Ur sh -c 'echo 0 >/proc/sys/user/max_net_namespaces; exec lab/link "$@"' sh
    # A try that never ends its report.
    needs strace
    STATUS=0
    # The leak sanitizer stops where another traces.
    ASAN_OPTIONS=${ASAN_OPTIONS:-}:detect_leaks=0 strace -f -qq -o /dev/null -e inject=unshare:signal=KILL lab/link doctor >"$T/out" 2>&1 || STATUS=$?
    same 77 "$STATUS"
    grep -q 'cannot hear from the process that tries it: Broken pipe' "$T/out" || fail "$(cat "$T/out")"
    # In a container the settings of networks may not be written.
    refused 'set the manners of TCP: Read-only file system' 'docker run --privileged' \
        unshare -Urm sh -c 'mount --bind /proc/sys /proc/sys && mount -o remount,bind,ro /proc/sys && exec lab/link "$@"' sh
    # No room for the names a and b, where all other programs find theirs.
    XDG_RUNTIME_DIR=$(mktemp -d /dev/shm/two-terminals-test-XXXXXX)
    unshare -Urm sh -c 'mount -t tmpfs -o ro none /tmp && exec lab/link --a true --b true' 2>&1 | cat >"$T/out"
    rm -rf "$XDG_RUNTIME_DIR"
    XDG_RUNTIME_DIR=$T
    grep -qx 'lab/link: cannot write /tmp/two-terminals-hosts-......: Read-only file system' "$T/out" || fail "$(cat "$T/out")"
    # A device that may not be opened: with --backend tun it says so; without, it takes the other way.
    [ "$(id -u)" -eq 0 ] || skipped 'needs to be root, to become somebody without /dev/net/tun'
    [ "$(stat -c %a /dev/net/tun)" = 600 ] || return 0
    cp lab/link "$T/link"
    chmod 755 "$T"
    STATUS=0
    (cd / && exec setpriv --reuid=65534 --regid=65534 --clear-groups "$PROGRAMS/lab/link" --backend tun --a true --b true) \
        2>"$T/err" || STATUS=$?
    same 77 "$STATUS"
    grep -q 'open /dev/net/tun: Permission denied' "$T/err"
    grep -q -- '--backend veth' "$T/err"
}

@test "link: a picture that is well-formed, and pcap files, or a reason" {
    succeeds --loss 10% --svg "$T/x.svg" --pcap "$T/x" --a 'tcp/echo_client -n 5 -i 0 b' --b 'tcp/echo_server b'
    # Each has arrived, and once: also one that jitter has made to arrive at once.
    succeeds --delay 1ms --jitter 5ms --svg "$T/y.svg" --a 'udp/echo_client -n 5 -i 10ms b' --b 'udp/echo_server b'
    same '' "$(grep -oE 'still on the way|its second copy' "$T/y.svg" || true)"
    needs xmllint
    xmllint --noout "$T/x.svg"
    grep -q '>a  10.9.0.1<' "$T/x.svg"
    [ "$(wc -c <"$T/x-a")" -gt 500 ]
    [ "$(wc -c <"$T/x-b")" -gt 500 ]
    link --svg /nowhere/x.svg --a true --b true
    same 1 "$STATUS"
    grep -q 'cannot write /nowhere/x.svg: No such file' "$T/link.err"
    link --pcap /nowhere/x --a true --b true
    same 1 "$STATUS"
    [ ! -w /dev/full ] || {
        ln -s /dev/full "$T/full-b"
        link --pcap "$T/full" --a true --b true
        same '1 lab/link: cannot write the capture of b: No space left on device' "$STATUS $(cat "$T/link.err")"
        link --svg /dev/full --a true --b true
        same 1 "$STATUS"
    }
}

@test "link: what is typed wrong is said" {
    exits 2 lab/link --loss 10
    exits 2 lab/link --loss c:10%
    exits 2 lab/link --drop a:nonsense:3
    exits 2 lab/link --a true
    exits 2 lab/link --backend cable
    exits 2 lab/link --cc bbr
    exits 2 lab/link here
    exits 2 lab/link set loss
    exits 2 lab/link --name 'a/b'
    exits 2 lab/link --name 'a/b' a true
    exits 2 lab/link --mtu 20
}

@test "link: colours are for a terminal that has them, and for who wants them" {
    needs script
    on_terminal() { # SETTING: how often it changes the colour
        limit env TERM=xterm "$@" script -qec "lab/link --loss a:100% --a 'udp/echo_client -m x -t 0.1 --tries 1 b' --b true" /dev/null 2>&1 | grep -c $'\e\\['
    }
    [ "$(on_terminal)" -ge 1 ]
    same 0 "$(on_terminal TERM=dumb)"
    same 0 "$(on_terminal NO_COLOR=1)"
}

@test "link: what was on the way when it ended is counted" {
    stays --delay 60s
    exits 1 lab/link a udp/echo_client -m x -t 0.1 --tries 1 b
    leaves
    grep -qx '1 more were on the way.' "$T/link.out"
}

@test "link: the system's own congestion control" {
    succeeds --quiet --cc system --a 'cat /proc/sys/net/ipv4/tcp_congestion_control' --b true
    grep -qxF "$(cat /proc/sys/net/ipv4/tcp_congestion_control)" "$T/link.out"
}

# is_dead PID: gone, or a zombie that nobody has asked for yet.
is_dead() {
    [ ! -e "/proc/$1" ] || grep -q '^State:.Z' "/proc/$1/status"
}

@test "link: a command that does not want to end is ended" {
    succeeds --quiet --a true --b 'trap "" TERM; while :; do sleep 0.1; done'
    succeeds --quiet --a true --b '(trap "" TERM; while :; do sleep 0.1; done) & echo $! >"$XDG_RUNTIME_DIR/left"'
    wait_for 'the end of what b has left' is_dead "$(cat "$T/left")"
}

@test "link: Ctrl-C ends both commands, whatever they have started, and says so by its status" {
    needs pgrep nc
    long=1$BASHPID.5 # seconds that nobody else sleeps
    for host in a b; do
        background link lab/link --quiet --a "echo a runs; sleep $long; true" --b "echo b runs; nc -l 9000; sleep $long"
        wait_line link "^$host runs"
        kill -TERM "$PID"
        STATUS=0
        wait "$PID" || STATUS=$?
        [ "$STATUS" -ne 0 ]
        grep -q '^sent by' "$T/link.out"
        same '' "$(cat "$T/link.err")"
        same '' "$(pgrep -f "sleep $long" || true)"
    done
}

@test "link: when nobody reads the ladder any more, nothing is left behind" {
    long=1$BASHPID.7 # seconds that nobody else sleeps
    limit lab/link --a 'tcp/echo_client -n 20 -i 10ms --quiet b' --b "sleep $long & true; tcp/echo_server b" \
        2>"$T/err" 3>&- | head -n 1
    left=$(pgrep -f "sleep $long" || true)
    [ -z "$left" ] || fail "these go on: $left"
    # The file with the names is gone before anything can go wrong.
    succeeds --quiet --a 'grep " /etc/hosts " /proc/self/mountinfo' --b true
    grep -q 'two-terminals-hosts-.*deleted' "$T/link.out" || fail "$(cat "$T/link.out")"
}

@test "link: the suite's own programs over a line that loses, doubles and reorders" {
    bad=(--quiet --loss 10% --dup 5% --reorder 5% --seed 5)
    lines 2000
    link "${bad[@]}" --a "tcp/echo_client b <'$T/sent' >'$T/came'" --b 'tcp/echo_server b'
    cmp "$T/sent" "$T/came"
    link "${bad[@]}" --a 'tcp/hello_client b' --b 'tcp/hello_server b'
    grep -qxF "Server says: $SERVER_SAYS" "$T/link.out"
    link "${bad[@]}" --a 'tcp/count_client b' --b 'tcp/count_server b'
    grep -q '^Closed: 10 messages sent apart came in ' "$T/link.out"
    link "${bad[@]}" --a "printf 'hi\nexit\n' | tcp/chat_client b" --b 'echo there | tcp/chat_server b'
    grep -q 'Server: there' "$T/link.out"
    link "${bad[@]}" --a "http/client -o '$T/page' http://b:8080/" --b 'http/single_server b'
    grep -q 'Hello, World!' "$T/page"
    mkdir "$T/www"
    lines 200000
    cp "$T/sent" "$T/www/file"
    link "${bad[@]}" --a "http/client -o '$T/file' http://b:8080/file" --b "http/threaded_server --root '$T/www' b"
    cmp "$T/sent" "$T/file"
    # UDP loses what the wire loses, and comes twice when the wire has doubled it.
    link --loss b:10% --seed 5 --quiet --a 'udp/echo_client -n 60 -i 0 -t 0.5 b' --b 'udp/echo_server b'
    grep -q "^Sent 60, received $((60 - $(table b lost))), lost $(table b lost), duplicated 0," "$T/link.out"
    link --dup b:10% --seed 5 --quiet --a 'udp/echo_client -n 60 -i 0 -t 0.5 b' --b 'udp/echo_server b'
    grep -q "^Sent 60, received 60, lost 0, duplicated $(table b doubled)," "$T/link.out"
}
