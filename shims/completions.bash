# Completions of gov for bash, 3.2 or newer. Written by gov, which overwrites changes. Starts no process.

# What may follow the command $1, in variables of the caller. A place is what stands there, separated by |; a flag with
# = takes such a place; ... is the last place again and again.
_gov_complete_follows() {
  case $1 in
@COMMANDS@
  esac
}

_gov_complete() {
  local IFS=$' \t\n' typed=${COMP_WORDS[COMP_CWORD]} name= words= flags= places= value= index word
  _gov_complete_follows ''
  for ((index = 1; index < COMP_CWORD; index++)); do
    word=${COMP_WORDS[index]}
    # bash makes three words of --flag=value.
    if [ "$word" = = ]; then continue; fi
    if [ -n "$value" ]; then value=; continue; fi
    case $word in
      --) flags= ;;
      -*) _gov_complete_value "$word" ;;
      *) _gov_complete_step "$word" ;;
    esac
  done
  COMPREPLY=()
  if [ "$typed" = = ]; then typed=; fi
  if [ -n "$value" ]; then _gov_complete_place "$value"; return; fi
  case $typed in
    -*) for word in $flags; do _gov_complete_offer "${word%%=*}"; done ;;
    *)
      for word in $words; do _gov_complete_offer "$word"; done
      _gov_complete_place "${places%% *}"
      ;;
  esac
}

# Goes past the word $1, which is a subcommand or fills a place.
_gov_complete_step() {
  case " $words " in
    *" $1 "*)
      name=${name:+$name }$1 words= flags= places=
      _gov_complete_follows "$name"
      ;;
    *)
      words=
      case ${places#* } in ...) ;; "$places") places= ;; *) places=${places#* } ;; esac
      # What a program is followed by is its own.
      case $places in @programs*) flags= ;; esac
      ;;
  esac
}

# What the flag $1 takes as its value, in value of the caller.
_gov_complete_value() {
  local flag
  for flag in $flags; do
    case $flag in "$1="*) value=${flag#*=} ;; esac
  done
}

_gov_complete_place() {
  local IFS='|' token dir line
  for token in $1; do
    case $token in
      @installed)
        for dir in @ROOT@/versions/*/; do
          dir=${dir%/}
          _gov_complete_offer "${dir##*/}"
        done
        ;;
      @remote)
        if [ -r @ROOT@/cache/index/versions.txt ]; then
          while read -r line; do _gov_complete_offer "$line"; done <@ROOT@/cache/index/versions.txt
        fi
        ;;
      @nothing) ;;
      @directories) compopt -o dirnames 2>/dev/null || : ;;
      @*) compopt -o default 2>/dev/null || : ;;
      *) _gov_complete_offer "$token" ;;
    esac
  done
}

# bash puts an answer on the command line as it is, so it has to be a word.
_gov_complete_offer() {
  case $1 in
    *[!abcdefghijklmnopqrstuvwxyz0123456789._-]*) ;;
    "$typed"*) COMPREPLY+=("$1") ;;
  esac
}

complete -F _gov_complete gov
