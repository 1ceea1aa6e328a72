# gov in an interactive zsh. Written by gov, which overwrites changes.
# No process is started here, except by the `gov` command itself.
[[ -n ${ZSH_VERSION-} && -o interactive ]] || return 0

# Aliases would be expanded in what follows.
_gov_aliases=
if [[ -o aliases ]]; then _gov_aliases=1; fi
\setopt no_aliases

@COMMON@

# zsh keeps $? for the prompt and for other hooks; under err_exit any status but 0 would end the shell.
_gov_prompt() {
  [[ $_gov_seen == "${GOV_VERSION-}:${PWD-}" ]] || _gov_look
  return 0
}

_gov_look() {
  emulate -L sh
  _gov_take
}

_gov_read() {
  setopt local_options no_aliases
  . "$1"
}

_gov_forget() {
  unhash go 2>/dev/null || :
  unhash gofmt 2>/dev/null || :
}

_gov_attach() {
  emulate -L zsh
  typeset -ga precmd_functions
  (( ${precmd_functions[(Ie)_gov_prompt]} )) || precmd_functions+=(_gov_prompt)
  # The completions are read by the first TAB. Where compinit comes later, it finds them.
  local completions=$_gov_root/shell/completions
  (( ${fpath[(Ie)$completions]} )) || fpath=($completions $fpath)
  if (( $+functions[compdef] )); then
    autoload -Uz _gov
    compdef _gov gov
  fi
}

_gov_detach() {
  emulate -L zsh
  precmd_functions=(${precmd_functions:#_gov_prompt})
  fpath=(${fpath:#$_gov_root/shell/completions})
  if (( $+functions[compdef] )); then compdef -d gov; fi
}

() {
  emulate -L sh
  _gov_load
}
_gov_attach
if [[ -n $_gov_aliases ]]; then setopt aliases; fi
