#!/usr/bin/env bats
# The pages of http/threaded_server in a real browser: headless Chromium, driven by browser.py.

load helper

setup_file() {
    # Another Python may stand before the system's, which has the package of the distribution.
    local python
    for python in python3 /usr/bin/python3; do
        if "$python" -c 'import selenium' 2>/dev/null; then
            export PYTHON=$python
            break
        fi
    done
}

# in_browser TEST: run that test of browser.py against a server of its own.
in_browser() {
    needs chromedriver
    needs chromium
    [ -n "${PYTHON:-}" ] || skipped 'needs Selenium for Python'
    start_server http/threaded_server
    # The profile and whatever else Chromium writes goes away with the test.
    HOME=$T TMPDIR=$T timeout -k 5 110 "$PYTHON" "$BATS_TEST_DIRNAME/browser.py" "$1" "http://127.0.0.1:$PORT" \
        >"$T/said" 2>&1 3>&- 4>&- || fail "$(cat "$T/said" "$T/server.err")"
    kill -INT "$SERVER"
    ends "$SERVER" 0
}

@test "browser: a form comes as it was typed, by GET and by POST" {
    in_browser form
}

@test "browser: another type of form is refused, and echoed where all are taken" {
    in_browser refused
}

@test "browser: eight requests at once add to the counters; only with the lock nothing is lost" {
    in_browser count
}

@test "browser: six requests at once are drawn, and are faster than one at a time" {
    in_browser race
}

@test "browser: the table of connections shows who comes and goes by itself" {
    in_browser connections
}

@test "browser: visits are counted, and forgotten" {
    in_browser cookies
}

@test "browser: the private page opens with name and password" {
    in_browser private
}

@test "browser: a script put into a page stays text" {
    in_browser template
}

@test "browser: the bytes that it sends are shown" {
    in_browser inspect
}

@test "browser: no page is too wide or has an error, on small screens and large ones, dark and light" {
    in_browser layout
}

@test "browser: the keyboard is enough" {
    in_browser keyboard
}

@test "browser: it works without script, too" {
    in_browser without_script
}
