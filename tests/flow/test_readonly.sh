#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The register's disk becomes read-only while the daemon runs, and writable again: people are told, nothing is
# lost, nothing goes twice, and it goes on by itself. In a mount namespace of its own: skipped where it may not
# mount.
. "$(dirname "$0")/../support/flow.sh"
flow_private "a disk that becomes read-only"
flow_start
mkdir -p "$dir/disk" "$dir/state"
mount -t tmpfs -o size=64m,mode=0700 tmpfs "$dir/disk" && mount --bind "$dir/disk" "$dir/state" || exit 1
sed -i '1i poll_minutes = 1; reminders = { send_hour = 0; };' "$dir/circulard.conf"
echo "alarms = { after_minutes = 0; to = ( \"it@ministry.example\" ); };" >>"$dir/circulard.conf"

# A file system that somebody else mounts over the same folder: what the daemon holds open stays, as it does on
# a disk that the kernel has made read-only, and whatever it opens is refused.
make_readonly() { mount --bind "$dir/disk" "$dir/state" && mount -o remount,bind,ro "$dir/state"; }
make_writable() { umount -l "$dir/state"; }
letter() { # N: due in N weeks
    printf '%s\n' "Date: $(date -u -R)" 'From: Office <letters@ilo.org>' 'To: inbox@ministry.example' "Subject: Report $1" \
        "Message-ID: <letter$1@ilo.org>" 'MIME-Version: 1.0' 'Content-Type: text/plain; charset=utf-8' '' \
        'INTERNATIONAL LABOUR OFFICE' '' "Reference: ACD $1" '' 'Dear Sir or Madam,' '' \
        "The Government is requested to send its report number $1 to the Office by no later than $(date -u -d "+$(($1 * 7)) days" '+%-d %B %Y')." \
        '' 'Yours faithfully,' >"$dir/letter$1.eml"
    deliver "$dir/letter$1.eml"
}
matters() { register "SELECT count(*) FROM matters" 2>/dev/null; }
to() { sent | grep -c "^$1@"; }
is() { [ "$("${@:2}")" = "$1" ]; }

"$B/circulard" -c "$dir/circulard.conf" >>"$dir/out" 2>>"$dir/log" &
daemon=$!
letter 21
check "a letter is registered and noticed" within is 1 to anna
make_readonly
check "the disk is read-only" bash -c "! touch '$dir/state/x' 2>/dev/null"
letter 22
check "that nothing can be written is told by mail" within is 1 to it
check "... and in the log" grep -qE 'read-?only|unable to open' "$dir/log"
letter 23
sleep 2
kill -HUP $daemon
sleep 2
check "nothing is sent that could not be noted" same "$(to anna)" 1
check "the daemon lives" kill -0 $daemon
make_writable
check "writable again: what came meanwhile is registered" within is 3 matters
check "... and noticed" within is 3 to anna
sleep 1
check "... once" same "$(sent | grep '^anna@' | sort | uniq -d)" ""
check "that all is well is told" within grep -q 'is well again' "$dir/log"
check "every mail is there and read" same "$(register "SELECT count(*), sum(state = 'read'), sum(kept) FROM mails")" "3|3|3"
check "the register is sound" holds "$("$B/circularctl" check -c "$dir/circulard.conf")" "register: sound"
kill -TERM $daemon
wait $daemon
check "the daemon ends well" test $? -eq 0
daemon=
umount "$dir/state" "$dir/disk"
finish
