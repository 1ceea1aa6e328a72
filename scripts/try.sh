#!/bin/sh
# Shows gov at work in a home of its own, which is removed afterwards: sh scripts/try.sh
# `--built` takes dist/ as it is. The README shows this transcript, and a test compares the two.
set -u
cd "$(dirname "$0")/.." || exit 1
repository=$PWD

scratch=$(mktemp -d "${TMPDIR:-/tmp}/gov-try.XXXXXX") || exit 1
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

. scripts/setup.sh
if [ "${1:-}" != --built ]; then
  require_node && require_home && install_packages && build || exit 1
  printf '\n'
fi

mkdir "$scratch/bin" "$scratch/try" || exit 1
ln -s "$repository/bin/gov.js" "$scratch/bin/gov" || exit 1
HOME=$scratch
PATH=$scratch/.gov/shims:$scratch/bin:$PATH
# Somebody's shell, so that setup has one to speak of under cron and in CI too.
SHELL=/bin/bash
export HOME PATH SHELL
unset GOV_ROOT GOV_VERSION GOROOT GOTOOLDIR GOTOOLCHAIN
cd "$scratch/try" || exit 1
failures=0

# Shows a command as one would type it, and runs it in this shell.
try() {
  printf '$ %s\n' "$1"
  eval "$1" </dev/null 2>&1 || failures=$((failures + 1))
}

try 'gov install 1.22.5 1.21.6'
try 'gov list'
try 'gov setup --print'
try 'mkdir app && cd app'
try 'gov use 1.21.6'
try 'go version'
try 'gov current'
try 'cd .. && go version'
try 'gov current --why'
try 'gov doctor'
try 'GOROOT=/usr/lib/go-1.15 gov doctor --only goroot-missing'

[ "$failures" -eq 0 ]
