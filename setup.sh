#!/bin/sh
# Make .venv with photocheck in it; to be run again at any time.  sh setup.sh [test]
# PYTHON=python3.12 sh setup.sh takes another Python than python3.
set -eu
cd "$(dirname "$0")"
python=${PYTHON:-python3}
extra=${1:+[$1]}

system_packages() {
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get -qq update
        DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$@" >/dev/null
    else
        echo "The system lacks packages: first run  sudo apt-get install -y $*  (other systems: docs/install.md)." >&2
        exit 2
    fi
}

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 10))'; then
    echo "Python 3.10 or newer is needed; PYTHON=/path/to/python sh $0 names one." >&2
    exit 2
fi
if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    # Debian's python3 comes without what venv needs.
    "$python" -c 'import ensurepip, venv' 2>/dev/null || system_packages python3-venv
    "$python" -m venv --clear .venv
fi
# Installed once, and again when what is to be installed changes: a second run needs no network.
wanted="$extra $(cksum <pyproject.toml)"
if [ "$(cat .venv/installed 2>/dev/null)" != "$wanted" ]; then
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --editable ".$extra"
    echo "$wanted" >.venv/installed
fi
if ! .venv/bin/python -c 'import photocheck; photocheck.Checker' 2>/dev/null; then
    system_packages $(.venv/bin/python -c 'from photocheck.libraries import DEBIAN; print(DEBIAN)')
    .venv/bin/python -c 'import photocheck; photocheck.Checker'
fi
