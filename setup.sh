#!/bin/sh
# Make .venv with photocheck in it; to be run again at any time.  sh setup.sh [test]
# PYTHON=python3.12 sh setup.sh takes another Python than python3.
set -eu
cd "$(dirname "$0")"
python=${PYTHON:-python3}
extra=${1:-}

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; then
    echo "需要 Python 3.10 到 3.14;PYTHON=/path/to/python sh $0 可以指定一个。" >&2
    echo "Python 3.10 to 3.14 is needed; PYTHON=/path/to/python sh $0 names one." >&2
    exit 2
fi
lacking=$("$python" tools/platforms.py) || exit 2
if [ -n "$lacking" ]; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get -qq update
        DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends $lacking >/dev/null
    else
        echo "系统缺少组件,请先运行:sudo apt-get install -y $lacking(其他系统见 docs/zh/install.md)。" >&2
        echo "The system lacks packages: first run  sudo apt-get install -y $lacking  (other systems: docs/en/install.md)." >&2
        exit 2
    fi
fi
if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    "$python" -m venv --clear .venv
fi
# Installed once, and again when what is to be installed changes: a second run needs no network.
sum=$(cat pyproject.toml requirements/*.txt | cksum)
installed=$(cat .venv/installed 2>/dev/null || true)
if [ "$installed" != "$extra $sum" ] && [ "$installed" != "test $sum" ]; then
    pip() { .venv/bin/python -m pip --quiet --disable-pip-version-check "$@"; }
    if [ "$extra" = test ]; then
        pip install --require-hashes --requirement requirements/test.txt
    else
        pip install --require-hashes --requirement requirements/run.txt
        pip install --require-hashes --requirement requirements/build.txt
    fi
    pip install --no-deps --no-build-isolation --editable .
    echo "$extra $sum" >.venv/installed
fi
