#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Killed again and again in the middle, and started again: nothing is lost, and nothing is sent twice
# but for a mail that was with the server at that moment, which goes again as the same mail.
. "$(dirname "$0")/../support/flow.sh"
# Five that end nowhere would give a mail up, rightly: a machine too slow for the scan in all these pauses comes to that.
forget_attempts() {
    [ ! -e "$dir/state/register.db" ] || /usr/bin/python3 - "$dir/state/register.db" <<'PY'
import sqlite3, sys
with sqlite3.connect(sys.argv[1], timeout=60) as register:
    if register.execute("SELECT 1 FROM sqlite_master WHERE name = 'mails'").fetchone():
        register.execute("UPDATE mails SET attempts = 0 WHERE state = 'stored'")
PY
}
names() { grep -him1 '^Message-ID:' "$dir"/sent/*.eml | sort -u | wc -l; } # of the mails taken
flow_start
deliver "$top"/tests/demo/mail/*.eml

now=2026-03-12T09:00:00Z
for pause in 0.05 0.1 0.15 0.2 0.25 0.3 0.35 0.4 0.5 0.6; do
    "$B/circulard" -c "$dir/circulard.conf" --once --now $now >>"$dir/out" 2>>"$dir/log" &
    daemon=$!
    sleep $pause
    kill -KILL $daemon 2>/dev/null
    wait $daemon 2>/dev/null
    daemon=
    forget_attempts
done
check "the last pass succeeds" once $now
check "every mail has one row and is read" \
    same "$(register "SELECT count(*), sum(state = 'read') FROM mails")" "5|5"
check "each matter is there once" same "$(register "SELECT count(*) FROM matters")" "3"
check "each notice is sent" \
    same "$(register "SELECT official, step, state FROM reminders ORDER BY official")" \
    "anna|notice|sent
anna|notice|sent
anna|notice|sent
bruno|notice|sent"
check "the server has each mail, none under two names" \
    same "$(names)" "4"
check "the register is whole, its history unbroken" \
    silent "$B/circularctl" check -c "$dir/circulard.conf"

"$B/circulard" -c "$dir/circulard.conf" --dry-run --now 2026-04-29T09:00:00Z >"$dir/rehearsed" 2>>"$dir/log"
check "a rehearsal prints the mail that is due" holds "$(cat "$dir/rehearsed")" "30 April 2026"
check "... with the letter itself, and where it is" \
    same "$(grep -c "cannot be attached" "$dir/log") $(grep -c "circulard-dry-run" "$dir/rehearsed")" "0 0"
check "... and changes nothing" same "$(register "SELECT count(*) FROM reminders")" "4"
check "... and sends nothing" \
    same "$(names)" "4"
timeout 100 "$B/circulard" -c "$dir/circulard.conf" --deliver <"$top/tests/letters/develop/en/$(ls "$top/tests/letters/develop/en" | grep -m1 eml$)"
check "a mail from a pipe is taken" same "$(register "SELECT count(*) FROM mails")" "6"
once $now
check "... and read" same "$(register "SELECT sum(state = 'read') FROM mails")" "6"
rm -rf "$dir/state"
timeout 100 "$B/circulard" -c "$dir/circulard.conf" --deliver <"$top/tests/demo/mail/1-article-22.eml" 2>"$dir/log"
check "where no daemon has run yet, the mail server is asked to try again" test $? -eq 75 -a ! -e "$dir/state"
check "... with the reason" holds "$(cat "$dir/log")" "makes it when it first runs"
finish
