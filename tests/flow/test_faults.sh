#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A slice of `make faults`: the whole daemon killed, or failed, at some of its system calls and allocations.
top=$(cd "$(dirname "$0")/../.." && pwd)
case ${B:-build} in *-san) echo "ok 1 - faults # SKIP the sanitizers do not run under strace"; echo 1..1; exit ;; esac
out=$(SECONDS_MOST=${SECONDS_MOST:-60} B=${B:-build} timeout -k 5 600 "$top/tests/faults/run" "${POINTS:-24}" 2>&1)
code=$?
printf '%s\n' "$out" | sed 's/^/# /'
if [ $code -eq 0 ]; then echo "ok 1 - nothing is lost, missed or doubled"; else echo "not ok 1 - nothing is lost, missed or doubled"; fi
echo 1..1
exit $code
