#!/bin/sh
# Set photocheck up and run its main job on the samples: verdicts on the screen, a tree in try-out/.
set -eu
cd "$(dirname "$0")"
sh ./setup.sh

echo "== photocheck check samples/pass"
.venv/bin/photocheck check samples/pass

echo "== photocheck check samples/fail"
.venv/bin/photocheck check samples/fail && code=0 || code=$?
# 1: photos failed, as they should here.
[ "$code" = 1 ]

echo "== photocheck process samples/camera --to try-out"
rm -rf try-out try-out.*
.venv/bin/photocheck process samples/camera --to try-out
# One language, as photocheck itself chooses it.
case "${LC_ALL:-${LC_MESSAGES:-${LANG:-}}}" in
[zZ][hH]*) echo "== 归档文件夹里:" ;;
*) echo "== The tree:" ;;
esac
find try-out -name '*.JPG' | sort
case "${LC_ALL:-${LC_MESSAGES:-${LANG:-}}}" in
[zZ][hH]*)
    cat <<'END'
== 接下来
photocheck 在 .venv/bin/photocheck。在这里输入  sh photocheck.sh check samples/pass ,
或先输入  . .venv/bin/activate ,本窗口里就可以直接用 photocheck。
END
    ;;
*)
    cat <<'END'
== What next
photocheck is .venv/bin/photocheck. Type  sh photocheck.sh check samples/pass  here,
or once  . .venv/bin/activate  and then just photocheck in this terminal.
END
    ;;
esac
