#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The configuration that is shipped: good as it is, and good with every commented setting taken in.
. "$(dirname "$0")/tap.sh"

here() { # as shipped, but with the folders of this source tree
    sed -E "s,^#?(lang_dir|wording_dir|holidays_dir) = .*/([a-z]+)\";,\1 = \"$PWD/etc/\2\";," "$1"
}
uncommented() { sed -E 's/^( *)#( *([a-z_]+ = |,? ?\{( |$)|\}))/\1\2/' etc/circulard.conf; }

good() { "$B/circulard" --check-config -c "$1"; }
refused_at() { # FILE LINE
    "$B/circulard" --check-config -c "$1" >"$tmp/refusal" 2>&1
    [ $? -eq 78 ] && grep -q "$(basename "$1"):$2:" "$tmp/refusal" || { cat "$tmp/refusal"; return 1; }
}

if [ ! -x "$B/circulard" ]; then
    skip conf__as_shipped__good "$B/circulard is not built"
else
    here etc/circulard.conf >"$tmp/shipped.conf"
    uncommented >"$tmp/all"
    here "$tmp/all" >"$tmp/all.conf"
    { echo 'poll_minuts = 5;'; cat "$tmp/shipped.conf"; } >"$tmp/misspelt.conf"
    check conf__as_shipped__good good "$tmp/shipped.conf"
    check conf__every_setting_taken_in__good good "$tmp/all.conf"
    for released in tests/package/released-*.conf; do
        here "$released" >"$tmp/released.conf"
        check "conf__of_${released##*/released-}__still_good" good "$tmp/released.conf"
    done
    check conf__misspelt__refused_with_its_line refused_at "$tmp/misspelt.conf" 1
fi
finish
