#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A mail that says otherwise is told once; closing takes the date back from who has it, and from nobody
# else.
. "$(dirname "$0")/../support/flow.sh"
mail=$top/tests/demo/mail
flow_start

ctl() { "$B/circularctl" "$@" -c "$dir/circulard.conf"; }
# calendars: "recipient METHOD SEQUENCE" of every calendar file that went, in order.
calendars() {
    /usr/bin/python3 - "$dir/sent" <<'PY'
import email, email.policy, glob, json, re, sys
for name in sorted(glob.glob(sys.argv[1] + "/*.eml")):
    with open(name, "rb") as file:
        mail = email.message_from_binary_file(file, policy=email.policy.default)
    for part in mail.iter_attachments():
        if part.get_content_type() == "text/calendar":
            text = part.get_content()
            to = json.load(open(name[:-4] + ".json"))["to"]
            print(str(to).strip("[]'").split("@")[0], re.search("METHOD:(.*)", text)[1].strip(),
                  re.search("SEQUENCE:(.*)", text)[1].strip())
PY
}

deliver "$mail/1-article-22.eml"
once 2026-03-12T09:00:00Z
check "both have the date" same "$(calendars)" "anna PUBLISH 100
bruno PUBLISH 100"

# The same letter from an unknown sender, with another date.
deliver "$mail/4-questionnaire-in-spanish.eml"
once 2026-03-13T09:00:00Z
sed -e 's/ilo\.org/elsewhere.example/; s/30 de abril/15 de abril/; s/^Date: .*/Date: Sat, 14 Mar 2026 09:00:00 +0100/' \
    -e '1i In-Reply-To: <20260311.encuesta@ilo.org>' \
    "$mail/4-questionnaire-in-spanish.eml" >"$dir/other.eml"
deliver "$dir/other.eml"
once 2026-03-16T09:00:00Z
check "the doubt is a step of its own" \
    same "$(register "SELECT official, substr(step, 1, 6), state FROM reminders WHERE step GLOB 'doubt:*'")" "anna|doubt:|sent"
check "and says so in its subject" holds "$(sent | tail -n 1)" "anna@ministry.example|A mail says otherwise"
count=$(sent | wc -l)
once 2026-03-17T09:00:00Z
check "it comes once" same "$(sent | wc -l)" "$count"

ctl done 1 --now 2026-03-18T09:00:00Z >/dev/null
once 2026-03-18T09:10:00Z
check "both are told, with the date taken back" same "$(calendars | grep CANCEL)" "anna CANCEL 109
bruno CANCEL 109"
once 2026-03-19T09:00:00Z
check "once" same "$(calendars | grep -c CANCEL)" 2
ctl reopen 1 --now 2026-03-20T09:00:00Z >/dev/null
once 2026-08-03T09:00:00Z
check "opened again, the date comes back with a higher number" same "$(calendars | tail -n 2)" "anna PUBLISH 110
bruno PUBLISH 110"
ctl notours 1 --now 2026-08-04T09:00:00Z >/dev/null
once 2026-08-04T09:10:00Z
check "and is taken back again" same "$(calendars | tail -n 2)" "anna CANCEL 119
bruno CANCEL 119"

deliver "$mail/3-for-information.eml"
once 2026-08-05T09:00:00Z
count=$(sent | wc -l)
id=$(register "SELECT max(id) FROM matters")
ctl done "$id" --now 2026-08-05T10:00:00Z >/dev/null
once 2026-08-05T10:10:00Z
check "who never had a date is told nothing" same "$(sent | wc -l)" "$count"
finish
