#!/bin/sh
# A step of a CI job: a set of sample photos must pass, and what failed stays as a table.
# sh examples/check-samples.sh FOLDER [PROFILE]
set -eu
folder=${1:?"which folder of photos?"}
profile=${2:-zikao}

# 0: all pass. 1: some do not. 2: the command itself is wrong.
photocheck check "$folder" --profile "$profile" --format csv --output photocheck.csv --lang en
