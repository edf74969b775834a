#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# make install and make uninstall, into a temporary folder.
. "$(dirname "$0")/tap.sh"

root=$tmp/root
# What is built is installed as it is: this runs beside the tests that need it.
run() { env -u MAKEFLAGS -u MAKELEVEL make -s -o all "$1" B="$B" DESTDIR="$root" PREFIX=/usr/local SYSCONFDIR=/etc; }

everything_there() {
    for file in usr/local/sbin/circulard usr/local/bin/circularctl usr/local/share/man/man8/circulard.8 \
        usr/local/share/man/man5/circulard.conf.5 usr/local/lib/systemd/system/circulard.service \
        usr/local/lib/sysusers.d/circulard.conf usr/local/lib/tmpfiles.d/circulard.conf \
        usr/local/share/bash-completion/completions/circulard \
        usr/local/share/bash-completion/completions/circularctl \
        usr/local/share/zsh/vendor-completions/_circularctl \
        usr/local/share/fish/vendor_completions.d/circularctl.fish \
        usr/local/share/circulard/wording/en.conf \
        etc/circulard/circulard.conf etc/circulard/wording/en.conf; do
        [ -s "$root/$file" ] || { echo "$file is missing"; return 1; }
    done
    grep -q '^ExecStart=/usr/local/sbin/circulard ' "$root/usr/local/lib/systemd/system/circulard.service"
}

settings_kept() {
    echo '# ours' >"$root/etc/circulard/circulard.conf"
    run install && [ "$(cat "$root/etc/circulard/circulard.conf")" = '# ours' ] &&
        cmp etc/circulard.conf "$root/etc/circulard/circulard.conf.new" &&
        [ ! -e "$root/etc/circulard/wording/en.conf.new" ]
}

only_settings_left() {
    run uninstall && [ -z "$(find "$root" -type f ! -path "$root/etc/*")" ] ||
        { find "$root" -type f; return 1; }
}

if [ -x "$B/circulard" ] && [ -x "$B/circularctl" ]; then
    check install__fresh__succeeds run install
    check install__fresh__everything_there everything_there
    check install__again__settings_kept settings_kept
    check uninstall__only_settings_left only_settings_left
else
    skip install__fresh__succeeds "the programs are not built"
fi
finish
