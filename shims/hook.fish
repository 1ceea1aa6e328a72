# gov in an interactive fish, 3.1 or newer. Written by gov, which overwrites changes.
# One /bin/sh per change of directory, and nothing else.
if status is-interactive
    set -g _gov_root @ROOT@
    set -g _gov_export @EXPORT@
    # A second loading keeps what the first one knows.
    if not functions -q _gov_prompt
        # GOV_VERSION and PWD at the last look. A shell that starts has nothing to say, and looks at its first
        # change; only exported variables cannot wait.
        set -g _gov_seen
        test -n "$_gov_export"; or set -g _gov_seen "$GOV_VERSION:$PWD"
        set -g _gov_last # the last selection, or the message about a missing one
    end

    # Runs the real gov. `gov shell` acts on this session; what other commands may change is looked at again.
    function gov
        set -l code 0
        switch "$argv[1]":(count $argv):"$argv[2]"
            case 'shell:2:--unset'
                set -e GOV_VERSION
            case 'shell:2:-*'
                command gov $argv; or set code $status
            case 'shell:2:*'
                _gov_shell $argv[2]; or set code $status
            case '*'
                command gov $argv; or set code $status
        end
        switch "$argv[1]:$argv[2]:$code"
            case 'setup:--remove:0'
                _gov_unload
            case 'install:*' 'uninstall:*' 'use:*' 'default:*' 'link:*'
                set -g _gov_seen
        end
        return $code
    end

    # The answer is one word, checked and assigned, never evaluated.
    function _gov_shell -a request
        set -l answer (command gov shell $request --print-version); or return
        string match -qr '^[a-z0-9._-]+\z' -- "$answer"; or return 1
        set -gx GOV_VERSION $answer
    end

    function _gov_prompt --on-event fish_prompt
        test "$_gov_seen" = "$GOV_VERSION:$PWD"; and return
        set -g _gov_seen "$GOV_VERSION:$PWD"
        _gov_take (/bin/sh $_gov_root/shell/resolve-here.sh "$_gov_last" 2>/dev/null | string split0)
    end

    # Says what is news.
    function _gov_take -a news text tree tools
        set -g _gov_last $news
        if test -n "$text"; and test -z "$GOV_QUIET"
            # File names may hold anything, also what a terminal obeys.
            printf 'gov: %s\n' (string replace -ra '[[:cntrl:]]' '?' -- "$text" | string join '?') >&2
        end
        if test -n "$_gov_export"
            _gov_put GOROOT "$tree"
            _gov_put GOTOOLDIR "$tools"
        end
    end

    # Gives a variable a value of gov's; an empty one brings back the user's own. A tree of gov's that came
    # from an outer shell is nobody's own.
    function _gov_put -a variable value
        set -l ours _gov_ours_$variable
        set -l own _gov_own_$variable
        if not set -q $variable
            set -eg $own
        else if test "$$variable" != "$$ours"; or not set -q $ours
            set -g $own $$variable
            string match -qr -- '^'(string escape --style=regex -- $_gov_root/versions/) $$variable
            and set -eg $own
        end
        set -eg $ours
        if test -n "$value"
            set -g $ours $value
            set -gx $variable $value
        else if set -q $own
            test "$$variable" = "$$own"; or set -gx $variable $$own
        else
            set -eg $variable
        end
    end

    # After `gov setup --remove`: the session is as it was before gov, but for GOV_VERSION.
    function _gov_unload
        _gov_drop_shims
        _gov_drop_completions
        complete -c gov -e
        if test -n "$_gov_export"
            _gov_put GOROOT ''
            _gov_put GOTOOLDIR ''
        end
        test "$GOV_ROOT" = $_gov_root; and set -eg GOV_ROOT
        functions -e _gov_prompt gov
    end

    function _gov_drop_completions
        if set -l index (contains -i -- $_gov_root/shell/completions $fish_complete_path)
            set -e fish_complete_path[$index]
        end
    end

    function _gov_drop_shims
        while set -l index (contains -i -- $_gov_root/shims $PATH)
            set -e PATH[$index]
        end
    end

    _gov_drop_shims
    set -gx PATH $_gov_root/shims $PATH
    test $_gov_root = "$HOME/.gov"; or set -gx GOV_ROOT $_gov_root
    # The completions are read by the first TAB.
    _gov_drop_completions
    set -ga fish_complete_path $_gov_root/shell/completions
end
