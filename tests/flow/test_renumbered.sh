#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A register put back from a backup reads later mails in another order: matters have other numbers than those
# in mails already sent. What was sent is known again, and an answer to it closes the matter of its letter.
. "$(dirname "$0")/../support/flow.sh"
ctl() { "$B/circularctl" "$@" -c "$dir/circulard.conf" --now "${now:-2026-03-14T09:00:00Z}"; }
taken() { ls "$dir/sent" | grep -c eml; }
states() { register "SELECT state FROM matters WHERE subject LIKE '%$1%'"; }

# ours WORD: Message-ID and token of the first mail to anna whose text holds WORD.
ours() {
    /usr/bin/python3 - "$dir/sent" "$1" <<'PY'
import email, email.policy, glob, json, re, sys
for name in sorted(glob.glob(sys.argv[1] + "/*.eml")):
    with open(name, "rb") as file:
        mail = email.message_from_binary_file(file, policy=email.policy.default)
    text = mail.get_body(("plain",)).get_content()
    if "anna@" in str(json.load(open(name[:-4] + ".json"))["to"]) and sys.argv[2] in text:
        print(mail["Message-ID"].strip("<>"), re.search(r"\[(c\d+-[a-z2-7]{26})\]", text).group(1))
        break
PY
}

# numbered MATTER: anna's token as an earlier version made it.
numbered() {
    /usr/bin/python3 - "$dir/state/answer.key" "$1" <<'PY'
import base64, hashlib, hmac, sys
key = open(sys.argv[1], "rb").read()
said = f"circulard answer 1\n{sys.argv[2]}\nanna".encode()
mac = base64.b32encode(hmac.new(key, said, hashlib.sha256).digest()[:16]).decode().lower().rstrip("=")
print(f"c{sys.argv[2]}-{mac}")
PY
}

written=0
answer() { # TOKEN [ID]
    written=$((written + 1))
    {
        printf 'From: anna@ministry.example\nTo: circulars@ministry.example\nSubject: Re: your mail\n'
        printf 'Message-ID: <answer%s@client.example>\nDate: Sat, 14 Mar 2026 10:00:00 +0200\n' "$written"
        [ -z "${2:-}" ] || printf 'In-Reply-To: <%s>\n' "$2"
        printf 'Content-Type: text/plain; charset=utf-8\n\nDONE\n\n> [%s]\n' "$1"
    } >"$dir/answer$written.eml"
    deliver "$dir/answer$written.eml"
}

flow_start
inbox=$dir/mail/inbox/Maildir
sed -i '1i readers = 1;' "$dir/circulard.conf"
sed -i 's#^relay = { #&copy_to = "inbox@copies.example"; #' "$dir/circulard.conf"
write_letter fishing "Fishing vessels" "3 June 2026"
write_letter nursing "Nursing staff" "9 July 2026"
write_letter plantations "Plantations" "12 August 2026"
once 2026-03-12T08:00:00Z
check "a backup of an empty register" silent ctl backup "$dir/backup"
for name in fishing nursing plantations; do
    deliver "$dir/$name.letter"
done
once 2026-03-12T10:00:00Z
once 2026-03-12T10:30:00Z
numbers="SELECT group_concat(subject, ', ') FROM (SELECT subject FROM matters ORDER BY id)"
check "three matters" same "$(register "$numbers")" "Fishing vessels, Nursing staff, Plantations"
before=$(taken)
read -r fishing_id fishing <<<"$(ours "Fishing vessels")"
read -r _ nursing <<<"$(ours "Nursing staff")"
check "each has its token" test -n "$fishing" -a -n "$nursing" -a "$fishing" != "$nursing"

# Somebody has moved the letters out and back since, in another order.
for mail in "$inbox"/{new,cur}/*; do
    ! sed '/^\r*$/q' "$mail" 2>/dev/null | grep -q '^Message-ID: <[a-z]*@ilo.org>' || rm "$mail"
done
mv "$dir/state" "$dir/lost"
mkdir "$dir/state"
check "the register is put back" silent ctl restore "$dir/backup"
for name in plantations nursing fishing; do
    deliver "$dir/$name.letter"
done
once 2026-03-14T09:00:00Z
once 2026-03-14T09:30:00Z
check "the numbers are others" same "$(register "$numbers")" "Plantations, Nursing staff, Fishing vessels"
check "nothing goes twice" same "$(taken)" "$before"
check "... for our own copies prove it" same \
    "$(register "SELECT count(*) FROM reminders WHERE state = 'sent' AND step = 'notice'")" 3

# The third matter now bears the number that the second token names.
answer "$fishing" "$fishing_id"
answer "${nursing/c2-/c1-}"
once 2026-03-14T10:00:00Z
check "an answer to a mail of before closes what it was about" same "$(states Fishing)" done
check "... and nothing else" same "$(states Plantations) $(states Nursing)" "open open"
check "a token with another number holds for nothing" same "$(states Plantations) $(states Nursing)" "open open"
check "... and she is asked" holds "$(sent | tail -n 1)" "anna@ministry.example,inbox@copies.example|Nothing changed, please look: Plantations"
answer "$(numbered 1)"
once 2026-03-14T10:20:00Z
check "a token of an earlier version does not close what has its number now" same "$(states Plantations)" open
answer "$(ours Plantations | cut -d' ' -f2)"
once 2026-03-14T10:30:00Z
check "a mail without its thread is known by its token alone" same "$(states Plantations) $(states Nursing)" "done open"

# Matters of a register that an earlier version wrote.
/usr/bin/python3 - "$dir/state/register.db" <<'PY'
import sqlite3, sys
with sqlite3.connect(sys.argv[1]) as register:
    register.execute("UPDATE matters SET origin = NULL WHERE subject = 'Nursing staff'")
PY
answer "$(numbered 2)"
once 2026-03-14T10:40:00Z
check "tokens of an earlier version hold for the matters of that version" same "$(states Nursing)" done
check "the register is whole" silent ctl check
finish
