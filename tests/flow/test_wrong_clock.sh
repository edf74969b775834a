#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A mail that names no server on its way, from a machine whose clock is wrong by decades: the day on which it
# lay in the mailbox says which year its "12 June" is of. A replay says the same.
. "$(dirname "$0")/../support/flow.sh"
due() { register "SELECT d.date FROM matters m JOIN deadlines d ON d.matter = m.id WHERE m.subject = '$1'"; }
replay() { TMPDIR=$dir/tmp timeout -k 5 300 "$B/circulard" -c "$dir/circulard.conf" "$@" >>"$dir/told" 2>>"$dir/log"; }
identical() {
    same "$(find "$1" -name '*.eml' | wc -l)" 2 || return 1
    paste -d ' ' <(ls "$dir"/sent/*.eml) <(ls "$1"/*.eml) | while read -r one other; do
        cmp "$one" "$other" || exit 1
    done
}
flow_start
mkdir -p "$dir/tmp" "$dir/old"/{new,cur,tmp}
write_letter fishing "Fishing vessels" "12 June"
write_letter nursing "Nursing staff" "9 July"
sed -i 's/^Date: .*/Date: Tue, 01 Jan 1980 00:00:00 +0000/' "$dir/fishing.letter"
sed -i 's/^Date: .*/Date: Fri, 12 Mar 2100 00:00:00 +0000/' "$dir/nursing.letter"
for name in fishing nursing; do
    day=2026-03-12T09:00:00Z
    [ $name = fishing ] || day=2026-03-12T11:00:00Z
    touch -d $day "$dir/$name.letter"
    "$support/dovecot.sh" deliver "$dir" inbox "$dir/$name.letter"
    sed 's/$/\r/' "$dir/$name.letter" >"$dir/old/new/$name"
    touch -d $day "$dir/old/new/$name"
    once $day
done
check "a clock of before it was set is not believed" same "$(due 'Fishing vessels')" 2026-06-12
check "... nor one of another century" same "$(due 'Nursing staff')" 2026-07-09
check "both were told of" same "$(sent | wc -l)" 2
check "a replay of the register says the same" replay --replay register --now 2026-03-12T12:00:00Z --output "$dir/again"
check "... byte for byte" identical "$dir/again"
check "a replay of a Maildir says the same" replay --replay "$dir/old" --now 2026-03-12T12:00:00Z --output "$dir/maildir"
check "... byte for byte" identical "$dir/maildir"
extracted=$("$B/circularctl" extract --lang-dir "$top/etc/lang" --json "$dir/fishing.letter" 2>&1)
check "a file has no such witness: its Date stands" holds "$extracted" 1980-06-12
finish
