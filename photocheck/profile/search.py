"""Finding a profile by the words that people call it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from photocheck.profile.rules import Profile


def has_words(profile: Profile, words: Sequence[str]) -> bool:
    """Whether each of the words is somewhere in what people call a profile."""
    said = "\n".join(_names(profile)).casefold()
    return all(word.casefold() in said for word in words)


def _names(profile: Profile) -> Iterator[str]:
    yield profile.id
    yield from profile.about.words
    for text in (profile.title, profile.about.exam, profile.about.region):
        if text is not None:
            yield from (text.zh, text.en)
