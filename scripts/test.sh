#!/bin/sh
# Checks everything: types, style, layers, the package, and all tests with real programs and real Go
# releases. Needs Node and npm; installs the rest where it may. Arguments go to vitest.
# The last line is always `N passed, N failed, N skipped`; with CI=true a skipped test is a failure.
set -u
cd "$(dirname "$0")/.." || exit 1

scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

. scripts/setup.sh
. scripts/programs.sh

# Without these no test can run.
prepare() {
  require_node && require_home && install_packages && build
}

# step SENTENCE COMMAND...: runs it, and remembers a failure.
step() {
  say "$1"
  shift
  if ! "$@" </dev/null; then
    say "FAILED: $*"
    failed_steps=$((failed_steps + 1))
  fi
}

# verdict PASSED FAILED SKIPPED
verdict() {
  printf '%s passed, %s failed, %s skipped\n' "$1" "$2" "$3"
  [ "$2" -eq 0 ] || exit 1
  [ "${CI:-}" != true ] || [ "$3" -eq 0 ] || exit 1
  exit 0
}

if ! prepare; then
  say 'the tests could not be started'
  verdict 0 1 0
fi
install_programs

failed_steps=0
step 'checking types, style and layers (npm run check)' npm run --silent check
step 'packing (npm pack)' npm pack --dry-run --ignore-scripts --silent
say 'running the tests (vitest); real Go releases are installed first'
GOV_TEST_ALL=1 GOV_TEST_SUMMARY=$scratch/summary node node_modules/vitest/vitest.mjs run \
  --reporter=default --reporter=./scripts/summary-reporter.mjs "$@" </dev/null
vitest_status=$?

passed=0 failed=0 skipped=0
if [ -f "$scratch/summary" ]; then
  read -r passed failed skipped <"$scratch/summary"
fi
# Vitest can fail without a failed test, for instance when there is none.
if [ "$vitest_status" -ne 0 ] && [ "$failed" -eq 0 ]; then failed=1; fi
if [ "${CI:-}" = true ] && [ "$skipped" -gt 0 ]; then say 'CI is true, where a skipped test is a failure'; fi
verdict "$passed" $((failed + failed_steps)) "$skipped"
