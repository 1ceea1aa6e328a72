# What the bash and zsh hooks have in common; both call it with the options of POSIX sh where those
# matter, and bring _gov_look, _gov_forget (clear the command hash) and _gov_detach.

_gov_root=@ROOT@
_gov_host=@HOST@
_gov_export=@EXPORT@
_gov_ready= # is the resolver read?
# A second loading keeps what the first one knows.
if ! typeset -f _gov_prompt >/dev/null; then
  # GOV_VERSION and PWD at the last look. A shell that starts has nothing to say, and looks at its first
  # change; only exported variables cannot wait.
  _gov_seen=
  if [ -z "$_gov_export" ]; then _gov_seen=${GOV_VERSION-}:${PWD-}; fi
  _gov_last= # the last selection, or the message about a missing one
  # What gov exported, and the user's own values: empty, or x and the value.
  _gov_goroot= _gov_gotooldir= _gov_own_goroot= _gov_own_gotooldir=
fi

# Runs the real gov. `gov shell` acts on this session; what other commands may change is looked at again.
gov() {
  local _gov_status=0
  case ${1-}:$#:${2-} in
    shell:2:--unset) unset GOV_VERSION ;;
    shell:2:-*) command gov "$@" || _gov_status=$? ;;
    shell:2:*) _gov_shell "$2" || _gov_status=$? ;;
    *) command gov "$@" || _gov_status=$? ;;
  esac
  case ${1-}:${2-}:$_gov_status in
    setup:--remove:0) _gov_unload ;;
    install:* | uninstall:* | use:* | default:* | link:*)
      _gov_forget
      _gov_seen=
      ;;
  esac
  return "$_gov_status"
}

# The answer is one word, checked and assigned, never evaluated.
_gov_shell() {
  local _gov_word
  _gov_word=$(command gov shell "$1" --print-version) || return
  case $_gov_word in
    '' | *[!abcdefghijklmnopqrstuvwxyz0123456789._-]*) return 1 ;;
  esac
  export GOV_VERSION="$_gov_word"
}

# Looks what is selected here, and says it when it is news. The resolver is read by the first look.
_gov_take() {
  _gov_seen=${GOV_VERSION-}:${PWD-}
  if [ -z "$_gov_ready" ]; then
    if ! [ -r "$_gov_root/shell/resolve.sh" ]; then return 0; fi
    _gov_read "$_gov_root/shell/resolve.sh"
    _gov_ready=1
  fi
  _gov_resolve || :
  _gov_answer "$_gov_last"
  if [ -n "$_gov_text" ]; then _gov_say "$_gov_text"; fi
  _gov_last=$_gov_news
  if [ -n "$_gov_export" ]; then _gov_export_go "$_gov_tree" "$_gov_tools"; fi
}

# File names may hold anything, also what a terminal obeys.
_gov_say() {
  if [ -z "${GOV_QUIET-}" ]; then printf 'gov: %s\n' "${1//[[:cntrl:]]/?}" >&2 || :; fi
}

# Exports the GOROOT $1 and the GOTOOLDIR $2; for an empty one the user's own comes back.
_gov_export_go() {
  local _gov_own
  _gov_find_own "${GOROOT+x$GOROOT}" "$_gov_goroot" "$_gov_own_goroot"
  _gov_own_goroot=$_gov_own
  _gov_goroot=${1:+x$1}
  _gov_put GOROOT "${GOROOT+x$GOROOT}" "${_gov_goroot:-$_gov_own}"
  _gov_find_own "${GOTOOLDIR+x$GOTOOLDIR}" "$_gov_gotooldir" "$_gov_own_gotooldir"
  _gov_own_gotooldir=$_gov_own
  _gov_gotooldir=${2:+x$2}
  _gov_put GOTOOLDIR "${GOTOOLDIR+x$GOTOOLDIR}" "${_gov_gotooldir:-$_gov_own}"
}

# The user's own value of a variable, in _gov_own. $1: the value now; $2: what gov made it; $3: the own one
# until now. A tree of gov's that came from an outer shell is nobody's own.
_gov_find_own() {
  case $1 in
    "$2") _gov_own=$3 ;;
    "x$_gov_root/versions/"*) _gov_own= ;;
    *) _gov_own=$1 ;;
  esac
}

# Gives the variable $1, which is $2, the value $3.
_gov_put() {
  case $3 in
    "$2") ;;
    '') unset "$1" ;;
    *) export "$1=${3#x}" ;;
  esac
}

# PATH without the shims, in _gov_rest.
_gov_path_rest() {
  local _gov_needle=":$_gov_root/shims:"
  _gov_rest=:$PATH:
  while :; do
    case $_gov_rest in
      *"$_gov_needle"*) _gov_rest=${_gov_rest%%"$_gov_needle"*}:${_gov_rest#*"$_gov_needle"} ;;
      *) break ;;
    esac
  done
  _gov_rest=${_gov_rest#:}
  _gov_rest=${_gov_rest%:}
}

_gov_load() {
  local _gov_rest
  _gov_path_rest
  export PATH="$_gov_root/shims${_gov_rest:+:$_gov_rest}"
  if [ "$_gov_root" != "${HOME-}/.gov" ]; then export GOV_ROOT="$_gov_root"; fi
}

# After `gov setup --remove`: the session is as it was before gov, but for GOV_VERSION.
_gov_unload() {
  local _gov_rest
  _gov_path_rest
  PATH=$_gov_rest
  if [ -n "$_gov_export" ]; then _gov_export_go '' ''; fi
  if [ "${GOV_ROOT-}" = "$_gov_root" ]; then unset GOV_ROOT; fi
  _gov_detach
  unset -f gov
}
