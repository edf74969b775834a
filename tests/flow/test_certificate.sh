#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The certificates of the mail servers end on the last day of 2049: the administrator is told 30, 14 and 7 days
# ahead, once each, and the status says so.
. "$(dirname "$0")/../support/flow.sh"
flow_start
told() { sent | grep -c "anna@ministry.example|Ends on .* the certificate of $1://"; }
status() { "$B/circularctl" status -c "$dir/circulard.conf" --now "$1" "${@:2}" | tr -s ' \n' ' '; }
wait_days() { for day; do once "${day}T09:00:00Z"; done; }

wait_days 2049-11-30
check "a certificate that still holds for long is nothing to tell" same "$(told imaps)" 0
check "... but the status knows when it ends" holds "$(status 2049-11-30T09:01:00Z)" \
    "Certificates imaps://localhost:$imaps: ends on 2050-01-01, in 32 days"
check "... and what is not known yet is said" holds "$(status 2049-11-30T09:01:00Z)" \
    "smtp://localhost:$submission: it is not known when it ends"
check "... and nobody is needed for it" holds "$(status 2049-11-30T09:01:00Z)" "All is well"
wait_days 2049-12-02
check "30 days ahead the administrator is told" same "$(told imaps)" 1
wait_days 2049-12-03 2049-12-10
check "... once" same "$(told imaps)" 1
check "the relay's certificate is known since that mail, and told too" same "$(told smtp)" 1
wait_days 2049-12-18 2049-12-19 2049-12-25 2049-12-26 2049-12-31
check "again 14 and 7 days ahead, once each" same "$(told imaps) $(told smtp)" "3 3"
check "the status is not well" holds "$(status 2049-12-26T09:01:00Z)" \
    "the certificate of imaps://localhost:$imaps ends on 2050-01-01: whoever runs that server must renew it"
check "... and its JSON says when" holds "$(status 2049-12-26T09:01:00Z --json)" \
    "\"certificates\": [{\"server\": \"imaps://localhost:$imaps\", \"ends\": \"2050-01-01\", \"days_left\": 6}, {\"server\": \"smtp://localhost:$submission\""
check "the register is whole" silent "$B/circularctl" check -c "$dir/circulard.conf" --now 2049-12-31T10:00:00Z
finish
