#!/bin/sh
# photocheck as setup.sh has put it in place, from any folder:  sh photocheck.sh check samples/pass
here=$(cd "$(dirname "$0")" && pwd)
[ -x "$here/.venv/bin/photocheck" ] || sh "$here/setup.sh" || exit
exec "$here/.venv/bin/photocheck" "$@"
