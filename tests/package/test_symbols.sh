#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# No two files export the same name: the linker would silently take the first one in the archive.
. "$(dirname "$0")/tap.sh"

no_name_twice() {
    nm -A --defined-only -g "$B/libcirculard.a" 2>/dev/null | awk '$2 ~ /[TDBRC]/ && $3 !~ /^__/ {
            split($1, place, ":"); files[$3] = files[$3] " " place[2]; count[$3]++ }
        END { for (name in count) if (count[name] > 1) print name ":" files[name] }' >"$tmp/twice"
    [ ! -s "$tmp/twice" ] || { cat "$tmp/twice"; return 1; }
}

if [ -e "$B/libcirculard.a" ] && have nm; then
    check symbols__archive__no_name_twice no_name_twice
else
    skip symbols__archive__no_name_twice "nothing is built, or nm is not installed"
fi
finish
