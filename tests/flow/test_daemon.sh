#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The whole daemon: circulars in the inbox become reminders, once each, along the ladder to overdue.
. "$(dirname "$0")/../support/flow.sh"
mail=$top/tests/demo/mail
flow_start

deliver "$mail"/*.eml
once 2026-03-12T09:00:00Z
check "the first pass succeeds" test $? -eq 0
check "every mail has one row and is read" \
    same "$(register "SELECT count(*), sum(state = 'read') FROM mails")" "5|5"
check "direct and forwarded are one matter; the newsletter is none" \
    same "$(register "SELECT count(*) FROM matters")" "3"
check "the deadline on page 2 is found" \
    same "$(register "SELECT date, part, page FROM deadlines d JOIN matters m ON m.id = d.matter WHERE m.reference LIKE 'ACD%'")" \
    "2026-09-01|Article 22 - letter to Governments.pdf|2"
check "both officials have their notice, in their language" \
    same "$(sent | cut -d'|' -f1 | sort | uniq -c | tr -s ' ')" " 3 anna@ministry.example
 1 bruno@ministry.example"
first=$(sent | wc -l)

once 2026-03-12T09:30:00Z
check "a second pass sends nothing twice" same "$(sent | wc -l)" "$first"

# Along the ladder of the Spanish questionnaire: due on 30 April 2026.
for day in 03-31 04-16 04-23 04-27 04-29 04-30 05-01; do once "2026-${day}T09:00:00Z"; done
steps=$(register "SELECT r.step FROM reminders r JOIN matters m ON m.id = r.matter WHERE m.language = 'es' AND r.state = 'sent' ORDER BY r.day, r.id")
check "each step once, in order, to overdue" same "$steps" "notice
due-30:2026-04-30
due-14:2026-04-30
due-7:2026-04-30
due-3:2026-04-30
due-1:2026-04-30
due-0:2026-04-30
overdue-1:2026-04-30"
check "a matter for information has one notice and no ladder" \
    same "$(register "SELECT count(*) FROM reminders r JOIN matters m ON m.id = r.matter WHERE m.reference LIKE 'RGB%'")" "1"
check "all of it was taken by the server" \
    same "$(register "SELECT count(*) FROM reminders WHERE state = 'sent'")" "$(sent | wc -l)"

once 2026-08-31T09:00:00Z
check "after an outage the latest step goes once" \
    same "$(register "SELECT official, step FROM reminders r JOIN matters m ON m.id = r.matter WHERE m.reference LIKE 'ACD%' AND r.state = 'sent' AND r.step <> 'notice' ORDER BY official")" \
    "anna|due-1:2026-09-01
bruno|due-1:2026-09-01"
check "the mailbox is left as it was" \
    same "$(find "$dir/mail/inbox/Maildir" -type f -path '*/cur/*S' | wc -l)" "0"
check "the history's chain holds" silent "$B/circularctl" verify -c "$dir/circulard.conf"
finish
