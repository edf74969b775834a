# SPDX-License-Identifier: GPL-3.0-or-later
# For the scripts beside this one: TAP lines, a temporary folder that goes with them.
# shellcheck shell=bash
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 2
B=${B:-build}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
count=0
failures=0

pass() { count=$((count + 1)); echo "ok $count - $1"; }
fail() { count=$((count + 1)); failures=$((failures + 1)); echo "not ok $count - $1"; }
skip() { count=$((count + 1)); echo "ok $count - $1 # SKIP $2"; }
# check NAME COMMAND…: what a failing command says goes to standard error.
check() {
    local name=$1
    shift
    if "$@" >"$tmp/said" 2>&1; then pass "$name"; else fail "$name"; sed 's/^/# /' "$tmp/said" >&2; fi
}
have() { command -v "$1" >/dev/null; }
finish() { echo "1..$count"; [ "$failures" -eq 0 ]; exit; }
