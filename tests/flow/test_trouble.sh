#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What goes wrong around the daemon is said in a clear line, loses nothing, and stops nothing else.
. "$(dirname "$0")/../support/flow.sh"
mail=$top/tests/demo/mail
conf() { timeout 100 "$B/circulard" -c "$1" --check-config 2>&1; }
log_says() { holds "$(cat "$dir/log")" "$1"; }
status_says() { holds "$("$B/circularctl" status -c "$dir/circulard.conf" --now "$1")" "$2"; }
fresh() { rm -rf "$dir/state" "$dir/log"; write_conf; }
refused() { ! "$@"; }
flow_start

check "a missing configuration is named" holds "$(conf "$dir/none.conf")" "$dir/none.conf: cannot be read"
echo 'poll_minuts = 3;' >>"$dir/circulard.conf"
check "a mistyped setting is named with its line" \
    holds "$(conf "$dir/circulard.conf")" "circulard.conf:$(wc -l <"$dir/circulard.conf"): poll_minuts: unknown setting"
fresh
check "a good configuration is good" holds "$(conf "$dir/circulard.conf")" ": good"
check "an unknown option is refused" refused "$B/circulard" --no-such 2>/dev/null

deliver "$mail/1-article-22.eml"
echo wrong >"$dir/imap.password"
once 2026-03-12T09:00:00Z
check "a wrong password makes the pass fail" test $? -ne 0
check "... is named in the log" log_says "mailbox inbox:"
check "... and in the status" status_says 2026-03-12T09:01:00Z "inbox"
check "... which does not say that nobody tries any more" refused status_says 2026-03-12T11:30:00Z "is it running"
check "... until nothing was heard of circulard for hours" status_says 2026-03-12T13:30:00Z \
    "circulard gave no sign of itself for 4 hours: is it running?"
echo secret >"$dir/imap.password"
once 2026-03-12T10:00:00Z
check "once it is right, the mail is taken" same "$(register "SELECT count(*) FROM matters")" "1"

fresh
chmod 644 "$dir/imap.password"
once 2026-03-12T09:00:00Z
check "a password that everybody can read is refused" log_says "chmod 0600"
chmod 600 "$dir/imap.password"

fresh
logins() { grep -c 'Login: user=<inbox>' "$dir/dovecot.log"; } # which may be written late
one_login() { [ "$(logins)" = 1 ]; }
within one_login
sed -i "s#ca_file = [^;]*; } );#} );#" "$dir/circulard.conf"
once 2026-03-12T09:00:00Z
check "an unknown authority is refused" log_says "certificate"
within says "$dir/dovecot.log" "no auth attempts"
check "... before the password is sent" one_login

fresh
sed -i 's#name = "inbox";#name = "inbox"; folder = "Nowhere";#' "$dir/circulard.conf"
once 2026-03-12T09:00:00Z
check "a mailbox that does not exist is named" log_says "Nowhere"

fresh
before=$(sent | wc -l)
smtp_stop
once 2026-03-12T09:00:00Z
check "a dead SMTP server makes the pass fail" test $? -ne 0
check "... is named" log_says "not sent yet"
check "... and the reminder waits" same "$(register "SELECT DISTINCT step, state FROM reminders")" "notice|planned"
check "... which the status says" status_says 2026-03-12T09:01:00Z "wait"
smtp_start
once 2026-03-12T12:00:00Z
check "when it is back, each reminder goes once" same "$(sent | wc -l)" "$((before + 2))"

fresh
before=$(sent | wc -l)
echo wrong >"$dir/smtp.password"
for minute in 00 01 02 03; do once 2026-03-12T09:$minute:00Z; done
check "a relay that refuses the password is named" log_says "refused the user name or the password"
echo secret >"$dir/smtp.password"
once 2026-03-12T09:04:00Z
check "... and once it is right, a restart sends what waited" same "$(sent | wc -l)" "$((before + 2))"

fresh
sed -i '1i read_seconds = 6;' "$dir/circulard.conf" # by the clock: all else is read in a hundredth of it
/usr/bin/python3 "$support/killer.py" >"$dir/killer.eml"
deliver "$dir/killer.eml"
once 2026-03-12T09:00:00Z
check "a mail that stops its reader is read without that part" \
    same "$(register "SELECT date FROM deadlines d JOIN mails m ON m.subject LIKE '%stops%' WHERE date = '2026-06-15'")" "2026-06-15"
check "... what could not be read is noted" holds "$(register "SELECT part, what FROM flaws")" "questionnaire.pdf"
check "... and the other mail was read" same "$(register "SELECT count(*) FROM matters")" "2"

fresh
sed -i "s#^state_dir = .*#state_dir = \"$dir/log\";#" "$dir/circulard.conf"
once 2026-03-12T09:00:00Z
check "a state_dir that is a file is named as one" log_says "Not a directory"

fresh
cp -r "$top/etc/lang" "$dir/lang"
printf 'nonsense = {' >"$dir/lang/en.conf"
sed -i "s#^lang_dir = .*#lang_dir = \"$dir/lang\";#" "$dir/circulard.conf"
for hour in 09 10 11 12 13 14 15; do once 2026-03-12T$hour:00:00Z; done
check "a broken language file costs no mail its attempts" \
    same "$(register "SELECT count(*) FROM mails WHERE state <> 'stored' OR attempts > 0")" "0"
check "... the status says that nothing is read, and why" status_says 2026-03-12T15:01:00Z "reading fails: extractor: $dir/lang/en.conf:1: syntax error"
cp "$top/etc/lang/en.conf" "$dir/lang/en.conf"
once 2026-03-12T16:00:00Z
check "... and when it is mended, all are read" same "$(register "SELECT count(*) FROM mails WHERE state <> 'read'")" "0"

fresh
mkdir -p "$dir/state"
: >"$dir/daemon.log"
"$B/circulard" -c "$dir/circulard.conf" >/dev/null 2>>"$dir/daemon.log" &
daemon=$!
within says "$dir/daemon.log" watching
once 2026-03-12T09:00:00Z
check "a second daemon on one register is refused" log_says "another circulard"
echo 'poll_minuts = 3;' >>"$dir/circulard.conf"
kill -HUP $daemon
within says "$dir/daemon.log" "the old one stays"
check "a broken configuration on reload is refused, the old one stays" \
    holds "$(cat "$dir/daemon.log")" "poll_minuts: unknown setting"
sed -i '$d' "$dir/circulard.conf"
kill -HUP $daemon
within says "$dir/daemon.log" "configuration reloaded"
check "a good one is taken" holds "$(cat "$dir/daemon.log")" "configuration reloaded"
gone() { ! kill -0 "$daemon" 2>/dev/null; }
ended_by() { # SIGNAL…: the daemon ends in good order
    for signal; do kill "-$signal" "$daemon"; done
    within gone
    kill -KILL "$daemon" 2>/dev/null
    wait "$daemon"
    local code=$?
    daemon=
    return $code
}
check "SIGTERM ends it well" ended_by TERM
for round in 1 2 3; do
    : >"$dir/daemon.log"
    "$B/circulard" -c "$dir/circulard.conf" >/dev/null 2>>"$dir/daemon.log" &
    daemon=$!
    within says "$dir/daemon.log" watching
    check "... also in the middle of a reload ($round)" ended_by HUP TERM
done
finish
