#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A server that tells another size of each mail in each session: none is fetched for that more than once.
. "$(dirname "$0")/../support/flow.sh"
flow_start
coproc server { exec /usr/bin/python3 "$support/fake_server.py" "$dir/tls" 2>"$dir/server.log"; }
ask() { echo "$1" >&"${server[1]}" && read -r answer <&"${server[0]}"; }
# Commands for texts since the last time.
texts() {
    local all
    ask "heard $port"
    all=$(grep -o 'BODY.PEEK' <<<"$answer" | wc -l)
    now=$((all - ${before:-0}))
    before=$all
}

ask "listen mailbox tls wobble mails=12"
port=$answer
sed -i "s#url = \"imaps://[^\"]*\"; user = \"inbox\"#url = \"imaps://localhost:$port\"; user = \"alice\"#" "$dir/circulard.conf"
once 2026-03-12T10:00:00Z
texts
check "the first pass takes all mails, and asks twice for what is of another size than was said" same "$now|$(register "SELECT count(*) FROM mails")" "2|12"
once 2026-03-13T10:00:00Z
texts
check "other sizes: each is fetched" same "$now|$(register "SELECT count(*) FROM mails")" "2|12"
check "... and known to be the same, which is told" says "$dir/log" "12 mails are the same as before, only the server says another size"
rm "$dir/log"
once 2026-03-14T10:00:00Z
once 2026-03-15T10:00:00Z
texts
check "... once" same "$now|$(grep -c 'another size\|others than before' "$dir/log")" "0|0"
check "the cursor stands at the end" same "$(register "SELECT validity, next_uid, count FROM cursors")" "7|13|12"
finish
