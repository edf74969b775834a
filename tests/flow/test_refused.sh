#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A mail that the relay refuses for its size or for what is attached goes once more without the original,
# and says so; what is refused then is refused for good, and the status says that.
. "$(dirname "$0")/../support/flow.sh"
flow_start
now=2026-03-12T09:00:00Z
to() { sed -i "s#anna[+a-z0-9]*@#anna$1@#" "$dir/circulard.conf"; }
status_says() { holds "$("$B/circularctl" status -c "$dir/circulard.conf" --now "$1")" "$2"; }
# The plain text of the last mail, and the names of what is attached.
last() {
    /usr/bin/python3 - "$dir/sent" <<'PY'
import email, email.policy, glob, sys
with open(sorted(glob.glob(sys.argv[1] + "/*.eml"))[-1], "rb") as file:
    mail = email.message_from_binary_file(file, policy=email.policy.default)
print(" ".join(mail.get_body(("plain",)).get_content().split()))
print(*[part.get_filename() for part in mail.iter_attachments()])
PY
}
deliver "$top/tests/demo/mail/4-questionnaire-in-spanish.eml"
to +eod552x1
once $now
check "a refused one goes again within the same pass" same "$(register "SELECT step, state, attempts FROM reminders")" "notice|sent|2"
check "... once" same "$(sent | wc -l)" 1
check "... and says that the original is not attached" holds "$(last)" "is not attached: the mail server did not take it"
check "... with the server's words" holds "$(last)" "552 5.3.0 content not wanted"
check "... and where it is" holds "$(last)" "$dir/state/mails/"
check "... with the date for the calendar alone" same "$(last | tail -n 1 | wc -w)" 1
check "the register keeps the words" holds "$(register "SELECT words FROM history WHERE what = 'planned'")" "552 5.3.0"

rm -rf "$dir/state"
to +eod554
once $now
check "one that is refused twice is refused for good" same "$(register "SELECT step, state, attempts FROM reminders")" "notice|failed|2"
check "... which the status says" status_says $now "refused"

# Bruno's address is dead: his supervisor hears of it at once, with what is asked; nobody of her dead one.
rm -rf "$dir/state" "$dir"/sent/*
to ""
cp "$dir/circulard.conf" "$dir/kept.conf"
deliver "$top/tests/demo/mail/1-article-22.eml"
sed -i 's#address = "bruno@#supervisor = "head"; address = "bruno+rcpt550@#
        s#^routes#officials_more#' "$dir/circulard.conf"
/usr/bin/python3 - "$dir/circulard.conf" <<'PY'
import sys
text = open(sys.argv[1]).read().replace("officials_more", "routes")
end = text.index(" );", text.index("officials ="))
head = ', { id = "head"; name = "Hilda Kopp"; address = "head+rcpt550@ministry.example"; language = "en"; zone = "Europe/Tallinn"; }'
open(sys.argv[1], "w").write(text[:end] + head + text[end:])
PY
sed -i 's#name = "Register of circulars"; }#name = "Register of circulars"; answers = true; }#' "$dir/circulard.conf"
once $now
sent_to() { sent | grep "^$1" | cut -d'|' -f2; }
check "a dead address is told to the administrator" holds "$(sent_to anna)" "A reminder came back"
check "... with what is asked, and by when" holds "$(last)" "by Tuesday 1 September 2026"
check "the next in line was written to, once" same \
    "$(register "SELECT official, step LIKE 'answer:bounce:%', state, attempts FROM reminders WHERE official IN ('bruno', 'head') ORDER BY official")" \
    "bruno|0|failed|1
head|1|failed|1"
once 2026-03-13T09:00:00Z
check "... and two dead addresses do not write to each other" same "$(register "SELECT count(*) FROM reminders WHERE official IN ('bruno', 'head')")" 2

rm -rf "$dir/state"
cp "$dir/kept.conf" "$dir/circulard.conf"
smtp_stop
smtp_start --size 100000
/usr/bin/python3 - "$top/tests/demo/mail/4-questionnaire-in-spanish.eml" >"$dir/large.eml" <<'PY'
import email, email.policy, sys
with open(sys.argv[1], "rb") as file:
    mail = email.message_from_binary_file(file, policy=email.policy.default)
mail.add_attachment(bytes(200000), maintype="image", subtype="x-none", filename="seal.bin")
sys.stdout.buffer.write(mail.as_bytes())
PY
rm -f "$dir"/mail/inbox/Maildir/{new,cur}/*
deliver "$dir/large.eml"
once $now
check "one over the size that the server names goes without the original" \
    same "$(register "SELECT step, state FROM reminders WHERE matter IS NOT NULL")" "notice|sent"
check "... and says so" holds "$(last)" "is not attached"

sed -i 's#anna@#õie@#' "$dir/circulard.conf"
check "an address with letters of its own is refused in words" \
    holds "$(timeout 100 "$B/circulard" -c "$dir/circulard.conf" --check-config 2>&1)" "has letters beyond the English alphabet"
finish
