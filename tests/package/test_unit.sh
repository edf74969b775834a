#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The systemd unit: known to systemd, and closed to all that circulard does not need.
. "$(dirname "$0")/tap.sh"

# systemd-analyze wants ExecStart= to be there; it prints what it does not know and still exits 0.
verify() {
    local program=/bin/true
    [ -x "$B/circulard" ] && program=$PWD/$B/circulard
    sed "s,/usr/sbin/circulard,$program," systemd/circulard.service >"$tmp/circulard.service"
    systemd-analyze verify --man=no "$tmp/circulard.service" >"$tmp/verify" 2>&1 && [ ! -s "$tmp/verify" ] ||
        { cat "$tmp/verify"; return 1; }
}

exposure() { # ten times the figure, so that 12 is 1.2
    systemd-analyze security --offline=true --no-pager --threshold=12 systemd/circulard.service
}

# A unit that lacks one of these would start and then fail at its first mail.
lets_children_work() {
    local calls
    calls=$(grep '^SystemCallFilter=[^~]' systemd/circulard.service)
    for call in seccomp landlock_create_ruleset landlock_add_rule landlock_restrict_self; do
        grep -qw "$call" <<<"$calls" || { echo "$call is not allowed"; return 1; }
    done
    for family in AF_UNIX AF_INET AF_INET6; do
        grep -qw "^RestrictAddressFamilies=.*$family" systemd/circulard.service ||
            { echo "$family is not allowed"; return 1; }
    done
}

if have systemd-analyze; then
    check unit__verified__nothing_said verify
    check unit__security__exposure_at_most_1_2 exposure
else
    skip unit__verified__nothing_said "systemd-analyze is not installed"
    skip unit__security__exposure_at_most_1_2 "systemd-analyze is not installed"
fi
check unit__children__may_seal_themselves_and_speak lets_children_work
if have systemd-sysusers; then
    check unit__sysusers__parses systemd-sysusers --dry-run "$PWD/systemd/circulard.sysusers"
else
    skip unit__sysusers__parses "systemd-sysusers is not installed"
fi
finish
