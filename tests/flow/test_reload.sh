#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The configuration changes under a running daemon: what has a mistake is refused and the old one stays, the
# register stays where it is, and a matter whose official is taken out is not nobody's.
. "$(dirname "$0")/../support/flow.sh"
flow_start
sed -i '1i reminders = { send_hour = 0; };' "$dir/circulard.conf"
cp "$dir/circulard.conf" "$dir/good.conf"
reload() { # SED WORDS: of the good one, changed
    sed "$1" "$dir/good.conf" >"$dir/next.conf"
    mv "$dir/next.conf" "$dir/circulard.conf"
    : >>"$dir/log"
    before=$(grep -c '' "$dir/log")
    kill -HUP "$daemon"
    within later "$2"
}
later() { tail -n "+$((before + 1))" "$dir/log" | grep -qF -- "$1"; }
status() { "$B/circularctl" status -c "$dir/circulard.conf"; }
told() { sent | grep -c "^$1@.*Questionnaire"; }
has() { [ "$(told "$1")" = "$2" ]; }

"$B/circulard" -c "$dir/circulard.conf" >/dev/null 2>>"$dir/log" &
daemon=$!
within says "$dir/log" watching
check "a setting that is not known is refused with its line" reload '$apoll_minuts = 3;' "the old one stays: $dir/circulard.conf:$(($(grep -c '' "$dir/good.conf") + 1)): poll_minuts"
check "a language without a file is refused" \
    reload 's/language = "fr"/language = "xx"/' "officials[1].language: there is no file"
check "an empty lang_dir is refused" reload "s#^lang_dir.*#lang_dir = \"$dir/sent\";#" "holds no such file"
check "another state_dir is refused" reload "s#^state_dir.*#state_dir = \"$dir/other\";#" "stop circulard, move the folder there"
check "... and no register is made there" test ! -e "$dir/other"

check "the routes change" reload 's/( "anna", "bruno" )/( "bruno" )/; s/to = ( "anna" )/to = ( "bruno" )/' "configuration reloaded"
write_letter questionnaire "Questionnaire" "$(LC_ALL=C date -d '+40 days' '+%-d %B %Y')"
sed -i "s/^Date: .*/Date: $(LC_ALL=C date -R)/" "$dir/questionnaire.letter"
deliver "$dir/questionnaire.letter"
check "bruno is told" within has bruno 1
check "... alone" same "$(told anna)" 0
check "bruno leaves" reload '/id = "bruno"/,/language = "fr"/d; s/"Europe\/Tallinn"; },/"Europe\/Tallinn"; } );/; s/( "anna", "bruno" )/( "anna" )/' \
    'matter 1: "bruno" is no longer an official of the configuration'
check "... and the administrator is told of what was his" within has anna 1
check "... which the status says" holds "$(status)" '"bruno" is no longer an official of the configuration, but 1 open matter names this person (1)'
kill "$daemon"; wait "$daemon"
check "the daemon ends well" test $? -eq 0
daemon=
finish
