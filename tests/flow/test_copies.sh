#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A letter that came twice opens its matter by one copy, and in a register put back from a backup by the other
# one. What an official got is known again all the same, and her calendar's entry keeps its name.
. "$(dirname "$0")/../support/flow.sh"
ctl() { "$B/circularctl" "$@" -c "$dir/circulard.conf" --now "${now:-2026-03-14T09:00:00Z}"; }
taken() { ls "$dir/sent" | grep -c eml; }
subjects() { sent | sed 's/.*|//' | sort; }

# named FIELD WORD: that header, or the calendar's UID, in the last mail to anna with that word in its subject.
named() {
    /usr/bin/python3 - "$dir/sent" "$1" "$2" <<'PY'
import email, email.policy, glob, json, re, sys
found = ""
for name in sorted(glob.glob(sys.argv[1] + "/*.eml")):
    with open(name, "rb") as file:
        mail = email.message_from_binary_file(file, policy=email.policy.default)
    if sys.argv[3] not in mail["Subject"] or "anna@" not in str(json.load(open(name[:-4] + ".json"))["to"]):
        continue
    if sys.argv[2] != "UID":
        found = (mail[sys.argv[2]] or "").strip("<>")
    for part in mail.walk():
        if sys.argv[2] == "UID" and part.get_content_type() == "text/calendar":
            found = re.search(r"(?m)^UID:(\S+)", part.get_content().replace("\r\n ", "")).group(1)
print(found)
PY
}

forwarded() { # NAME: by a colleague
    {
        printf 'From: Mission <mission@geneva.example>\nTo: circulars@ministry.example\n'
        printf 'Message-ID: <%s.again@geneva.example>\n' "$1"
        sed -n '/^Subject: /s//Subject: Fwd: /p; /^Date/p; /^Content/p' "$dir/$1.letter"
        printf '\nDear colleagues,\n\nFor your attention.\n\n---------- Forwarded message ---------\n'
        grep '^From: \|^Date: \|^Subject: \|^To: ' "$dir/$1.letter"
        sed '1,/^$/d' "$dir/$1.letter"
    } >"$dir/$1.again"
}

remove() { # WORD: mails of the mailbox with it in their Message-ID; kept in $dir/removed
    local mail
    mkdir -p "$dir/removed"
    for mail in "$inbox"/{new,cur}/*; do
        ! sed '/^\r*$/q' "$mail" 2>/dev/null | grep -qi "^Message-ID: <[^>]*$1" || mv "$mail" "$dir/removed/"
    done
}

flow_start
inbox=$dir/mail/inbox/Maildir
sed -i '1i readers = 1;' "$dir/circulard.conf"
sed -i 's#^relay = { #&copy_to = "inbox@copies.example"; #' "$dir/circulard.conf"
write_letter fishing "Fishing vessels" "3 June 2026"
write_letter nursing "Nursing staff" "9 July 2026"
once 2026-03-12T08:00:00Z
check "a backup of an empty register" silent ctl backup "$dir/backup"
for name in fishing nursing; do
    { printf 'X-Mailbox: another\n'; cat "$dir/$name.letter"; } >"$dir/$name.twin"
    forwarded "$name"
    deliver "$dir/$name.letter"
    once 2026-03-12T10:00:00Z
    deliver "$dir/$name.twin" "$dir/$name.again"
    once 2026-03-12T10:30:00Z
done
once 2026-03-12T11:00:00Z
matters="SELECT group_concat(subject, ', ') FROM (SELECT subject FROM matters ORDER BY subject)"
check "three copies each are two matters" same "$(register "$matters")" "Fishing vessels, Nursing staff"
check "... of which anna was told" test "$(taken)" -ge 2
before=$(taken) subjects=$(subjects)
uid=$(named UID Fishing)
first=$(named Message-ID Fishing)
check "... with a date for her calendar" test -n "$uid"

# Of the first letter, our own copy now comes before the copies; of the second one, after them.
remove "@ilo.org"
remove "@geneva.example"
mv "$dir/state" "$dir/lost"
mkdir "$dir/state"
now=2026-03-14T08:45:00Z
check "the register is put back" silent ctl restore "$dir/backup"
deliver "$dir/fishing.again"
once 2026-03-14T08:50:00Z
deliver "$dir/fishing.twin" "$dir/fishing.letter"
remove "matter-"
deliver "$dir/nursing.twin" "$dir/nursing.again" "$dir/nursing.letter"
once 2026-03-14T08:55:00Z
for mail in "$dir"/removed/*; do
    ! grep -qi '^Message-ID: <matter-' "$mail" || deliver "$mail"
done
once 2026-03-14T09:00:00Z
once 2026-03-14T09:30:00Z
check "they are two matters again" same "$(register "$matters")" "Fishing vessels, Nursing staff"
check "opened by other copies" same "$(register "SELECT count(*) FROM matters x JOIN mails m ON m.id =
    (SELECT min(mail) FROM matter_mails j WHERE j.matter = x.id) WHERE m.sha256 <> x.origin")" 2
check "nothing goes twice" same "$(taken) $(subjects)" "$before $subjects"
check "... for our own copies prove it" same \
    "$(register "SELECT count(*) FROM reminders WHERE step = 'notice' AND state = 'sent'")" 2

# What goes from now on belongs to what she has.
once 2026-05-20T10:00:00Z
check "the next reminder goes" test "$(taken)" -gt "$before"
check "... in the thread that she has" same "$(named In-Reply-To Fishing)" "$first"
check "... for the entry in her calendar" same "$(named UID Fishing)" "$uid"
now=2026-05-20T10:10:00Z
fishing=$(register "SELECT id FROM matters WHERE subject = 'Fishing vessels'")
check "a calendar to subscribe to names it alike" holds "$(ctl ics anna)" "UID:$uid"
before=$(taken)
check "the matter is closed" silent ctl done "$fishing"
once 2026-05-20T10:20:00Z
check "she is told" test "$(taken)" -gt "$before"
check "... and the same entry goes" same "$(named UID Fishing)" "$uid"
check "the register is whole" silent ctl check
check "... and its history" silent ctl verify
finish
