#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Mails that became no matter: the head of unit sees them in the overview and in the report, with the command
# that takes them in, and it does; a mail that nobody could read is told in the same places.
. "$(dirname "$0")/../support/flow.sh"
ctl() { "$B/circularctl" "$@" -c "$dir/circulard.conf" --now "$now"; }
refused() { ! "$@" >"$dir/refusal" 2>&1; }
last() { # the text of the last mail that went to bruno
    /usr/bin/python3 - "$dir/sent" <<'PY'
import email, email.policy, glob, sys
for name in sorted(glob.glob(sys.argv[1] + "/*.eml"), reverse=True):
    with open(name, "rb") as file:
        mail = email.message_from_binary_file(file, policy=email.policy.default)
    if "bruno@" in str(mail["To"]):
        print(mail.get_body(("plain",)).get_content())
        break
PY
}
letter() { # N
    printf '%s\n' 'Date: Thu, 12 Mar 2026 08:00:00 +0200' 'From: Office <office@elsewhere.example>' 'To: inbox@ministry.example' \
        "Subject: Inquiry <$1>" "Message-ID: <inquiry$1@elsewhere.example>" 'MIME-Version: 1.0' \
        'Content-Type: text/plain; charset=utf-8' '' 'INTERNATIONAL LABOUR OFFICE' '' "Reference: XYZ $1" '' \
        'Dear Sir or Madam,' '' "The Government is requested to send its report number $1 by no later than $1 June 2026." '' \
        'Yours faithfully,' >"$dir/letter$1.eml"
    deliver "$dir/letter$1.eml"
}
flow_start
sed -i '1i strangers_per_day = 1; readers = 1;' "$dir/circulard.conf"
sed -i 's/language = "fr"/language = "en"/' "$dir/circulard.conf"
echo 'overview = { to = ( "bruno" ); weekday = "friday"; };' >>"$dir/circulard.conf"
for n in 1 2 3 4; do letter $n; done
printf '%s\n' 'Date: Thu, 12 Mar 2026 08:00:00 +0200' 'From: y@elsewhere.example' 'To: inbox@ministry.example' 'Subject: Locked' \
    'MIME-Version: 1.0' 'Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m' \
    'Content-Transfer-Encoding: base64' '' 'MIAGCSqGSIb3DQEHA6CAMIACAQAxggFU' >"$dir/locked.eml"
deliver "$dir/locked.eml"
now=2026-03-12T08:00:00Z
once $now
unregistered() { register "SELECT count(*) FROM mails WHERE outcome = 'not registered'"; }
hash_of() { register "SELECT substr(sha256, 1, 12) FROM mails WHERE subject = 'Inquiry <$1>'"; }
check "three letters of strangers are not registered" same "$(unregistered)" 3

report=$(ctl report --html)
check "the report lists them" holds "$report" "Letters that were not registered"
check "... harmless" holds "$report" "<td>Inquiry &lt;3&gt;</td>"
check "... with the reason" holds "$report" "the sender is not verified"
check "... and the command" holds "$report" "sudo circularctl add --mail NUMBER"
check "what could not be read has its command, too" holds "$report" "sudo circularctl add --due DATE SUBJECT"
check "status names the command" holds "$(ctl status | tr -s ' \n' ' ')" "take in what is genuine (circularctl add --mail NUMBER)"
now=2026-03-13T09:00:00Z
once $now
text=$(last)
check "the overview lists what could not be read" holds "$text" "Locked"
check "... and what was not registered" holds "$text" "Inquiry <3>"
check "... each with what names it" holds "$text" "Mail $(hash_of 3)"
check "... and the command" holds "$(tr -s ' \n>' ' ' <<<"$text")" "sudo circularctl add --mail MAIL"

id=$(register "SELECT id FROM mails WHERE subject = 'Inquiry <2>'")
check "one is taken in by its number" holds "$(ctl add --mail "$id")" "mail $id is taken in"
check "another by the beginning of its hash" silent ctl add --mail="$(hash_of 3)" --as bruno
check "the history says by whom" same "$(register "SELECT actor FROM history WHERE what = 'taken in' ORDER BY id" | xargs)" "administrator bruno"
once 2026-03-13T10:00:00Z
check "both are registered" same "$(unregistered) $(register "SELECT count(*) FROM matters WHERE subject IN ('Inquiry <2>', 'Inquiry <3>')")" "1 2"
check "... their sender is not verified, as it was" same \
    "$(register "SELECT count(*) FROM doubts WHERE sort = 'sender' AND matter > 1")" 2
check "... and somebody is told" same "$(register "SELECT count(*) FROM reminders WHERE matter > 1 AND state = 'sent'")" 2
check "again: refused, for it has its matter" refused ctl add --mail "$id"
check "... which is named" holds "$(cat "$dir/refusal")" "mail $id belongs to matter 2 already"
check "one that is not there is refused" refused ctl add --mail 999
check "... and a hash that no mail has" refused ctl add --mail 0123456789ab
check "nonsense is refused" refused ctl add --mail x
check "... and a subject beside it" refused ctl add --mail 1 Subject
check "... and a day" refused ctl add --mail 1 --due 2026-06-01
check "one that cannot be read is read again" silent ctl add --mail "$(register "SELECT id FROM mails WHERE subject = 'Locked'")"
count=$(sent | wc -l)
once 2026-03-13T11:00:00Z
check "... comes to the same" same "$(register "SELECT state, outcome FROM mails WHERE subject = 'Locked'")" "read|not read"
check "... and is not told twice" same "$(sent | wc -l)" "$count"
check "the register is whole" silent ctl verify

# While the daemon runs.
sed -i '1i poll_minutes = 60;' "$dir/circulard.conf"
last_poll() { register "SELECT max(success_at) FROM cursors"; }
before=$(last_poll)
polled() { [ "$(last_poll)" != "$before" ]; }
"$B/circulard" -c "$dir/circulard.conf" >>"$dir/out" 2>"$dir/daemon.log" &
daemon=$!
within polled
check "taken in while the daemon runs" silent ctl add --mail "$(hash_of 4)"
registered() { [ "$(unregistered) $(register "SELECT count(*) FROM matters")" = "0 4" ]; }
within registered
check "... it is registered at once" same "$(unregistered) $(register "SELECT count(*) FROM matters")" "0 4"
kill $daemon; wait $daemon; daemon=
finish
