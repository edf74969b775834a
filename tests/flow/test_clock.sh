#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A clock that runs a year ahead and is put back: no flood of reminders, and no gap afterwards. Two
# daemons on one mailbox, and a register that cannot be written to.
. "$(dirname "$0")/../support/flow.sh"
log_says() { holds "$(cat "$dir/log")" "$1"; }
steps() { register "SELECT step FROM reminders WHERE official = 'anna' AND state = 'sent' ORDER BY id" | sed 's/:.*//' | xargs; }
flow_start
deliver "$top/tests/demo/mail/1-article-22.eml" # due on 1 September 2026
once 2026-03-12T09:00:00Z
once 2027-03-12T09:00:00Z
check "a year ahead: one mail to each, not the whole ladder" same "$(steps)" "notice overdue-190"
for day in 2026-03-13 2026-08-02 2026-08-18 2026-08-25 2026-08-29 2026-08-31 2026-09-01 2026-09-02; do once ${day}T09:00:00Z; done
check "put back: every step goes, once, on its day" \
    same "$(steps)" "notice overdue-190 due-30 due-14 due-7 due-3 due-1 due-0 overdue-1"

smtp_stop
deliver "$top/tests/demo/mail/4-questionnaire-in-spanish.eml"
once 2027-03-12T09:00:00Z
smtp_start
once 2026-09-03T09:00:00Z
check "what was put off by the clock that was ahead goes now" \
    same "$(register "SELECT count(*) FROM reminders WHERE state = 'planned'")" 0

mkdir -p "$dir/other"
sed "s#$dir/state#$dir/other#" "$dir/circulard.conf" >"$dir/other.conf"
"$B/circulard" -c "$dir/circulard.conf" >/dev/null 2>"$dir/daemon.log" &
daemon=$!
within says "$dir/daemon.log" watching
timeout 300 "$B/circulard" -c "$dir/other.conf" --once --now 2026-03-12T09:00:00Z 2>"$dir/second.log"
check "a second daemon with a register of its own is refused the mailbox" test $? -ne 0
check "... in a clear line" holds "$(cat "$dir/second.log")" "mailbox inbox: another circulard on this machine reads it"
check "... and has registered nothing" test ! -e "$dir/other/register.db"
timeout 300 "$B/circulard" -c "$dir/circulard.conf" --dry-run --now 2026-09-03T10:00:00Z >/dev/null 2>"$dir/second.log"
check "a rehearsal beside the daemon is none" test $? -eq 0
kill $daemon; wait $daemon; daemon=
timeout 300 "$B/circulard" -c "$dir/other.conf" --once --now 2026-03-12T09:00:00Z 2>"$dir/second.log"
check "when it is gone, the mailbox is free" holds "$(cat "$dir/second.log")" "watching 1 mailbox"

if [ "$(id -u)" != 0 ]; then
    chmod 500 "$dir/state"
    once 2026-09-05T09:00:00Z
    check "a register that cannot be written to is named" log_says "cannot be written to"
    chmod 700 "$dir/state"
fi
finish
