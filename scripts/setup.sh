# What test.sh and try.sh share; they source it from the root of the repository.
# POSIX sh. Every step says what it does; nothing reads stdin.

say() { printf '%s\n' "gov: $*"; }

require_node() {
  if ! command -v node >/dev/null 2>&1; then
    say 'there is no node on PATH; gov needs Node 20.18.1 or newer (https://nodejs.org)'
    return 1
  fi
  if ! node -e 'const [a, b, c] = process.versions.node.split(".").map(Number);
      process.exit(a > 20 || (a === 20 && (b > 18 || (b === 18 && c >= 1))) ? 0 : 1)'; then
    say "Node $(node -p process.versions.node) is too old; gov needs 20.18.1 or newer"
    return 1
  fi
  if ! command -v npm >/dev/null 2>&1; then
    say 'there is no npm on PATH; it comes with Node, in some distributions as a package of its own'
    return 1
  fi
  say "using Node $(node -p process.versions.node) and npm $(npm --version 2>/dev/null)"
}

# npm keeps its cache in HOME; a container's user may have none.
require_home() {
  [ -n "${HOME:-}" ] && [ -d "$HOME" ] && [ -w "$HOME" ] && return 0
  HOME=$scratch/home
  mkdir -p "$HOME" || return 1
  export HOME
  say 'HOME is not a directory that can be written; using a temporary one'
}

install_packages() {
  if packages_in_step; then
    say 'node_modules is in step with package-lock.json'
    return 0
  fi
  say 'installing the development packages of package-lock.json (npm ci)'
  # NODE_ENV=production would leave them out.
  npm ci --include=dev --no-audit --no-fund --loglevel=error </dev/null
}

# npm writes node_modules/.package-lock.json last, so an install that was cut off is not in step.
packages_in_step() {
  [ -f node_modules/.package-lock.json ] && node -e '
    const read = (file) => JSON.parse(require("node:fs").readFileSync(file, "utf8")).packages;
    const wanted = read("package-lock.json");
    const present = read("node_modules/.package-lock.json");
    const same = Object.entries(wanted).every(([name, entry]) =>
      name === "" || (name in present ? present[name].version === entry.version : entry.optional === true));
    const extra = Object.keys(present).some((name) => !(name in wanted));
    process.exit(same && !extra ? 0 : 1)' 2>/dev/null
}

build() {
  say 'building dist/'
  node scripts/build.mjs </dev/null
}
