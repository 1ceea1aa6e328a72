#!/bin/sh
# gov trace: go starts its tools through this (-toolexec). It writes down which tool that is, then is that tool.
# A call makes two files beside this one, so that calls at the same time do not meet: `.start` holds fields that
# end in NUL, `.end` the status, and their times say how long it took. Whatever fails here, the tool runs.
_gov_kind=run
case $#:${2-} in
  2:-V=full) _gov_kind=asked ;;
esac

# A pid may come round again.
set -C
_gov_call= _gov_try=0
while [ -z "$_gov_call" ] && [ "$_gov_try" -lt 20 ]; do
  _gov_call=${0%/*}/$$.$_gov_try
  printf '%s\000' "$_gov_kind" "$1" "${TOOLEXEC_IMPORTPATH-}" "${GOROOT-}" "${GOTOOLDIR-}" "${GOVERSION-}" \
    "${GOTMPDIR:-${TMPDIR:-/tmp}}" 2>/dev/null >"$_gov_call.start" || _gov_call=
  _gov_try=$((_gov_try + 1))
done

# go takes what a tool says of itself into every build ID: nothing stands between.
case $_gov_kind:$_gov_call in
  asked:* | run:) exec "$@" ;;
esac
"$@"
_gov_status=$?
printf '%s' "$_gov_status" 2>/dev/null >"$_gov_call.end"
if [ "$_gov_status" -gt 128 ]; then kill "-$((_gov_status - 128))" "$$" 2>/dev/null; fi
exit "$_gov_status"
