# Completions of gov for fish, 3.1 or newer. Written by gov, which overwrites changes. Starts no process.

set -g _gov_commands @NAMES@
# Flags whose value is a word of its own.
set -g _gov_valued @VALUED@

# Is the command so far $argv[1], with $argv[2] words behind it? `2+` is two or more; without it any number.
function _gov_at -a command places
    set -l words
    set -l is_value
    for word in (commandline -opc)[2..-1]
        if test -n "$is_value"
            set is_value
        else if contains -- $word $_gov_valued
            set is_value 1
        else if not string match -q -- '-*' $word
            set -a words $word
        end
    end
    set -l name
    while set -q words[1]; and contains -- (string join ' ' $name $words[1]) $_gov_commands
        set -a name $words[1]
        set -e words[1]
    end
    test "$name" = "$command"; or return
    switch "$places"
        case ''
        case '*+'
            test (count $words) -ge (string trim -c + -- $places)
        case '*'
            test (count $words) -eq $places
    end
end

function _gov_installed
    for dir in @ROOT@/versions/*/
        string match -r '(?<=/)[0-9a-z._-]+(?=/$)' -- $dir
    end
end

function _gov_remote
    test -r @ROOT@/cache/index/versions.txt
    and string match -r '^[0-9a-z.]+$' <@ROOT@/cache/index/versions.txt
end

complete -c gov -e
complete -c gov -f
@COMMANDS@
