#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A package of this tree is installed, changed by an administrator, brought up to date, removed and purged, in a root of
# its own: what he has written stays until he says purge. The control file is short, nothing is depended on; what
# debhelper adds to the maintainer scripts is left out, and conffiles are what it makes them: all files below /etc.
. "$(dirname "$0")/tap.sh"

if ! have dpkg-deb || [ ! -x "$B/circulard" ] || [ ! -x "$B/circularctl" ]; then
    skip upgrade "dpkg-deb is not installed, or the programs are not built"
    finish
elif [ "$(id -u)" != 0 ]; then # scripts run below chroot
    unshare -r true 2>/dev/null && exec unshare -r "$0"
    skip upgrade "no root of its own may be had here"
    finish
fi

root=$tmp/root
etc=$root/etc/circulard
state=$root/var/lib/circulard

package() { # VERSION ANSWER: of what lies in $tmp/tree, with a program that ends so, for there are no libraries
    local control=$tmp/tree/DEBIAN
    mkdir -p "$control"
    printf '#!/bin/sh\necho "a mistake in line 7"\nexit %s\n' "$2" >"$tmp/tree/usr/sbin/circulard"
    printf '%s\n' 'Package: circulard' "Version: $1" 'Architecture: all' 'Maintainer: nobody <nobody@labour.example>' \
        'Description: a package for a test' >"$control/control"
    (cd "$tmp/tree" && find etc -type f -printf '/%p\n' | sort) >"$control/conffiles"
    for script in prerm postinst postrm; do
        grep -v '^#DEBHELPER#' "debian/circulard.$script" >"$control/$script"
        chmod 755 "$control/$script"
    done
    dpkg-deb --root-owner-group -Znone -b "$tmp/tree" "$tmp/$1.deb"
}
build() {
    env -u MAKEFLAGS -u MAKELEVEL make -s -o all install B="$B" DESTDIR="$tmp/tree" PREFIX=/usr SYSCONFDIR=/etc \
        UNITDIR=/lib/systemd/system >/dev/null && package 1 0 &&
        echo '# news' | tee -a "$tmp/tree/etc/circulard/circulard.conf" "$tmp/tree/etc/circulard/wording/"{en,fr}.conf >/dev/null &&
        package 2 0 && package 3 78
}
# What the scripts call, and nothing else.
furnish() {
    local program
    mkdir -p "$root"/{bin,usr/bin,var/lib/dpkg/{info,updates},tmp}
    : >"$root/var/lib/dpkg/status"
    for program in sh rm rmdir true; do
        cp -L "$(type -P $program)" "$root/bin/$program"
        ldd "$(type -P $program)" | grep -o '/[^ ]*' | while read -r library; do
            mkdir -p "$root${library%/*}" && cp -L "$library" "$root$library"
        done
    done
}
run_dpkg() { # nobody is asked
    PATH=$PATH:/usr/sbin:/sbin dpkg --root="$root" --log=/dev/null --force-confold --force-not-root --force-bad-path "$@" </dev/null
}
administer() {
    sed -i 's,^#poll_minutes = .*,poll_minutes = 7;,' "$etc/circulard.conf"
    echo '# ours' >>"$etc/wording/en.conf"
    rm "$etc/holidays/ch.ics"
    mkdir -p "$etc/secrets" "$state/mails"
    (umask 077 && echo hush >"$etc/secrets/imap")
    echo register >"$state/register.db"
    (cd "$root" && md5sum etc/circulard/{circulard.conf,wording/en.conf,secrets/imap} var/lib/circulard/register.db) >"$tmp/ours"
}
ours_there() { (cd "$root" && md5sum --quiet -c "$tmp/ours") && [ "$(stat -c %a "$etc/secrets/imap")" = 600 ]; }
news_beside() { grep -q '^# news' "$etc/circulard.conf.dpkg-dist" && grep -q '^# news' "$etc/wording/en.conf.dpkg-dist"; }
untouched_replaced() { grep -q '^# news' "$etc/wording/fr.conf" && [ ! -e "$etc/wording/fr.conf.dpkg-dist" ]; }
still_good() {
    sed -E "s,^#?(lang_dir|wording_dir|holidays_dir) = .*/([a-z]+)\";,\1 = \"$etc/\2\";," "$etc/circulard.conf" >"$tmp/kept.conf"
    "$B/circulard" --check-config -c "$tmp/kept.conf"
}
warned() {
    run_dpkg -i "$tmp/3.deb" >"$tmp/told" 2>&1 && grep -q 'a mistake in line 7' "$tmp/told" && grep -q 'does not start' "$tmp/told"
}
nothing_left() { [ ! -e "$state" ] && [ ! -e "$etc" ]; }

furnish
check package__of_this_tree__built build
check install__fresh__done run_dpkg -i "$tmp/1.deb"
administer
check upgrade__changed_files__done run_dpkg -i "$tmp/2.deb"
check upgrade__what_the_administrator_wrote__stays ours_there
check upgrade__new_forms_of_it__beside news_beside
check upgrade__what_he_left_alone__replaced untouched_replaced
check upgrade__what_he_took_away__stays_away test ! -e "$etc/holidays/ch.ics"
check upgrade__his_configuration__still_good still_good
check upgrade__configuration_is_not_taken__done_and_said warned
check upgrade__configuration_is_not_taken__stays ours_there
check remove__done run_dpkg -r circulard
check remove__what_he_wrote__stays ours_there
check install__again__done run_dpkg -i "$tmp/2.deb"
check install__again__what_he_wrote__stays ours_there
check purge__done run_dpkg -P circulard
check purge__passwords_and_register__gone nothing_left
finish
