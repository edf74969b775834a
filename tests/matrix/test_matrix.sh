#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Whole mails over character sets, wrappers and kinds of documents, made by the programs that offices
# use: each must give the deadlines of expected.tsv, and name where they stand. TAP.
#
# The letters say their deadline in one plain sentence, and in the document alone, so what is tried
# here is the reading of files. B: the build folder; arguments: only mails whose names hold one of them.
cd "$(dirname "$0")/../.." || exit 2
exec python3 - "$@" <<'PYTHON'
import csv, json, os, subprocess, sys

folder = "tests/matrix"
with open(f"{folder}/expected.tsv", encoding="utf-8") as table:
    rows = [r for r in csv.reader(table, delimiter="\t", quoting=csv.QUOTE_NONE) if r and not r[0].startswith("#")]
rows = [r for r in rows if len(sys.argv) < 2 or any(word in r[0] for word in sys.argv[1:])]
files = [f"{folder}/{r[0]}" for r in rows]
run = subprocess.run([os.environ.get("B", "build") + "/circularctl", "extract", "--json", "--lang-dir", "etc/lang", *files],
                     capture_output=True, text=True)
answers = {}
for line in run.stdout.splitlines():
    answer = json.loads(line)
    answers[answer["file"]] = answer

def differences(row, answer):
    _, circular, dates, language, part, page, unread, asked = row
    if answer is None:
        return ["no answer"]
    wrong = []
    found = sorted({d["date"] for d in answer["deadlines"]})
    wanted = [] if dates == "-" else dates.split(",")
    if found != wanted:
        wrong.append(f"deadlines {found}, not {wanted}")
    if circular != "-" and answer["circular"] != (circular == "yes"):
        wrong.append(f"circular: {answer['circular']}")
    if language != "-" and answer["language"] != language:
        wrong.append(f"language {answer['language']}, not {language}")
    here = [d for d in answer["deadlines"] if part in ("*", d["part"])]
    first = next(iter(here), None)
    if answer["deadlines"] and part != "-" and not first:
        wrong.append(f"stands in {answer['deadlines'][0]['part']}, not in {part}")
    if first and page != "-" and str(first["page"]) != page:
        wrong.append(f"on page {first['page']}, not {page}")
    if asked == "yes" and not any(d["requests"] for d in answer["deadlines"]):
        wrong.append("the deadline belongs to no request")
    reasons = "; ".join(u["why"] for u in answer["unread"])
    if (unread == "-") != (not reasons) or unread not in ("-", "*") and unread not in reasons:
        wrong.append(f"unread: {reasons or 'nothing'}; expected {unread}")
    return wrong

print(f"1..{len(rows)}")
failed = 0
for number, row in enumerate(rows, 1):
    wrong = differences(row, answers.get(f"{folder}/{row[0]}"))
    failed += bool(wrong)
    print(f"{'not ok' if wrong else 'ok'} {number} - matrix: {row[0]}")
    for line in wrong:
        print(f"#   {line}")
if len(answers) != len(rows):
    print(run.stderr, file=sys.stderr)
sys.exit(failed > 0)
PYTHON
