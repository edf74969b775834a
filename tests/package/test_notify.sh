#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What the daemon tells systemd, played by a socket: ready, alive, reloading, stopping.
. "$(dirname "$0")/tap.sh"

if [ ! -x "$B/circulard" ]; then
    skip notify__start__ready "$B/circulard is not built"
    finish
fi
mkdir -p "$tmp/mail/new" "$tmp/mail/cur" "$tmp/mail/tmp"
cat >"$tmp/circulard.conf" <<CONF
state_dir = "$tmp/state";
lang_dir = "$PWD/etc/lang";
wording_dir = "$PWD/etc/wording";
mailboxes = ( { name = "folder"; maildir = "$tmp/mail"; } );
relay = { url = "smtp://localhost:1"; };
sender = { address = "circulars@ministry.example"; };
officials = ( { id = "anna"; name = "Anna Example"; address = "anna@ministry.example"; } );
routes = ( { to = "anna"; } );
CONF
/usr/bin/python3 - "$B/circulard" "$tmp" <<'PY'
import os, signal, socket, subprocess, sys, time

program, folder = sys.argv[1:]
conf = folder + "/circulard.conf"
inbox = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
inbox.bind(folder + "/notify")
log = open(folder + "/log", "wb")
daemon = subprocess.Popen([program, "-c", conf], stderr=log, env=dict(
    os.environ, NOTIFY_SOCKET=folder + "/notify", WATCHDOG_USEC="1000000"))
number, failures, heard = 0, 0, ""

def hears(word, seconds=120):
    """Waits for a message that has a line of this beginning."""
    global heard
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        inbox.settimeout(max(0.01, end - time.monotonic()))
        try:
            heard = inbox.recv(4096).decode()
        except TimeoutError:
            return False
        if any(line.startswith(word) for line in heard.splitlines()):
            return True
    return False

def check(name, good):
    global number, failures
    number += 1
    failures += not good
    print("ok" if good else "not ok", number, "-", name)

try:
    check("notify__start__ready", hears("READY=1"))
    check("notify__start__status", hears("STATUS="))
    check("notify__while_running__fed", hears("WATCHDOG=1") and hears("WATCHDOG=1"))
    daemon.send_signal(signal.SIGHUP)
    check("notify__reload__told_with_its_time", hears("RELOADING=1") and "MONOTONIC_USEC=" in heard)
    check("notify__reload__ready_again", hears("READY=1"))
    check("notify__after_reload__fed", hears("WATCHDOG=1"))
    with open(conf, "a") as file:
        file.write("poll_minuts = 5;\n")
    daemon.send_signal(signal.SIGHUP)
    check("notify__broken_reload__goes_on_with_the_old_one", hears("WATCHDOG=1") and hears("WATCHDOG=1")
          and daemon.poll() is None and b"poll_minuts" in open(folder + "/log", "rb").read())
    daemon.send_signal(signal.SIGTERM)
    check("notify__stop__told", hears("STOPPING=1"))
    check("notify__stop__ends_well", daemon.wait(60) == 0)
    again = subprocess.run([program, "-c", conf], stderr=subprocess.PIPE, timeout=120)
    check("notify__broken_start__exit_78_with_the_line", again.returncode == 78 and b":9:" in again.stderr)
finally:
    if daemon.poll() is None:
        daemon.kill()
        daemon.wait()
    if failures:
        sys.stderr.buffer.write(open(folder + "/log", "rb").read())
print("1..%d" % number)
sys.exit(failures > 0)
PY
