#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The daemon starts on a disk that is read-only or full: it does not end, people are told by mail and by the
# command, once, and when the disk is well it goes on by itself. In a mount namespace of its own: skipped where
# it may not mount.
. "$(dirname "$0")/../support/flow.sh"
flow_private "a start on a disk that is read-only"
flow_start
mkdir -p "$dir/state"
mount -t tmpfs -o size=2m,mode=0700 tmpfs "$dir/state" || exit 1
sed -i '1i poll_minutes = 1; reminders = { send_hour = 0; };' "$dir/circulard.conf"
cat >"$dir/page" <<CMD
#!/bin/sh
{ echo "\$CIRCULARD_ALARM \$CIRCULARD_PART"; cat; } >>"$dir/called"
CMD
chmod 755 "$dir/page"
echo "alarms = { after_minutes = 0; to = ( \"it@ministry.example\" ); command = ( \"$dir/page\" ); };" >>"$dir/circulard.conf"

told() { sent | grep -c "^it@ministry.example|circulard: $1"; }
called() { grep -sc "^$1 register" "$dir/called"; }
is() { [ "$("${@:2}")" = "$1" ]; }
goes_on() { "$B/circularctl" check -c "$dir/circulard.conf" 2>/dev/null; }
start() {
    "$B/circulard" -c "$dir/circulard.conf" >>"$dir/out" 2>>"$dir/log" &
    daemon=$!
}
stops_well() {
    kill -TERM $daemon
    wait $daemon
    local code=$?
    daemon=
    return $code
}

# A register that is there, on a disk that can only be read.
once "$(date -u +%FT%TZ)"
mount -o remount,ro "$dir/state"
printf '%s\n' "Date: $(date -u -R)" 'From: Office <letters@ilo.org>' 'To: inbox@ministry.example' 'Subject: Report 1' \
    "Message-ID: <letter1@ilo.org>" 'MIME-Version: 1.0' 'Content-Type: text/plain; charset=utf-8' '' \
    'INTERNATIONAL LABOUR OFFICE' '' 'Reference: ACD 1' '' 'Dear Sir or Madam,' '' \
    "The Government is requested to send its report number 1 by no later than $(date -u -d '+147 days' '+%-d %B %Y')." \
    '' 'Yours faithfully,' >"$dir/letter1.eml"
deliver "$dir/letter1.eml"
start
check "read-only: told by mail" within is 1 told "TROUBLE: register"
check "... and by the command" within is 1 called trouble
check "... with its reason" holds "$(cat "$dir/called")" "the disk is read-only"
check "... and what is to be done" holds "$(cat "$dir/called")" "mount it writable again"
check "... in the log, too" holds "$(cat "$dir/log")" "cannot begin: state_dir $dir/state: the disk is read-only; it is tried again"
check "the daemon lives" kill -0 $daemon
check "a single pass fails and says why" bash -c "! '$B/circulard' --once -c '$dir/circulard.conf' 2>'$dir/single'"
check "... on the same disk" holds "$(cat "$dir/single")" "read-only"
check "the end of the daemon is no failure" stops_well
start
check "started anew: told" within is 2 called trouble
check "... by both" within is 2 grep -c "alarm mail to .* sent: 2" "$dir/log"
lines() { grep -c 'cannot begin' "$dir/log"; }
lines=$(lines)
kill -HUP $daemon
check "a reload tries again" within is $((lines + 1)) lines
lines=$((lines + 1))
sleep 7
check "tried again, and after a reload: told once" same "$(called trouble)" 2
check "... and in the log once" same "$(lines)" "$lines"
mount -o remount,rw "$dir/state"
check "writable again: the letter is noticed" within silent bash -c "ls '$dir/sent' | grep -q eml && grep -ls '^To:.*anna@' '$dir'/sent/*.eml"
check "that it is well is told" within is 1 told "all clear: register"
check "the daemon ends well" stops_well

# No register yet, and no room for one.
umount "$dir/state"
mount -t tmpfs -o size=64k,mode=0700 tmpfs "$dir/state" || exit 1
dd if=/dev/zero of="$dir/state/filler" bs=4k 2>/dev/null
rm -f "$dir/called"
start
check "full: told" within is 1 called trouble
check "... with its reason" grep -qiE 'full|no space' "$dir/called"
check "the daemon lives" kill -0 $daemon
mount -o remount,size=32m "$dir/state"
check "room again: it goes on" within silent goes_on
check "that it is well is told" within is 1 called clear
check "the daemon ends well" stops_well
umount "$dir/state"
finish
