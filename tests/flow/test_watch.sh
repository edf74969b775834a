#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What circularctl changes is acted upon at once by the daemon that runs, not at its next hour.
. "$(dirname "$0")/../support/flow.sh"
flow_start
now=2026-03-12T09:00:00Z
ctl() { "$B/circularctl" "$@" -c "$dir/circulard.conf" --now "$now" >>"$dir/out" 2>>"$dir/log"; }
taken() { find "$dir/sent" -name '*.eml' | wc -l; }
has() { [ "$(taken)" -ge "$1" ]; }
# comes NUMBER: that many mails were taken, and no more
comes() {
    within has "$1"
    same "$(taken)" "$1"
}
ticks() { awk '{print $14 + $15}' "/proc/$daemon/stat"; }
rests() { # for a second; what is left of the last change may be under way before
    local before
    before=$(ticks)
    sleep 1
    [ $(($(ticks) - before)) -le 2 ]
}
to() { sent | grep -c "^$1@"; }
deliver "$top/tests/demo/mail/4-questionnaire-in-spanish.eml"
"$B/circulard" -c "$dir/circulard.conf" --now "$now" >>"$dir/out" 2>>"$dir/log" &
daemon=$!
check "the notice comes" comes 1
id=$(register "SELECT max(id) FROM matters")
ctl assign "$id" bruno
check "the new official hears of it at once" comes 2
check "... he, and nobody else" same "$(to bruno)" 1
ctl due "$id" 2026-06-30
check "a date that a person sets is told at once" comes 3
ctl "done" "$id"
check "a closing takes the date out of the calendars at once" comes 5
sleep 1
check "... and that is all" comes 5
check "nothing is done while nothing changes" within rests
kill -TERM "$daemon"
wait "$daemon"
check "the daemon ends well" test $? -eq 0
daemon=
finish
