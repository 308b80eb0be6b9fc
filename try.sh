#!/bin/sh
# Set photocheck up and run its main job on the samples: verdicts on the screen, a tree in try-out/.
set -eu
cd "$(dirname "$0")"
sh ./setup.sh

echo "== photocheck check samples/pass samples/fail/framing.head samples/fail/background.hue"
.venv/bin/photocheck check samples/pass samples/fail/framing.head samples/fail/background.hue && code=0 || code=$?
# 1: some photos fail, as they should here.
[ "$code" = 1 ]

echo "== photocheck process samples/camera --to try-out"
rm -rf try-out
.venv/bin/photocheck process samples/camera --to try-out
echo "== The tree:"
find try-out -name '*.JPG' | sort
