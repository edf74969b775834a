#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Another program holds the register locked, at the start and later: the daemon waits, goes on answering its watchdog,
# calls nothing damaged that is whole, and does what there is to do when the file is free again.
. "$(dirname "$0")/../support/flow.sh"
flow_start
sed -i '1i poll_minutes = 1; reminders = { send_hour = 0; };' "$dir/circulard.conf"

lock() { # until unlock
    rm -f "$dir/locked" "$dir/unlock"
    /usr/bin/python3 - "$dir" <<'PY' &
import os, sqlite3, sys, time
there = sys.argv[1]
file = sqlite3.connect(there + "/state/register.db", isolation_level=None, timeout=60)
file.execute("BEGIN EXCLUSIVE")
open(there + "/locked", "w").close()
until = time.time() + 300
while time.time() < until and not os.path.exists(there + "/unlock"):
    time.sleep(0.1)
PY
    holder=$!
    within test -e "$dir/locked"
}
unlock() {
    touch "$dir/unlock"
    wait "$holder"
}
# A mailbox server that says nothing, until it goes away at "$dir/go"; and what systemd would hear, each with the second in which it came.
listen() {
    /usr/bin/python3 - "$dir/notify" "$dir/silent" <<'PY' >"$dir/heard" &
import os, socket, sys, time
mute = socket.create_server(("127.0.0.1", 0))
with open(sys.argv[2] + ".new", "w") as port:
    print(mute.getsockname()[1], file=port)
ear = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
ear.bind(sys.argv[1])
ear.settimeout(1)
os.rename(sys.argv[2] + ".new", sys.argv[2])
while os.getppid() != 1:
    if os.path.exists(os.path.dirname(sys.argv[1]) + "/go"):
        mute.close()
    try:
        print(int(time.monotonic()), ear.recv(4096).decode().replace("\n", " "), flush=True)
    except TimeoutError:
        pass
PY
    listener=$!
    within test -s "$dir/silent"
}
start() { # with a watchdog that is fed every other second where nothing stands still
    : >"$dir/log"
    WATCHDOG_USEC=4000000 NOTIFY_SOCKET=$dir/notify "$B/circulard" -c "$dir/circulard.conf" >>"$dir/out" 2>>"$dir/log" &
    daemon=$!
}
end() {
    kill -TERM "$daemon"
    wait "$daemon"
    daemon=
}
alive() { kill -0 "$daemon" 2>/dev/null; }
feeds() { grep -c WATCHDOG "$dir/heard"; }
fed_again() { [ "$(feeds)" -gt "$1" ]; }
longest_silence() {
    awk '/WATCHDOG/ { if (last && $1 - last > most) most = $1 - last; last = $1 } END { print most + 0 }' "$dir/heard"
}

once 2026-03-12T09:00:00Z
listen
lock
start
check "locked at the start: said" within says "$dir/log" "cannot begin: .*locked"
check "... and waited for" alive
unlock
check "free again: it goes on" within says "$dir/log" "the register is open again"
end

# The first pass over what is due comes after the mailbox, which says nothing before the register is locked.
sed -i "s/localhost:$imaps/127.0.0.1:$(cat "$dir/silent")/; s/^timeout_seconds = .*/timeout_seconds = 300;/" "$dir/circulard.conf"
start
within says "$dir/log" "watching 1 mailbox"
lock
touch "$dir/go"
check "locked while it runs: the pass fails" within says "$dir/log" "planning: .*locked"
check "... which damages nothing" silent within says "$dir/log" "cannot be looked through: .*locked"
check "... and nothing is called damaged" same "$(grep -c damaged "$dir/log")" 0
unlock
within fed_again "$(feeds)"
check "one wait for the lock, and no more" test "$(longest_silence)" -lt 25
check "the daemon lives" alive
end
kill "$listener"
finish
