"""Headings as exam systems and offices write them; in DBF files by the initials of their pinyin."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "number": (
        "考籍号", "考籍号码", "准考证号", "准考证号码", "准考证", "考生考籍号", "考生准考证号", "考生号", "考号",
        "报名号", "号码", "考籍號", "准考證號", "考生號", "號碼",
        "kjh", "zkzh", "zkz", "ksh", "bmh",
        "number", "candidatenumber", "candidate", "registrationnumber", "examnumber",
    ),
    "name": ("姓名", "考生姓名", "学生姓名", "名字", "xm", "ksxm", "name", "fullname", "candidatename"),
    "identity": (
        "身份证号", "身份证号码", "身份证", "证件号码", "证件号", "公民身份号码",
        "考生身份证号", "考生身份证", "考生证件号", "身份證號", "身分證號", "身份證號碼", "證件號碼",
        "sfzh", "sfz", "zjhm", "zjh", "idcard", "idnumber", "identity", "identitynumber",
    ),
    "file": (
        "文件名", "文件", "照片文件名", "照片文件", "照片名", "照片名称", "照片", "相片", "图片",
        "原文件名", "原文件", "原片", "文件名称", "檔名", "檔案", "照片編號", "照片编号", "wjm", "zpm", "zp",
        "file", "filename", "photo", "photofile", "picture", "image", "path",
    ),
}  # fmt: skip
"""What a column may be -> its headings as :func:`plain` leaves them, the most certain first."""
KNOWN = frozenset(word for words in HEADINGS.values() for word in words)


def plain(text: str) -> str:
    """A heading without spaces, brackets' contents, marks and letter case."""
    return re.sub(r"\([^()]*\)|[\s_\-.:*#]", "", unicodedata.normalize("NFKC", text).lower())
