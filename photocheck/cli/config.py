"""photocheck.toml, or [tool.photocheck] in pyproject.toml: options that do not change from day to day."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from photocheck.errors import UsageError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

NAME = "photocheck.toml"
KEYS = (
    "profile", "format", "output", "select", "ignore", "jobs", "fail-fast", "scheduler", "lang", "to", "numbers",
    "roster", "roster-columns",
)  # fmt: skip
"""The command line's long options that may stand in it, without the dashes."""
PATHS = frozenset({"output", "to", "numbers", "roster"})
"""Relative to the folder of the file that they stand in."""

TEMPLATE = """\
# photocheck 的设置:本文件夹及其下的照片都用它;命令行上写的优先。
# Settings of photocheck for the photos in and below this folder; the command line comes first.
# 去掉行首的 # 即生效。 Remove the # to make a line count.

# 规则档案:自带的名称或自己的 .toml(photocheck profiles 列出)  rules: a shipped name, or a file
# profile = "zikao"

# 语言:zh 或 en  language
# lang = "zh"

# 归档到哪里(process)  where process writes
# to = "归档"

# 考生名单:CSV、XLSX 或 DBF  the roster
# roster = "名单.dbf"
# 名单的列认不出来时写明  columns, where they are not recognised
# roster-columns = "number=考籍号,name=姓名"

# 文件名与号码对照表  table: file name, number
# numbers = "号码表.csv"

# 报告  the report: text, json, jsonl, csv, html, xlsx, junit, sarif, github
# format = "html"
# output = "报告.html"

# 不做的检查(photocheck explain 列出)  checks to leave out, by id or family
# ignore = ["file.extension"]

# 并行进程数:数字或 "auto"  worker processes
# jobs = "auto"
"""


@dataclass(frozen=True, slots=True)
class Config:
    """What a settings file says: option without dashes -> value, paths made absolute."""

    path: Path
    values: Mapping[str, Any]


def find_config(start: Path) -> Config | None:
    """The nearest settings at or above a folder or a photo; None where there are none.

    :raises UsageError: when the file is no TOML, or holds a key that no option has.
    """
    try:
        start = start.resolve()
    except OSError:
        return None  # whoever opens it says what is wrong
    for folder in (start, *start.parents):
        for name in (NAME, "pyproject.toml"):
            found = _read(folder / name)
            if found is not None:
                return found
    return None


def _read(path: Path) -> Config | None:
    try:
        if not path.is_file():
            return None
        data = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        if path.name != NAME:
            return None  # somebody else's file: theirs to repair
        raise UsageError(f"设置文件 {path} 有误:{error}。", f"The settings {path} are wrong: {error}.") from error
    if path.name != NAME:
        data = data.get("tool", {}).get("photocheck") if isinstance(data.get("tool"), dict) else None
    if not isinstance(data, dict):
        return None
    for key in data:
        if key not in KEYS:
            near = difflib.get_close_matches(key, KEYS, n=1, cutoff=0.5)
            raise UsageError(
                f"设置文件 {path} 里有不认识的键 {key}{f'(是不是 {near[0]}?)' if near else ''}。",
                f"The settings {path} have an unknown key {key}{f' (did you mean {near[0]}?)' if near else ''}.",
            )
    return Config(path, {key: _rooted(key, value, path.parent) for key, value in data.items()})


def _rooted(key: str, value: Any, folder: Path) -> Any:
    is_path = key in PATHS or (key == "profile" and str(value).endswith(".toml"))
    return str(folder / value) if is_path and isinstance(value, str) else value
