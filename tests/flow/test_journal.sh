#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Under systemd, lines go to the journal with fields: shown with a socket in the journal's place, in a
# mount namespace of its own.
. "$(dirname "$0")/../support/flow.sh"
if ! unshare -rm mount -t tmpfs none /run 2>/dev/null; then
    echo "ok 1 - journal # SKIP no mount namespace can be had here"
    echo 1..1
    exit 0
fi
flow_start
deliver "$top/tests/demo/mail/1-article-22.eml"
cat >"$dir/journal.py" <<'PY'
import socket, sys
with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as journal, open(sys.argv[1], "wb") as out:
    journal.bind("/run/systemd/journal/socket")
    print("ready", flush=True)
    while (entry := journal.recv(65536)) != b"end":
        out.write(entry + b"\n")
PY
cat >"$dir/end.py" <<'PY'
import socket
# Behind every entry in the socket's queue: whoever reads it has read them all.
socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(b"end", "/run/systemd/journal/socket")
PY
cat >"$dir/inside" <<SH
mount -t tmpfs none /run && mkdir -p /run/systemd/journal
/usr/bin/python3 "$dir/journal.py" "$dir/journal" >"$dir/ready" & listener=\$!
for _ in \$(seq 1200); do [ -s "$dir/ready" ] && break; sleep 0.05; done
JOURNAL_STREAM=1:2 timeout 300 "$B/circulard" -c "$dir/circulard.conf" --once --now 2026-03-12T09:00:00Z 2>"$dir/log"
timeout 120 /usr/bin/python3 "$dir/end.py" || kill \$listener
wait \$listener
SH
unshare -rm bash "$dir/inside"
entry() { grep -a -A8 "^MESSAGE=$1" "$dir/journal" | sed '/^$/q'; }
check "a mail's line bears its fields" same "$(entry 'mail 1' | grep -aE '^(MAIL|MATTER|PRIORITY)=' | sort | xargs)" "MAIL=1 MATTER=1 PRIORITY=6"
check "a reminder's line bears its official" holds "$(entry 'reminder 1')" "OFFICIAL=anna"
check "... and its matter" holds "$(entry 'reminder 1')" "MATTER=1"
check "nothing of it goes to standard error besides" same "$(grep -c 'reminder 1' "$dir/log")" 0
finish
