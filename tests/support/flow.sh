# SPDX-License-Identifier: GPL-3.0-or-later
# Whole-daemon tests and the demonstration: a private Dovecot, a real SMTP server, a configuration.
# Sourced by bash; everything lives in $dir, listens on loopback, and is gone when the shell ends.
#
#   flow_start              servers up, $dir/circulard.conf written; before it, smtp_options may be set, and
#                           flow_prepare_dovecot defined, which writes $dir/extra.conf
#   flow_private NAME       before it: the script runs in a mount namespace of its own, or is skipped where it may not
#   deliver FILE…           into the polled inbox
#   once TIME [OPTION…]     one pass of the daemon as of TIME; its log goes to $dir/log
#   sent                    the mails that the SMTP server took, one "recipient|subject" a line
#   register SQL            a query, columns separated by |
#   within COMMAND…         it comes true; where it never does, that is a failure. The bound is not for slow machines
#   says FILE WORDS         for it: a line of that file, which is being written
#   check NAME COMMAND…     one TAP line; finish closes the list
set -u
export LC_ALL=C.UTF-8
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
B=${B:-build}
case $B in /*) ;; *) B=$top/$B ;; esac
support=$top/tests/support
checks=0 failures=0
smtp_options=(--user circulard --password secret)

flow_private() { # NAME
    [ -z "${CIRCULARD_PRIVATE:-}" ] || return 0
    [ "$(id -u)" != 0 ] || ! unshare -m --propagation private mount -t tmpfs tmpfs /mnt 2>/dev/null ||
        CIRCULARD_PRIVATE=1 exec unshare -m --propagation private "$0"
    printf '1..1\nok 1 - %s # SKIP no file system may be mounted here\n' "$1"
    exit 0
}
# Three ports, bound until the shell ends, but not listened on: a server of ours may listen there, at once or
# after it was stopped for a while, and nobody else is given them meanwhile.
hold_ports() {
    /usr/bin/python3 - >"$dir/ports" <<'PY' &
import os, signal, socket, sys, time
held = [socket.socket() for _ in range(3)]
for s in held:
    s.bind(("127.0.0.1", 0))
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
print(*(s.getsockname()[1] for s in held), flush=True)
for _ in range(3600):
    time.sleep(1)
    if os.getppid() == 1:
        break
PY
    ports=$!
    within test -s "$dir/ports" && read -r imap imaps submission <"$dir/ports"
}

within() { # COMMAND…
    local until=$((SECONDS + 300))
    while ! "$@"; do
        [ $SECONDS -lt $until ] || { echo "# never: $*" >&2; failures=$((failures + 1)); return 1; }
        sleep 0.05
    done
}
says() { grep -qs -- "$2" "$1"; }

flow_stop() {
    [ -z "${daemon:-}" ] || kill -KILL "$daemon" 2>/dev/null
    "$support/dovecot.sh" down "$dir" >/dev/null 2>&1
    [ -z "${smtp:-}" ] || kill "$smtp" 2>/dev/null
    [ -z "${ports:-}" ] || kill "$ports" 2>/dev/null
    [ -n "${KEEP:-}" ] || rm -rf "$dir"
}

flow_start() {
    dir=$(mktemp -d "${TMPDIR:-/tmp}/circulard-flow-XXXXXX")
    trap flow_stop EXIT
    trap 'exit 130' INT TERM
    chmod 755 "$dir"
    hold_ports || exit 1
    ! declare -F flow_prepare_dovecot >/dev/null || flow_prepare_dovecot
    "$support/dovecot.sh" up "$dir" "$imap" "$imaps" || exit 1
    "$support/dovecot.sh" add-user "$dir" inbox secret
    smtp_start
    (umask 077 && printf 'secret\n' >"$dir/imap.password" && printf 'secret\n' >"$dir/smtp.password")
    write_conf
}

smtp_start() { # OPTION…
    mkdir -p "$dir/sent"
    rm -f "$dir/smtp.log" # else the port that the last one said is taken for this one's
    /usr/bin/python3 "$support/smtp_server.py" "$dir/sent" --port "$submission" --tls starttls \
        --certificate "$dir/tls/server.pem" --key "$dir/tls/server.key" \
        "${smtp_options[@]}" "$@" --life 1800 --inboxes "$dir/mail" >"$dir/smtp.log" 2>&1 &
    smtp=$!
    within says "$dir/smtp.log" ^port && return
    cat "$dir/smtp.log" >&2
    exit 1
}

smtp_stop() {
    kill "$smtp" 2>/dev/null
    wait "$smtp" 2>/dev/null
    smtp=
}

write_conf() { # the whole file; tests edit it with sed
    cat >"$dir/circulard.conf" <<CONF
state_dir = "$dir/state";
lang_dir = "$top/etc/lang";
wording_dir = "$top/etc/wording";
timeout_seconds = 60;
senders = ( "ilo.org", "mission@geneva.example" );
mailboxes = ( { name = "inbox"; url = "imaps://localhost:$imaps"; user = "inbox";
                password_file = "$dir/imap.password"; ca_file = "$dir/tls/ca.pem"; } );
relay = { url = "smtp://localhost:$submission"; user = "circulard";
          password_file = "$dir/smtp.password"; ca_file = "$dir/tls/ca.pem"; };
sender = { address = "circulars@ministry.example"; name = "Register of circulars"; };
officials = ( { id = "anna"; name = "Anna Tamm"; address = "anna@ministry.example";
                language = "en"; zone = "Europe/Tallinn"; },
              { id = "bruno"; name = "Bruno Petit"; address = "bruno@ministry.example";
                language = "fr"; zone = "Europe/Paris"; } );
routes = ( { name = "reports"; words = ( "article 22" ); to = ( "anna", "bruno" ); },
           { name = "all others"; to = ( "anna" ); } );
CONF
}

deliver() {
    local file copy
    mkdir -p "$dir/in"
    for file; do # received on the day it was sent
        copy=$dir/in/$(basename "$file")
        cp "$file" "$copy"
        touch -d "$(sed -n 's/^Date: //p' "$file" | head -n 1)" "$copy"
        "$support/dovecot.sh" deliver "$dir" inbox "$copy"
    done
}

once() { # TIME OPTION…
    local now=$1
    shift
    timeout -k 5 300 "$B/circulard" -c "$dir/circulard.conf" --once --now "$now" "$@" >>"$dir/out" 2>>"$dir/log"
}

sent() {
    /usr/bin/python3 - "$dir/sent" <<'PY'
import email, email.policy, glob, json, sys
for name in sorted(glob.glob(sys.argv[1] + "/*.eml")):
    with open(name, "rb") as file:
        mail = email.message_from_binary_file(file, policy=email.policy.default)
    with open(name[:-4] + ".json") as file:
        to = json.load(file)["to"]
    print(",".join(to if isinstance(to, list) else [to]), mail["Subject"], sep="|")
PY
}

register() {
    /usr/bin/python3 - "$dir/state/register.db" "$1" <<'PY'
import sqlite3, sys
for row in sqlite3.connect("file:" + sys.argv[1] + "?mode=ro", uri=True, timeout=60).execute(sys.argv[2]):
    print(*row, sep="|")
PY
}

same() { # GOT WANTED
    [ "$1" = "$2" ] && return
    printf '# got:    %s\n# wanted: %s\n' "${1//$'\n'/ / }" "${2//$'\n'/ / }"
    return 1
}

holds() { # TEXT WORDS
    grep -qF -- "$2" <<<"$1" && return
    printf '# not in it: %s\n' "$2"
    return 1
}

silent() { # COMMAND…, without what it prints
    "$@" >/dev/null
}

check() { # NAME COMMAND…
    local name=$1
    shift
    checks=$((checks + 1))
    if "$@"; then
        echo "ok $checks - $name"
    else
        failures=$((failures + 1))
        echo "not ok $checks - $name"
        [ ! -f "$dir/log" ] || tail -n 15 "$dir/log" | sed 's/^/#   /'
    fi
}

finish() {
    echo "1..$checks"
    [ "$failures" -eq 0 ]
}

# A circular about SUBJECT that is due by DAY, in $dir/NAME.letter.
write_letter() { # NAME SUBJECT DAY
    {
        printf 'From: International Labour Organization <circulars@ilo.org>\nTo: circulars@ministry.example\n'
        printf 'Subject: %s\nDate: Thu, 12 Mar 2026 10:00:00 +0100\nMessage-ID: <%s@ilo.org>\n' "$2" "$1"
        printf 'Content-Type: text/plain; charset=utf-8\n\nTO GOVERNMENTS OF MEMBER STATES\n\nDear Sir or Madam,\n\n'
        printf 'Governments are requested to send the report on %s no later than %s.\n' "${2,,}" "$3"
    } >"$dir/$1.letter"
}
