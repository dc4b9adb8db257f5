#!/usr/bin/env bats
# tests/portability.sh finds what other systems lack, or have otherwise, and says where: put in on purpose.

load helper

setup() {
    begin "$ROOT"
    command -v clang >/dev/null || skip 'there is no clang here'
}

# found FILE PATTERN: a line of what is said of FILE matches.
found() {
    run tests/portability.sh headers "$1"
    [ "$status" -eq 1 ] || fail "not noticed: $2" "$output"
    grep -qE "$(basename "$1"):[0-9]+:[0-9]+: (fatal )?error: .*($2)" <<<"$output" || fail "wanted: $2" "$output"
}

# is_found PATTERN HEADERS CODE: in a program of this CODE, with these HEADERS.
is_found() {
    local header
    for header in $2; do echo "#include <$header>"; done >"$T/program.c"
    printf 'int main(void)\n{\n    %s\n}\n' "$3" >>"$T/program.c"
    found "$T/program.c" "$1"
}

@test "portability: a program that asks for POSIX and no more is let through" {
    printf '#include <stdio.h>\nint main(void)\n{\n    return puts("Hello") == EOF;\n}\n' >"$T/program.c"
    run tests/portability.sh headers "$T/program.c"
    [ "$status" -eq 0 ] || fail "$output"
    same '3 passed, 0 failed' "${lines[-1]}"
}

@test "portability: Linux's functions, headers and macros are found, in a copy of our server too" {
    mkdir -p "$T/copy/tcp"
    ln -s "$ROOT/common" "$T/copy/common"
    sed 's/accept(listener, /accept4(listener, /' tcp/hello_server.c >"$T/copy/tcp/hello_server.c"
    run ! cmp -s tcp/hello_server.c "$T/copy/tcp/hello_server.c"
    found "$T/copy/tcp/hello_server.c" "'accept4'"
    is_found "'sys/epoll.h' file not found" sys/epoll.h 'return 0;'
    is_found "'SOCK_CLOEXEC'" sys/socket.h 'return socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);'
    is_found "'MSG_DONTWAIT'" sys/socket.h 'return (int)recv(0, 0, 0, MSG_DONTWAIT);'
    is_found "'TCP_QUICKACK'" 'netinet/tcp.h' 'return TCP_QUICKACK;'
    is_found "'ppoll'" 'poll.h signal.h time.h' 'return ppoll(0, 0, 0, 0);'
}

@test "portability: what the BSDs and macOS hide from a POSIX program is found" {
    is_found "'INADDR_LOOPBACK'" netinet/in.h 'return INADDR_LOOPBACK == 1;'
    is_found "'NI_MAXHOST'" netdb.h 'char name[NI_MAXHOST]; return sizeof name == 1;'
    is_found "'usleep'" unistd.h 'return usleep(1);'
    is_found "'M_PI'" math.h 'return M_PI > 4;'
    is_found "no member named 'd_type'" dirent.h 'struct dirent e; return e.d_type;'
}

@test "portability: a header that is there by accident on Linux alone is missed" {
    is_found "incomplete type 'struct sockaddr_in'" arpa/inet.h 'struct sockaddr_in a; return sizeof a == 1;'
    is_found "incomplete type 'struct timeval'" sys/socket.h 'struct timeval t; return sizeof t == 1;'
    is_found "'size_t'" sys/time.h 'size_t size = 1; return size == 2;'
}

@test "portability: other systems' types and structs: a time of 64 bits in a long, an address by order" {
    is_found 'loses integer precision' time.h 'long now = time(0); return now == 1;'
    is_found 'format specifies type .long.' 'stdio.h time.h' 'return printf("%ld", time(0));'
    is_found 'incompatible pointer types' netdb.h \
        'struct sockaddr *a = 0; struct addrinfo i = {0, 0, 0, 0, 0, a, 0, 0}; return i.ai_flags;'
    is_found 'loses integer precision' 'netinet/in.h sys/socket.h' \
        'struct sockaddr_in a = {AF_INET, htons(80), {0}, {0}}; return a.sin_port;'
    is_found "no member named 'st_mtim'" sys/stat.h 'struct stat s; return fstat(0, &s) + (int)s.st_mtim.tv_sec;'
    is_found "'O_NOFOLLOW'" fcntl.h 'return open("a", O_NOFOLLOW);'
}

@test "portability: a part that there is none of is refused" {
    run tests/portability.sh nothing
    [ "$status" -eq 2 ]
}
