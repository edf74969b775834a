#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A relay that does not want our sender loses no reminder; an address that is put off for hours, while others are
# taken, is told to the next in line; a relay that refuses everybody is told by the other roads.
. "$(dirname "$0")/../support/flow.sh"
flow_start
to() { cp "$dir/kept.conf" "$dir/circulard.conf"; sed -i "$1" "$dir/circulard.conf"; }
states() { register "SELECT official, state FROM reminders WHERE step = 'notice' AND matter = 1 ORDER BY official" | xargs; }
cat >"$dir/page" <<CMD
#!/bin/sh
{ echo "\$CIRCULARD_ALARM \$CIRCULARD_PART"; cat; } >>"$dir/called"
CMD
chmod 755 "$dir/page"
echo "alarms = { command = ( \"$dir/page\" ); };" >>"$dir/circulard.conf"
cp "$dir/circulard.conf" "$dir/kept.conf"
write_letter first "Fishing vessels" "3 June 2026"
sed -i 's/requested to send/requested under article 22 to send/' "$dir/first.letter"

deliver "$dir/first.letter"
to 's#circulars@m#circulars+mail550@m#'
once 2026-03-12T09:00:00Z
check "a sender who is not wanted loses no reminder" same "$(states)" "anna|planned bruno|planned"
check "... and the status names the sender" holds "$("$B/circularctl" status -c "$dir/circulard.conf" --now 2026-03-12T09:01:00Z)" \
    "relay fails: it takes no mail from circulars+mail550@ministry.example: 550"
once 2026-03-12T10:30:00Z
check "... which after an hour is an alarm" holds "$(cat "$dir/called")" "it takes no mail from circulars+mail550@"

to 's#bruno@#bruno+rcpt450@#'
rm -rf "$dir/state"
once 2026-03-12T09:00:00Z
for hour in 10 12; do once 2026-03-12T$hour:10:00Z; done
check "one who is put off stays planned" same "$(states)" "anna|sent bruno|planned"
check "the trouble names the address" holds "$("$B/circularctl" status -c "$dir/circulard.conf" --now 2026-03-12T12:11:00Z)" \
    "a mail to bruno+rcpt450@ministry.example was put off: 450"

# A daemon, as it knows when the relay took the last mail.
to 's#bruno@#bruno+rcpt450@#; 1i reminders = { send_hour = 0; };'
rm -rf "$dir/state" "$dir"/mail/inbox/Maildir/{new,cur}/*
write_letter third "Plantations" "$(LC_ALL=C date -d '+40 days' '+%-d %B %Y')"
sed -i "s/^Date: .*/Date: $(LC_ALL=C date -R)/; s/requested to send/requested under article 22 to send/" "$dir/third.letter"
deliver "$dir/third.letter"
"$B/circulard" -c "$dir/circulard.conf" >/dev/null 2>>"$dir/log" &
daemon=$!
has_tried() { [ "$(register "SELECT group_concat(attempts) FROM (SELECT attempts FROM reminders WHERE step = 'notice' ORDER BY official)" 2>/dev/null)" = 1,1 ]; }
check "the relay takes one mail and not the other" within has_tried
/usr/bin/python3 - "$dir/state/register.db" <<'PY'
import sqlite3, sys
with sqlite3.connect(sys.argv[1], timeout=60) as register: # as after some hours
    register.execute("UPDATE reminders SET retry_at = 1, attempts = 7 WHERE official = 'bruno'")
PY
"$B/circularctl" note 1 "look again" -c "$dir/circulard.conf" >/dev/null
told() { sent | grep -q '^anna@.*A reminder does not arrive: Plantations'; }
check "then the one who is put off is told to the next in line" within told
check "... and the reminder still waits" same "$(states)" "anna|sent bruno|planned"
kill "$daemon"; wait "$daemon"; daemon=

rm -rf "$dir/state" "$dir/called"
deliver "$dir/first.letter"
to 's#anna@#anna+rcpt554@#; s#bruno@#bruno+rcpt554@#'
once 2026-03-12T09:00:00Z
check "a relay that refuses one after the other is told by the other road" holds "$(cat "$dir/called" 2>/dev/null)" "refuses one mail after the other"
check "... once" same "$(grep -c 'refuses one mail' "$dir/called")" 1
finish
