#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A first import of COUNT (2,000) mails out of a private Dovecot over TLS: mbsync fetching them, and the
# daemon fetching (all stored and synced), then reading and registering them; in turns, ROUNDS (3) times. Then
# an idle minute (IDLE_SECONDS): what wakes the daemon up. mbsync syncs each mail too, as it does by itself.
# On a busy machine only processor time tells: it stands beside.
. "$(dirname "$0")/../support/flow.sh"
count=${1:-2000} rounds=${2:-3} idle_seconds=${IDLE_SECONDS:-60}
command -v mbsync >/dev/null || { echo "mbsync is missing (apt-get install isync)"; exit 0; }
flow_start
sed -i '1i poll_minutes = 60;' "$dir/circulard.conf"
sed -i 's#^senders = .*#senders = ( "nobody.example" );#' "$dir/circulard.conf"
maildir=$dir/mail/inbox/Maildir
mapfile -t letters < <(ls "$top"/tests/demo/mail/*.eml "$top"/tests/matrix/*.eml | grep -v '/scan-')
"$B/tests/bench/bench_mails" --write "$maildir/cur" "$count" "${letters[@]}" || exit 1
(cd "$maildir/cur" && for name in *.bench; do mv "$name" "$name:2,"; done)
[ "$(id -u)" != 0 ] || chown -R nobody: "$maildir"
echo "$count mails, $(du -sm "$maildir/cur" | cut -f1) MB"

now() { date +%s%N; }
seconds() { printf '%d.%02d' $(($1 / 1000000000)) $(($1 / 10000000 % 100)); }
cat >"$dir/mbsyncrc" <<CONF
IMAPAccount inbox
Host localhost
Port $imaps
User inbox
Pass secret
SSLType IMAPS
CertificateFile $dir/tls/ca.pem

IMAPStore far
Account inbox

MaildirStore near
Path $dir/mbsync/
Inbox $dir/mbsync/INBOX

Channel all
Far :far:
Near :near:
Pattern INBOX
Create Near
Sync Pull
SyncState *
CONF
run_mbsync() {
    rm -rf "$dir/mbsync" && mkdir "$dir/mbsync"
    local begun
    begun=$(now)
    TIMEFORMAT='%U %S'
    { time HOME=$dir mbsync -q -c "$dir/mbsyncrc" all; } 2>"$dir/mbsync.cpu" || exit 1
    echo $(($(now) - begun))
}
# Processor time of processes, with that of their children which have ended, in hundredths of a second.
cpu() { # PID…
    for pid; do sed 's/.*) //' "/proc/$pid/stat"; done | awk '{s += $12 + $13 + $14 + $15} END {print s + 0}'
}
children() { pgrep -P "$daemon" -f -- "--role $1" | tr '\n' ' '; }
# Looks four times a second from one process: beside a machine's two processors, one that starts anew for each look
# would take a tenth of what it measures. Prints nanoseconds since the epoch.
wait_until_all_are_read() {
    /usr/bin/python3 - "$dir/state/register.db" "$count" <<'PY'
import sqlite3, sys, time
register = "file:" + sys.argv[1] + "?mode=ro"
for _ in range(1200):
    time.sleep(0.25)
    try:
        with sqlite3.connect(register, uri=True) as held:
            row = held.execute("SELECT count(*) FROM mails WHERE state <> 'stored'").fetchone()
        if row[0] >= int(sys.argv[2]):
            break
    except sqlite3.Error:  # not made yet, or held
        pass
print(time.time_ns())
PY
}
fact() { register "$1" 2>/dev/null || echo 0; }
memory_kb() { awk '/VmRSS/ {print $2}' "/proc/$daemon/status"; }
start_daemon() {
    rm -rf "$dir/state" "$dir/log"
    "$B/circulard" -c "$dir/circulard.conf" >/dev/null 2>>"$dir/log" &
    daemon=$!
}
stop_daemon() {
    kill "$daemon"
    wait "$daemon"
    daemon=
}
# Sets fetched and whole: nanoseconds until all are stored, and until all are read and registered.
run_daemon() {
    local begun
    begun=$(now)
    start_daemon
    until grep -q "polled, $count new mails" "$dir/log" || [ $(($(now) - begun)) -gt 300000000000 ]; do sleep 0.05; done
    fetched=$(($(now) - begun))
    fetch_cpu=$(cpu "$daemon" $(children fetcher))
    whole=$(($(wait_until_all_are_read) - begun))
    whole_cpu=$(cpu "$daemon" $(children .))
    rss=$(memory_kb)
    peak=$(awk '/VmHWM/ {print $2}' "/proc/$daemon/status")
}
run_mbsync >/dev/null # warms the caches of the server
for round in $(seq "$rounds"); do
    other=$(run_mbsync)
    run_daemon
    echo "round $round: mbsync $(seconds "$other") s; daemon: fetched and stored $(seconds "$fetched") s," \
        "read and registered as well $(seconds "$whole") s ($((whole * 100 / other)) % of mbsync);" \
        "centre $((rss / 1024)) MB, at most $((peak / 1024)) MB"
    awk -v fetch="$fetch_cpu" -v whole="$whole_cpu" '{printf "         processor time: mbsync %.2f s; daemon: fetched and stored %.2f s, all %.2f s\n", $1 + $2, fetch / 100, whole / 100}' \
        "$dir/mbsync.cpu"
    [ "$round" -eq "$rounds" ] || stop_daemon
done
register "SELECT count(*) || ' mails, ' || sum(state = 'read') || ' read, ' || (SELECT count(*) FROM matters) || ' matters' FROM mails"

# Idle: after everything was sent, the system calls of all processes of the daemon.
until [ "$(fact "SELECT count(*) FROM reminders WHERE state = 'planned'")" = 0 ]; do sleep 1; done
sleep 10
if command -v strace >/dev/null; then
    pids=$(pgrep -P "$daemon" | tr '\n' ' ')
    timeout "$idle_seconds" strace -f -qq -e signal=none -o "$dir/idle" $(for pid in "$daemon" $pids; do echo "-p $pid"; done) 2>/dev/null
    echo "idle: $(grep -cE 'poll|select|epoll_wait|restart_syscall' "$dir/idle") waits, $(wc -l <"$dir/idle") system calls in all" \
        "within $idle_seconds s, of $(wc -w <<<"$daemon $pids") processes; centre $(($(memory_kb) / 1024)) MB"
    cut -d' ' -f2- "$dir/idle" | cut -d'(' -f1 | sort | uniq -c | sort -rn | head -n 5
fi
stop_daemon
