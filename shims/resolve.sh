# Which Go, here and now: the rule of section 4 of the design, for POSIX shells. No process is started and
# nothing is evaluated; README.md beside this file is the contract. src/resolution/resolve.ts is the same
# rule with a trace; test/resolution/cases.json holds the two together.

_gov_tab='	' _gov_cr='' _gov_bom='﻿'

_gov_resolve() {
  case $- in
    *f*) set +f; _gov_resolve; set -f; return 0 ;;
    *a*) set +a; _gov_resolve; set -a; return 0 ;;
  esac
  _gov_name= _gov_kind=none _gov_file= _gov_line= _gov_request= _gov_missing= _gov_invalid= _gov_floor_request=
  if [ -n "${GOV_VERSION-}" ]; then
    _gov_kind=env _gov_file=GOV_VERSION
    _gov_choose "$GOV_VERSION" || :
  elif ! _gov_find_here; then
    _gov_resolve_default
  elif _gov_walk; then
    _gov_kind=pin
  elif _gov_read_floor; then
    _gov_meet_floor || _gov_resolve_default
  elif _gov_walk_home; then
    _gov_kind=home
  else
    _gov_resolve_default
  fi
  return 0
}

# The directory to start from, in _gov_here and without a slash at the end; fails when it is gone.
_gov_find_here() {
  case ${PWD-} in
    /*)
      case ${PWD%/}/ in
        *//* | */./* | */../*) ;;
        *) if [ . -ef "$PWD" ]; then _gov_here=${PWD%/}; return 0; fi ;;
      esac
      ;;
  esac
  # In a shell that somebody types into, this would be seen.
  [ -n "${_gov_may_cd-}" ] || return 1
  _gov_here= _gov_pwd=${PWD-} _gov_oldpwd=${OLDPWD+x${OLDPWD-}}
  if command cd -P . 2>/dev/null && [ . -ef "$PWD" ]; then
    # Some shells call a directory that is gone `.`.
    case $PWD in /*) _gov_here=$PWD ;; esac
  fi
  PWD=$_gov_pwd
  if [ -n "$_gov_oldpwd" ]; then OLDPWD=${_gov_oldpwd#x}; else unset OLDPWD; fi
  [ -n "$_gov_here" ] || return 1
  _gov_here=${_gov_here%/}
}

# Looks for a pin upwards, but not in HOME or above it when HOME is on the way; remembers the nearest
# go.work and go.mod.
_gov_walk() {
  _gov_mod= _gov_work= _gov_pinned=1 _gov_dir=$_gov_here _gov_home=none
  case ${HOME-} in /*) _gov_home=$HOME ;; esac
  while :; do
    case $_gov_home in */) _gov_home=${_gov_home%/} ;; *) break ;; esac
  done
  while :; do
    if [ "$_gov_dir" = "$_gov_home" ]; then _gov_pinned=; fi
    if [ -n "$_gov_pinned" ] && _gov_ask_pins "$_gov_dir"; then return 0; fi
    if [ -z "$_gov_work" ] && [ -f "$_gov_dir/go.work" ]; then _gov_work=$_gov_dir/go.work; fi
    if [ -z "$_gov_mod" ] && [ -f "$_gov_dir/go.mod" ]; then _gov_mod=$_gov_dir/go.mod; fi
    [ -n "$_gov_dir" ] || return 1
    _gov_dir=${_gov_dir%/*}
  done
}

_gov_walk_home() {
  _gov_dir=$_gov_home
  [ "$_gov_dir" != none ] || return 1
  while ! _gov_ask_pins "$_gov_dir"; do
    [ -n "$_gov_dir" ] || return 1
    _gov_dir=${_gov_dir%/*}
  done
}

_gov_ask_pins() {
  _gov_ask "$1/.go-version" || _gov_ask "$1/.tool-versions"
}

# Does this file decide? Its first line with a version on it does, installed or not. Words may be long, and bash
# takes minutes to cut something off the end of a megabyte.
_gov_ask() {
  [ -f "$1" ] && [ -r "$1" ] || return 1
  _gov_file=$1 _gov_line=0
  while IFS=" $_gov_tab" read -r _gov_1 _gov_2 _gov_3 _gov_4 _gov_5 _gov_6 _gov_7 _gov_8 _gov_9 _gov_rest ||
    [ -n "$_gov_1" ]; do
    _gov_line=$((_gov_line + 1))
    case $_gov_line:$_gov_1 in 1:"$_gov_bom"*) _gov_1=${_gov_1#"$_gov_bom"} ;; esac
    set -- "$_gov_1" "$_gov_2" "$_gov_3" "$_gov_4" "$_gov_5" "$_gov_6" "$_gov_7" "$_gov_8" "$_gov_9"
    case $_gov_file in
      */.tool-versions) case $1 in golang | go | "golang$_gov_cr" | "go$_gov_cr") shift ;; *) continue ;; esac ;;
    esac
    case $1 in
      '' | "$_gov_cr" | '#'*) ;;
      *) _gov_choose "$@" || :; return 0 ;;
    esac
  done <"$_gov_file"
  _gov_file= _gov_line=
  return 1
}

# Chooses the first of these that is installed; fails when none is, with the first in _gov_missing.
_gov_choose() {
  while :; do
    _gov_word=$1
    if [ "${#1}" -le 65 ]; then _gov_word=${1%"$_gov_cr"}; fi
    if _gov_find "$_gov_word"; then
      _gov_name=$_gov_found _gov_request=$_gov_word _gov_missing= _gov_invalid=
      return 0
    fi
    if [ -z "$_gov_missing" ]; then
      _gov_request=$_gov_word _gov_missing=${_gov_asked:-?} _gov_invalid=$_gov_bad
    fi
    shift
    case ${1-} in '' | "$_gov_cr" | '#'*) return 1 ;; esac
  done
}

# The installed toolchain that the text $1 means, in _gov_found. _gov_asked is the text without prefix,
# _gov_bad says that no pin can mean it.
_gov_find() {
  _gov_found= _gov_asked=$1 _gov_bad=1
  [ "${#1}" -le 64 ] || return 1
  case $1 in
    *[!abcdefghijklmnopqrstuvwxyz0123456789._-]*) return 1 ;;
    latest | stable | oldstable | default | local | auto | path) return 1 ;;
    system) _gov_bad=; _gov_find_system go || return 1; _gov_found=system; return 0 ;;
    go[0123456789]*) _gov_asked=${1#go} ;;
    v[0123456789]*) _gov_asked=${1#v} ;;
  esac
  case $_gov_asked in
    [0123456789]*)
      _gov_parse "$_gov_asked" || return 1
      _gov_bad=
      if [ -n "$_gov_bare" ]; then _gov_find_newest "$_gov_asked"; return; fi
      ;;
    [abcdefghijklmnopqrstuvwxyz]*) _gov_bad= ;;
    *) return 1 ;;
  esac
  [ -x "$_gov_root/versions/$_gov_asked/go/bin/go" ] || return 1
  _gov_found=$_gov_asked
}

# The newest proven stable release of the line $1, or of all, in _gov_found.
_gov_find_newest() {
  _gov_found= _gov_best_major=0 _gov_best_minor=0 _gov_best_patch=-1
  for _gov_dir in "$_gov_root/versions/$1"[.0123456789]*; do
    _gov_entry=${_gov_dir##*/}
    # No pre-release and no other platform.
    case $_gov_entry in *[!0123456789.]*) continue ;; esac
    _gov_parse "$_gov_entry" && [ -z "$_gov_bare" ] || continue
    case $1 in '' | "$_gov_major.$_gov_minor") ;; *) continue ;; esac
    if [ "$_gov_major" -ne "$_gov_best_major" ]; then
      [ "$_gov_major" -gt "$_gov_best_major" ] || continue
    elif [ "$_gov_minor" -ne "$_gov_best_minor" ]; then
      [ "$_gov_minor" -gt "$_gov_best_minor" ] || continue
    else
      [ "$_gov_patch" -gt "$_gov_best_patch" ] || continue
    fi
    if [ -x "$_gov_dir/go/bin/go" ] && [ ! -e "$_gov_dir/unproven" ]; then
      _gov_found=$_gov_entry
      _gov_best_major=$_gov_major _gov_best_minor=$_gov_minor _gov_best_patch=$_gov_patch
    fi
  done
  [ -n "$_gov_found" ]
}

# Reads a version without prefix; _gov_bare says that it is MAJOR.MINOR alone. Numbers have nine digits at
# most, which every shell can compare.
_gov_parse() {
  _gov_major=${1%%.*} _gov_rest=${1#*.} _gov_patch= _gov_stage= _gov_number= _gov_bare=
  _gov_minor=${_gov_rest%%[!0123456789]*}
  _gov_is_number "$_gov_major" && _gov_is_number "$_gov_minor" || return 1
  case ${1#"$_gov_major.$_gov_minor"} in
    "$1") return 1 ;;
    '')
      _gov_bare=1
      # The first release of a line was called so, up to 1.20.
      if [ "$_gov_minor" -lt 21 ]; then _gov_patch=0; fi
      ;;
    .*)
      _gov_patch=${_gov_rest#*.}
      _gov_is_number "$_gov_patch"
      ;;
    *)
      _gov_rest=${_gov_rest#"$_gov_minor"}
      _gov_number=${_gov_rest##*[!0123456789]}
      _gov_stage=${_gov_rest%"$_gov_number"}
      case $_gov_stage in alpha | beta | rc) ;; *) return 1 ;; esac
      [ -z "$_gov_number" ] || _gov_is_number "$_gov_number"
      ;;
  esac
}

_gov_is_number() {
  case $1 in '' | *[!0123456789]* | 0?* | ??????????*) return 1 ;; esac
}

# The minimum that go.work or go.mod sets; fails when neither does.
_gov_read_floor() {
  case ${GOWORK-} in
    '' | auto) ;;
    /*) _gov_work=$GOWORK ;;
    *) _gov_work= ;;
  esac
  if ! { [ -f "$_gov_work" ] && [ -r "$_gov_work" ]; }; then _gov_work=$_gov_mod; fi
  [ -r "$_gov_work" ] || return 1
  _gov_read_mod "$_gov_work"
  if [ -n "$_gov_go" ] && _gov_parse "$_gov_go"; then _gov_set_floor "$_gov_go" "$_gov_go_line"; fi
  _gov_exact=
  if [ -n "$_gov_toolchain" ] && _gov_parse "${_gov_toolchain#go}" &&
    { [ -z "$_gov_go" ] || _gov_new_enough; }; then
    _gov_set_floor "$_gov_toolchain" "$_gov_toolchain_line"
    _gov_exact=${_gov_toolchain#go}
    if [ -n "$_gov_bare" ]; then _gov_exact=$_gov_exact${_gov_patch:+.$_gov_patch}; fi
  fi
  [ -n "$_gov_floor_request" ]
}

# The first go line and the first toolchain line that are versions. `read` costs a system call a byte, so
# what canonical files put behind the two ends the reading.
_gov_read_mod() {
  _gov_go= _gov_go_line= _gov_toolchain= _gov_toolchain_line= _gov_line=0
  while IFS=" $_gov_tab" read -r _gov_1 _gov_2 _gov_rest || [ -n "$_gov_1" ]; do
    _gov_line=$((_gov_line + 1))
    [ "${#_gov_1}" -le 10 ] || continue
    _gov_1=${_gov_1%"$_gov_cr"}
    case $_gov_1 in
      go | toolchain)
        [ "${#_gov_2}" -le 65 ] || continue
        _gov_2=${_gov_2%"$_gov_cr"}
        [ "${#_gov_2}" -le 64 ] || continue
        _gov_2=${_gov_2%%//*}
        if [ "$_gov_1" = go ]; then
          if [ -z "$_gov_go" ] && _gov_parse "$_gov_2"; then _gov_go=$_gov_2 _gov_go_line=$_gov_line; fi
        elif [ -z "$_gov_toolchain" ] && [ "$_gov_2" != "${_gov_2#go}" ] && _gov_parse "${_gov_2#go}"; then
          _gov_toolchain=$_gov_2 _gov_toolchain_line=$_gov_line
        fi
        ;;
      require | replace | exclude | retract | use | tool | ignore) [ -z "$_gov_go" ] || break ;;
    esac
  done <"$1"
  _gov_line=
}

# Makes the version read last the floor.
_gov_set_floor() {
  _gov_floor_request=$1 _gov_floor_line=$2
  _gov_floor_major=$_gov_major _gov_floor_minor=$_gov_minor _gov_floor_patch=${_gov_patch:--1}
  _gov_floor_stage=$_gov_stage _gov_floor_number=${_gov_number:--1}
}

# Is the version read last not older than the floor?
_gov_new_enough() {
  if [ "$_gov_major" -ne "$_gov_floor_major" ]; then
    [ "$_gov_major" -gt "$_gov_floor_major" ]
  elif [ "$_gov_minor" -ne "$_gov_floor_minor" ]; then
    [ "$_gov_minor" -gt "$_gov_floor_minor" ]
  elif [ "${_gov_patch:--1}" -ne "$_gov_floor_patch" ]; then
    [ "${_gov_patch:--1}" -gt "$_gov_floor_patch" ]
  elif [ "$_gov_stage" != "$_gov_floor_stage" ]; then
    case $_gov_stage:$_gov_floor_stage in *: | rc:* | beta:alpha) ;; *) return 1 ;; esac
  else
    [ "${_gov_number:--1}" -ge "$_gov_floor_number" ]
  fi
}

_gov_meet_floor() {
  if [ -n "$_gov_exact" ] && [ -x "$_gov_root/versions/$_gov_exact/go/bin/go" ]; then
    _gov_kind=toolchain _gov_name=$_gov_exact
  elif _gov_ask "$_gov_root/default" && [ -n "$_gov_name" ] && _gov_meets_floor "$_gov_name"; then
    _gov_kind=floor
  elif { _gov_find_newest "$_gov_floor_major.$_gov_floor_minor" && _gov_meets_floor "$_gov_found"; } ||
    { _gov_find_newest '' && _gov_meets_floor "$_gov_found"; }; then
    _gov_kind=floor _gov_name=$_gov_found
  else
    _gov_name=
    return 1
  fi
  _gov_file=$_gov_work _gov_line=$_gov_floor_line _gov_request=$_gov_floor_request _gov_missing= _gov_invalid=
}

# `system` always does, and so does a linked tree that names no release.
_gov_meets_floor() {
  case $1 in
    [0123456789]*) _gov_parse "$1" && _gov_new_enough ;;
    system) ;;
    *)
      _gov_1=
      if [ -r "$_gov_root/versions/$1/go/VERSION" ]; then
        IFS=' ' read -r _gov_1 _gov_rest <"$_gov_root/versions/$1/go/VERSION" || :
      fi
      _gov_1=${_gov_1%"$_gov_cr"}
      [ "$_gov_1" = "${_gov_1#go}" ] || ! _gov_parse "${_gov_1#go}" || _gov_new_enough
      ;;
  esac
}

_gov_resolve_default() {
  if _gov_ask "$_gov_root/default"; then
    # A floor never fails.
    if [ -n "$_gov_name" ] || [ -z "$_gov_floor_request" ]; then _gov_kind=default; return 0; fi
  fi
  _gov_file= _gov_line= _gov_request= _gov_missing= _gov_invalid=
  if _gov_find_newest ''; then
    _gov_kind=newest _gov_name=$_gov_found
  elif _gov_find_system go; then
    _gov_kind=system _gov_name=system
  fi
}

# The next $1 on PATH that is not gov's, in _gov_system. Relative entries are passed over: gov runs nothing
# from the directory it is in.
_gov_find_system() {
  _gov_path=${PATH-}:
  while [ -n "$_gov_path" ]; do
    _gov_dir=${_gov_path%%:*} _gov_path=${_gov_path#*:}
    case $_gov_dir in /*) ;; *) continue ;; esac
    _gov_system=$_gov_dir/$1
    if [ -f "$_gov_system" ] && [ -x "$_gov_system" ] && ! [ "$_gov_dir" -ef "$_gov_root/shims" ] &&
      ! [ "$_gov_system" -ef "$_gov_root/shims/$1" ]; then
      return 0
    fi
  done
  _gov_system=
  return 1
}
