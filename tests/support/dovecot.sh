#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A private Dovecot on loopback for tests and the demonstration; as root and as an ordinary user.
#
#   dovecot.sh up DIR IMAP_PORT IMAPS_PORT    starts it in the background; ready when this returns
#   dovecot.sh run DIR IMAP_PORT IMAPS_PORT   the same, says "ready", stops when standard input ends
#   dovecot.sh down DIR                       stops it at once
#   dovecot.sh add-user DIR USER PASSWORD
#   dovecot.sh deliver DIR USER FILE…         into the INBOX, as a delivery agent would
#   dovecot.sh save DIR USER MAILBOX FILE…    into another mailbox, made where it is missing
#
# Everything lives in DIR: mail in DIR/mail/USER/Maildir, the authority to trust in DIR/tls/ca.pem,
# the log in DIR/dovecot.log. DIR/extra.conf, where it exists, is read last.
set -eu
umask 022
here=$(dirname "$(realpath "$0")")
verb=${1:?a verb}
dir=$(realpath -m "${2:?a directory}")
shift 2

if [ "$(id -u)" = 0 ]; then # mail may not belong to root, and login processes not run as root
    internal=dovecot internal_group=dovecot login=dovenull
    mail_uid=$(id -u nobody) mail_gid=$(id -g nobody)
else
    internal=$(id -un) internal_group=$(id -gn) login=$internal
    mail_uid=$(id -u) mail_gid=$(id -g)
fi
own() { [ "$(id -u)" != 0 ] || chown "$mail_uid:$mail_gid" "$@"; }

configure() { # imap port, imaps port
    mkdir -p "$dir"/{run,state,mail,users}
    chmod 755 "$dir"
    own "$dir/mail"
    "$here/authority.sh" "$dir/tls"
    cat >"$dir/dovecot.conf" <<CONF
base_dir = $dir/run
state_dir = $dir/state
log_path = $dir/dovecot.log
protocols = imap
listen = 127.0.0.1
default_internal_user = $internal
default_internal_group = $internal_group
default_login_user = $login
first_valid_uid = 1
mail_location = maildir:~/Maildir
mail_fsync = never
ssl = required
ssl_cert = <$dir/tls/server.pem
ssl_key = <$dir/tls/server.key
auth_mechanisms = plain login
auth_failure_delay = 0
passdb {
  driver = passwd-file
  args = username_format=%u $dir/users/%u
}
userdb {
  driver = passwd-file
  args = username_format=%u $dir/users/%u
}
namespace inbox {
  inbox = yes
  separator = /
}
service imap-login {
  chroot =
  inet_listener imap {
    port = $1
  }
  inet_listener imaps {
    port = $2
    ssl = yes
  }
}
service anvil {
  chroot =
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service stats {
  chroot =
}
protocol imap {
  mail_max_userip_connections = 100
}
!include_try $dir/extra.conf
CONF
}

start() { # imap port, imaps port; in a process group of its own, so that it can be ended whole
    configure "$1" "$2"
    rm -f "$dir/run/master.pid"
    : >"$dir/dovecot.log"
    setsid dovecot -F -c "$dir/dovecot.conf" </dev/null >"$dir/start.log" 2>&1 &
    server=$!
    for _ in $(seq 3000); do
        if grep -q 'starting up' "$dir/dovecot.log" && [ -s "$dir/run/master.pid" ]; then
            return 0
        fi
        kill -0 "$server" 2>/dev/null || break
        sleep 0.02
    done
    cat "$dir/start.log" "$dir/dovecot.log" >&2
    return 1
}

stop() {
    [ -s "$dir/run/master.pid" ] || return 0
    kill -KILL -- "-$(cat "$dir/run/master.pid")" 2>/dev/null || true
    rm -f "$dir/run/master.pid"
}

case $verb in
up)
    start "$@"
    ;;
run)
    trap stop EXIT
    start "$@"
    echo ready
    cat >/dev/null
    ;;
down)
    stop
    ;;
add-user) # a file for each: Dovecot looks at most once a second whether a file has changed
    home=$dir/mail/$1
    mkdir -p "$home/Maildir"/{tmp,new,cur}
    own "$home" "$home/Maildir" "$home/Maildir"/{tmp,new,cur}
    printf '%s:{PLAIN}%s:%s:%s::%s::\n' "$1" "$2" "$mail_uid" "$mail_gid" "$home" >"$dir/users/$1"
    ;;
deliver)
    maildir=$dir/mail/$1/Maildir
    shift
    for file; do
        name=$(date +%s.%N).$$.$RANDOM.test
        cp --preserve=timestamps "$file" "$maildir/tmp/$name" # INTERNALDATE is the time of the file
        chmod 600 "$maildir/tmp/$name"
        own "$maildir/tmp/$name"
        mv "$maildir/tmp/$name" "$maildir/new/$name"
    done
    ;;
save)
    user=$1 mailbox=$2
    shift 2
    doveadm -c "$dir/dovecot.conf" mailbox create -u "$user" "$mailbox" 2>/dev/null || true
    for file; do
        doveadm -c "$dir/dovecot.conf" save -u "$user" -m "$mailbox" <"$file"
    done
    ;;
*)
    sed -n '3,12s/^# \{0,1\}//p' "$0" >&2
    exit 2
    ;;
esac
