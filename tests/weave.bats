#!/usr/bin/env bats
# docs/weave: the C on a page is that of the programs, and whatever is wrong with it is said with its line.

load helper

# A book of its own, with one program and one page.
setup() {
    mkdir -p "$BATS_TEST_TMPDIR/book/docs/tcp" "$BATS_TEST_TMPDIR/book/tcp"
    begin "$BATS_TEST_TMPDIR/book"
    cp "$ROOT/docs/weave" "$ROOT/docs/weave.awk" docs/
    cat >tcp/server.c <<'END'
/* tcp/server: accepts. Its page is docs/tcp/server.md. */
#include <sys/socket.h>

enum { NUMBER = 1 };

/* Ends the program,
 * and says why. */
static const struct reason *
die(const char *what,
    int number)
{
    socket(what, "}"); /* } */
}

int main(void)
{
    /* --- socket: asks the kernel for one --- */
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    if (listener == -1)
        return 1;

    /* --- accept loop, 2: a new socket for one client, and
     * one more for the next --- */
    for (;;) {
        int client = accept(listener, NULL, NULL);
#ifdef LOUD
        puts("accepted");
#endif
        if (client != -1) {
            /* --- talk: as long as the client does --- */
            while (recv(client, NULL, 0, 0) > 0)
                my_send(client);

        }
        close(client);
    }
}
END
}

# awks: each that is here. AWK tells docs/weave which to take.
awks() {
    local awk
    for awk in mawk gawk 'gawk --posix' 'busybox awk' original-awk awk; do
        command -v "${awk%% *}" >/dev/null && echo "$awk"
    done
}

# page LINE...: the page of the program.
page() {
    printf '%s\n' "$@" >docs/tcp/server.md
}

# caption REGION [LINE]...: a caption and its fence, with these lines in it.
caption() {
    printf '%s\n' "[tcp/server.c: $1](../../tcp/server.c#L1)" '' '```c' "${@:2}" '```'
}

# wrong STATUS MESSAGE [ARG...]: docs/weave says so and ends so, with each awk.
wrong() {
    local AWK
    export AWK
    while read -r AWK; do
        exits "$1" docs/weave "${@:3}"
        same "$2" "$stdout$stderr" || fail "with $AWK"
    done < <(awks)
}

@test "the excerpts on the pages are what the programs have" {
    cd "$ROOT"
    local AWK
    export AWK
    while read -r AWK; do
        docs/weave --check || fail "with $AWK"
    done < <(awks)
}

@test "an excerpt is a function with its comment, or what follows a signpost; the rest of a page is kept" {
    cat >README.md <<'END'
[tcp/server.c: die()](anywhere) ends (so it says).

```c
```

 [tcp/server.c: die()](kept), as are:

    [tcp/server.c: die()](this)

    ```c
    ```

and:

````text
[tcp/server.c: die()](this)
```c
````

[tcp/server.c: socket](tcp/server.c#L1-L2)

```c
int old;
    int older;
```
[tcp/server.c: accept loop, 2](x)

```c
```

[tcp/server.c: talk](x)

```c
```
END
    cat >wanted <<'END'
[tcp/server.c: die()](tcp/server.c#L6-L13) ends (so it says).

```c
/* Ends the program,
 * and says why. */
static const struct reason *
die(const char *what,
    int number)
{
    socket(what, "}"); /* } */
}
```

 [tcp/server.c: die()](kept), as are:

    [tcp/server.c: die()](this)

    ```c
    ```

and:

````text
[tcp/server.c: die()](this)
```c
````

[tcp/server.c: socket](tcp/server.c#L17-L20)

```c
/* --- socket: asks the kernel for one --- */
int listener = socket(AF_INET, SOCK_STREAM, 0);
if (listener == -1)
    return 1;
```
[tcp/server.c: accept loop, 2](tcp/server.c#L22-L29)

```c
/* --- accept loop, 2: a new socket for one client, and
 * one more for the next --- */
for (;;) {
    int client = accept(listener, NULL, NULL);
#ifdef LOUD
    puts("accepted");
#endif
    if (client != -1) {
```

[tcp/server.c: talk](tcp/server.c#L30-L32)

```c
/* --- talk: as long as the client does --- */
while (recv(client, NULL, 0, 0) > 0)
    my_send(client);
```
END
    local AWK
    export AWK
    cp README.md before
    while read -r AWK; do
        cp before README.md
        same 'README.md has changed' "$(docs/weave)"
        same "$(cat wanted)" "$(cat README.md)"
        same '' "$(docs/weave)"
        docs/weave --check
    done < <(awks)
}

@test "a link leads from its page to the program, however deep the page lies" {
    caption socket | tee README.md docs/README.md docs/tcp/server.md
    docs/weave
    same '[tcp/server.c: socket](tcp/server.c#L17-L20)' "$(head -n 1 README.md)"
    same '[tcp/server.c: socket](../tcp/server.c#L17-L20)' "$(head -n 1 docs/README.md)"
    same '[tcp/server.c: socket](../../tcp/server.c#L17-L20)' "$(head -n 1 docs/tcp/server.md)"
}

@test "a line of a program that changes is told with page, line and difference" {
    page 'Look:' '' "$(caption socket)" '' "$(caption talk)"
    docs/weave
    cp docs/tcp/server.md before
    sed 's/SOCK_STREAM/SOCK_DGRAM/' tcp/server.c >changed && mv changed tcp/server.c
    wrong 1 "docs/tcp/server.md:3: differs from tcp/server.c: socket
docs/tcp/server.md: excerpts differ from the programs; run 'make docs' and read the diff:
@@ -4,7 +4,7 @@
 
 \`\`\`c
 /* --- socket: asks the kernel for one --- */
-int listener = socket(AF_INET, SOCK_STREAM, 0);
+int listener = socket(AF_INET, SOCK_DGRAM, 0);
 if (listener == -1)
     return 1;
 \`\`\`" --check
    cmp before docs/tcp/server.md
}

@test "a line more above an excerpt is told too: the link leads elsewhere" {
    page "$(caption talk)"
    docs/weave
    { echo && cat tcp/server.c; } >changed && mv changed tcp/server.c
    wrong 1 "docs/tcp/server.md:1: differs from tcp/server.c: talk
docs/tcp/server.md: excerpts differ from the programs; run 'make docs' and read the diff:
@@ -1,4 +1,4 @@
-[tcp/server.c: talk](../../tcp/server.c#L30-L32)
+[tcp/server.c: talk](../../tcp/server.c#L31-L33)
 
 \`\`\`c
 /* --- talk: as long as the client does --- */" --check
}

@test "all that is wrong with a page is said, and then no page is changed" {
    page '[tcp/server.c: acept](x)' '' '```c' 'int kept;' '```' '[tcp/sever.c: accept](x)' '' '```c' '```' \
        '   ```C' '```' '```c code' '```' '~~~c' '~~~' \
        '[tcp/server.c: talk](x)' '' 'Text.' '[tcp/server.c: talk](x)' '```text' '```' \
        '[tcp/server.c: talk](x)' "$(caption socket)" '[tcp/server.c: talk](x)'
    cp docs/tcp/server.md before
    wrong 1 'docs/tcp/server.md:1: tcp/server.c has no region "acept"; it has: die(); socket; accept loop, 2; talk; main()
docs/tcp/server.md:6: no such file: tcp/sever.c
docs/tcp/server.md:10: C block without a caption; say where it comes from, or use ```text for pseudo-code
docs/tcp/server.md:12: C block without a caption; say where it comes from, or use ```text for pseudo-code
docs/tcp/server.md:14: C block without a caption; say where it comes from, or use ```text for pseudo-code
docs/tcp/server.md:16: the caption of tcp/server.c: talk must be followed by a ```c block
docs/tcp/server.md:19: the caption of tcp/server.c: talk must be followed by a ```c block
docs/tcp/server.md:22: the caption of tcp/server.c: talk must be followed by a ```c block
docs/tcp/server.md:27: the caption of tcp/server.c: talk must be followed by a ```c block
No page has been changed.'
    cmp before docs/tcp/server.md
}

@test "a fence that is never closed, in an excerpt or elsewhere" {
    page "$(caption socket | sed '$d')" '````'
    # Four close what three have opened.
    docs/weave
    page "$(caption socket | sed '$d')"
    wrong 1 'docs/tcp/server.md:3: this fence is never closed
No page has been changed.'
    page "$(caption socket | sed '1s/L1/L17-L20/; $d')" 'int kept;'
    wrong 1 'docs/tcp/server.md:3: this fence is never closed' --check
    page 'Text.' '````text' '```' '~~~~' '```` c'
    wrong 1 'docs/tcp/server.md:2: this fence is never closed
No page has been changed.'
}

@test "an excerpt has forty lines at most" {
    { printf '%s\n' '#endif' 'int' 'main(void)' '{' && yes '    f();' | head -n 36 && echo '}'; } >tcp/server.c
    page "$(caption 'main()')"
    docs/weave
    { echo '/* One more. */' && sed 1d tcp/server.c; } >changed && mv changed tcp/server.c
    wrong 1 'docs/tcp/server.md:1: tcp/server.c: main() has 41 lines; an excerpt has at most 40
No page has been changed.'
}

@test "a name in a program leads to one region, be it a signpost's or a function's" {
    page "$(caption 'main()')"
    { sed 's/--- talk:/--- socket:/' tcp/server.c && printf '%s\n' 'int main(int n)' '{' '}'; } >changed
    mv changed tcp/server.c
    wrong 1 'tcp/server.c:30: the name "socket" is taken: there is such a region at line 17
tcp/server.c:38: the name "main()" is taken: there is such a region at line 15
No page has been changed.'
}

@test "a signpost that is not one is told; a heading in column 0 and a comment with dashes are none" {
    cat >tcp/server.c <<'END'
/* --- a heading --- */
int main(void)
{
    /* ---- not: one --- */ /*
     * /* --- in a comment */
    /* --- no end: of the why */
    /* --- no end: of the why
     * in two lines */
    /* --- no colon --- */
    /* --- : no name --- */
    /* --- No: small letter --- */
    /* --- no why: --- */
    f(); /* --- not alone: code before it --- */
    /* --- not alone: code after it --- */ f();
    /* --- right: but nobody ends main --- */
    f();
END
    page "$(caption right)"
    wrong 1 "$(for i in 6 7 9 10 11 12 13 14; do
        echo "tcp/server.c:$i: a signpost is a comment /* --- name: why --- */ with nothing else on its lines"
    done)
No page has been changed."
}

@test "only a page that changes is written, in one step, and with its mode" {
    caption socket | tee README.md docs/tcp/server.md
    docs/weave README.md >/dev/null
    chmod 640 docs/tcp/server.md
    local before
    before=$(ls -i README.md)
    same 'docs/tcp/server.md has changed' "$(docs/weave)"
    same "$before" "$(ls -i README.md)"
    same docs/tcp/server.md "$(find docs -perm 640)"
    same 'docs/tcp/server.md docs/weave docs/weave.awk' "$(find docs -type f | sort | xargs)"
}

@test "from any folder: pages are named from the project's root" {
    page "$(caption socket)"
    caption acept >README.md
    cd /
    same 'docs/tcp/server.md has changed' "$("$T/book/docs/weave" docs/tcp/server.md)"
    cd "$T/book"
    mkdir "$T/docs"
    CDPATH=$T docs/weave --check docs/tcp/server.md
    cd docs
    exits 2 ./weave tcp/server.md
    same "docs/weave: no such page: 'tcp/server.md'; see docs/weave --help" "$stderr"
    exits 2 ./weave --chekc
    same "docs/weave: no such page: '--chekc'; see docs/weave --help" "$stderr"
    ./weave --help | grep -qxF '    docs/weave --check [PAGE...]      change nothing, but say where pages and programs differ'
    AWK='no awk' exits 2 ./weave --check docs/tcp/server.md
    [ -s tcp/server.md ]
}

@test "coverage: a page has to show its program's signposts and socket calls" {
    page "$(caption 'accept loop, 2')"
    docs/weave
    # A comment, what is quoted, and a name that only ends in a call's are none.
    sed 's|^enum.*|/* send(1) is\n   recv(2) */ char *s = "\\"poll(3)" "bind("; // listen(4)|' tcp/server.c >changed
    cat >>changed <<'END'

/* recv(5)

   It has a comment of three lines. */
static int more(void)
{
    int calls = '"' + listen('\'') + '"';
    return connect_to(a->send(1), b.poll(2)) + (int)poll(recv(bind(1)));
}
END
    mv changed tcp/server.c
    printf '%s\n' '/* A part. */' 'int part(void)' '{' '    return poll(0);' '}' >tcp/part.c
    docs/weave >/dev/null
    wrong 1 'tcp/server.c:18: region "socket" stands in no excerpt of docs/tcp/server.md
tcp/server.c:31: region "talk" stands in no excerpt of docs/tcp/server.md
tcp/server.c:13: socket() stands in no excerpt of docs/tcp/server.md
tcp/server.c:19: socket() stands in no excerpt of docs/tcp/server.md
tcp/server.c:32: recv() stands in no excerpt of docs/tcp/server.md
tcp/server.c:45: listen() stands in no excerpt of docs/tcp/server.md
tcp/server.c:46: poll() stands in no excerpt of docs/tcp/server.md
tcp/server.c:46: recv() stands in no excerpt of docs/tcp/server.md
tcp/server.c:46: bind() stands in no excerpt of docs/tcp/server.md
docs/tcp/server.md: 1 of 3 regions, 1 of 8 calls' --coverage
    page "$(caption 'main()')" "$(caption 'die()')" "$(caption 'more()')"
    wrong 0 'docs/tcp/server.md: 3 of 3 regions, 8 of 8 calls' --coverage
    docs/weave
    grep -qxF '[tcp/server.c: more()](../../tcp/server.c#L40-L47)' docs/tcp/server.md
    # Elsewhere it does not help.
    cp docs/tcp/server.md README.md
    page "$(caption 'main()')" "$(caption 'die()')"
    wrong 1 'tcp/server.c:45: listen() stands in no excerpt of docs/tcp/server.md
tcp/server.c:46: poll() stands in no excerpt of docs/tcp/server.md
tcp/server.c:46: recv() stands in no excerpt of docs/tcp/server.md
tcp/server.c:46: bind() stands in no excerpt of docs/tcp/server.md
docs/tcp/server.md: 3 of 3 regions, 4 of 8 calls' --coverage
}

@test "coverage: each program names a page, and that page exists and shows something of it" {
    caption 'main()' >README.md
    page 'Nothing.'
    printf '%s\n' '/* The page is docs/tcp/server.md. */' 'int x;' 'int main(void)' '{' '}' >tcp/client.c
    printf '%s\n' '/* docs/weave names none. */' 'int main(void)' '{' '}' | tee tcp/none.c >tcp/none_elsewhere.c
    printf '%s\n' '/* Its page' ' * is docs/tcp/lost.md. */' 'int main(void)' '{' '}' >tcp/lost.c
    printf '%s\n' '/* A header */' 'int x; /* docs/tcp/late.md */' >tcp/late.c
    exits 1 docs/weave --coverage
    same 'tcp/client.c:3: no excerpt of docs/tcp/server.md is from this program
tcp/lost.c:2: no such page: docs/tcp/lost.md
tcp/none.c:1: this program names no page
tcp/server.c:15: no excerpt of docs/tcp/server.md is from this program' "$(grep -v stands <<<"$stdout" | sed '$d')"
    # Only for some pages.
    exits 1 docs/weave --coverage README.md
    lacks "$T/stdout" 'tcp/(client|server).c'
}

@test "coverage: of our own programs, every region and every socket call stands on its page" {
    cd "$ROOT"
    docs/weave --coverage >"$T/coverage" || fail "$(cat "$T/coverage")"
    [ "$(grep -cE '^docs/(tcp|udp|http|lab)/[a-z_]+\.md: ([0-9]+) of \2 regions, ([0-9]+) of \3 calls$' "$T/coverage")" -eq 15 ] || fail "$(cat "$T/coverage")"
}
