#compdef gov
# Completions of gov for zsh. Written by gov, which overwrites changes. Starts no process.

# What may follow the command $1, in variables of the caller: subcommands, and what _arguments reads.
_gov_follows() {
  case $1 in
@COMMANDS@
  esac
}

_gov_command() {
  local -a subcommands arguments
  _gov_follows "$1"
  if (( CURRENT == 2 && $#subcommands )) && [[ $PREFIX != -* ]]; then
    _describe -t commands 'gov command' subcommands
  elif (( CURRENT > 2 )) && [[ -n ${subcommands[(r)$words[2](|:*)]} ]]; then
    shift words
    (( CURRENT-- ))
    _gov_command "${1:+$1 }$words[1]"
  else
    _arguments -S : $arguments
  fi
}

# Offers what stands at a place: files, and words that need no quotes.
_gov_place() {
  local token index=@ROOT@/cache/index/versions.txt
  local -aU choices
  for token; do
    case $token in
      @installed) choices+=(@ROOT@/versions/[0-9]*(-/NnOn:t) @ROOT@/versions/[a-z]*(-/N:t)) ;;
      @remote) [[ -r $index ]] && choices+=(${(f)"$(<$index)"}) ;;
      @files) _files ;;
      @directories) _files -/ ;;
      *) choices+=($token) ;;
    esac
  done
  choices=(${(M)choices:#[0-9a-z._-]##})
  (( $#choices )) && compadd -V choices -a choices
}

_gov() {
  _gov_command ''
}

# Loaded by the completion system when it is needed first, or read by a start-up file.
if [[ $funcstack[1] == _gov ]]; then
  _gov
elif (( $+functions[compdef] )); then
  compdef _gov gov
fi
