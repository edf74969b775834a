# SPDX-License-Identifier: GPL-3.0-or-later
# fish completion for circularctl: commands and options come from its own --help.

function __circularctl_commands
    circularctl --help 2>/dev/null | string match -r '^  [a-z][a-z-]* +.*' | string replace -r '^  ([a-z-]+) +' '$1\t'
end

function __circularctl_options
    set -l words (commandline -opc)
    circularctl $words[2] --help 2>/dev/null |
        string match -r '^ +(?:-[a-z], )?--[a-z-]+.*' |
        string replace -r '^ +(?:-[a-z], )?(--[a-z-]+)(?:=[A-Z]+)? +' '$1\t'
end

complete -c circularctl -n 'test (count (commandline -opc)) -eq 1' -f -a '(__circularctl_commands)'
complete -c circularctl -n 'test (count (commandline -opc)) -gt 1; and string match -q -- "-*" (commandline -ct)' -f -a '(__circularctl_options)'
complete -c circularctl -s c -l config -r -d 'Configuration file'
