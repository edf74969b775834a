#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A server that puts another mail under a number which it had given away, and says nothing of it: same
# UIDVALIDITY, same UIDNEXT, as many mails as before. Size and time of each mail tell.
. "$(dirname "$0")/../support/flow.sh"
subjects() { register "SELECT group_concat(subject, ', ') FROM (SELECT subject FROM matters ORDER BY subject)"; }
cursor() { register "SELECT validity > 0, next_uid, count FROM cursors"; }
fetched() { register "SELECT count(*) FROM history WHERE what = 'another mail'"; }

# in_place_of WORD FILE: another text under the name, and so the number, of the mail that holds the word.
in_place_of() {
    local mail
    mail=$(grep -ls "$1" "$inbox"/{new,cur}/*)
    sed 's/\r*$//' "$2" >"$mail"
    touch -d "$(sed -n 's/^Date: //p' "$2" | head -n 1)" "$mail"
    forget
}

# What the server keeps beside its mails: their sizes. Numbers stay.
forget() {
    rm -f "$inbox"/dovecot.index*
    sed -i -E 's/^([0-9]+) [^:]*:/\1 :/' "$inbox/dovecot-uidlist"
}

flow_start
inbox=$dir/mail/inbox/Maildir
write_letter fishing "Fishing vessels" "3 June 2026"
write_letter nursing "Nursing staff" "9 July 2026"
write_letter plantations "Plantations of tea" "12 August 2026"
deliver "$dir/fishing.letter" "$dir/nursing.letter"
once 2026-03-12T10:00:00Z
check "two matters" same "$(subjects)" "Fishing vessels, Nursing staff"
before=$(cursor)
once 2026-03-12T10:10:00Z
check "nothing was given away: nothing is fetched anew" same "$(fetched)|$(cursor)" "0|$before"

in_place_of Nursing "$dir/plantations.letter"
once 2026-03-13T10:00:00Z
check "another mail under a known number is seen, and read" same "$(subjects)" "Fishing vessels, Nursing staff, Plantations of tea"
check "... in the same run, which says so" says "$dir/log" "1 mails are others than before"
check "... and ends with everything taken" same "$(fetched)|$(cursor)" "1|$before"
once 2026-03-13T10:10:00Z
check "it is seen once" same "$(fetched)|$(register "SELECT count(*) FROM mails")" "1|3"

# The same mail put back from an archive: another time, the same text.
touch -d "2026-03-01 12:00" "$(grep -ls Fishing "$inbox"/{new,cur}/*)"
forget
once 2026-03-14T10:00:00Z
check "a mail with another time is fetched, and known by its text" same \
    "$(fetched)|$(register "SELECT count(*) FROM mails")|$(cursor)" "2|3|$before"
once 2026-03-14T10:10:00Z
check "... once" same "$(fetched)" 2
check "the register is whole" silent "$B/circularctl" check -c "$dir/circulard.conf"
finish
