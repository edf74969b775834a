#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A relay that takes a mail and does not say so: our own copy decides whether it goes again.
. "$(dirname "$0")/../support/flow.sh"
log_says() { holds "$(cat "$dir/log")" "$1"; }
states() { register "SELECT official, state FROM reminders ORDER BY official, id"; }
fresh() { # the addresses of the two officials
    rm -rf "$dir/state" "$dir/log" "$dir"/sent/* "$dir"/mail/inbox/Maildir/*/*
    write_conf
    sed -i "s#^relay = { #&copy_to = \"inbox@copies.example\"; #; s#anna@ministry#$1#; s#bruno@ministry#$2#" \
        "$dir/circulard.conf"
    deliver "$top/tests/demo/mail/1-article-22.eml"
}
taken() { sent | grep -vc TROUBLE; }
flow_start

fresh anna@ministry bruno@ministry
once 2026-03-12T09:00:00Z
check "each mail goes to the copies' address too" \
    same "$(grep -l 'inbox@copies.example' "$dir"/sent/*.json | wc -l)" 2
once 2026-03-12T09:30:00Z
check "copies that come back make no matter" same "$(register "SELECT count(*) FROM matters")" 1
check "... and are known as ours" \
    same "$(register "SELECT outcome, count(*) FROM mails GROUP BY 1 ORDER BY 1")" "new matter|1
own reminder|2"

fresh anna+dropdotx1@ministry bruno@ministry
once 2026-03-12T09:00:00Z
check "a server that takes the mail and hangs up: in doubt" same "$(states)" "anna|planned
bruno|sent"
check "... which the log says" log_says "unless our own copy comes"
once 2026-03-12T09:06:00Z
check "the copy comes: it was sent" same "$(states)" "anna|sent
bruno|sent"
once 2026-03-12T12:00:00Z
check "... and it never goes again" same "$(taken)" 2
check "show tells the proof" \
    holds "$("$B/circularctl" show 1 -c "$dir/circulard.conf" --now 2026-03-12T12:00:00Z)" "our own copy came back"

fresh anna+lostdotx1@ministry bruno@ministry
once 2026-03-12T09:00:00Z
check "a server that loses the mail: in doubt" same "$(states)" "anna|planned
bruno|sent"
once 2026-03-12T09:06:00Z
check "as long as a copy may come, nothing goes" same "$(taken)" 1
once 2026-03-12T09:12:00Z
check "none has come: the same mail goes" same "$(states)" "anna|sent
bruno|sent"
check "... once" same "$(taken)" 2

fresh anne+lostdotx1@ministry bruno@ministry
once 2026-03-12T09:00:00Z
echo wrong >"$dir/imap.password"
once 2026-03-12T09:20:00Z
check "a mailbox that cannot be polled proves nothing: it waits" same "$(taken)" 1
once 2026-03-12T11:30:00Z
check "... but not for ever" same "$(taken)" 2
echo secret >"$dir/imap.password"

fresh anna+stalldotx1@ministry bruno@ministry
"$B/circulard" -c "$dir/circulard.conf" --once --now 2026-03-12T09:00:00Z >>"$dir/out" 2>>"$dir/log" &
daemon=$!
at_server() { [ "$(taken)" -ge 1 ]; }
within at_server
before=$SECONDS
kill -TERM "$daemon"
wait "$daemon"
daemon=
check "a stop while the server has the mail and is silent: not waited for" test $((SECONDS - before)) -lt 60
check "... nothing is said to be sent" same "$(states | grep -c sent)" 0
for time in 09:01 09:20; do once 2026-03-12T$time:00Z; done
check "... and started anew, the copy proves it" same "$(states)" "anna|sent
bruno|sent"
check "... and it does not go again" same "$(taken)" 2

fresh anna@ministry bruno@ministry
sed -i 's#inbox@copies.example#rcpt550+rcpt550@copies.example#' "$dir/circulard.conf"
once 2026-03-12T09:00:00Z
check "where the copy is refused, the mail goes without" same "$(states)" "anna|sent
bruno|sent"
check "... and says so" holds "$(register "SELECT reply FROM reminders")" "without the copy to ourselves"
finish
