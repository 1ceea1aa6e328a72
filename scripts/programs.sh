# Installs the programs that tests start, where that is possible without asking. Sourced by test.sh.

# Prints the programs that are not on PATH.
missing_programs() {
  for program in zsh fish dash busybox strace openssl curl unzip git gcc; do
    command -v "$program" >/dev/null 2>&1 || printf '%s ' "$program"
  done
}

install_programs() {
  missing=$(missing_programs)
  if [ -z "$missing" ]; then
    say 'every program the tests start is there'
    return 0
  fi
  manager=$(package_manager)
  if [ -z "$manager" ]; then
    say "not found: ${missing% }; no known package manager here, so tests that start them are skipped"
    return 0
  fi
  if ! may_install "$manager"; then
    say "not found: ${missing% }; installing them needs root or sudo without a password, so tests that start them are skipped"
    return 0
  fi
  say "installing with $manager: ${missing% }"
  # shellcheck disable=SC2086 # one word a package
  install_with "$manager" $missing
  missing=$(missing_programs)
  [ -z "$missing" ] || say "still not found: ${missing% }; tests that start them are skipped"
}

package_manager() {
  for manager in apt-get dnf apk pacman brew; do
    if command -v "$manager" >/dev/null 2>&1; then
      printf '%s' "$manager"
      return 0
    fi
  done
}

# Homebrew refuses root and needs none.
may_install() {
  [ "$1" = brew ] || [ "$(id -u)" = 0 ] || sudo -n true >/dev/null 2>&1
}

# All at once; where one package does not exist, one by one.
install_with() {
  manager=$1
  shift
  refresh "$manager"
  run_manager "$manager" "$@" && return 0
  for package in "$@"; do
    run_manager "$manager" "$package" || say "$manager could not install $package"
  done
}

refresh() {
  case $1 in
    apt-get)
      # A fresh container has no package lists.
      ls /var/lib/apt/lists/*Packages* >/dev/null 2>&1 || as_root apt-get -qq update
      ;;
    apk) as_root apk -q update ;;
    pacman) as_root pacman -Sy --noconfirm >/dev/null ;;
  esac
}

run_manager() {
  manager=$1
  shift
  case $manager in
    apt-get) as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y install --no-install-recommends "$@" ;;
    dnf) as_root dnf -q -y install "$@" ;;
    apk) as_root apk -q add "$@" ;;
    pacman) as_root pacman -S --noconfirm --needed "$@" ;;
    brew) brew install -q "$@" ;;
  esac </dev/null >/dev/null 2>&1
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}
