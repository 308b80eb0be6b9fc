"""All that people read, Chinese and English side by side, as data: a TOML file a subject, and the few lines that
look a sentence up.  A file is read when its first sentence is asked for.

``{places}`` in a sentence are filled in by whoever asks; tests hold that every sentence has both languages with the
same places, that every key that the code names is there, and that no key is there for nobody.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

from photocheck.types import Language, Text

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


def sentence(key: str, /, **values: object) -> Text:
    """The sentence of a key, its places filled in.

    :param key: ``subject.name``: the file's name without its ending, then the place in the file; further dots lead
        into tables.
    :raises KeyError: when there is no such sentence, or a value for one of its places is missing.
    """
    subject, _, name = key.partition(".")
    found: Any = subjects(subject)
    for step in name.split("."):
        found = found[step]
    text = text_of(found)
    return text.filled(**values) if values else text


def listed(items: Iterable[str | Text], most: int | None = None) -> Text:
    """Several names as a sentence lists them; more than ``most`` end in dots."""
    found = list(items)
    shown, dots = found[:most], "…" if most is not None and len(found) > most else ""
    between = sentence("errors.list_between")

    def joined(language: Language) -> str:
        names = (item.say(language) if isinstance(item, Text) else item for item in shown)
        return between.say(language).join(names) + dots

    return Text(joined("zh"), joined("en"))


def text_of(entry: dict[str, str]) -> Text:
    """One TOML entry ``{ zh = …, en = … }`` as a text."""
    return Text(entry["zh"], entry["en"])


@cache
def subjects(subject: str) -> dict[str, Any]:
    """All of one file, as TOML gives it.

    :raises KeyError: when there is no such file.
    """
    try:
        text = files(__name__).joinpath(f"{subject}.toml").read_text("utf-8")
    except FileNotFoundError:
        raise KeyError(subject) from None
    found: dict[str, Any] = tomllib.loads(text)
    return found
