#!/bin/sh
# Set photocheck up and pass its tests: style, types, behaviour.  What is given goes to pytest.
set -eu
cd "$(dirname "$0")"
sh ./setup.sh test

.venv/bin/ruff check .
.venv/bin/ruff format --check --quiet .
.venv/bin/mypy
# Two files of tests at a time: that is what fits a computer of two cores.
.venv/bin/pytest -n 2 --dist loadfile "$@"
