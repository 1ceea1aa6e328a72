# gov in an interactive bash, 3.2 or newer. Written by gov, which overwrites changes.
# No process is started here, except by the `gov` command itself.
[ -n "${BASH_VERSION-}" ] || return 0
case $- in *i*) ;; *) return 0 ;; esac

# Aliases would be expanded in what follows.
_gov_aliases=
if \shopt -q expand_aliases; then _gov_aliases=1; fi
\shopt -u expand_aliases

@COMMON@

# bash keeps $? for the prompt itself; returning it serves the commands that follow in PROMPT_COMMAND.
# Under set -e any status but 0 would end the shell.
_gov_prompt() {
  local _gov_status=$?
  case $_gov_seen in
    "${GOV_VERSION-}:${PWD-}") ;;
    *) _gov_look || : ;;
  esac
  case $- in *e*) return 0 ;; esac
  return "$_gov_status"
}

# Settings of the user's that change what an assignment, a pattern or an unset variable means rest
# meanwhile. bash before 4.1 has no BASHOPTS to tell.
_gov_look() {
  local IFS=$' \t\n' _gov_flags=$- _gov_option _gov_options=
  case ${BASHOPTS-nullglob} in
    *failglob* | *nullglob* | *dotglob* | *nocase*)
      for _gov_option in failglob nullglob dotglob nocaseglob nocasematch; do
        if shopt -q "$_gov_option"; then _gov_options="$_gov_options $_gov_option"; fi
      done
      if [ -n "$_gov_options" ]; then shopt -u $_gov_options; fi
      ;;
  esac
  set +afu
  _gov_take
  if [ -n "$_gov_options" ]; then shopt -s $_gov_options; fi
  case $_gov_flags in *[afu]*) _gov_flags=${_gov_flags//[!afu]/} && set "-$_gov_flags" ;; esac
}

_gov_read() {
  if shopt -q expand_aliases; then
    shopt -u expand_aliases
    . "$1"
    shopt -s expand_aliases
  else
    . "$1"
  fi
}

_gov_forget() {
  hash -d go 2>/dev/null || :
  hash -d gofmt 2>/dev/null || :
}

# The completions are read by the first TAB.
_gov_complete() {
  if [ -r "$_gov_root/shell/completions/gov.bash" ]; then
    unset -f _gov_complete
    _gov_read "$_gov_root/shell/completions/gov.bash"
    _gov_complete "$@"
  fi
}

_gov_detach() {
  PROMPT_COMMAND=${PROMPT_COMMAND/$'\n'_gov_prompt/}
  PROMPT_COMMAND=${PROMPT_COMMAND/_gov_prompt/}
  if [ -z "$PROMPT_COMMAND" ]; then unset PROMPT_COMMAND; fi
  complete -r gov
}

_gov_load
# For an array this is its first element.
case ${PROMPT_COMMAND-} in
  *_gov_prompt*) ;;
  '') PROMPT_COMMAND=_gov_prompt ;;
  *) PROMPT_COMMAND=$PROMPT_COMMAND$'\n'_gov_prompt ;;
esac
complete -F _gov_complete gov
if [ -n "$_gov_aliases" ]; then shopt -s expand_aliases; fi
