#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A replay gives byte for byte what the live run sent: half a year with circulars and with officials'
# answers, live through IMAP and SMTP, then from a Maildir and from the register, with no server left.
. "$(dirname "$0")/../support/flow.sh"
mail=$top/tests/demo/mail
end=2026-09-17T12:00:00Z before=2026-09-16T09:00:00Z # the last answer
flow_start

# token WHO SUBJECT: the token in the latest reminder to WHO with these words in its subject.
token() {
    /usr/bin/python3 - "$dir/sent" "$1" "$2" <<'PY'
import email, email.policy, glob, json, re, sys
for name in sorted(glob.glob(sys.argv[1] + "/*.eml")):
    with open(name, "rb") as file:
        mail = email.message_from_binary_file(file, policy=email.policy.default)
    text = mail.get_body(("plain",)).get_content()
    token = re.search(r"\[(c\d+-[a-z2-7]{26})\]", text)
    if sys.argv[2] + "@" in str(mail["To"]) and sys.argv[3] in mail["Subject"] and token:
        found = token.group(1)
print(found)
PY
}
# answer TIME WHO TOKEN LINE [LATER]: comes in at that time, and is taken then or later.
answer() {
    printf '%s\n' "Date: $(date -u -R -d "$1")" "From: $2@ministry.example" 'To: circulars@ministry.example' \
        'Subject: Re: Answer' "Message-ID: <$(date -u -d "$1" +%s)@client.example>" 'MIME-Version: 1.0' \
        'Content-Type: text/plain; charset=utf-8' '' "$4" '' "> [$3]" >"$dir/answer-$(date -u -d "$1" +%s).eml"
    deliver "$dir/answer-$(date -u -d "$1" +%s).eml"
    once "${5:-$1}"
}
received() { date -u -d "$(sed -n 's/^Date: //p' "$1" | head -n 1)" +%Y-%m-%dT%H:%M:%SZ; }
hours() { local day hour; for day; do for hour in 05 06; do once "${day}T$hour:00:00Z"; done; done; }

for file in "$mail"/*.eml; do deliver "$file"; once "$(received "$file")"; done
hours 2026-03-16 2026-03-31
answer 2026-03-31T09:12:07Z anna "$(token anna '30 April')" DONE
answer 2026-04-02T10:20:30Z anna "$(token anna '1 September')" 'DUE 15 September 2026'
answer 2026-04-02T10:21:00Z eve "$(token anna '1 September')" DONE
hours 2026-04-16 2026-08-16 2026-09-01 2026-09-08 2026-09-12 2026-09-14 2026-09-15
answer 2026-09-15T13:14:15Z bruno "$(token bruno '15 septembre')" DONE
hours 2026-09-16
live=$(sent | wc -l)
check "the live run sent reminders and confirmed answers" test "$live" -ge 18
check "... and both matters are closed" same "$(register "SELECT state FROM matters WHERE state IN ('open', 'done') ORDER BY id" | xargs)" "done done"

answer 2026-09-16T10:00:00Z bruno "$(token bruno '15 septembre')" REOPEN 2026-09-16T10:04:30Z
all=$(sent | wc -l)
check "... until one reopens his" test "$all" -gt "$live"

smtp_stop
"$support/dovecot.sh" down "$dir" >/dev/null 2>&1
mkdir -p "$dir/maildir"/{new,cur,tmp} "$dir/tmp"
for file in "$dir"/in/*.eml; do # names that say nothing of the order
    name=$(sha256sum <"$file" | head -c 12)
    cp -p "$file" "$dir/maildir/new/$name"
done
first=$(find "$dir/maildir/new" -type f -printf '%f\n' | head -n 1)
mv "$dir/maildir/new/$first" "$dir/maildir/cur/$first:2,S"
prints() { (cd "$1" && find . -type f -printf '%p %m %T@\n' -exec sha256sum {} + | sort); }
replay() { TMPDIR=$dir/tmp timeout -k 5 300 "$B/circulard" -c "$dir/circulard.conf" "$@" >"$dir/told" 2>"$dir/log"; }
# identical DIR N: the first N mails that went live and those in DIR, in their order.
identical() {
    same "$(find "$1" -name '*.eml' | wc -l)" "$2" || return 1
    paste -d ' ' <(ls "$dir"/sent/*.eml | head -n "$2") <(ls "$1"/*.eml) | while read -r one other; do
        cmp "$one" "$other" || exit 1
    done
}
recipients() { /usr/bin/python3 -c 'import glob, json, sys
for name in sorted(glob.glob(sys.argv[1] + "/*.json")):
    to = json.load(open(name))["to"]
    print(*(to if isinstance(to, list) else [to]))' "$dir/sent"; }
state_before=$(prints "$dir/state") maildir_before=$(prints "$dir/maildir")

check "a Maildir is replayed" replay --replay "$dir/maildir" --now $before --output "$dir/again"
check "... each mail byte for byte as it went live" identical "$dir/again" "$live"
check "... and to whom" same "$(cut -d' ' -f2 "$dir/told")" "$(recipients | sed -n "1,${live}p")"
check "... with a word about how much it was" holds "$(cat "$dir/log")" "9 of 9 mails replayed, $live would have gone"
check "the mails of the register are replayed" replay --replay register --now $end --output "$dir/own"
check "... byte for byte, also what came late" identical "$dir/own" "$all"
check "register and Maildir are as they were" \
    same "$(prints "$dir/state" && prints "$dir/maildir")" "$state_before"$'\n'"$maildir_before"
check "nothing is left behind" same "$(ls "$dir/tmp")" ""

check "as of an earlier day, printed" replay --replay "$dir/maildir" --now 2026-03-10T12:00:00Z
check "... the mails until then" same "$(grep -c '^Message-ID: ' "$dir/told")" 2
check "... and what came later is named" holds "$(cat "$dir/log")" "8 mails came after the time of --now and are left out"

ln -s "$mail/5-newsletter.eml" "$dir/maildir/new/link"
touch -h -d 2026-03-05T08:00:00Z "$dir/maildir/new/link"
replay --replay "$dir/maildir" --now 2026-03-10T12:00:00Z
check "a mail that cannot be copied is a failure" test $? -eq 1
check "... is named" holds "$(cat "$dir/log")" "left out: $dir/maildir/new/link"
check "... and the others are replayed" same "$(grep -c '^Message-ID: ' "$dir/told")" 2
replay --replay "$dir/nothing" --now $end
check "no Maildir: refused" holds "$(cat "$dir/log")" "cannot be read as a Maildir"
replay --replay "$dir/maildir" --output "$dir/again"
check "mails of two replays are not mixed" holds "$(cat "$dir/log")" "is not empty"
TMPDIR=$dir/tmp "$B/circulard" -c "$dir/circulard.conf" --replay "$dir/maildir" --now 2090-01-01T00:00:00Z \
    >"$dir/told" 2>"$dir/log" &
daemon=$!
within says "$dir/told" '^Message-ID: '
kill -HUP $daemon
wait $daemon
check "one that is stopped is a failure" test $? -eq 1
daemon=
check "... says so" holds "$(cat "$dir/log")" "stopped before the end"
check "... and leaves nothing behind" same "$(ls "$dir/tmp")" ""
replay --output "$dir/other"
check "--output alone is a mistake" test $? -eq 64
finish
