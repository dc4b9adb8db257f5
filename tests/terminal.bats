#!/usr/bin/env bats
# Chat as two people have it: two terminals (tmux), keys and screens.

load helper

setup() {
    needs tmux
    begin "$PROGRAMS"
    export LC_ALL=C.UTF-8 TMUX_TMPDIR=$T
    tmux -f /dev/null -L chat new-session -d -s server -x 80 -y 24 'PS1="$ " exec sh'
    tmux -L chat new-session -d -s client -x 80 -y 24 'PS1="$ " exec sh'
}

teardown() {
    tmux -L chat kill-server 2>/dev/null
    return 0
}

# type_into TERMINAL KEYS...: as tmux names them: Enter, C-c, C-d.
type_into() {
    tmux -L chat send-keys -t "$1" "${@:2}"
}

screen() {
    tmux -L chat capture-pane -p -t "$1" | sed -e :a -e '/^\n*$/{$d;N;ba' -e '}'
}

shows() {
    screen "$1" | grep -qE -- "$2"
}

# see TERMINAL PATTERN: wait until a line of its screen matches.
see() {
    local end=$((SECONDS + 10))
    until shows "$1" "$2"; do
        if ((SECONDS > end)); then
            fail "waited in vain for '$2' in the $1's terminal:" "$(screen "$1")"
            return 1
        fi
        nap
    done
}

start_both() {
    type_into server 'clear; tcp/chat_server -p 0' Enter
    see server 'listening on 127.0.0.1:[0-9]+$'
    PORT=$(screen server | sed -n 's/.*listening on .*:\([0-9]*\)$/\1/p')
    type_into client "clear; tcp/chat_client -p $PORT" Enter
    see client '^You \(client\):$'
    see server '^Client connected'
}

# screens_are CLIENT SERVER: what is on the two screens, below the first two lines.
screens_are() {
    same "$1" "$(screen client | tail -n +2)"
    same "$2" "$(screen server | tail -n +3)"
}

@test "two people talk, and one says exit" {
    start_both
    type_into client 'hi' Enter
    see server '^Client: hi$'
    see server '^You \(server\):$'
    type_into server 'hello yourself' Enter
    see client '^Server: hello yourself$'
    type_into client 'exit' Enter
    see client '^Client closed.$'
    see server '^Server closed.$'
    screens_are 'You (client): hi
Server: hello yourself
You (client): exit
Server: Goodbye! Closing connection.
Client closed.
$' 'Client: hi
You (server): hello yourself
Client: exit
Server closed.
$'
}

@test "Ctrl-D at the prompt ends both" {
    start_both
    type_into client C-d
    see client '^Client closed.$'
    see server '^Server closed.$'
    screens_are 'You (client):
Client closed.
$' 'Client closed the connection.
Server closed.
$'
}

@test "Ctrl-C in the middle of a word ends both" {
    start_both
    type_into client 'half a wo' C-c
    see client '^Client closed.$'
    see server '^Server closed.$'
}

@test "what is typed before its turn shows behind its prompt" {
    start_both
    type_into client 'first' Enter
    see server '^You \(server\):$'
    type_into client 'typed ahead' Enter
    see client '^typed ahead$'
    type_into server 'answer' Enter
    see server '^Client: typed ahead$'
    screens_are 'You (client): first
typed ahead
Server: answer
You (client): typed ahead' 'Client: first
You (server): answer
Client: typed ahead
You (server):'
}

@test "the peer is killed while a person types: no waiting, and the shell is back" {
    start_both
    type_into client 'I am just writing th'
    type_into server C-z
    see server 'Stopped'
    type_into server 'kill -9 %1' Enter
    see client '^Server closed the connection.$'
    see client '^Client closed.$'
}

@test "an echo client at a terminal says how it ends; Ctrl-C leaves the shell's prompt a line of its own" {
    local protocol
    for protocol in tcp udp; do
        type_into server "clear; $protocol/echo_server -p 0" Enter
        see server '(listening on|bound to) 127.0.0.1:[0-9]+$'
        PORT=$(screen server | sed -nE 's/.*(listening on|bound to) .*:([0-9]*)$/\2/p')
        type_into client "clear; $protocol/echo_client -p $PORT" Enter
        see client '^  Type lines; Ctrl-D ends\.$'
        type_into client 'one' Enter
        see client '^one$'
        wait_until_twice_one
        type_into client 'half a li'
        see client '^half a li$'
        type_into client C-c
        see client '^half a li\^C$'
        see client '^\$$'
        type_into server C-c
        see server '(Served|Echoed) 1 '
    done
}

# What was typed and its echo are two lines.
wait_until_twice_one() {
    local end=$((SECONDS + 10))
    until [ "$(screen client | grep -cx one)" -eq 2 ]; do
        ((SECONDS <= end)) || fail 'no echo:' "$(screen client)"
        nap
    done
}
