#!/usr/bin/env bash
# Set up what one of the two commands needs: `run` (make demo) or `test` (make test).
# Installs from the pinned constraints.txt into .venv; system packages only when they are missing.
set -euo pipefail
cd "$(dirname "$0")/.."
what=${1:?run or test}
python=${PYTHON:-python3}

install_system() { # install Debian packages, or say the command that does
  if [ "$(id -u)" = 0 ]; then
    echo "installing: $*" >&2
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
  elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    echo "installing with sudo: $*" >&2
    sudo apt-get update -qq && sudo DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
  else
    echo "missing on this machine: $*" >&2
    echo "what to do: sudo apt-get install -y $*" >&2
    return 1
  fi
}

command -v "$python" >/dev/null || install_system python3 python3-venv
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
  echo "Python 3.11 or newer is needed; this is $("$python" --version)" >&2
  exit 1
}
"$python" -c 'import venv, ensurepip' 2>/dev/null || install_system python3-venv

[ -x .venv/bin/python ] || "$python" -m venv .venv
case $what in
  run) target='.[desk]' ;;
  test) target='.[test,docs]' ;;
  *) echo "run or test, not $what" >&2; exit 2 ;;
esac
echo "installing Python packages pinned in constraints.txt" >&2
.venv/bin/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable "$target"

if [ "$what" = test ] && ! command -v chromium >/dev/null; then
  install_system chromium fonts-dejavu-core || echo "browser tests will be skipped by name" >&2
fi
if [ "$what" = test ] && ! command -v java >/dev/null; then
  install_system openjdk-17-jre-headless || echo "Spark tests will be skipped by name" >&2
fi
if [ "$what" = test ] && ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 && ! command -v initdb >/dev/null; then
  install_system postgresql || echo "PostgreSQL tests will be skipped by name" >&2
fi
touch ".venv/.$what"
