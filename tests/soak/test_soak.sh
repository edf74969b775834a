#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Every tenth file of the corpora beside the repository (every fortieth under sanitizers) through the
# real extractor: more than a thousand, each accounted for, no reader's crash, no sanitizer's report.
# Scanned pages are told, not recognised: that is what `make soak` has the time for. TAP.
cd "$(dirname "$0")/../.." || exit 2
B=${B:-build} shared=${CIRCULARD_SHARED:-../shared}
if [ ! -f "$shared/corpora/mail.tar.xz" ]; then
    echo "1..0 # SKIP $shared/corpora is not there"
    echo "ok 1 - soak # SKIP $shared/corpora is not there"
    exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export G_SLICE=always-malloc LD_BIND_NOW=1 # as the supervisor does for its children
case $B in *san*) every=40 least=250 ;; *) every=10 least=1000 ;; esac
for archive in "$shared"/corpora/*.tar.xz; do tar -xJf "$archive" -C "$work" --no-same-owner; done
"$B/tests/soak/soak" --jobs 2 --every "$every" --no-scans "$work" >"$work.out" 2>"$work.err"
code=$?
trap 'rm -rf "$work" "$work.out" "$work.err"' EXIT

number=0 status=0
check() { # NAME CONDITION…
    local name=$1; shift
    number=$((number + 1))
    if "$@"; then echo "ok $number - $name"; else echo "not ok $number - $name"; status=1; fi
}
echo 1..4
files=$(sed -n 's/.*; \([0-9]*\) files in.*/\1/p' "$work.out")
accounted=$(grep -E '^ *[0-9]+ (read|read in part|unreadable at a limit|crashed its reader|without an answer)$' "$work.out" |
    awk '{sum += $1} END {print sum + 0}')
check "soak: at least $least files (${files:-0})" [ "${files:-0}" -ge "$least" ]
check "soak: each is accounted for (${accounted:-0})" [ "${accounted:-0}" -eq "${files:-1}" ]
check "soak: none crashed its reader" [ "$code" -eq 0 ]
check "soak: no sanitizer's report" bash -c '! grep -E "Sanitizer|runtime error" "$1" >&2' - "$work.err"
[ "$status" -eq 0 ] || tail -n 20 "$work.out" "$work.err" >&2
exit "$status"
