#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Weekly mails: what has time comes in one digest, what has none on its own; the overview; an alarm about
# what did not come, which ends when it comes.
. "$(dirname "$0")/../support/flow.sh"
mail=$top/tests/demo/mail
flow_start
cat >>"$dir/circulard.conf" <<'CONF'
digest = { weekday = "monday"; };
overview = { to = ( "bruno" ); weekday = "friday"; };
expected = ( { name = "Survey"; kinds = ( "questionnaire" ); words = ( "inspecci*" ); by = "03-10"; to = ( "anna" ); } );
record = { number = "11-2/{year}-{n}"; access = "public"; };
CONF
steps() { register "SELECT official, step, state FROM reminders WHERE matter IS NULL ORDER BY id"; }
body() { # N: the text of the Nth mail from the end
    /usr/bin/python3 - "$dir/sent" "$1" <<'PY'
import email, email.policy, glob, sys
name = sorted(glob.glob(sys.argv[1] + "/*.eml"))[-int(sys.argv[2])]
with open(name, "rb") as file:
    print(email.message_from_binary_file(file, policy=email.policy.default).get_body(("plain",)).get_content())
PY
}

once 2026-03-12T05:00:00Z
check "nothing goes before the hour" same "$(sent | wc -l)" 0
once 2026-03-12T09:00:00Z
check "what did not come is told" same "$(sent)" "anna@ministry.example|Not come yet: Survey"
once 2026-03-12T10:00:00Z
check "once" same "$(sent | wc -l)" 1

deliver "$mail/1-article-22.eml" "$mail/4-questionnaire-in-spanish.eml"
once 2026-03-13T09:00:00Z
check "matters with time make no mail; the overview goes on its day" same "$(sent | tail -n +2 | cut -d'|' -f1)" "bruno@ministry.example"
check "it names neither what has come nor what is far" same "$(body 1 | grep -c Survey)" 0
check "numbers are given" same "$(register "SELECT number, access FROM records")" "11-2/2026-1|public
11-2/2026-2|public"
once 2026-03-15T09:00:00Z
check "nothing on a Sunday" same "$(sent | wc -l)" 2
once 2026-03-16T09:00:00Z
check "one digest each, with all that waited" same "$(sent | tail -n +3)" "anna@ministry.example|2 circulars with time to spare
bruno@ministry.example|Une circulaire sans urgence"
check "with number and day" holds "$(body 2)" "1 September 2026"
check "each matter has its notice" \
    same "$(register "SELECT count(*) FROM reminders WHERE step = 'notice' AND state = 'passed' AND reply = 'told in digest:2026-03-16'")" 3
once 2026-03-17T09:00:00Z
check "and no second one" same "$(sent | wc -l)" 4
once 2026-03-31T09:00:00Z
check "near its date each comes on its own" \
    same "$(register "SELECT official, step FROM reminders WHERE matter IS NOT NULL AND state = 'sent'")" "anna|due-30:2026-04-30"

sed -e 's/30 de abril/6 de abril/; s/^Date: .*/Date: Tue, 31 Mar 2026 09:00:00 +0100/; s/encuesta@/otra@/; s/^Subject: .*/Subject: Otra encuesta/' \
    -e 's/11 de marzo/31 de marzo/; s/inspecci=C3=B3n del trabajo/salarios/; s/servicios de inspecci=/servicios de/; s/^=C3=B3n del/del/' \
    "$mail/4-questionnaire-in-spanish.eml" >"$dir/near.eml"
deliver "$dir/near.eml"
count=$(sent | wc -l)
once 2026-04-01T09:00:00Z
check "a new one that is near does not wait" same "$(sent | wc -l)" $((count + 1))
once 2026-04-10T09:00:00Z
check "the overview tells what is overdue and due" holds "$(sent | grep ^bruno | tail -n 1)" "en retard"
overview() { # the text of the last one to bruno
    /usr/bin/python3 - "$dir/sent" <<'PY'
import email, email.policy, glob, sys
texts = []
for name in sorted(glob.glob(sys.argv[1] + "/*.eml")):
    with open(name, "rb") as file:
        mail = email.message_from_binary_file(file, policy=email.policy.default)
    if mail["Subject"].startswith("Circulaires au"):
        texts.append(mail.get_body(("plain",)).get_content())
print(" ".join(texts[-1].split()))
PY
}
check "... and that what is overdue was not done on time" holds "$(overview)" "Réglées à temps ces douze derniers mois : 0 sur 1."
check "the steps about no matter" same "$(steps | grep -c overview)" 2

# By hand.
ctl() { "$B/circularctl" "$@" -c "$dir/circulard.conf" --now 2026-04-13T09:00:00Z; }
check "a matter is entered" holds "$(ctl add Visit of the mission --due 2026-04-30 --official anna,bruno --from 'A. Muster' --as bruno)" matter
id=$(register "SELECT max(id) FROM matters")
check "with a record" same "$(register "SELECT number, correspondent, channel, responsible, original FROM records WHERE matter = $id")" \
    "11-2/2026-4|A. Muster|by hand|Anna Tamm|None"
once 2026-04-13T09:10:00Z
check "and reminded of" same "$(register "SELECT official, step, state FROM reminders WHERE matter = $id")" "anna|notice|sent
bruno|notice|sent"
check "its date is in the calendar" holds "$(ctl ics bruno)" \
    "UID:$(register "SELECT 'matter-' || substr(origin, 1, 16) FROM matters WHERE id = $id")@ministry.example"
ctl due "$id" 2026-05-20 --why 'They come later' >/dev/null
once 2026-04-13T09:20:00Z
check "another date is told" holds "$(sent | tail -n 1)" "20 mai 2026"
check "with what it was" same "$(register "SELECT words FROM history WHERE matter = $id AND what = 'changed'")" "deadline: was 2026-04-30; now 2026-05-20"
check "a day that is over is refused" same "$(ctl due "$id" 2026-01-01 2>/dev/null; echo $?)" 2
ctl due "$id" none >/dev/null
once 2026-04-13T09:30:00Z
check "none: nothing is due" same "$(register "SELECT state FROM matters WHERE id = $id")" "for information"
check "and those who have the date are told" same "$(sent | tail -n 2 | cut -d'|' -f1)" "anna@ministry.example
bruno@ministry.example"
check "list finds it by its number" same "$(ctl list --number '11-2/2026-4' --csv | tail -n 1 | cut -d, -f1,11,15)" "$id,11-2/2026-4,public"
check "and sorts" same "$(ctl list --all --sort number --reverse --csv | sed -n 2p | cut -d, -f11)" "11-2/2026-4"
check "the history's chain holds" silent ctl verify
finish
