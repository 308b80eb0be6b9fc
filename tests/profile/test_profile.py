"""Profiles: TOML in, rules out; whatever is wrong is named, with the nearest right key."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import fields, replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photocheck.errors import ProfileError
from photocheck.profile.dump import as_toml, digest_of
from photocheck.profile.load import load_profile, load_profile_text, shipped_names
from photocheck.types import Verdict

HEAD = 'extends = "zikao"\nid = "ours"\ntitle = { zh = "甲", en = "a" }\n'


def test_shipped_profiles_and_their_published_numbers() -> None:
    assert set(shipped_names()) >= {"zikao", "zikao-hunan-2021", "zikao-sichuan", "zikao-national"}
    zikao, national = load_profile("zikao"), load_profile("zikao-national")
    assert (zikao.picture.width, zikao.picture.height, zikao.picture.imaging_width) == (144, 192, 132)
    assert (zikao.framing.top, zikao.framing.head) == (0.10, 0.70)
    assert zikao.background.reference == (100, 197, 255)
    assert (load_profile("zikao-hunan-2021").encoding.kb_min, load_profile("zikao-hunan-2021").encoding.kb_max) == (
        5,
        15,
    )
    sichuan = load_profile("zikao-sichuan")
    assert (sichuan.picture.width, sichuan.picture.height, sichuan.encoding.kb_max) == (360, 480, 30)
    assert (national.picture.width, national.picture.height, national.encoding.dpi) == (480, 640, 300)
    limits = {rule.check: rule.limit() for rule in national.rules}
    assert limits["framing.crown"] == {"min": 50, "max": 110}
    assert limits["framing.eyes"] == {"min": 200, "max": 300}
    assert limits["framing.face_width"] == {"min": 180, "max": 300}
    assert limits["file.size"] == {"min": 20, "max": 40}
    assert limits["file.quality"] == {"min": 60}


@pytest.mark.parametrize("name", shipped_names())
def test_what_is_shown_reads_back_the_same(name: str) -> None:
    profile = load_profile(name)
    again = load_profile_text(as_toml(profile))
    assert again.rules == profile.rules
    for section in ("id", "title", "source", "picture", "framing", "encoding", "background", "number", "tree"):
        assert getattr(again, section) == getattr(profile, section)


@pytest.mark.parametrize("name", shipped_names())
def test_shipped_profiles_agree_with_themselves(name: str) -> None:
    """What process aims at lies inside what check demands."""
    profile = load_profile(name)
    limits = {rule.check: rule for rule in profile.rules}
    aims = {
        "framing.top": profile.framing.top,
        "framing.head": profile.framing.head,
        "framing.shoulder": 1 - profile.framing.top - profile.framing.head,
        "file.width": profile.picture.width,
        "file.height": profile.picture.height,
        "file.dpi": profile.encoding.dpi,
        "file.quality": profile.encoding.quality_min,
        "framing.crown": profile.framing.top * profile.picture.height,
    }
    for check, aim in aims.items():
        if check in limits:
            low, high = limits[check].min, limits[check].max
            assert low is None or aim >= low, check
            assert high is None or aim <= high, check


def test_extends_overrides_and_switches_off() -> None:
    checks = '"framing.head" = { min = 0.6, max = 0.8, level = "warn" }\n"framing.top" = { off = true }\n'
    text = HEAD + "[encoding]\nkb_max = 20\n[checks]\n" + checks
    profile, base = load_profile_text(text), load_profile("zikao")
    assert profile.encoding.kb_max == 20
    assert profile.encoding.dpi == base.encoding.dpi
    head = profile.rule("framing.head")
    assert head is not None
    assert (head.min, head.max, head.level) == (0.6, 0.8, Verdict.WARN)
    assert profile.rule("framing.top") is None
    assert profile.rule("framing.left") == base.rule("framing.left")


def test_extends_a_file_beside_it(tmp_path: Path) -> None:
    (tmp_path / "base.toml").write_text(HEAD + "[encoding]\nkb_max = 20\n", encoding="utf-8")
    (tmp_path / "own.toml").write_text('extends = "base.toml"\nid = "own"\n', encoding="utf-8-sig")
    assert load_profile(tmp_path / "own.toml").encoding.kb_max == 20


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("pictures = 1\n", ["pictures", "picture"]),
        ("[picture]\nwidht = 3\n", ["picture.widht", "width"]),
        ('[checks]\n"framing.heed" = { min = 1 }\n', ["framing.heed", "framing.head"]),
        ('[checks]\n"framing.head" = { minimum = 1 }\n', ["framing.head", "min"]),
        ('[checks]\n"framing.head" = { min = "a" }\n', ["framing.head.min", "number"]),
        ('[checks]\n"framing.head" = { min = nan }\n', ["framing.head.min", "number"]),
        ('[checks]\n"framing.head" = { level = "error" }\n', ["framing.head.level", "warn"]),
        ('[checks]\n"framing.head" = 3\n', ["framing.head", "table"]),
        ('[checks]\n"framing.head" = { allowed = 3 }\n', ["allowed", "list"]),
        ('[picture]\nwidth = "144"\n', ["picture.width", "whole number"]),
        ("[picture]\nwidth = 0\n", ["picture", "pixels"]),
        ("[picture]\nimaging_width = 500\n", ["imaging_width"]),
        ("[framing]\nhead = 0.95\n", ["framing", "top + head"]),
        ("[number]\nshape = '['\n", ["number.shape", "regular expression"]),
        ("[background]\nreference = [1, 2]\n", ["reference", "three numbers"]),
        ("[background]\nreference = [1, 2, 300]\n", ["reference"]),
        ("picture = 3\n", ["picture", "table"]),
        ("checks = []\n", ["checks", "table"]),
        ("title = 1\n", ["title"]),
        ("= nonsense", ["TOML"]),
    ],
)
def test_what_is_wrong_is_named(text: str, words: list[str]) -> None:
    head = HEAD if "title" not in text else HEAD.replace('title = { zh = "甲", en = "a" }\n', "")
    with pytest.raises(ProfileError) as caught:
        load_profile_text(head + text)
    for word in words:
        assert word in caught.value.message.en
    assert caught.value.message.zh
    assert caught.value.exit_code == 2


def test_missing_profile_names_the_nearest() -> None:
    with pytest.raises(ProfileError, match="zikao"):
        load_profile("zikoa")


def test_a_wrong_name_to_extend_is_told_with_the_file_it_stands_in(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    for wrong in ("zikoa", "gone.toml"):
        path.write_text(f'extends = "{wrong}"\nid = "own"\n', encoding="utf-8")
        with pytest.raises(ProfileError, match=wrong) as raised:
            load_profile(path)
        assert str(path) in str(raised.value)


def test_missing_part_is_named() -> None:
    with pytest.raises(ProfileError, match="lacks"):
        load_profile_text('id = "x"\ntitle = { zh = "a", en = "a" }\n')


def test_circles_end(tmp_path: Path) -> None:
    for one, other in (("a", "b"), ("b", "a")):
        (tmp_path / f"{one}.toml").write_text(f'extends = "{other}.toml"\nid = "{one}"\n', encoding="utf-8")
    with pytest.raises(ProfileError, match="circle"):
        load_profile(tmp_path / "a.toml")


def test_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_bytes('title = "甲"'.encode("gb18030"))
    with pytest.raises(ProfileError, match="UTF-8"):
        load_profile(path)


def test_digest_follows_the_rules_and_nothing_else(tmp_path: Path) -> None:
    one = load_profile_text(HEAD + "[encoding]\nkb_max = 20\n")
    same = load_profile_text("# a remark\n" + HEAD + "[encoding]\nkb_max = 20   # another\n")
    other = load_profile_text(HEAD + "[encoding]\nkb_max = 21\n")
    assert one.digest == same.digest != other.digest


def test_digest_covers_what_decides_and_no_words() -> None:
    """So that a better title in the next version makes no stranger of a tree that was made before."""
    toml = as_toml(load_profile("zikao"))
    one = load_profile_text(toml)
    about = toml[toml.index("[about]") : toml.index("[checks]")]
    example = next(line for line in toml.splitlines() if line.startswith("example"))
    titles = [line for line in toml.splitlines() if line.startswith("title")]
    assert len(titles) == 2  # the profile's own and the number's
    told = [*titles, example, about, next(line for line in toml.splitlines() if line.startswith("source"))]
    said = [*(['title = { zh = "别的", en = "other" }'] * 2), 'example = "430101191002"', "", 'source = "elsewhere"']
    other = toml
    for old, new in zip(told, said, strict=True):
        assert old in other
        other = other.replace(old, new, 1)
    head, _, checks = other.partition("[checks]\n")
    other = head + "[checks]\n" + "\n".join(reversed(checks.splitlines())) + "\n"
    assert load_profile_text(other).digest == one.digest
    # And everything else changes it, key by key.
    for name in ("picture", "framing", "encoding", "background", "number", "tree"):
        section = getattr(one, name)
        for key in {field.name for field in fields(section)} - {"title", "example"}:
            changed = replace(one, **{name: replace(section, **{key: "another"})})
            assert digest_of(changed) != one.digest, f"{name}.{key}"
    for key in (field.name for field in fields(one.rules[0])):
        rules = (replace(one.rules[0], **{key: "another"}), *one.rules[1:])
        assert digest_of(replace(one, rules=rules)) != one.digest, key
    assert digest_of(replace(one, id="another")) != one.digest


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=200))
def test_any_text_is_a_profile_or_a_sentence(text: str) -> None:
    for whole in (text, HEAD + text, HEAD + "[checks]\n" + text):
        with suppress(ProfileError):  # anything else that is raised fails the test
            load_profile_text(whole)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("abz_.", min_size=1, max_size=4), inner, max_size=3)
    ),
    max_leaves=6,
)


@settings(deadline=None, max_examples=200)
@given(st.sampled_from(["id", "extends", "title", "source", "picture", "framing", "number", "tree", "checks"]), VALUES)
def test_any_value_under_a_known_key_is_a_profile_or_a_sentence(key: str, value: object) -> None:
    from photocheck.profile.load import _build, _extended

    data = {"extends": "zikao", "id": "ours", "title": {"zh": "a", "en": "a"}, key: value}
    with suppress(ProfileError):
        _build(_extended(data, "x", base=None, depth=0), "x")
