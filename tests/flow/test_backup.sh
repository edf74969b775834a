#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A register that is lost and put back from a backup, or from somebody's copy: nothing is lost, and
# nothing goes twice.
. "$(dirname "$0")/../support/flow.sh"
ctl() { "$B/circularctl" "$@" -c "$dir/circulard.conf" --now "${now:-2026-03-14T09:00:00Z}"; }
refused() { ! "$@" >"$dir/refusal" 2>&1; }
doubled() { grep -him1 '^Message-ID:' "$dir"/sent/*.eml | sort | uniq -d | wc -l; }
taken() { ls "$dir/sent" | grep -c eml; }
whole() { ctl check >/dev/null && ctl verify >/dev/null; }
flow_start
sed -i 's#^relay = { #&copy_to = "inbox@copies.example"; #' "$dir/circulard.conf"
deliver "$top/tests/demo/mail/1-article-22.eml"
once 2026-03-12T09:00:00Z
once 2026-03-12T10:00:00Z

"$B/circulard" -c "$dir/circulard.conf" >/dev/null 2>"$dir/daemon.log" &
daemon=$!
within says "$dir/daemon.log" watching
check "a backup is made while the daemon runs" silent ctl backup "$dir/backup"
check "... not over another one" refused ctl backup "$dir/backup"
check "... and holds register, key and mails" \
    same "$(cd "$dir/backup" && ls -d register.db answer.key backup mails | wc -l) $(find "$dir/backup/mails" -name '*.eml' | wc -l)" "4 3"
check "... readable by nobody else" same "$(find "$dir/backup" -perm /077 | wc -l)" 0
mkdir "$dir/aside"
check "restore is refused while the daemon runs" refused ctl restore "$dir/backup"
kill $daemon; wait $daemon; daemon=
rm -f "$dir"/sent/*
cp "$dir/state/register.db" "$dir/old.db"
check "... and over a register" refused ctl restore "$dir/backup"
check "... which it names" holds "$(cat "$dir/refusal")" "move it away first"

# One after the other: of two that come together, the one that is read first has the lower number.
deliver "$top/tests/demo/mail/3-for-information.eml"
once 2026-03-13T08:30:00Z
deliver "$top/tests/demo/mail/4-questionnaire-in-spanish.eml"
once 2026-03-13T09:00:00Z
once 2026-03-13T10:00:00Z
before=$(register "SELECT id, state, subject FROM matters ORDER BY id")
sent_before=$(taken)
check "there is something to lose" test "$sent_before" -gt 0
rm -rf "$dir/state"
mkdir "$dir/state"
check "a backup that was not finished is refused" refused ctl restore "$dir/aside"
check "the register is put back" ctl restore "$dir/backup"
once 2026-03-14T09:05:00Z
check "the mails that came since are known again" same "$(register "SELECT id, state, subject FROM matters ORDER BY id")" "$before"
check "at first, nothing goes" same "$(taken)" "$sent_before"
once 2026-03-14T09:30:00Z
check "our own copies prove what was sent" same "$(register "SELECT count(*) FROM reminders WHERE state <> 'sent'")" 0
check "nothing went twice" same "$(taken) $(doubled)" "$sent_before 0"
check "the register is whole" whole

# Somebody copies yesterday's file over it.
cp "$dir/old.db" "$dir/state/register.db"
rm -f "$dir/state/register.db-journal"
once 2026-03-14T12:00:00Z
check "an older copy is recognised" holds "$(tail -n 40 "$dir/log")" "older copy of the register"
check "... and told" holds "$(sent)" "older copy of the register"
check "... with what to do" holds "$(tail -n 40 "$dir/log")" "Where there is a later backup, stop circulard and restore it"
once 2026-03-14T12:30:00Z
check "... and nothing is lost" same "$(register "SELECT id, state, subject FROM matters ORDER BY id")" "$before"
check "... nor does anything go twice" same "$(doubled) $(register "SELECT count(*) FROM reminders WHERE state <> 'sent'")" "0 0"
check "the register is whole" whole

# A page of it is damaged that nothing asks for.
cp -r "$dir/state" "$dir/sound"
/usr/bin/python3 - "$dir/state/register.db" <<'PY'
import sys
with open(sys.argv[1], "r+b") as file:
    page = int.from_bytes(file.read(18)[16:18], "big")
    for at in range(file.seek(0, 2) // page - 1, 0, -1):  # pages of tables and indexes begin with these
        file.seek(at * page)
        if file.read(1) in (b"\x0a", b"\x0d"):
            file.seek(at * page)
            file.write(b"\xff" * 8)
            break
PY
cp "$dir/log" "$dir/log.before"
once 2026-03-15T09:00:00Z
check "damage that nothing has met yet fails the pass" test $? -ne 0
check "... is told with what to do" holds "$(tail -n 8 "$dir/log")" "keep a copy of the whole folder, and restore the last backup"
check "... and by the status" holds "$(ctl status)" "register file fails"

# The machine stood still in the middle of a change whose journal was deleted then: one of its pages was not written.
rm -rf "$dir/state"
cp -r "$dir/sound" "$dir/state"
/usr/bin/python3 - "$dir/state/register.db" <<'PY'
import sqlite3, sys
register = sqlite3.connect(sys.argv[1])
size = register.execute("PRAGMA page_size").fetchone()[0]
at = size * (register.execute("SELECT rootpage FROM sqlite_master WHERE name = 'mails_received'").fetchone()[0] - 1)
with open(sys.argv[1], "rb") as file:
    file.seek(at)
    before = file.read(size)
with register:
    register.execute("UPDATE mails SET received = received - 1")
register.close()
with open(sys.argv[1], "r+b") as file:
    file.seek(at)
    file.write(before)
PY
: >"$dir/log"
once 2026-03-15T09:05:00Z
check "half a change fails the pass" test $? -ne 0
check "... is told with what to do" says "$dir/log" "the register's file is damaged .*restore the last backup"

# It is no register at all: the daemon waits, and says what to do.
printf 'nonsense %1000s' x >"$dir/state/register.db"
: >"$dir/daemon.log"
"$B/circulard" -c "$dir/circulard.conf" >/dev/null 2>>"$dir/daemon.log" &
daemon=$!
check "a file that is no register is told with what to do" \
    within says "$dir/daemon.log" "cannot begin: .*not a database: stop circulard, .* restore the last backup"
kill "$daemon"
wait "$daemon"
daemon=
: >"$dir/log"
once 2026-03-15T09:10:00Z
check "... by a single pass, too, which does not wait" says "$dir/log" "not a database: stop circulard, .* restore the last backup"
check "... by circularctl, too" refused ctl list
check "... in the same words" holds "$(cat "$dir/refusal")" "restore the last backup"
rm -rf "$dir/state"; mv "$dir/sound" "$dir/state"
mv "$dir/state" "$dir/away"
check "a restore into no folder says what to do" refused ctl restore "$dir/backup"
check "... by its command" holds "$(cat "$dir/refusal")" "systemd-tmpfiles --create"
mv "$dir/away" "$dir/state"

# A mail's bytes are damaged.
file=$(find "$dir/state/mails" -name '*.eml' | head -n 1)
chmod u+w "$file"; echo x >>"$file"
check "verify names a damaged mail" refused ctl verify
check "a backup says that it lacks it" refused ctl backup "$dir/second"
check "... by name" holds "$(cat "$dir/refusal")" "its bytes have changed"
rm "$file"
check "check misses a mail" refused ctl check
finish
