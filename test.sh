#!/bin/sh
# Set photocheck up and pass its tests: style, types, behaviour.  What is given goes to pytest.
set -eu
cd "$(dirname "$0")"
sh ./setup.sh test

.venv/bin/ruff check .
.venv/bin/ruff format --check --quiet .
.venv/bin/mypy
.venv/bin/pytest "$@"
