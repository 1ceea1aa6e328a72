#!/bin/sh
# gov shim 1: becomes the Go that this directory asks for. Written by gov, which overwrites changes.
_gov_root=@ROOT@
_gov_host=@HOST@
# Set when missing versions are to be installed (auto_install).
_gov_node=@NODE@
_gov_cli=@CLI@
_gov_may_cd=1

@RESOLVE@

_gov_fail() { # STATUS MESSAGE HINT
  _gov_say "gov: $2"
  _gov_say "hint: $3"
  exit "$1"
}

# Paths and pins may hold anything, also what a terminal obeys.
_gov_say() {
  _gov_text= _gov_rest=$1
  while :; do
    case $_gov_rest in
      *[[:cntrl:]]*)
        _gov_text="$_gov_text${_gov_rest%%[[:cntrl:]]*}?"
        _gov_rest=${_gov_rest#*[[:cntrl:]]}
        ;;
      *) break ;;
    esac
  done
  printf '%s\n' "$_gov_text$_gov_rest" >&2
}

_gov_fail_missing() {
  _gov_where="asked for by $_gov_file${_gov_line:+:$_gov_line}"
  if [ "${#_gov_request}" -gt 64 ]; then _gov_request='what stands there'; fi
  case $_gov_invalid:$_gov_missing in
    1:*)
      _gov_fail 127 "$_gov_request is not a version that can be pinned ($_gov_where)" \
        'write an exact version such as 1.22.5 there, or a line such as 1.22'
      ;;
    :system) _gov_fail 127 "no other go is on PATH (system is $_gov_where)" 'gov install latest' ;;
    :[0123456789]*)
      _gov_fail 127 "Go $_gov_missing is not installed ($_gov_where)" "gov install $_gov_missing"
      ;;
    *) _gov_fail 127 "Go $_gov_missing is not installed ($_gov_where)" "gov link $_gov_missing DIR" ;;
  esac
}

# Only `system` can lead back here: through copies of a shim, or the shims of another root.
_gov_guard_system() {
  _gov_count=${_GOV_SYSTEM-}
  _gov_pid=${_gov_count%% *} _gov_count=${_gov_count##* }
  _gov_is_number "$_gov_count" || _gov_count=0
  if [ "$_gov_pid" = "$$" ] || [ "$_gov_count" -ge 20 ]; then
    _gov_fail 126 'system is chosen here, and the next go on PATH leads back to gov' 'gov use latest'
  fi
  export _GOV_SYSTEM="$$ $((_gov_count + 1))"
}

_gov_tool=${0##*/}
case $_gov_tool in
  go[0123456789]*)
    # A shim for one release, whatever pins and GOV_VERSION say.
    _gov_file=$_gov_tool _gov_line= _gov_request=$_gov_tool _gov_missing= _gov_invalid= _gov_name=${_gov_tool#go}
    _gov_tool=go
    if _gov_parse "$_gov_name" && [ -n "$_gov_bare" ]; then _gov_name=$_gov_name.0; fi
    if [ ! -x "$_gov_root/versions/$_gov_name/go/bin/go" ]; then _gov_missing=$_gov_name; fi
    ;;
  *)
    _gov_resolve
    case ${_gov_cli:+$_gov_invalid:$_gov_missing} in
      :[0123456789]*)
        "$_gov_node" "$_gov_cli" install "$_gov_missing" </dev/null >&2
        _gov_resolve
        ;;
    esac
    ;;
esac
if [ -n "$_gov_missing" ]; then _gov_fail_missing; fi

case $_gov_name in
  '') _gov_fail 127 'no Go is installed' 'gov install latest' ;;
  system)
    _gov_guard_system
    _gov_find_system "$_gov_tool" || _gov_fail 127 "no other $_gov_tool is on PATH" 'gov install latest'
    unset GOROOT GOTOOLDIR
    set -- "$_gov_system" "$@"
    ;;
  *)
    GOROOT=$_gov_root/versions/$_gov_name/go
    GOTOOLDIR=$GOROOT/pkg/tool/$_gov_host
    if [ ! -d "$GOTOOLDIR" ]; then
      for _gov_dir in "$GOROOT/pkg/tool"/*_*; do
        if [ -d "$_gov_dir" ]; then GOTOOLDIR=$_gov_dir; fi
      done
    fi
    set -- "$GOROOT/bin/$_gov_tool" "$@"
    [ -e "$1" ] || _gov_fail 127 "Go $_gov_name has no $_gov_tool" "gov verify $_gov_name"
    [ -x "$1" ] || _gov_fail 126 "$1 cannot be executed" "gov verify $_gov_name"
    export GOROOT GOTOOLDIR
    ;;
esac
unset @VARIABLES@
exec "$@"
