#!/usr/bin/env bash
# make check-portability: what is said to build everywhere, built in ways that differ. Ends with "N passed, N failed".
#
#     tests/portability.sh                  all parts
#     tests/portability.sh PART...          of macros headers O0 lto clang musl i686 s390x
#     tests/portability.sh headers FILE...  these files against tests/posix only
#
# macros and headers find what other systems lack, without such a system: the files are compiled against the headers of
# tests/posix, where there is what POSIX.1-2008 has and no more, and types are as wide as on macOS, and on OpenBSD. The
# other parts build all programs, where a warning is an error, into build/portability-PART. What other compilers make of
# them, another library, a 32-bit and a big-endian machine, then run the unit tests and talk over TCP, UDP and HTTP: sizes
# and the order of bytes are where such go wrong.
# A part whose compiler is missing is skipped, but not in CI: there it has failed.
set -u
cd "$(dirname "$0")/.." || exit 1
# Of make check -j2, the jobs are not ours to share; and CC=... was not meant for these builds.
unset MAKEFLAGS MFLAGS MAKELEVEL
passed=0 failed=0 skipped=0
log=$(mktemp) || exit 1
trap 'rm -f "$log"' EXIT

# These are for Linux only, and use what it has beyond POSIX. The library may ask for more than POSIX, too.
linux='^(lab/link\.c|lab/linux/.*|tests/contained\.c)$'
library=lab/choppy_preload.c
warnings=(-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Werror)

# verdict STATUS WHAT: count it, and show what was said if it failed.
verdict() {
    if [ "$1" -eq 0 ] && [ ! -s "$log" ]; then
        echo "ok      $2"
        passed=$((passed + 1))
    else
        echo "not ok  $2"
        sed 's/^/        /' "$log"
        failed=$((failed + 1))
    fi
}

# present WHAT COMMAND...: are they here? If not, this part is skipped.
present() {
    local what=$1 command
    shift
    for command; do
        command -v "$command" >/dev/null && continue
        if [ -n "${CI:-}" ]; then
            echo "not ok  $what: there is no $command here, but in CI there must be"
            failed=$((failed + 1))
        else
            echo "skipped $what: there is no $command here"
            skipped=$((skipped + 1))
        fi
        return 1
    done
}

# The Makefile asks for POSIX.1-2008. A file that asked for more would see more on Linux alone.
check_macros() {
    tests/files.sh | grep '\.[ch]$' | grep -vE "$linux" | grep -vxF "$library" |
        xargs grep -nE '# *(define|undef) +_(GNU|DEFAULT|BSD|SVID|POSIX_C|XOPEN|NETBSD)_SOURCE' >"$log"
    verdict 0 'macros: none asks for more than POSIX'
}

# syntax SYSTEM ARG...: what clang, which can compile for each system as far as that takes no headers, says.
syntax() {
    clang --target="$1" -fsyntax-only -nostdinc -isystem tests/posix -std=c11 "${warnings[@]}" "${@:2}" 2>&1 |
        grep -vE '^[0-9]+ (error|warning)s? generated' >>"$log"
}

# check_headers [FILE]...
check_headers() {
    local system files=("$@") strict=(-D_POSIX_C_SOURCE=200809L)
    present 'headers' clang || return
    [ $# -gt 0 ] ||
        mapfile -t files < <(tests/files.sh | grep '\.c$' | grep -vE "$linux" | grep -vxF "$library")
    for system in x86_64-unknown-none arm64-apple-macosx11 i386-unknown-openbsd; do
        : >"$log"
        syntax "$system" "${strict[@]}" "${files[@]}"
        [ $# -gt 0 ] || syntax "$system" "$library"
        verdict 0 "headers: nothing but POSIX.1-2008, as for $system"
    done
    [ $# -eq 0 ] || return
    mapfile -t files < <(tests/files.sh | grep '\.h$' | grep -vE "$linux|^lab/linux/|^tests/posix/")
    : >"$log"
    syntax "$system" "${strict[@]}" -x c -Wno-unused-function "${files[@]}"
    verdict 0 'headers: each of ours includes what it uses'
}

# build PART COMPILER FLAGS [LINKER'S FLAGS]: everything, in build/portability-PART; all that is said but what
# make itself says is a fault. A library cannot be linked as a static program is, so it is made before.
build() {
    local make=("${MAKE:-make}" -k CI=true "KIND=portability-$1" "CC=$2" "CFLAGS=$3") built=0
    {
        "${make[@]}" "build/portability-$1/lab/choppy.so" &&
            "${make[@]}" "LDFLAGS=${4:-}" everything
    } >"$log.all" 2>&1 || built=1
    # That getaddrinfo of a static program wants the same glibc when it runs is known.
    grep -vE '^(compile|link|Ready)|is up to date\.$|in function .address_lookup.:|statically linked applications' \
        "$log.all" >"$log"
    rm -f "$log.all"
    verdict "$built" "$1: $2 $3"
    [ "$built" -eq 0 ]
}

# suites PASS PART TOOLS: run these suites with what PART has built. Each run of them ends with its own "N passed".
suites() {
    tests/run.sh "build/portability-$2" "build/portability-$3" "$1" || status=1
}

check_O0() {
    present 'O0' gcc && build O0 gcc -O0
}

# At -O3 gcc follows values furthest, and with -flto from file to file: it warns of what it does not see otherwise.
check_lto() {
    present 'lto' gcc && build lto gcc '-O3 -flto -flto-partition=one' && suites units lto lto
}

check_clang() {
    present 'clang' clang && build clang clang -O3 && suites units clang clang && suites pairs clang clang
}

check_musl() {
    present 'musl' musl-gcc && build musl musl-gcc -O3 && suites units musl musl && suites pairs musl musl
}

# A cross compiler, for gcc -m32 wants gcc-multilib, which Debian will not have beside one; its programs run as they
# are. What gcc says of the layout is news for those alone who link objects of gcc 10 and 11.
check_i686() {
    present 'i686, 32 bits' i686-linux-gnu-gcc && build i686 i686-linux-gnu-gcc '-O2 -Wno-psabi' -static &&
        suites units i686 i686 && suites pairs i686 i686
}

# The peers and the other tools of the suites are this machine's own: so big-endian programs talk with little-endian
# ones.
check_s390x() {
    present 's390x, big-endian' s390x-linux-gnu-gcc qemu-s390x gcc || return
    build s390x s390x-linux-gnu-gcc -O2 -static || return
    EMULATOR=qemu-s390x suites units s390x s390x
    [ -x build/portability-O0/tests/peer ] || build O0 gcc -O0 || return
    EMULATOR=qemu-s390x suites pairs s390x O0
}

[ $# -gt 0 ] || set -- macros headers O0 lto clang musl i686 s390x
status=0
if [ "$1" = headers ]; then
    shift
    check_headers "$@"
else
    for part; do
        case $part in
        macros | headers | O0 | lto | clang | musl | i686 | s390x) "check_$part" ;;
        *) echo "there is no part '$part'" >&2 && exit 2 ;;
        esac
    done
fi
echo "$passed passed, $failed failed$([ "$skipped" -eq 0 ] || echo ", $skipped skipped")"
[ "$failed" -eq 0 ] && [ "$status" -eq 0 ]
