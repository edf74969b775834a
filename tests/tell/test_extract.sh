#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# circularctl on files, as scripts call it: what comes out, in which order, with which exit code.
# Prints TAP. B is the build folder (build); CIRCULARD_SHARED holds mails that are not shipped.
set -u
cd "$(dirname "$0")/../.." || exit 2
ctl=$PWD/${B:-build}/circularctl
shared=${CIRCULARD_SHARED:-$PWD/../shared}
unset CIRCULARD_LANG_DIR
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
number=0

ok() { # ok NAME STATUS
    number=$((number + 1))
    if [ "$2" -eq 0 ]; then echo "ok $number - $1"; else
        echo "not ok $number - $1"
        head -c 2000 "$scratch/out" "$scratch/err" 2>/dev/null | sed 's/^/# /'
    fi
}
skip() { number=$((number + 1)); echo "ok $number - $1 # SKIP $2"; }
run() { timeout 300 "$ctl" "$@" >"$scratch/out" 2>"$scratch/err"; }
# Python over the objects of the output: d is the list of them.
holds() { python3 -c "
import json, sys
d = [json.loads(line) for line in open('$scratch/out', encoding='utf-8')]
sys.exit(0 if ($1) else 1)"; }
is() { [ "$1" = "$2" ]; }

letter() { # letter NUMBER
    printf 'From: Office <norm@office.example>\r\nTo: registry@ministry.example\r\n'
    printf 'Subject: Letter %s\r\nDate: Tue, 15 Jul 2025 09:00:00 +0200\r\nMessage-ID: <%s@office.example>\r\n' "$1" "$1"
    printf 'MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n'
    printf 'Madam, Sir,\r\n\r\nI have the honour to request your Government to submit its report\r\n'
    printf 'by no later than 16 September 2025.\r\n\r\nYours faithfully,\r\n'
}
letter 1 >"$scratch/one.eml"

run extract --json "$scratch/one.eml"
is $? 0; ok "extract__letter__exit_0" $?
holds "len(d) == 1 and d[0]['file'] == '$scratch/one.eml' and d[0]['message_id'] == '1@office.example' and
       d[0]['subject'] == 'Letter 1' and d[0]['received'] == '2025-07-15'"
ok "extract__letter__its_head" $?
holds "[x['date'] for x in d[0]['deadlines']] == ['2025-09-16'] and
       '16 September 2025' in d[0]['deadlines'][0]['evidence']"
ok "extract__letter__its_deadline" $?
holds "list(d[0]) == 'file message_id from subject received circular score reference language letter_date deadlines requests kind subjects events superseded unread limits'.split()"
ok "extract__letter__keys_as_agreed" $?

run extract --json - <"$scratch/one.eml"
is $? 0 && holds "d[0]['file'] == '-' and d[0]['deadlines'][0]['date'] == '2025-09-16'"
ok "extract__standard_input__read" $?

run extract --json --received 2025-08-01 "$scratch/one.eml"
is $? 0 && holds "d[0]['received'] == '2025-08-01'"
ok "extract__received__taken" $?

printf 'Please reply by no later than 16 September 2025.\n' >"$scratch/bare.txt"
run extract --json --received 2025-07-15 "$scratch/bare.txt"
is $? 0 && holds "d[0]['message_id'] is None and d[0]['unread'] == []"
ok "extract__bare_document__read" $?

# A file that cannot be read gets its line, and does not stop the others.
mkdir "$scratch/folder"
ln -s loop "$scratch/loop"
: >"$scratch/empty"
truncate -s 60M "$scratch/large.eml"
run extract --json "$scratch/none" "$scratch/folder" "$scratch/loop" "$scratch/large.eml" "$scratch/one.eml"
is $? 1; ok "extract__unreadable_files__exit_1" $?
holds "len(d) == 5 and all(len(x['unread']) == 1 and not x['circular'] for x in d[:4]) and
       'No such file' in d[0]['unread'][0]['why'] and 'directory' in d[1]['unread'][0]['why'] and
       'larger than' in d[3]['unread'][0]['why'] and d[4]['deadlines'][0]['date'] == '2025-09-16'"
ok "extract__unreadable_files__named_in_order" $?
run extract --json "$scratch/empty"
[ $? -le 1 ] && holds "len(d) == 1 and d[0]['deadlines'] == []"
ok "extract__empty_file__a_line" $?
head -c 200000 /dev/urandom >"$scratch/noise"
run extract --json "$scratch/noise"
[ $? -le 1 ] && holds "len(d) == 1 and d[0]['deadlines'] == []"
ok "extract__noise__a_line" $?
printf '%%PDF-1.7\nno such thing\n' >"$scratch/broken.pdf"
run extract --json "$scratch/broken.pdf"
is $? 1 && holds "d[0]['unread'][0]['part'] == 'broken.pdf'"
ok "extract__broken_document__exit_1" $?

# A date in figures of another script, turned about, or with what cannot be seen in it, is the same date.
for date in '١٢ June ٢٠٢٦' '１２/０６/２０２６' $'\u202e12 June 2026\u202c' $'\u202d12\u202c June 2026' $'12\u200b June 20\u200d26'; do
    printf 'Governments are requested to reply by no later than %s.\n' "$date" >"$scratch/written.txt"
    run extract --json --received 2026-03-12 "$scratch/written.txt" && holds "[x['date'] for x in d[0]['deadlines']] == ['2026-06-12']"
    ok "extract__date_$(printf %s "$date" | LC_ALL=C tr -cd '0-9A-Za-z' | cut -c1-12)_$(printf %s "$date" | wc -c)__read" $?
done

# For a person: what was not read is not said to ask nothing.
run extract "$scratch/none"
is $? 1 && grep -q '^No deadline in what was read' "$scratch/out" && grep -q 'No such file' "$scratch/out" &&
    ! grep -q 'the reader$' "$scratch/out"
ok "extract__unread__no_comfort" $?
run extract "$scratch/bare.txt" && ! grep -q 'in what was read' "$scratch/out"
ok "extract__read__nothing_held_back" $?

# Words of a mail break neither a line nor a terminal.
{ printf 'From: x <a@b.example>\r\nSubject: =?utf-8?q?=1B[31m=0A=22=7D,?=\r\nDate: Tue, 15 Jul 2025 09:00:00 +0200\r\n\r\n'
  printf 'Text.\r\n'; } >"$scratch/hostile.eml"
run extract --json "$scratch/hostile.eml"
is "$(wc -l <"$scratch/out")" 1 && holds "d[0]['deadlines'] == []"
ok "extract__hostile_subject__one_line" $?
run explain "$scratch/hostile.eml"
is $? 0 && ! grep -q $'\033' "$scratch/out"
ok "explain__hostile_subject__no_escape" $?

run explain "$scratch/one.eml"
is $? 0 && grep -q 'Tuesday 16 September 2025' "$scratch/out" && grep -q 'Every date that was looked at' "$scratch/out" &&
    grep -q 'Every sentence that might ask' "$scratch/out" && grep -q 'for: en.no-later-than' "$scratch/out"
ok "explain__letter__every_date" $?
run extract "$scratch/one.eml"
is $? 0 && grep -q 'by Tuesday 16 September 2025' "$scratch/out"
ok "extract__without_json__for_people" $?

# A hundred at once: in order, none lost.
for i in $(seq 100); do letter "$i" >"$scratch/many-$i.eml"; done
run extract --json $(seq -f "$scratch/many-%g.eml" 100)
is $? 0 && holds "[x['message_id'] for x in d] == ['%d@office.example' % (i + 1) for i in range(100)] and
                  all(x['deadlines'][0]['date'] == '2025-09-16' for x in d)"
ok "extract__hundred_files__in_order" $?

# The command line.
run; is $? 2; ok "circularctl__nothing__exit_2" $?
run nonsense; is $? 2 && grep -q 'no command "nonsense"' "$scratch/err"; ok "circularctl__unknown_command__told" $?
run extract; is $? 2; ok "extract__no_file__exit_2" $?
run extract --nonsense x; is $? 2 && [ ! -s "$scratch/out" ]; ok "extract__unknown_option__exit_2" $?
run extract --received tomorrow "$scratch/one.eml"
is $? 2 && grep -q 2025-07-15 "$scratch/err"; ok "extract__bad_day__says_how" $?
run extract --json --lang-dir "$scratch/nowhere" "$scratch/one.eml"
is $? 2 && grep -q nowhere "$scratch/err"; ok "extract__no_language_packs__exit_2" $?
run --version; is $? 0 && grep -q '^circularctl [0-9]' "$scratch/out"; ok "circularctl__version" $?
run --help; is $? 0 && grep -q check-lang "$scratch/out"; ok "circularctl__help__lists_commands" $?
good=0
for command in $("$ctl" --help | sed -n 's/^  \([a-z-]*\) .*/\1/p'); do
    run "$command" --help && grep -q 'Exit status' "$scratch/out" || good=1
    run help "$command" || good=1
done
ok "circularctl__help_of_each_command" $good
"$ctl" extract --json "$scratch/one.eml" >/dev/full 2>"$scratch/err"
is $? 1 && grep -q 'could not be written' "$scratch/err"; ok "extract__full_disk__told" $?

# Language packs.
mkdir "$scratch/lang"
cp etc/lang/en.conf "$scratch/lang/en.conf"
run check-lang etc/lang/*.conf etc/lang/*.learned; is $? 0; ok "check-lang__shipped_packs__good" $?
printf '0.10 near reply\n0.10 beside reply\n' >"$scratch/lang/en.learned"
run check-lang "$scratch/lang/en.learned"; is $? 1 && grep -q 'en.learned:2: ' "$scratch/err"; ok "check-lang__mistake_in_what_was_learned__file_and_line" $?
run extract --lang-dir "$scratch/lang" --json "$scratch/one.eml"
is $? 2 && grep -q 'en.learned:2: ' "$scratch/err"; ok "extract__broken_weights__nothing_read" $?
rm "$scratch/lang/en.learned"
run extract --lang-dir "$scratch/lang" --json "$scratch/one.eml"; is $? 0; ok "extract__nothing_learned__read_by_rules_alone" $?
printf '\nrules_of_mine = 3;\n' >>"$scratch/lang/en.conf"
run check-lang "$scratch/lang/en.conf" etc/lang/en.conf
is $? 1 && grep -q 'en.conf:[0-9]*: .*rules_of_mine' "$scratch/err" && grep -q good "$scratch/out"
ok "check-lang__mistake__file_and_line" $?
run extract --lang-dir "$scratch/lang" --json "$scratch/one.eml"
is $? 2; ok "extract__broken_pack__nothing_read" $?

# The mails that show what the program is for.
mails=$shared/mail
if [ -r "$mails/circular-belarus.eml" ]; then
    run extract --json "$mails/circular-belarus.eml" "$mails/circular-belarus-forwarded.eml"
    holds "len(d) == 2 and all([x['date'] for x in c['deadlines']] == ['2025-09-16'] for c in d)"
    ok "extract__circular__one_deadline" $?
    holds "all(len(c['requests']) == 2 and c['deadlines'][0]['requests'] == [0] and
               c['requests'][0]['deadlines'] == [0] and c['requests'][1]['deadlines'] == [] for c in d)"
    ok "extract__circular__two_requests_the_first_with_the_date" $?
    holds "all('16 September 2025' in c['deadlines'][0]['evidence'] and c['circular'] for c in d)"
    ok "extract__circular__with_its_quote" $?
    run extract --json "$mails"/news-00[1-4].eml
    is $? 0 && holds "len(d) == 4 and not any(c['circular'] or c['deadlines'] or c['requests'] for c in d)"
    ok "extract__news__nothing" $?
else
    skip "extract__circular__one_deadline" "no $mails"
    skip "extract__circular__two_requests_the_first_with_the_date" "no $mails"
    skip "extract__circular__with_its_quote" "no $mails"
    skip "extract__news__nothing" "no $mails"
fi
echo "1..$number"
