#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The manuals: they render without a warning, and lack no option and no setting.
. "$(dirname "$0")/tap.sh"

renders() {
    man --warnings -E UTF-8 -l -Tutf8 -Z "$1" 2>"$tmp/warnings" >/dev/null && [ ! -s "$tmp/warnings" ] ||
        { cat "$tmp/warnings"; return 1; }
}

plain() { MANWIDTH=200 man -E UTF-8 -l "$1" | col -bx; }

# circularctl lists commands, each with options of its own.
help_of() {
    "$B/$1" --help
    for command in $("$B/$1" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z][a-z-]*\).*/\1/p'); do
        printf 'command:%s\n' "$command"
        "$B/$1" "$command" --help
    done
}

holds_options() { # PROGRAM PAGE
    local missing=0 words
    plain "$2" >"$tmp/page"
    words=$(help_of "$1" | grep -oE -- '--[a-z][a-z-]+|^command:.*' | sed 's/^command://' | sort -u)
    [ -n "$words" ] || { echo "$1 --help lists no options"; return 1; }
    for word in $words; do
        grep -qE -- "(^|[^-a-z])$word([^-a-z]|\$)" "$tmp/page" || { echo "$word is missing in $2"; missing=1; }
    done
    return $missing
}

# What the sources read by name from the configuration, and what the shipped file shows.
settings() {
    cat src/supervise/config.c src/remind/*_conf.c | tr -s '\n ' ' ' |
        grep -oE '[a-z_]+\(conf, [^";]*"[a-z_]+"' | grep -vE '^(conf_mistake|check_url)' | grep -oE '"[a-z_]+"' | tr -d '"'
    sed -nE 's/^ *#? *([a-z_]+) = .*/\1/p' etc/circulard.conf
}

holds_settings() {
    local missing=0 names name
    plain man/circulard.conf.5 >"$tmp/page"
    names=$(settings | sort -u)
    [ "$(wc -w <<<"$names")" -gt 30 ] || { echo "found no settings"; return 1; }
    for name in $names; do
        grep -qE "^ +([a-z_]+, )*$name(,|  | *\$)|(^| )$name (is|says)" "$tmp/page" ||
            { echo "$name is missing in circulard.conf(5)"; missing=1; }
        grep -qE "(^|[ #{])$name = " etc/circulard.conf || { echo "$name is missing in etc/circulard.conf"; missing=1; }
    done
    return $missing
}

# The names stand in one table of src/find/packs.c.
holds_kinds() {
    local missing=0 kinds
    plain man/circulard-lang.5 >"$tmp/page"
    kinds=$(sed -n '/^static const char .*kind_names/,/^};/p' src/find/packs.c | grep -o '"[a-z]*"' | tr -d '"')
    [ -n "$kinds" ] || { echo "no kinds in src/find/packs.c"; return 1; }
    for kind in $kinds; do
        grep -qE "^ +([a-z]+, )*$kind(,|  | *\$)" "$tmp/page" || { echo "$kind is missing in circulard-lang(5)"; missing=1; }
    done
    return $missing
}

for page in man/*.[1-8]; do
    name=man__$(basename "$page" | tr . _ | tr - _)__renders_without_warnings
    if have man; then check "$name" renders "$page"; else skip "$name" "man is not installed"; fi
done
for page in man/*.[18]; do
    program=$(basename "${page%.*}")
    name=man__${program}__holds_every_option
    if ! have man || ! have col; then skip "$name" "man or col is not installed"
    elif [ ! -x "$B/$program" ]; then skip "$name" "$B/$program is not built"
    else check "$name" holds_options "$program" "$page"; fi
done
if have man && have col; then
    check man__circulard_conf__holds_every_setting holds_settings
    check man__circulard_lang__holds_every_kind holds_kinds
else
    skip man__circulard_conf__holds_every_setting "man or col is not installed"
    skip man__circulard_lang__holds_every_kind "man or col is not installed"
fi
finish
