"""One authority's rules on one page: as text, and as HTML with the background's colours and the framing drawn."""

from __future__ import annotations

import html
from collections.abc import Iterator

from photocheck.checks import CHECKS
from photocheck.checks.backdrop import colour
from photocheck.profile.rules import Profile
from photocheck.types import Language, Text
from photocheck.values import limit_words, value_words, warned_words
from photocheck.words import sentence
from photocheck.words.checks import check_words

COLOURS = {
    "white": "#ffffff",
    "light grey": "#f0f0f0",
    "light blue": "#64c5ff",
    "blue": "#438edb",
    "red": "#e60020",
}
"""Patches: the Ministry's references for the first three, common fills for the others."""
UNITS = {check.id: check.unit for check in CHECKS}


def card(profile: Profile, language: Language) -> str:
    """The card as text."""
    lines = [f"{profile.id}: {profile.title.say(language)}", ""]
    lines += [f"{_label(key, language)}: {value}" for key, value in _facts(profile, language)]
    for kind, rows in _limits(profile, language):
        lines += ["", f"{_label(kind, language)}:"]
        lines += [f"  {title}: {limit}  ({check})" for check, title, limit in rows]
    return "\n".join(lines) + "\n"


def card_html(profile: Profile, language: Language) -> str:
    """The card as a page of its own; nothing in it is fetched from anywhere."""
    said = html.escape
    facts = "".join(f"<tr><th>{said(_label(k, language))}<td>{said(v)}" for k, v in _facts(profile, language))
    parts = []
    for kind, rows in _limits(profile, language):
        cells = "".join(
            f"<tr><th>{said(title)}<td>{said(limit)}<td><code>{check}</code>" for check, title, limit in rows
        )
        parts.append(f"<h2>{said(_label(kind, language))}</h2><table>{cells}</table>")
    patches = "".join(
        f'<span class="patch" style="background:{COLOURS[name]}"></span> {said(words.say(language))} '
        for name in _cloths(profile)
        for words in [value_words(colour.id, name, "")]
    )
    return (
        f'<!doctype html><html lang="{language}"><meta charset="utf-8"><title>{said(profile.id)}</title><style>'
        "body{font:15px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em}th{text-align:left;"
        "font-weight:normal;color:#555;padding-right:1em;vertical-align:top}.patch{display:inline-block;width:3em;"
        "height:2em;border:1px solid #888;vertical-align:middle}svg{float:right;margin:0 0 1em 1em}</style>"
        f"<h1>{said(profile.title.say(language))}</h1>{drawing(profile)}<p>{patches}</p><table>{facts}</table>"
        f"{''.join(parts)}</html>\n"
    )


def drawing(profile: Profile) -> str:
    """The framing that process aims at, as SVG: the picture, its imaging area, a head and shoulders."""
    picture, framing = profile.picture, profile.framing
    height = 240
    zoom = height / picture.height
    width = picture.width * zoom
    inner_w, inner_h = picture.imaging_width * zoom, picture.imaging_height * zoom
    x0, y0 = (width - inner_w) / 2, (height - inner_h) / 2
    crown, head = y0 + framing.top * inner_h, framing.head * inner_h
    middle, chin = width / 2, y0 + framing.top * inner_h + framing.head * inner_h
    fill = COLOURS[next(iter(_cloths(profile)), "light blue")]
    lines = "".join(
        f'<line x1="0" x2="{width:.0f}" y1="{y:.0f}" y2="{y:.0f}" stroke="#d62839" stroke-dasharray="4 3"/>'
        f'<text x="2" y="{y - 3:.0f}" font-size="10" fill="#d62839">{y / zoom:.0f} px</text>'
        for y in (crown, chin)
    )
    return (
        f'<svg width="{width:.0f}" height="{height}" viewBox="0 0 {width:.0f} {height}" role="img">'
        f'<rect width="{width:.0f}" height="{height}" fill="{fill}" stroke="#888"/>'
        f'<rect x="{x0:.0f}" y="{y0:.0f}" width="{inner_w:.0f}" height="{inner_h:.0f}" fill="none" stroke="#666"/>'
        f'<path d="M{middle - 0.8 * head:.0f} {height} Q{middle:.0f} {chin - 0.1 * head:.0f} {middle + 0.8 * head:.0f} '
        f'{height}Z" fill="#42464f"/>'
        f'<ellipse cx="{middle:.0f}" cy="{crown + head / 2:.0f}" rx="{0.39 * head:.0f}" ry="{head / 2:.0f}" '
        f'fill="#e3b796"/>{lines}</svg>'
    )


def _cloths(profile: Profile) -> Iterator[str]:
    rule = next((rule for rule in profile.rules if rule.allowed and set(rule.allowed) <= set(COLOURS)), None)
    return iter([str(name) for name in (rule.allowed or ())] if rule is not None else [])


def _facts(profile: Profile, language: Language) -> Iterator[tuple[str, str]]:
    """What the card says first: a label's key, and the words."""
    about, picture, encoding = profile.about, profile.picture, profile.encoding
    for key, text in (("exam", about.exam), ("region", about.region)):
        if text is not None:
            yield key, text.say(language)
    if about.since or about.until:
        yield "held", _held(about.since, about.until).say(language)
    for key in ("published", "reading", "absent", "conflict"):
        text = getattr(about, key)
        if text is not None:
            yield key, text.say(language)
    size = _kilobytes(encoding.kb_min, encoding.kb_max)
    made = {"width": picture.width, "height": picture.height, "dpi": encoding.dpi, "size": size}
    yield "makes", sentence("authorities.card.made", **made).say(language)
    if encoding.pad:
        yield "pads", sentence("authorities.card.pad_words").say(language)
    yield (
        "number",
        profile.number.title.say(language) + (f" ({profile.number.example})" if profile.number.example else ""),
    )
    yield "tree", profile.tree.template
    yield "source", profile.source
    if about.sure:
        sure = sentence(f"authorities.sure.{about.sure}").say(language)
        yield "sure", f"{sure}, {about.read}" if about.read else sure


def _held(since: str, until: str) -> Text:
    key = "since_until" if since and until else "since" if since else "until"
    return sentence(f"authorities.card.{key}", since=since, until=until)


def _kilobytes(least: float | None, most: float | None) -> Text:
    if least is None and most is None:
        return sentence("authorities.card.any_size")
    if least is None or most is None:
        bound = f"{least if most is None else most:g}"
        return sentence(f"values.limit.{'least' if most is None else 'most'}", low=f"{bound} KB", high=f"{bound} KB")
    return Text(*[f"{least:g}-{most:g} KB"] * 2)


def _limits(profile: Profile, language: Language) -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
    """The limits by whose they are: published, a published number with our tolerance, ours."""
    about = profile.about
    groups: dict[str, list[tuple[str, str, str]]] = {"limits": [], "tolerances": [], "ours": []}
    for rule in profile.rules:
        kind = "limits" if rule.check in about.limits else "tolerances" if rule.check in about.tolerances else "ours"
        title, unit = check_words(rule.check).title.say(language), UNITS[rule.check]
        # What we warn of inside a published limit is no authority's.
        warned = warned_words(rule.check, rule, unit) if kind == "limits" else None
        if warned is not None:
            groups["ours"].append((rule.check, title, warned.say(language)))
        limit = limit_words(rule.check, rule, unit, warned=kind != "limits")
        groups[kind].append((rule.check, title, limit.say(language)))
    return iter([(kind, rows) for kind, rows in groups.items() if rows])


def _label(key: str, language: Language) -> str:
    return sentence(f"authorities.card.{key}").say(language)
