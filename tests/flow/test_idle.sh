#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A mail is taken when it comes, without waiting for the poll, and again after the connection on which
# it was waited for has gone.
. "$(dirname "$0")/../support/flow.sh"
mail=$top/tests/demo/mail
flow_start
sed -i '1i poll_minutes = 60;' "$dir/circulard.conf"
matters() { register "SELECT count(*) FROM matters" 2>/dev/null; }
has() { [ "$(matters)" = "$1" ]; }
waiting() { [ "$(doveadm -c "$dir/dovecot.conf" who -1 2>/dev/null | grep -c inbox)" -ge 1 ]; }

"$B/circulard" -c "$dir/circulard.conf" >/dev/null 2>>"$dir/log" &
daemon=$!
check "the daemon logs in" within waiting
sleep 1
deliver "$mail/1-article-22.eml"
check "a mail that comes is a matter long before the next poll" within has 1
deliver "$mail/3-"*.eml
check "... and the next one" within has 2
doveadm -c "$dir/dovecot.conf" kick inbox >/dev/null 2>&1
check "a lost connection costs nothing" kill -0 "$daemon"
check "... and is no failure" test "$(grep -c failing <<<"$("$B/circularctl" status -c "$dir/circulard.conf")")" -eq 0
kill "$daemon"
wait "$daemon"
check "the daemon ends well" test $? -eq 0
daemon=
finish
