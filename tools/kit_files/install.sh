#!/bin/sh
# Installs photocheck from this folder; nothing is downloaded.  See INSTALL.txt.  sh install.sh [FOLDER]
# PYTHON=/path/to/python{python} sh install.sh names the Python.
here=$(cd "$(dirname "$0")" && pwd) || exit 2
for python in "${PYTHON:-}" python{python} python3; do
    [ -n "$python" ] && command -v "$python" >/dev/null || continue
    if "$python" -c "import sys; sys.exit('{python}' != '%d.%d' % sys.version_info[:2])" 2>/dev/null; then
        exec "$python" "$here/files/install.py" "$@"
    fi
done
echo "没有找到 Python {python}:请先安装,见“安装说明.txt”。" >&2
echo "Python {python} was not found: install it first, see INSTALL.txt." >&2
exit 2
