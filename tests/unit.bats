#!/usr/bin/env bats
# The unit tests of common/, written in C: tests/unit.c.

load helper

@test "unit tests of common/" {
    limit "$TOOLS/unit"
}
