#!/usr/bin/env bash
# make check-fresh: the README's commands on a machine that has nothing but a C compiler and make. Ends with "N passed,
# N failed".
#
# The machine is a folder: Debian 12 as debootstrap lays it, with gcc, make and what no Debian is without. An ordinary user
# unpacks there what make dist packs, and types make, make demo, make test. Wants root, for chroot. Where there is
# no debootstrap or no root, it is skipped, but not in CI.
set -u
cd "$(dirname "$0")/.." || exit 1
unset MAKEFLAGS MFLAGS MAKELEVEL
passed=0 failed=0

for wanted in debootstrap unshare; do
    if ! command -v "$wanted" >/dev/null || [ "$(id -u)" -ne 0 ]; then
        echo "skipped: needs $wanted, and to be root"
        [ -n "${CI:-}" ] && echo '0 passed, 1 failed' && exit 1
        echo '0 passed, 0 failed, 1 skipped' && exit
    fi
done

machine=$PWD/build/fresh
rm -rf "$machine"
mkdir -p "$machine" || exit 1
trap 'rm -rf "$machine"' EXIT
echo '== laying out a Debian 12'
debootstrap --variant=minbase --include=gcc,libc6-dev,make bookworm "$machine" >"$machine.log" 2>&1 || {
    tail -n 5 "$machine.log"
    echo '0 passed, 1 failed'
    exit 1
}
tarball=$(tests/dist.sh) || exit 1
chroot "$machine" useradd -m -s /bin/sh student
tar xzf "$tarball" -C "$machine/home/student" --strip-components=1
chroot "$machine" chown -R student: /home/student

# typed SECONDS COMMAND: the user types it, and it ends well within so long, or SLOWER times that.
typed() {
    local begin=$SECONDS status=0 limit=$(($1 * ${SLOWER:-1}))
    # A world of its own, so that nothing is left mounted or running.
    timeout $((2 * limit)) unshare --mount --pid --fork --kill-child sh -c '
        mount -t proc proc "$1/proc" && exec chroot "$1" su - student -c "$2"' sh "$machine" "$2" >"$machine.log" 2>&1 || status=$?
    echo "$2: exit status $status after $((SECONDS - begin)) s, of $limit"
    if [ "$status" -eq 0 ] && [ $((SECONDS - begin)) -le "$limit" ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        grep -A 20 '^not ok' "$machine.log" || tail -n 20 "$machine.log"
    fi
}

typed 15 'make demo' # which builds, too
typed 300 'make test'
tail -n 1 "$machine.log"
typed 15 'make'
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
