"""The page of numbers with different pictures: side by side, each with its origin.  No script, nothing loaded."""

from __future__ import annotations

import base64
import hashlib
import html
from pathlib import Path
from types import TracebackType

from photocheck.io.archive.merge import Claim
from photocheck.io.files import Spool, write_whole
from photocheck.types import Language, Text
from photocheck.words import sentence

MOST_SHOWN = 500
"""Numbers on the page: some 20 MB, which an office PC's browser still opens."""
STYLE = """
body{font:16px/1.5 "Microsoft YaHei","PingFang SC","Noto Sans CJK SC",sans-serif;margin:1.5rem;color:#222}
h1{font-size:1.4rem}h2{font-size:1.1rem;margin:0 0 .6rem}
section{border-top:1px solid #bbb;padding:1rem 0;break-inside:avoid}
.row{display:flex;flex-wrap:wrap;gap:1.2rem}figure{margin:0;width:18rem}img{height:16rem;max-width:18rem;object-fit:contain;
background:#eee}dl{display:grid;grid-template-columns:max-content 1fr;gap:0 .6rem;margin:.4rem 0;font-size:.85rem}
strong{display:block}dt{color:#666}dd{margin:0;overflow-wrap:anywhere}
"""
SHORT = 12
"""Digits of a checksum that tell pictures apart."""


class ConflictPage:
    """Takes conflicts as they come and writes the page at the end."""

    def __init__(self, path: Path, table: Path, language: Language) -> None:
        self._path = path
        self._table = table
        self._language = language
        self._sections = Spool(path)
        self.count = 0
        """Numbers taken."""

    def __enter__(self) -> ConflictPage:  # noqa: PYI034 - Self is not in Python 3.10
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._sections.close()

    def add(self, claims: tuple[Claim, ...], name: str = "") -> None:
        """One number's pictures."""
        self.count += 1
        if self.count > MOST_SHOWN:
            return
        title = " ".join(filter(None, (claims[0].entry.number, name)))
        figures = "".join(self._figure(claim) for claim in claims)
        self._sections.add(f"<section><h2>{_safe(title)}</h2><div class=row>{figures}</div></section>")

    def write(self) -> None:
        """Write the page.

        :raises UsageError: when it cannot be written.
        """
        title = self._say("title")
        about = [self._say("about", count=self.count, table=self._table.name)]
        if self.count > MOST_SHOWN:
            about.append(self._say("more", shown=MOST_SHOWN, rest=self.count - MOST_SHOWN))
        style = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
        head = (
            f'<!DOCTYPE html><html lang="{self._language}"><head><meta charset="utf-8">'
            f'<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; img-src data:;'
            f" style-src 'sha256-{style}'\">"
            f'<meta name="robots" content="noindex"><title>{title}</title><style>{STYLE}</style></head>'
            f"<body><h1>{title}</h1>{''.join(f'<p>{line}</p>' for line in about)}"
        )
        sections = (line.encode("utf-8", "backslashreplace") + b"\n" for line in self._sections.lines())
        write_whole(self._path, [head.encode(), *sections, b"</body></html>\n"])

    def _figure(self, claim: Claim) -> str:
        entry = claim.entry
        facts = {
            "origin": claim.origin, "file": claim.file, "source": entry.source, "written": entry.filed_at,
            "sum": entry.sha256[:SHORT],
        }  # fmt: skip
        told = "".join(f"<dt>{self._say(key)}</dt><dd>{_safe(value)}</dd>" for key, value in facts.items() if value)
        picture = base64.b64encode(claim.data).decode()
        there = f"<strong>{self._say('there')}</strong>" if claim.is_there else ""
        return f'<figure><img alt="" src="data:image/jpeg;base64,{picture}">{there}<dl>{told}</dl></figure>'

    def _say(self, key: str, **values: object) -> str:
        text: Text = sentence(f"merge.page.{key}", **values)
        return _safe(text.say(self._language))


def _safe(text: str) -> str:
    """Text for the page; what is no text (a name's stray bytes, a line's end) is written out."""
    return html.escape(text.encode("utf-8", "backslashreplace").decode().replace("\n", "\\n"))
