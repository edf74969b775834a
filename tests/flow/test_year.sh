#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A year in seconds: the whole daemon, once on each of the days on which something happens. Three officials
# in two zones and three languages, holidays, an absence with a deputy, a supervisor, steps on the way, an
# extension, answers, a bounce, a closing. The complete list of mails is the expected one: what is not in it would
# be as wrong as what is missing.
. "$(dirname "$0")/../support/flow.sh"
flow_start
cat >"$dir/people" <<'CONF'
officials = ( { id = "anna"; name = "Anna Tamm"; address = "anna@ministry.example"; language = "et";
                zone = "Europe/Tallinn"; calendar = "office"; deputy = "carla"; supervisor = "head";
                away = ( "2026-07-01 2026-07-31" ); },
              { id = "carla"; name = "Carla Ruiz"; address = "carla@ministry.example"; language = "es";
                zone = "America/Lima"; calendar = "office"; },
              { id = "head"; name = "Hilda Kopp"; address = "head@ministry.example"; language = "en";
                zone = "Europe/Tallinn"; calendar = "office"; } );
calendars = ( { name = "office"; weekend = ( "saturday", "sunday" ); holidays = ( "2026-06-24", "12-25" ); } );
routes = ( { name = "wages"; subjects = ( "wages" ); to = ( "carla" ); },
           { name = "all others"; to = ( "anna" ); } );
reminders = { days = ( 14, 3, 0 ); overdue_every_days = 7; escalate_after_days = 5; send_hour = 8; };
stages = ( { name = "Draft"; working_days = 15; } );
overview = { to = ( "head" ); weekday = "monday"; };
CONF
/usr/bin/python3 - "$dir" <<'PY'
import re, sys
path = sys.argv[1] + "/circulard.conf"
text = open(path).read()
text = text[:text.index("officials =")]
open(path, "w").write(text + open(sys.argv[1] + "/people").read())
PY

# letter NAME DATE SUBJECT DUE [HEADER]: a circular of that day.
letter() {
    {
        printf 'From: ILO Standards <norm@ilo.org>\nTo: Registry <inbox@ministry.example>\nSubject: %s\n' "$3"
        printf 'Date: %s\nMessage-ID: <%s@ilo.org>\n' "$(LC_ALL=C date -u -d "$2 07:00" '+%a, %d %b %Y %H:%M:%S +0000')" "$1"
        [ -z "${5:-}" ] || printf '%s\n' "$5"
        printf 'MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\nTO ALL MEMBER STATES OF THE ILO\n\n'
        printf 'Geneva, %s\n\nReference: %s\n\n' "$(LC_ALL=C date -d "$2" '+%-d %B %Y')" "${1%%-*}"
        printf 'Dear Sir or Madam,\n\n%s\n\n' "$3"
        printf 'Your Government is requested to send its reply to the Office no later than %s.\n\n' "$(LC_ALL=C date -d "$4" '+%-d %B %Y')"
        printf '%s' "${6:-}"
        printf 'Yours faithfully,\n\nC. Sample\nDirector\n'
    } >"$dir/$1.eml"
    deliver "$dir/$1.eml"
}
ctl() { local day=$1; shift; "$B/circularctl" "$@" -c "$dir/circulard.conf" --now "${day}T12:00:00Z" >/dev/null; }
passes=
day() { # morning in Lima, afternoon in Tallinn
    passes="$passes ${1#2026-}"
    once "$1T14:00:00Z"
}
# What was sent, but the weekly overviews: "day official reference-or-subject step".
mails() { # WHERE
    register "SELECT date(r.changed_at, 'unixepoch'), official, m.subject, step FROM reminders r JOIN matters m ON m.id = r.matter WHERE r.state = 'sent' AND $1 ORDER BY 1, m.subject DESC, official, step" |
        sed 's/answer:closed:.*/closed/; s/answer:bounce:.*/undelivered/; s/answer:[0-9].*/confirmed/; s/: extension//'
}
# answered OFFICIAL WORDS: an answer to the last mail to her, as a mail program sends it.
answered() {
    /usr/bin/python3 - "$dir/sent" "$1" "$2" >"$dir/answer.eml" <<'PY'
import email, email.policy, glob, json, re, sys
for name in sorted(glob.glob(sys.argv[1] + "/*.eml")):
    with open(name, "rb") as file:
        mail = email.message_from_binary_file(file, policy=email.policy.default)
    if sys.argv[2] + "@" in str(json.load(open(name[:-4] + ".json"))["to"]) and "Minimum wages" in mail["Subject"]:
        found = mail
token = re.search(r"\[(c\d+-[a-z2-7]{26})\]", found.get_body(("plain",)).get_content()).group(1)
print("From: %s@ministry.example\nTo: circulars@ministry.example\nSubject: Re: x\nMessage-ID: <a@client.example>\n"
      "Date: Tue, 07 Apr 2026 15:00:00 +0000\nIn-Reply-To: %s\nContent-Type: text/plain; charset=utf-8\n\n%s\n\n> [%s]"
      % (sys.argv[2], found["Message-ID"], sys.argv[3], token))
PY
    deliver "$dir/answer.eml"
}
# returned OFFICIAL: her last mail comes back from her server.
returned() {
    /usr/bin/python3 - "$dir/sent" "$1" >"$dir/bounce.eml" <<'PY'
import email, email.policy, glob, json, sys
for name in sorted(glob.glob(sys.argv[1] + "/*.eml")):
    with open(name, "rb") as file:
        mail = email.message_from_binary_file(file, policy=email.policy.default)
    if sys.argv[2] + "@" in str(json.load(open(name[:-4] + ".json"))["to"]) and "Minimum wages" in mail["Subject"]:
        found = mail
print("""From: MAILER-DAEMON@mx.ministry.example
To: circulars@ministry.example
Subject: Undelivered Mail Returned to Sender
Date: Wed, 25 Mar 2026 15:00:00 +0000
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I am sorry.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.ministry.example

Final-Recipient: rfc822; %s@ministry.example
Action: failed
Status: 5.1.1

--b
Content-Type: text/rfc822-headers

Message-ID: %s
References: %s
From: circulars@ministry.example
To: %s@ministry.example

--b--""" % (sys.argv[2], found["Message-ID"], found["References"], sys.argv[2]))
PY
    deliver "$dir/bounce.eml"
}
# Many more, whose mails are worked out anew below: to Carla, due one after the other.
bulk=37
bulk_due() { date -d "2026-03-20 +$(($1 * 5)) days" +%F; }
for i in $(seq $bulk); do letter "BULK$i" 2026-03-02 "Yearly figures on wages, sector $i" "$(bulk_due "$i")"; done
# Every day of the year on which there is work to do, and a few on which there is none.
letter SAFE1 2026-03-02 "Safety in mines" 2026-06-26
letter WAGE2 2026-03-02 "Minimum wages" 2026-04-07
day 2026-03-02
for d in 03-16 03-17 03-23 03-24; do day "2026-$d"; done
returned carla
for d in 04-03 04-04 04-06 04-07; do day "2026-$d"; done
answered carla HECHO
day 2026-04-08
letter HOME3 2026-06-01 "Home work" 2026-07-24
day 2026-06-01
for d in 06-04 06-05 06-12 06-22 06-23 06-24; do day "2026-$d"; done
letter SAFE1-ext 2026-06-25 "Safety in mines: extension" 2026-09-30 "In-Reply-To: <SAFE1@ilo.org>" \
    "The date of 26 June 2026 is extended accordingly.
"
day 2026-06-25
day 2026-06-26
for id in $(register "SELECT id FROM matters WHERE subject LIKE 'Yearly%'"); do ctl 2026-06-30 "done" "$id"; done
for d in 07-01 07-03 07-10 07-21 07-24 07-27 07-31 08-03 08-10 09-09 09-16 09-25 09-30; do day "2026-$d"; done
id_of() { register "SELECT id FROM matters WHERE subject LIKE '$1%'"; }
ctl 2026-10-01 "done" "$(id_of 'Safety in mines')" --as anna
ctl 2026-10-01 notours "$(id_of 'Home work')"
day 2026-10-01
day 2026-12-25

check "every pass succeeded" test "$(grep -c 'error\|cannot' "$dir/log")" = 0
check "forty matters" same "$(register "SELECT count(*) FROM matters")" 40
check "the extension joined" same "$(register "SELECT version FROM matters WHERE subject LIKE 'Safety%'")" 2
check "what came back has failed" same "$(register "SELECT step, reply FROM reminders WHERE state = 'failed'")" \
    "due-14:2026-04-07|5.1.1 carla@ministry.example"
check "the complete list of three" same "$(mails "m.subject NOT LIKE 'Yearly%'")" "2026-03-02|anna|Safety in mines|notice
2026-03-02|carla|Minimum wages|notice
2026-03-17|carla|Minimum wages|stage-15:2026-04-07
2026-04-03|anna|Minimum wages|undelivered
2026-04-03|carla|Minimum wages|due-3:2026-04-07
2026-04-07|carla|Minimum wages|due-0:2026-04-07
2026-04-08|carla|Minimum wages|confirmed
2026-06-01|anna|Home work|notice
2026-06-04|anna|Safety in mines|stage-15:2026-06-26
2026-06-12|anna|Safety in mines|due-14:2026-06-26
2026-06-23|anna|Safety in mines|due-3:2026-06-26
2026-06-25|anna|Safety in mines|notice
2026-07-01|carla|Safety in mines|notice
2026-07-01|carla|Home work|notice
2026-07-03|carla|Home work|stage-15:2026-07-24
2026-07-10|carla|Home work|due-14:2026-07-24
2026-07-21|carla|Home work|due-3:2026-07-24
2026-07-24|carla|Home work|due-0:2026-07-24
2026-07-27|carla|Home work|overdue-1:2026-07-24
2026-07-31|head|Home work|escalated-7:2026-07-24
2026-08-03|anna|Home work|overdue-8:2026-07-24
2026-08-10|anna|Home work|overdue-15:2026-07-24
2026-08-10|head|Home work|escalated-14:2026-07-24
2026-09-09|anna|Safety in mines|stage-15:2026-09-30
2026-09-09|anna|Home work|overdue-43:2026-07-24
2026-09-09|head|Home work|escalated-42:2026-07-24
2026-09-16|anna|Safety in mines|due-14:2026-09-30
2026-09-16|anna|Home work|overdue-50:2026-07-24
2026-09-16|head|Home work|escalated-49:2026-07-24
2026-09-25|anna|Safety in mines|due-3:2026-09-30
2026-09-25|anna|Home work|overdue-57:2026-07-24
2026-09-25|head|Home work|escalated-63:2026-07-24
2026-09-30|anna|Safety in mines|due-0:2026-09-30
2026-09-30|anna|Home work|overdue-64:2026-07-24
2026-10-01|anna|Safety in mines|closed
2026-10-01|carla|Safety in mines|closed
2026-10-01|anna|Home work|closed
2026-10-01|carla|Home work|closed"

# The ladder of the others, laid out a second time and in another way.
expected() {
    /usr/bin/python3 - "$bulk" $passes <<'PY'
import datetime as dt, sys
day = dt.date.fromisoformat
works = lambda d: d.weekday() < 5 and d != day("2026-06-24") and (d.month, d.day) != (12, 25)
def move(d, by):
    while not works(d): d += dt.timedelta(by)
    return d
def steps(due):
    back, n = due, 0
    while n < 15:
        back = move(back - dt.timedelta(1), -1); n += 1
    found = [(back, 0, "stage-15")]
    for days in (14, 3, 0): found.append((move(due - dt.timedelta(days), -1), 15 - days, "due-%d" % days))
    for k in range(40): found.append((move(due + dt.timedelta(1 + 7 * k), 1), 20 + k, "overdue-%d" % (1 + 7 * k)))
    return sorted(found)
lines, passes = [], [day("2026-" + p) for p in sys.argv[2:]]
for i in range(1, int(sys.argv[1]) + 1):
    due, sent = day("2026-03-20") + dt.timedelta(5 * i), set()
    name = "carla|Yearly figures on wages, sector %d" % i
    lines.append((passes[0], i, name, "notice"))
    for now in passes[1:]:
        if now > day("2026-06-30"): break
        last = [s for s in steps(due) if passes[0] < s[0] <= now]
        if last and works(now) and last[-1][2] not in sent:
            sent.add(last[-1][2]); lines.append((now, i, name, "%s:%s" % (last[-1][2], due)))
    lines.append((day("2026-07-01"), i, name, "closed"))
print("\n".join(sorted("%s|%s|%s" % (d, n, s) for d, i, n, s in lines)))
PY
}
check "the complete list of the others" same "$(mails "m.subject LIKE 'Yearly%'" | sort)" "$(expected | sort)"
check "every mail was taken, and only those" \
    same "$(sent | wc -l)" "$(register "SELECT count(*) FROM reminders WHERE state IN ('sent', 'failed')")"
check "an overview each week that somebody worked" \
    same "$(register "SELECT count(*) = count(DISTINCT step) AND count(*) > 5 FROM reminders WHERE step GLOB 'overview:*'")" 1
check "the history's chain holds" silent "$B/circularctl" verify -c "$dir/circulard.conf"
finish
