#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A stranger with hundreds of letters, and sixty mails that nobody can read, between the letters of a verified
# sender: these are registered and noticed as ever, the stranger's up to the day's number, the administrator
# gets a bounded number of mails, and nothing is lost. The next day begins anew; a replay comes to the same.
. "$(dirname "$0")/../support/flow.sh"
flow_start
sed -i '1i strangers_per_day = 20; readers = 1;' "$dir/circulard.conf"
sed -i 's/^routes = .*/routes = ( { name = "all"; to = ( "bruno" ); } );/; /^ *{ name = "all others"/d' "$dir/circulard.conf"

# flood DAY SORT=FIRST-LAST…: into the inbox, in turns, one a second as received from eight o'clock of that day on.
flood() {
    /usr/bin/python3 - "$dir/mail/inbox/Maildir" "$@" <<'PY'
import calendar, os, sys, time
from email.utils import formatdate
folder, day = sys.argv[1], sys.argv[2]
came = calendar.timegm(time.strptime(day + "T06:00:00", "%Y-%m-%dT%H:%M:%S"))
sorts = {}
for word in sys.argv[3:]:
    name, first, last = word.replace("=", "-").split("-")
    sorts[name] = range(int(first), int(last) + 1)
FROM = {"ilo": "Office <letters@ilo.org>", "stranger": "Ministry <office@elsewhere.example>", "copy": "x@elsewhere.example", "other": "z@elsewhere.example",
        "locked": "y@elsewhere.example"}
DAYS = ["%d %s 2026" % (d, m) for m in ("June", "July", "August", "September", "October") for d in range(1, 31)]
def letter(sort, n):
    name = "stranger" if sort == "stranger" else "ilo"
    text = ("INTERNATIONAL LABOUR OFFICE\n\nReference: %s %d\n\nDear Sir or Madam,\n\nThe Government is requested to"
            " send its report number %d to the Office by no later than %s.\n\nYours faithfully,\n"
            % ("ACD" if name == "ilo" else "XYZ", n, n, DAYS[(n + (7 if sort == "other" else 0)) % len(DAYS)]))
    return "Subject: Report %s %d\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n%s" % (name, n, text)
LOCKED = ("Subject: Locked %d\nMIME-Version: 1.0\nContent-Type: application/pkcs7-mime; smime-type=enveloped-data;"
          " name=smime.p7m\nContent-Transfer-Encoding: base64\n\nMIAGCSqGSIb3DQEHA6CAMIACAQAxggFU\n")
order = sorted(((i + 0.5) / len(numbers), sort, n) for sort, numbers in sorts.items() for i, n in enumerate(numbers))
for place, (_, sort, n) in enumerate(order):
    head = "Date: %s\nFrom: %s\nTo: inbox@ministry.example\nMessage-ID: <%s.%d@mail.example>\n" % (
        formatdate(came), FROM[sort], sort, n)
    name = "%d.%d.flood" % (came + place, place)
    path = "%s/tmp/%s" % (folder, name)
    with open(path, "w") as file:
        file.write(head + (LOCKED % n if sort == "locked" else letter(sort, n)))
    os.utime(path, (came + place, came + place))
    if os.getuid() == 0:
        status = os.stat(folder)
        os.chown(path, status.st_uid, status.st_gid)
    os.rename(path, "%s/new/%s" % (folder, name))
PY
}
mails() { register "SELECT outcome, count(*) FROM mails WHERE from_address LIKE '%$1%' AND received = '$2' GROUP BY outcome ORDER BY outcome" | xargs; }
to() { sent | grep -c "^$1@"; }
ctl() { "$B/circularctl" "$@" -c "$dir/circulard.conf" --now "$now"; }
body() { # N: the text of the Nth mail from the end
    /usr/bin/python3 - "$dir/sent" "$1" <<'PY'
import email, email.policy, glob, sys
name = sorted(glob.glob(sys.argv[1] + "/*.eml"))[-int(sys.argv[2])]
with open(name, "rb") as file:
    print(email.message_from_binary_file(file, policy=email.policy.default).get_body(("plain",)).get_content())
PY
}

flood 2026-03-12 ilo=1-20 stranger=1-100 locked=1-60 copy=1-5
now=2026-03-12T06:10:00Z
once $now
check "the verified sender's letters are registered, all of them" same "$(mails letters@ilo 2026-03-12)" "new matter|20"
check "the stranger's up to the day's number" same "$(mails office@ 2026-03-12)" "new matter|20 not registered|80"
check "a stranger's copy of a letter that is there joins it" same "$(mails x@elsewhere 2026-03-12)" "copy|5"
check "each matter is noticed once" same "$(to bruno)" 40
check "ten mails to the administrator" same "$(to anna)" 10
check "nothing is lost: each is read and has a reason" same "$(register "SELECT count(*), sum(state = 'read'), sum(outcome = 'not registered' AND why IS NULL) FROM mails")" "185|185|0"
check "all others wait for the list of tomorrow" same "$(register "SELECT tell_on, count(*) FROM mails WHERE tell_on IS NOT NULL GROUP BY 1")" "2026-03-13|130"
check "the history says so" same "$(register "SELECT what, words FROM history WHERE what = 'put off'")" "put off|130 mails wait for the list of 2026-03-13"
check "and the reason of each" same "$(register "SELECT count(*) FROM history WHERE what = 'not registered' AND words LIKE '%20 letters of such senders%'")" 80
check "status tells it" holds "$(ctl status --json | tr -d '\n')" "80 letters of the last 30 days were not registered"
check "and lists all" same "$(ctl status --all | grep -c 'Report stranger')" 80

now=2026-03-13T05:30:00Z
once $now
check "nothing more until the next morning" same "$(to anna) $(to bruno)" "10 40"
now=2026-03-13T07:00:00Z
once $now
check "then one list" same "$(to anna) $(sent | grep '^anna@' | tail -n 1)" "11 anna@ministry.example|130 more mails to look at"
check "of a hundred, the others counted" same "$(body 1 | grep -cE '^ *[0-9]+\. ') $(body 1 | grep -c '30 more are in the register')" "100 1"
check "with the command" holds "$(body 1 | xargs)" "circularctl status --all"
check "each is noted as told in it" same "$(register "SELECT count(*) FROM reminders WHERE step LIKE 'unread:%' AND state = 'passed' AND reply = 'told in mails:2026-03-13'")" 130
now=2026-03-13T08:00:00Z
once $now
check "once" same "$(to anna)" 11

flood 2026-03-13 stranger=301-325 ilo=31-32 locked=71-82 other=1-14
once 2026-03-13T09:00:00Z
check "the next day begins anew" same "$(mails office@ 2026-03-13)" "new matter|20 not registered|5"
check "as ever for the verified sender" same "$(mails letters@ilo 2026-03-13)" "new matter|2"
check "letters that say otherwise change nothing" same "$(register "SELECT count(*), sum(m.version) FROM mails JOIN matters m ON m.id = matter WHERE from_address LIKE 'z@%'")" "14|14"
doubts() { register "SELECT day, count(*) FROM reminders WHERE step LIKE 'doubt:%' AND state = 'sent' GROUP BY day" | xargs; }
check "of ten of them the official is told" same "$(doubts)" "2026-03-13|10"
check "and the administrator of ten mails" same "$(to anna) $(to bruno)" "21 72"
once 2026-03-14T07:00:00Z
check "the next morning of the others" same "$(doubts)" "2026-03-13|10 2026-03-14|4"
check "and of the rest in a list" same "$(sent | grep '^anna@' | tail -n 1)" "anna@ministry.example|7 more mails to look at"

# Offline, from the mails alone: the same letters are registered, and people are told the same.
mkdir -p "$dir/replay"/{new,cur,tmp}
find "$dir/mail/inbox/Maildir" -type f -name '*.flood*' -exec cp -p {} "$dir/replay/new" \;
timeout -k 5 300 "$B/circulard" -c "$dir/circulard.conf" --replay "$dir/replay" --now 2026-03-14T07:00:00Z \
    --output "$dir/again" >/dev/null 2>>"$dir/log"
told() { # FOLDER: to whom, and about what
    /usr/bin/python3 - "$1" <<'PY'
import email, email.policy, glob, sys
for name in glob.glob(sys.argv[1] + "/*.eml"):
    with open(name, "rb") as file:
        mail = email.message_from_binary_file(file, policy=email.policy.default)
    print(mail["To"].addresses[0].username, mail["Subject"], sep="|")
PY
}
check "a replay tells the same" same "$(told "$dir/again" | sort)" "$(told "$dir/sent" | sort)"

# A machine at an official's address that answers every mail with the same words, and does not say that it is one.
key=$(/usr/bin/python3 - "$dir/sent" <<'PY'
import email, email.policy, glob, re, sys
for name in sorted(glob.glob(sys.argv[1] + "/*.eml")):
    with open(name, "rb") as file:
        mail = email.message_from_binary_file(file, policy=email.policy.default)
    found = re.search(r"\[(c\d+-[a-z2-7]{26})\]", mail.get_body(("plain",)).get_content())
    if "bruno@" in str(mail["To"]) and found:
        print(found.group(1))
        break
PY
)
robot() { # FIRST LAST WORDS
    local i
    for i in $(seq "$1" "$2"); do
        printf '%s\n' "Date: Sat, 14 Mar 2026 08:00:00 +0000" "From: bruno@ministry.example" "Subject: Re: $i" \
            "Message-ID: <robot$i@client.example>" 'MIME-Version: 1.0' 'Content-Type: text/plain' '' "$3" '' "> [$key]" >"$dir/robot$i.eml"
    done
    deliver "$dir"/robot*.eml
    rm "$dir"/robot*.eml
}
count=$(sent | wc -l)
robot 1 14 'REPORTER 5'
once 2026-03-14T08:10:00Z
check "all that it asks is done" same "$(register "SELECT count(*) FROM answers WHERE official = 'bruno'")" 14
check "and confirmed ten times" same "$(sent | wc -l)" $((count + 10))
robot 21 34 'Je suis absent du bureau.'
once 2026-03-14T08:20:00Z
check "what is not understood is asked about once" same "$(sent | wc -l)" $((count + 11))
check "the history's chain holds" holds "$(ctl verify)" "history: whole"
finish
