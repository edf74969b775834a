#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# One planning pass of the daemon, and lists, over COUNT (100,000) matters none of which is due today:
# their first notice is sent, their deadline far.
# The pass also polls an empty mailbox; the same pass over none is shown beside it.
. "$(dirname "$0")/../support/flow.sh"
count=${1:-100000}
clock() { # WHAT COMMAND…
    local what=$1 begun ended status
    shift
    begun=$(date +%s%N)
    "$@"
    status=$?
    ended=$(date +%s%N)
    printf '%-32s %7.2f s%s\n' "$what" "$(((ended - begun) / 10000000))e-2" "$([ $status -eq 0 ] || echo " (exit $status)")"
}
list() { timeout 100 "$B/circularctl" list -c "$dir/circulard.conf" --now 2026-03-09T08:00:00Z "$@" >"$dir/list"; }

flow_start
clock "one pass over 0 matters" once 2026-03-09T07:00:00Z
/usr/bin/python3 - "$dir/state" "$count" <<'PY' || exit 1
import glob, sqlite3, sys
path = [p for p in glob.glob(sys.argv[1] + "/*") if open(p, "rb").read(15) == b"SQLite format 3"][0]
register = sqlite3.connect(path)
register.execute("CREATE TEMP TABLE n (i INTEGER PRIMARY KEY)")
register.executemany("INSERT INTO n VALUES (?)", ((i,) for i in range(1, int(sys.argv[2]) + 1)))
for statement in (
    "INSERT INTO mails (id, sha256, bytes, kept, received_at, stored_at, state, subject)"
    " SELECT i, printf('%064x', i), 9, 1, 0, 0, 'read', 'Subject ' || i FROM n",
    "INSERT INTO matters (id, state, registered, subject, sender, reference, letter_date, kind, confidence, version)"
    " SELECT i, 'open', '2026-03-01', 'Report number ' || i, 'office@ilo.example', 'ACD ' || i, '2026-02-27',"
    " 'article-22', 0.9, 1 FROM n",
    "INSERT INTO matter_mails SELECT i, i, 'new matter' FROM n",
    "INSERT INTO requests (matter, version, position, confidence, quote, page, part_index, offset, length)"
    " SELECT i, 1, 0, 1, 'Governments are requested to reply', 1, 0, 0, 0 FROM n",
    "INSERT INTO deadlines (matter, version, position, date, kind, firm, derived, past, confidence, alternatives,"
    " quote, page, part_index, offset, length) SELECT i, 1, 0, date('2027-09-01', '+' || (i % 100) || ' days'),"
    " 'by', 1, 0, 0, 1, '', 'by 16 September', 1, 0, 0, 0 FROM n",
    "INSERT INTO deadline_requests SELECT d.id, r.id FROM deadlines d JOIN requests r ON r.matter = d.matter",
    "INSERT INTO recipients SELECT i, 0, 'anna' FROM n",
    "INSERT INTO reminders (matter, version, official, address, step, day, state, message_id, attempts, changed_at)"
    " SELECT i, 1, 'anna', 'anna@ministry.example', 'notice', '2026-03-01', 'sent', 'n' || i || '@ministry.example',"
    " 1, 0 FROM n"):
    register.execute(statement)
register.commit()
PY
clock "one pass over $count matters" once 2026-03-09T08:00:00Z
clock "list" list
echo "$(wc -l <"$dir/list") lines; $(sent | wc -l) mails sent"
clock "list --json" list --json
grep -v '^$' "$dir/log" | tail -n 3
