#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Answers by mail, through the whole daemon: the right ones act and are confirmed, all others change
# nothing, and nobody is written to but the officials of the configuration.
. "$(dirname "$0")/../support/flow.sh"
mail=$top/tests/demo/mail
flow_start

# ours WHO: Message-ID and token of the latest reminder (not of a mail about an answer) to WHO.
ours() {
    /usr/bin/python3 - "$dir/sent" "$1" <<'PY'
import email, email.policy, glob, json, re, sys
found = None
for name in sorted(glob.glob(sys.argv[1] + "/*.eml")):
    with open(name, "rb") as file:
        mail = email.message_from_binary_file(file, policy=email.policy.default)
    to = json.load(open(name[:-4] + ".json"))["to"]
    if sys.argv[2] + "@" in str(to) and " step answer:" not in (mail["X-Circulard"] or ""):
        found = mail
text = found.get_body(("plain",)).get_content()
print(found["Message-ID"].strip("<>"), re.search(r"\[(c\d+-[a-z2-7]{26})\]", text).group(1))
PY
}

written=0
# answer FROM TEXT [HEADER…]: into the inbox. $key, if set, stands below as quoted text; $id, if set, is
# what it answers.
answer() {
    local from=$1 text=$2
    shift 2
    written=$((written + 1))
    {
        printf 'From: %s\nTo: Register <circulars@ministry.example>\nCc: eve@elsewhere.example\n' "$from"
        printf 'Subject: Re: Answer by 1 September 2026\nMessage-ID: <answer%s@client.example>\n' "$written"
        [ -z "${id:-}" ] || printf 'In-Reply-To: <%s>\nReferences: <%s>\n' "$id" "$id"
        [ $# -eq 0 ] || printf '%s\n' "$@"
        printf 'MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n%s\n\n' "$text"
        printf 'On Thu, 12 Mar 2026 at 11:00, Register <circulars@ministry.example> wrote:\n\n'
        printf '> Please answer by Tuesday 1 September 2026.\n> Answer this mail; its first line is:\n>   DONE\n'
        [ -z "${key:-}" ] || printf '> Please leave this line in your answer: [%s]\n' "$key"
    } >"$dir/answer$written.eml"
    deliver "$dir/answer$written.eml"
}

state() { register "SELECT state FROM matters WHERE id = 1"; }
mails() { sent | wc -l; }
headed() { cut -d: -f1 | sed "s/[ $(printf '\u00a0\u202f')]*\$//"; } # French has a space before its colons
# nothing NAME: since the last look, the matter has not moved and no mail went.
nothing() {
    check "$1: nothing moves" same "$(state)" "$was"
    check "$1: nobody is written to" same "$(mails)" "$count"
}
# news NAME WHO SUBJECT: one mail went, to WHO.
news() {
    count=$((count + 1))
    check "$1: one mail" same "$(mails)" "$count"
    check "$1: to whom, and what" same "$(sent | tail -n 1 | headed)" "$2@ministry.example|$3"
}
# closes NAME: her answer is confirmed, and her colleague, who had the date too, is told.
closes() {
    count=$((count + 2))
    check "$1: two mails" same "$(mails)" "$count"
    check "$1: to whom, and what" same "$(sent | tail -n 2 | headed | sort)" "anna@ministry.example|Understood
bruno@ministry.example|Clos"
}
moved() { was=$2; check "$1: the matter is $2" same "$(state)" "$2"; }

deliver "$mail/1-article-22.eml"
once 2026-03-12T09:00:00Z
read -r anna_id anna_key <<<"$(ours anna)"
read -r bruno_id bruno_key <<<"$(ours bruno)"
was=open count=$(mails)
check "two notices, each with a token of its own" test "$count" -eq 2 -a "$anna_key" != "$bruno_key"
check "the key is private" same "$(stat -c '%a %s' "$dir/state/answer.key")" "600 32"

key=$anna_key id=$anna_id
answer 'Eve <eve@elsewhere.example>' DONE
once 2026-03-12T09:05:00Z
news "a stranger with the token" anna "Nothing changed, please look"
moved "a stranger with the token" open

answer 'Bruno Petit <bruno@ministry.example>' DONE
answer '"anna@ministry.example" <eve@elsewhere.example>' DONE
answer 'Anna Tamm <anna@ministry.example>, Eve <eve@elsewhere.example>' DONE
answer 'Anna <anna@ministry.example>' DONE 'From: eve@elsewhere.example'
once 2026-03-12T09:10:00Z
nothing "a colleague in Cc, a false name, two senders (told once a day)"

answer 'Anna Tamm <anna@ministry.example>' DONE 'Auto-Submitted: auto-replied'
answer 'Anna Tamm <anna@ministry.example>' DONE 'Precedence: bulk'
answer 'Anna Tamm <anna@ministry.example>' DONE 'X-Auto-Response-Suppress: All'
answer 'Anna Tamm <anna@ministry.example>' DONE 'List-Id: <all.ministry.example>'
answer 'Anna Tamm <anna@ministry.example>' DONE 'Return-Path: <>'
once 2026-03-12T09:15:00Z
nothing "machines"
check "machines: noted" same "$(register "SELECT count(*) FROM history WHERE words LIKE 'automatic mail from anna@%'")" 5

answer 'Anna Tamm <anna@ministry.example>' ''
once 2026-03-12T09:20:00Z
news "DONE only in quoted text" anna "Nothing changed, please look"
moved "DONE only in quoted text" open

answer 'Anna Tamm <anna@ministry.example>' 'not done yet'
answer 'Anna Tamm <anna@ministry.example>' 'done?'
answer 'Anna Tamm <anna@ministry.example>' 'I think it is done but ask Bert'
answer 'Anna Tamm <anna@ministry.example>' $'DONE\nNOT OURS'
once 2026-03-12T09:25:00Z
nothing "not done yet, and the like (asked once a day)"

key=${anna_key%?}$(tr 'a-y2-7z' 'b-z3-7a2' <<<"${anna_key: -1}")
answer 'Anna Tamm <anna@ministry.example>' DONE
key=${anna_key/c1-/c2-}
answer 'Anna Tamm <anna@ministry.example>' DONE
key=${anna_key%?}
answer 'Anna Tamm <anna@ministry.example>' DONE
once 2026-03-12T09:30:00Z
nothing "a token with one letter changed, of another matter, cut short"

key='' id=$anna_id
answer 'Anna Tamm <anna@ministry.example>' DONE
once 2026-03-13T09:00:00Z
news "the thread alone" anna "Nothing changed, please look"
moved "the thread alone" open

key=$(tr a-z A-Z <<<"$anna_key") id=$anna_id
answer 'Anna Tamm <ANNA@ministry.example>' $'Done, thank you.\n\nBest regards\nAnna'
done_mail=$dir/answer$written.eml
once 2026-03-13T09:05:00Z
closes "DONE by the official"
moved "DONE by the official" "done"
check "DONE by the official: in the history with her name" \
    same "$(register "SELECT actor, words FROM history WHERE what = 'moved'")" "anna|was open, now done: answered by mail"

key=$anna_key
answer 'Anna Tamm <anna@ministry.example>' REOPEN
once 2026-03-13T09:10:00Z
news REOPEN anna "Understood"
moved REOPEN open

sed '1i Received: from elsewhere.example by mx.ministry.example; Fri, 13 Mar 2026 10:00:00 +0000' "$done_mail" >"$dir/replayed.eml"
deliver "$dir/replayed.eml"
once 2026-03-13T09:15:00Z
nothing "an answer played again"

# The token where a server keeps it: in a plus address, in References; the words in French.
key='' id="$bruno_key@ministry.example"
answer 'Bruno Petit <bruno@ministry.example>' $'Reporter 5\n\nCordialement,\nBruno Petit'
once 2026-03-13T09:20:00Z
news "SNOOZE in French, the token in References" bruno "Bien compris"
moved "SNOOZE in French" snoozed
check "SNOOZE in French: until" same "$(register "SELECT snoozed_until FROM matters WHERE id = 1")" 2026-03-18
id=''
answer 'Bruno Petit <bruno@ministry.example>' 'NOTE envoyé par la poste' "Delivered-To: circulars+$bruno_key@ministry.example"
once 2026-03-13T09:25:00Z
news "NOTE, the token in a plus address" bruno "Bien compris"
check "NOTE: kept" same "$(register "SELECT actor, words FROM history WHERE what = 'note' AND actor = 'bruno'")" \
    "bruno|envoyé par la poste"

key=$anna_key id=$anna_id
answer 'Anna Tamm <anna@ministry.example>' 'DUE 15 September 2026'
once 2026-03-16T09:00:00Z
check "DUE: a new version with the official's day" \
    same "$(register "SELECT m.state, m.version, d.date, d.rule, d.quote FROM matters m JOIN deadlines d ON d.matter = m.id AND d.version = m.version WHERE m.id = 1")" \
    "open|2|2026-09-15|person|DUE 15 September 2026"
check "DUE: confirmed, and everybody has the new date" \
    same "$(sent | tail -n 3 | headed | sort)" "anna@ministry.example|New date 15 September 2026, was 1 September 2026
anna@ministry.example|Understood
bruno@ministry.example|Nouvelle date, 15 septembre 2026 au lieu du 1er septembre 2026"
was=open count=$((count + 3))

answer 'Anna Tamm <anna@ministry.example>' 'ASSIGN nobody'
once 2026-03-16T09:05:00Z
news "ASSIGN to nobody known" anna "Nothing changed, please look"
answer 'Anna Tamm <anna@ministry.example>' HELP
once 2026-03-16T09:10:00Z
news HELP anna "How to answer"

# The border server must vouch for the sender.
echo 'authserv_id = "mx.ministry.example";' >>"$dir/circulard.conf"
answer 'Anna Tamm <anna@ministry.example>' DONE 'Authentication-Results: mx.elsewhere.example; dmarc=pass header.from=ministry.example'
once 2026-03-16T09:12:00Z
news "nobody vouches for the sender" anna "Nothing changed, please look"
moved "nobody vouches for the sender" open
answer 'Anna Tamm <anna@ministry.example>' DONE 'Authentication-Results: mx.ministry.example; dmarc=pass header.from=ministry.example'
once 2026-03-16T09:13:00Z
closes "the border server vouches for the sender"
moved "the border server vouches for the sender" "done"

# A bounce of Bruno's latest reminder.
read -r bruno_id bruno_key <<<"$(ours bruno)"
cat >"$dir/bounce.eml" <<BOUNCE
From: MAILER-DAEMON@mx.ministry.example
To: circulars@ministry.example
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I am sorry.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.ministry.example

Final-Recipient: rfc822; bruno@ministry.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 no such user

--b
Content-Type: text/rfc822-headers

Message-ID: <$bruno_id>
References: <$bruno_key@ministry.example>
From: circulars@ministry.example
To: bruno@ministry.example
Subject: Nouvelle date

--b--
BOUNCE
deliver "$dir/bounce.eml"
once 2026-03-16T09:15:00Z
check "a bounce: the reminder has failed" \
    same "$(register "SELECT state FROM reminders WHERE message_id = '$bruno_id'")" failed
news "a bounce: the administrator is told" anna "A reminder came back"
once 2026-03-16T09:20:00Z
nothing "another pass"

check "only officials were ever written to" \
    same "$(sent | cut -d'|' -f1 | sort -u)" "anna@ministry.example
bruno@ministry.example"
check "every answer has one row and is read" \
    same "$(register "SELECT count(*), sum(state = 'read') FROM mails")" "$((written + 3))|$((written + 3))"
check "no answer made a matter" same "$(register "SELECT count(*) FROM matters")" 1
check "the history's chain holds" silent "$B/circularctl" verify -c "$dir/circulard.conf"
finish
