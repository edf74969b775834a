#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A trouble of circulard's own: told by every road after a while, again while it lasts, and its end once.
. "$(dirname "$0")/../support/flow.sh"
subjects() { sent | grep -c "circulard: $1"; }
commands() { grep -c "^$1" "$dir/called" 2>/dev/null; }
metric() { sed -n "s/^circulard_$1 //p" "$dir/metrics.prom"; }
status_code() { "$B/circularctl" status -c "$dir/circulard.conf" --now "$1" >"$dir/status"; echo $?; }
flow_start
cat >"$dir/page" <<CMD
#!/bin/sh
{ echo "\$CIRCULARD_ALARM \$CIRCULARD_PART"; cat; } >>"$dir/called"
CMD
chmod 755 "$dir/page"
cat >>"$dir/circulard.conf" <<CONF
alarms = { to = ( "it@ministry.example" ); command = ( "$dir/page" ); metrics_file = "$dir/metrics.prom"; };
CONF

once 2026-03-12T08:00:00Z
check "all is well: the status says so" same "$(status_code 2026-03-12T08:00:00Z)" 0
check "... and the metrics" same "$(metric 'last_success_timestamp_seconds{part="mailbox inbox"}')" "$(date -d 2026-03-12T08:00:00Z +%s)"
echo wrong >"$dir/imap.password"
once 2026-03-12T09:00:00Z
check "a mailbox that fails is no alarm at first" same "$(subjects TROUBLE)" 0
check "... but the status fails" same "$(status_code 2026-03-12T09:00:00Z)" 1
check "... and the gauge of the last success stays" \
    same "$(metric 'last_success_timestamp_seconds{part="mailbox inbox"}')" "$(date -d 2026-03-12T08:00:00Z +%s)"
check "... beside the beginning of the trouble" \
    same "$(metric 'failing_since_timestamp_seconds{part="mailbox inbox"}')" "$(date -d 2026-03-12T09:00:00Z +%s)"
once 2026-03-12T10:05:00Z
check "after an hour it is told by mail" same "$(subjects TROUBLE)" 1
check "... and by the command" holds "$(cat "$dir/called")" "trouble mailbox inbox"
check "... with its reason" holds "$(cat "$dir/called")" "refused the user name or the password"
once 2026-03-12T14:00:00Z
check "... not again within a day" same "$(subjects TROUBLE) $(commands trouble)" "1 1"
once 2026-03-13T10:10:00Z
check "... again after a day" same "$(subjects TROUBLE) $(commands trouble)" "2 2"
echo secret >"$dir/imap.password"
once 2026-03-13T11:00:00Z
check "its end is told" same "$(subjects 'all clear') $(commands clear)" "1 1"
once 2026-03-13T12:00:00Z
check "... once" same "$(subjects 'all clear') $(commands clear)" "1 1"
check "the status is well again" same "$(status_code 2026-03-13T12:00:00Z)" 0

# The relay itself: the second road.
sed -i 's#^alarms = {#& relay = { url = "smtp://localhost:'"$submission"'"; user = "circulard"; password_file = "'"$dir"'/smtp.password"; ca_file = "'"$dir"'/tls/ca.pem"; };#; s#^relay = { url = "[^"]*"#relay = { url = "smtp://localhost:1"#' "$dir/circulard.conf"
deliver "$top/tests/demo/mail/1-article-22.eml"
once 2026-03-14T09:00:00Z
once 2026-03-14T10:30:00Z
check "a dead relay is told through the other" holds "$(sent | tail -n 1)" "TROUBLE: relay"
check "... and in the status" holds "$(status_code 2026-03-14T10:31:00Z; cat "$dir/status")" "relay fails"

# Nobody takes the alarm: it is tried again, not forgotten.
sed -i 's#localhost:'"$submission"'#localhost:1#; s#command = ( "[^"]*" )#command = ( "/bin/false" )#' "$dir/circulard.conf"
echo wrong >"$dir/imap.password"
once 2026-03-16T09:00:00Z
once 2026-03-16T10:30:00Z
check "an alarm that nobody took does not count as told" \
    same "$(register "SELECT alarmed_at FROM health WHERE name = 'mailbox inbox'")" 0
cp "$dir/circulard.conf" "$dir/kept.conf"
sed -i 's#to = ( "it@ministry.example" );#mail = false;#; s#command = ( "/bin/false" )#command = ( "'"$dir"'/none" )#' "$dir/circulard.conf"
once 2026-03-16T10:45:00Z
check "... nor one whose command is not there" same "$(register "SELECT alarmed_at FROM health WHERE name = 'mailbox inbox'")" 0
check "... which says where to look" holds "$(tail -n 12 "$dir/log")" "ExecPaths="
mv "$dir/kept.conf" "$dir/circulard.conf"
# Once, and nothing waits for the relay any more: neither trouble nor success.
echo secret >"$dir/imap.password"
sed -i 's#command = ( "/bin/false" )#command = ( "'"$dir"'/page" )#' "$dir/circulard.conf"
once 2026-03-16T11:00:00Z
relay() { register "SELECT failing_since > 0 FROM health WHERE name = 'relay'"; }
check "the relay fails while two reminders wait for it" same "$(relay) $(register "SELECT count(*) > 1 FROM reminders WHERE state = 'planned'")" "1 1"
"$B/circularctl" done 1 -c "$dir/circulard.conf" --now 2026-03-16T11:10:00Z >/dev/null
rm -f "$dir/called"
once 2026-03-16T11:20:00Z
check "when nothing waits, it is no trouble" same "$(relay) $(register "SELECT count(*) FROM reminders WHERE state = 'planned'")" "0 0"
check "... and its end is told, once" same "$(commands "clear relay")" 1
once 2026-03-17T12:00:00Z
check "... and it is not told again" same "$(commands "trouble relay") $(commands "clear relay")" "0 1"

# The daemon: one reminder is put off, the others have not been tried.
"$B/circularctl" reopen 1 -c "$dir/circulard.conf" --now 2026-03-17T13:00:00Z >/dev/null
sed -i 's#^alarms = {#& after_minutes = 0;#; 1i reminders = { send_hour = 0; };' "$dir/circulard.conf"
: >"$dir/daemon.log"
"$B/circulard" -c "$dir/circulard.conf" 2>"$dir/daemon.log" &
daemon=$!
within says "$dir/daemon.log" 'left alone'
fails() { [ "$(relay)" = 1 ]; }
within fails
sleep 1
check "a relay for which several wait stays in trouble" same "$(relay)" 1
check "... nobody is told that it is well" same "$(grep -c 'relay is well' "$dir/daemon.log")" 0
kill $daemon; wait $daemon; daemon=
check "the secrets stand in no log" bash -c "! grep -q 'secret' '$dir/log'"
finish
