#!/bin/sh
# The essentials of `gov doctor` for a machine without gov, such as a container: sh < doctor.sh. It starts no go
# and leaves nothing behind. The status is 1 when it finds errors. Its ids and words are those of `gov doctor`.
set -u
set -f
findings= errors=0 warnings=0 newline='
'

finding() { # SEVERITY ID TITLE EVIDENCE EFFECT FIX
  case $1 in
    error) errors=$((errors + 1)) ;;
    *) warnings=$((warnings + 1)) ;;
  esac
  findings="$findings$newline$(line "$1: $3 [$2]")$newline  $(line "$4")$newline  $(line "$5")$newline  $(line "fix: $6")$newline"
}

# Paths and variables may hold anything, also what a terminal obeys.
line() {
  printf %s "$1" | tr '\001-\037\177' '?'
}

# Sets $value and $origin as go takes the variable: the environment, then the file of `go env -w`.
look_up() { # NAME
  origin='from the environment'
  eval "value=\${$1-}"
  if [ -n "$value" ]; then return; fi
  stored "$1"
}

stored() { # NAME
  value= origin= number=0
  if [ -z "$goenv" ] || [ ! -f "$goenv" ] || [ ! -r "$goenv" ]; then return; fi
  while IFS= read -r text || [ -n "$text" ]; do
    number=$((number + 1))
    case $text in
      "$1="*) value=${text#*=} origin="set in $goenv:$number" ;;
    esac
  done <"$goenv"
}

# May this user make files there? Asked by trying, since root may do anything but write to a read-only mount.
can_write() { # DIRECTORY
  mkdir "$1/gov-doctor-$$" 2>/dev/null && rmdir "$1/gov-doctor-$$"
}

is_tree() { # DIRECTORY
  [ -d "$1/pkg/tool" ] && { [ -d "$1/src/runtime" ] || [ -d "$1/src/fmt" ]; }
}

# Line 1 of VERSION, such as go1.22.5; empty when there is none.
release_of() { # DIRECTORY
  release=
  if [ -f "$1/VERSION" ] && [ -r "$1/VERSION" ]; then read -r release _ <"$1/VERSION" || :; fi
}

goenv=${GOENV-}
if [ -z "$goenv" ]; then
  case $(uname -s):${XDG_CONFIG_HOME:-${HOME:+$HOME/.config}} in
    Darwin:*) goenv=${HOME:+"$HOME/Library/Application Support/go/env"} ;;
    *:?*) goenv=${XDG_CONFIG_HOME:-$HOME/.config}/go/env ;;
  esac
elif [ "$goenv" = off ]; then
  goenv=
fi

# The go that typing `go` starts, and the tree around it. A script, such as a manager's shim, chooses for itself.
go=$(command -v go 2>/dev/null) || go=
own= kind=none
case $go in
  /*)
    kind=program
    IFS= read -r start <"$go" 2>/dev/null || :
    case ${start-} in
      '#!'*) kind=script ;;
    esac
    real=$(readlink -f "$go" 2>/dev/null) || real=$go
    for up in "${real%/*/*}" "${real%/*/*/*}"; do
      if [ "$kind" = program ] && [ -d "$up/pkg/tool" ]; then
        own=$up
        break
      fi
    done
    ;;
esac
if [ "$kind" = none ]; then
  finding error go-missing 'there is no go on PATH' "PATH=$PATH" 'every go command fails with: go: not found' \
    'install Go, or put the bin directory of its tree on PATH'
fi

check_goroot() { # VALUE ORIGIN
  remedy="take GOROOT out, go finds its own tree (unset GOROOT)"
  case $2 in
    set*) remedy="delete the line that is $2" ;;
  esac
  case $1 in
    /*) ;;
    *)
      if [ -d "$1" ]; then
        effect='packages outside of this directory fail with: fork/exec, no such file or directory; with a warm build cache go run still passes, and only go test and vet fail'
      else
        effect="every go command fails here with: go: cannot find GOROOT directory: $1"
      fi
      finding error goroot-relative 'GOROOT is not an absolute path' "GOROOT=$1, $2" "$effect" "$remedy"
      return
      ;;
  esac
  if [ ! -d "$1" ]; then
    finding error goroot-missing 'GOROOT names a directory that is not there' "GOROOT=$1, $2" \
      "every go command fails with: go: cannot find GOROOT directory: $1" "$remedy"
  elif [ -n "$own" ] && ! is_tree "$1"; then
    describe "$1"
    finding error goroot-not-a-root "GOROOT is not a Go tree: it names $description" "GOROOT=$1, $2" \
      "go run, build and test fail with: $message; go version and go env still look right" "$remedy"
  elif [ -n "$own" ] && ! [ "$1" -ef "$own" ]; then
    release_of "$1"
    tools=$release
    release_of "$own"
    case $release:$tools in
      "$tools:$release" | go1*: | :*) ;;
      go1*)
        finding error goroot-skew "GOROOT is a tree of $tools, but the go on PATH is $release" "GOROOT=$1, $2" \
          "go run, test, build and vet fail with: compile: version \"$tools\" does not match go tool version \"$release\"; go version, go env and go list still look right" \
          "$remedy"
        ;;
    esac
  fi
}

describe() { # DIRECTORY
  message="package fmt is not in std ($1/src/fmt) (up to 1.20: is not in GOROOT)"
  gopath=${GOPATH:-${HOME:+$HOME/go}}
  case $1 in
    */bin) if is_tree "${1%/bin}"; then description="the bin directory of the tree ${1%/bin}" && return; fi ;;
    /usr | /usr/local) description='a system directory, below which go may stand' && return ;;
  esac
  if [ -d "$1/src/fmt" ]; then
    description='a tree with sources and without tools' message='go: no such tool "compile"'
  elif [ "$1" = "$gopath" ]; then
    description='GOPATH, where packages and programs of yours go'
  elif [ -d "$1/pkg/tool" ]; then
    description='a directory without the standard library'
  else
    description="a directory without go's tools"
  fi
}

check_tools() { # DIRECTORY
  set +f
  set -- "$1/pkg/tool"/*_*
  set -f
  tools=
  for dir in "$@"; do
    if [ -d "$dir" ] && { [ "$#" = 1 ] || [ "${dir##*/}" = "$host" ]; }; then tools=$dir; fi
  done
  if [ -z "$tools" ]; then return; fi
  missing= closed=
  for tool in compile asm link vet cgo cover; do
    if [ "$tool" = cgo ] && [ "$cgo" = 0 ]; then continue; fi
    if [ ! -e "$tools/$tool" ]; then
      missing=${missing:+$missing }$tool
    elif [ ! -x "$tools/$tool" ]; then
      closed=${closed:+$closed }$tool
    fi
  done
  tool_finding tool-missing missing 'install this release again, into an empty place' $missing
  tool_finding tool-not-executable 'not executable' "chmod a+x $tools/${closed%% *}" $closed
}

tool_finding() { # ID WHAT FIX NAME...
  id=$1 what=$2 remedy=$3
  shift 3
  if [ "$#" = 0 ]; then return; fi
  worst=$1 names=$1 severity=error are=is
  shift
  while [ "$#" -gt 0 ]; do
    are=are
    if [ "$#" = 1 ]; then names="$names and $1"; else names="$names, $1"; fi
    shift
  done
  case $worst in
    compile | asm) fails='go run, build, test and vet fail' ;;
    link) fails='go run, build and test fail' ;;
    vet) fails='go run and build pass, go test and go vet fail' ;;
    cgo) fails='programs without net and os/user pass, all that reach cgo or those fail, often in go test first' ;;
    cover) fails='go test -cover fails' severity=warning ;;
  esac
  case $id in
    tool-missing) says="go: no such tool \"$worst\"" ;;
    *) says="fork/exec $tools/$worst: permission denied" ;;
  esac
  finding "$severity" "$id" "$names $are $what in $tools" "$tools/$worst" "$fails with: $says" "$remedy"
}

case $(uname -s)_$(uname -m) in
  *_x86_64 | *_amd64) host=$(uname -s | tr '[:upper:]' '[:lower:]')_amd64 ;;
  *_aarch64 | *_arm64) host=$(uname -s | tr '[:upper:]' '[:lower:]')_arm64 ;;
  *) host= ;;
esac
look_up CC
compiler=${value%% *} compiler_origin=$origin compiler_set=${value:+1}
if [ -z "$compiler" ]; then
  case $(uname -s) in
    Darwin) compiler=clang ;;
    *) compiler=gcc ;;
  esac
fi
has_compiler=1
command -v "$compiler" >/dev/null 2>&1 || has_compiler=
look_up CGO_ENABLED
cgo=$value cgo_origin=$origin
if [ -z "$cgo" ] && [ -z "$has_compiler" ]; then cgo=0; fi

# A shim of gov's sets GOROOT itself, and what other scripts do is their affair.
root=$own
if [ "$kind" = program ]; then
  stored GOROOT
  stored_root=$value stored_origin=$origin
  look_up GOROOT
  if [ -n "$value" ]; then
    root=$value
    before=$errors
    check_goroot "$value" "$origin"
    if [ "$errors" != "$before" ]; then root=; fi
  fi
  if [ -n "$stored_root" ] && [ -n "$root" ]; then
    finding warning goroot-in-goenv 'GOROOT is stored in the file of go env -w, for every release of Go' \
      "GOROOT=$stored_root, $stored_origin" \
      'it holds for each go that is started without gov, and those of other releases fail with: does not match go tool version; `unset GOROOT` does not help, and go 1.27 refuses `go env -u GOROOT`' \
      "delete the line that is $stored_origin"
  fi
  if [ -n "$root" ]; then check_tools "$root"; fi
fi

look_up GOTOOLCHAIN
release=
if [ -n "$own" ]; then release_of "$own"; fi
case $release:$value in
  *: | :* | go1.[0-9].* | go1.1[0-9]* | go1.20*) ;;
  *:local | *:auto | *:path | *:local+auto | *:local+path | *:"$release" | *:"$release"+auto | *:"$release"+path) ;;
  *:go[0-9]*)
    named=${value%%+*}
    if ! command -v "$named" >/dev/null 2>&1; then
      finding warning toolchain-setting "GOTOOLCHAIN makes every go command run ${named#go} here" "GOTOOLCHAIN=$value, $origin" \
        "${named#go} is not installed: the next go command, go version too, downloads it, and fails without a network" \
        'take GOTOOLCHAIN out, or set it to local'
    fi
    ;;
  *)
    finding error toolchain-setting "GOTOOLCHAIN is \`$value\`, which names no release" "GOTOOLCHAIN=$value, $origin" \
      "every go command fails with: go: invalid GOTOOLCHAIN \"$value\"" 'take GOTOOLCHAIN out, or set it to local'
    ;;
esac

look_up GOCACHE
cache=$value
if [ -z "$cache" ]; then
  cache=${XDG_CACHE_HOME:-${HOME:+$HOME/.cache}}
  if [ "$(uname -s)" = Darwin ]; then cache=${HOME:+$HOME/Library/Caches}; fi
  cache=${cache:+$cache/go-build}
fi
fails='go run, build, test and vet fail with'
case $cache in
  '')
    finding error home-unset 'HOME is not set, and nothing says where go keeps its files' 'HOME=not set' \
      "$fails: build cache is required, but could not be located: GOCACHE is not defined and neither \$XDG_CACHE_HOME nor \$HOME are defined" \
      'set HOME, or GOCACHE and GOPATH'
    ;;
  /*)
    if [ -d "$cache" ]; then
      # One of the 256 directories in it is enough, such as one that belongs to root.
      set +f
      set -- "$cache" "$cache"/[0123456789abcdef][0123456789abcdef]
      set -f
      for dir in "$@"; do
        if { [ -d "$dir" ] && [ ! -w "$dir" ]; } || { [ "$dir" = "$cache" ] && ! can_write "$dir"; }; then
          finding error gocache-unwritable 'go cannot write to its build cache' "$dir" \
            "go test and go vet fail with: package testing is not in std (up to 1.20: in GOROOT), or with: open $cache/...: permission denied; go run may still work. GOROOT is not at fault, GODEBUG=goindex=0 shows it" \
            "make it yours, with all that is in it (sudo chown -R \"\$(id -u):\$(id -g)\" '$cache')"
          break
        fi
      done
    elif [ -e "$cache" ]; then
      finding error gocache-invalid "GOCACHE is \`$cache\`, which is no place for a build cache" "GOCACHE=$cache, $origin" \
        "$fails: failed to initialize build cache at $cache: mkdir $cache: not a directory" 'take GOCACHE out'
    else
      above=$cache
      while [ ! -e "$above" ] && [ -n "$above" ]; do above=${above%/*}; done
      if ! can_write "${above:-/}"; then
        finding error gocache-unwritable 'go cannot write to its build cache' "${above:-/}" \
          "$fails: failed to initialize build cache at $cache: mkdir" 'give GOCACHE a directory that you may write to'
      fi
    fi
    ;;
  *)
    says='build cache is required, but could not be located: GOCACHE is not an absolute path'
    if [ "$cache" = off ]; then says='build cache is disabled by GOCACHE=off, but required as of Go 1.12'; fi
    finding error gocache-invalid "GOCACHE is \`$cache\`, which is no place for a build cache" "GOCACHE=$cache, $origin" \
      "$fails: $says" 'take GOCACHE out'
    ;;
esac

look_up GOTMPDIR
temp=${value:-${TMPDIR:-/tmp}}
elsewhere='give GOTMPDIR a directory of your own in which programs may be started'
if [ ! -d "$temp" ]; then
  finding error exec-tmp "the directory for go's temporary files is not there" "$temp" \
    "$fails: go: creating work dir: stat $temp: no such file or directory" "$elsewhere"
elif ! can_write "$temp"; then
  finding error exec-tmp 'go cannot write to the directory for its temporary files' "$temp" \
    "$fails: go: creating work dir: mkdir $temp/go-build" "$elsewhere"
else
  probe=$temp/gov-doctor-$$
  mkdir "$probe"
  printf '#!/bin/sh\nexit 0\n' >"$probe/run" && chmod 700 "$probe/run"
  status=0
  "$probe/run" >/dev/null 2>&1 </dev/null || status=$?
  if [ "$status" = 126 ]; then
    finding error exec-tmp "no program may be started in the directory for go's temporary files (noexec)" "$temp" \
      "go test fails with: fork/exec $temp/go-build...: permission denied; go build and go vet work" "$elsewhere"
  fi
  rm -f "$probe/run"
  rmdir "$probe"
fi

look_up GOFLAGS
case $value in
  *[\"\']*) ;;
  *)
    for word in $value; do
      case $word in
        -[!-=]* | --[!-=]*) ;;
        *)
          finding error goflags "GOFLAGS holds \`$word\`, which go does not take" "$word, $origin" \
            "every go command but go env fails: go: parsing \$GOFLAGS: non-flag \"$word\"" "take \`$word\` out of GOFLAGS"
          break
          ;;
      esac
    done
    ;;
esac

if [ -z "$has_compiler" ] && [ "$cgo" != 0 ]; then
  effect="go run, build, test and vet fail for packages that reach net, os/user or C code of their own: cgo: C compiler \"$compiler\" not found"
  if [ -n "$compiler_set" ]; then
    finding error cgo-compiler "CC names \`$compiler\`, which is not there" "CC=$compiler, $compiler_origin" "$effect" 'take CC out'
  elif [ "$cgo" = 1 ]; then
    finding error cgo-compiler "CGO_ENABLED is 1, and there is no C compiler \`$compiler\` on PATH" "CGO_ENABLED=1, $cgo_origin" \
      "$effect" "install $compiler, or set CGO_ENABLED to 0"
  fi
fi

if [ "$errors" = 0 ] && [ "$warnings" = 0 ]; then
  release=
  if [ -n "$root" ]; then release_of "$root"; fi
  line "healthy: ${release:-$go}${root:+ in $root}"
  echo
  exit 0
fi
summary=
if [ "$errors" != 0 ]; then summary="$errors error"; fi
if [ "$errors" -gt 1 ]; then summary="${summary}s"; fi
if [ "$warnings" != 0 ]; then summary="${summary:+$summary, }$warnings warning"; fi
if [ "$warnings" -gt 1 ]; then summary="${summary}s"; fi
printf '%s\n%s' "$summary" "$findings"
[ "$errors" = 0 ]
