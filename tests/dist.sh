#!/bin/sh
# make dist: pack the project into build/two-terminals-VERSION.tar.gz. With git it is what was committed last; without, as
# in a tarball that was unpacked, all files but those that were built.
set -u
cd "$(dirname "$0")/.." || exit 1
version=$(sed -n 's/^#define TWO_TERMINALS_VERSION "\(.*\)"$/\1/p' common/options.h)
[ -n "$version" ] || exit 1
name=two-terminals-$version
tarball=build/$name.tar.gz
mkdir -p build || exit 1
rm -rf "$tarball" "build/$name"
if [ -e .git ] && git rev-parse --verify -q HEAD >/dev/null 2>&1; then
    git diff --quiet HEAD || echo 'What is not committed yet is not in it.' >&2
    git archive --prefix="$name/" -o "$tarball" HEAD || exit 1
else
    # No option of tar for other names in the archive is the same everywhere, so a copy has them.
    # shellcheck disable=SC2046 # no name has a space
    mkdir "build/$name" && tar cf "build/$name.tar" $(tests/files.sh) &&
        (cd "build/$name" && tar xpf "../$name.tar") && tar czf "$tarball" -C build "$name" || exit 1
    rm -rf "build/$name" "build/$name.tar"
fi
echo "$tarball"
