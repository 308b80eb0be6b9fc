"""Guidance on sequences: steady where the picture is steady, never contradicting itself, and it leads there."""

from __future__ import annotations

import random
import statistics
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from station.sitter import Sitter, report

from photocheck import Crop
from photocheck.station import guidance
from photocheck.station.guidance import BAR, DONE, GOOD_FOR, OPPOSITE, ORDER, SIT, STAY, STILL, WAIT, Guide, advance
from photocheck.station.sights import Sight, sight

GOOD = Sight(1, dict.fromkeys(ORDER, -1.0), place=(0.9, 0.5, 0.5), good=True, ready=True)
NOBODY = Sight(0)
STEP = 0.1


def wrong(**asks: float) -> Sight:
    return Sight(1, {**GOOD.asks, **asks}, place=GOOD.place, good=all(v <= 0 for v in asks.values()), ready=True)


def play(sights: list[Sight], guide: Guide | None = None, start: float = 0.0, **how: Any) -> list[Guide]:
    """What is said after each of the sights, a tenth of a second apart."""
    guide, told = guide or Guide(), []
    for place, each in enumerate(sights):
        guide = advance(guide, each, start + STEP * place, **how)
        told.append(guide)
    return told


def phrases(told: list[Guide]) -> list[str]:
    """The phrases one after another, each once."""
    found: list[str] = []
    for guide in told:
        if not found or found[-1] != guide.phrase:
            found.append(guide.phrase)
    return found


def test_a_good_picture_is_taken_after_half_a_second_and_the_bar() -> None:
    told = play([GOOD] * 20)
    first = next(place for place, guide in enumerate(told) if guide.take)
    assert first * STEP == pytest.approx(GOOD_FOR + BAR, abs=STEP)
    assert told[first].phrase == STILL
    assert [guide.progress for guide in told[: first + 1]] == sorted(guide.progress for guide in told[: first + 1])


def test_the_frame_to_be_filed_is_good_itself() -> None:
    """A blink at the very moment: the picture waits for the next frame."""
    due = next(place for place, guide in enumerate(play([GOOD] * 20)) if guide.take)
    told = play([GOOD] * due + [wrong(eyes=1.0)] + [GOOD] * 3)
    assert next(place for place, guide in enumerate(told) if guide.take) == due + 1


@pytest.mark.parametrize("how", [{"armed": False}])
def test_nothing_is_taken_by_itself_when_it_may_not(how: dict[str, bool]) -> None:
    told = play([GOOD] * 30, **how)
    assert told[-1].phrase == STILL
    assert not any(guide.take or guide.progress for guide in told)


def test_who_moves_is_not_taken() -> None:
    swaying = [
        Sight(1, GOOD.asks, place=(0.5 + 0.05 * (place % 2), 0.5, 0.5), good=True, ready=True) for place in range(40)
    ]
    assert not any(guide.take for guide in play(swaying))


def test_the_worst_is_said_first() -> None:
    assert phrases(play([wrong(mouth=3.0, upright=4.0, back=2.0)] * 20)) == ["", "back"]
    assert phrases(play([wrong(mouth=3.0, upright=4.0)] * 20)) == ["", "upright"]
    assert phrases(play([Sight(2, {**GOOD.asks, "others": 1.0, "back": 1.0})] * 20)) == ["", "others"]
    assert phrases(play([NOBODY] * 20)) == ["", SIT]


def test_one_frame_changes_nothing() -> None:
    for odd in (wrong(upright=9.0), NOBODY, Sight(2, {**GOOD.asks, "others": 1.0})):
        assert phrases(play([GOOD] * 12 + [odd] + [GOOD] * 12, armed=False)) == ["", STILL]


def test_what_is_barely_wrong_is_said_after_a_second_and_stays_until_it_is_right() -> None:
    told = play([wrong(upright=0.3)] * 20)
    assert told[8].phrase == STILL
    assert told[-1].phrase == "upright"
    told = play([wrong(upright=-0.1)] * 20, told[-1], 2.0)
    assert told[-1].phrase == "upright"  # within the limit, but no clear change
    assert play([wrong(upright=-0.4)] * 20, told[-1], 4.0)[-1].phrase == STILL


def test_the_seat_must_be_seen_empty() -> None:
    done = guidance.filed(play([GOOD] * 12)[-1], 1.2)
    assert done.phrase == DONE
    told = play([GOOD] * 40, done, 1.3)
    assert phrases(told) == [DONE]
    assert not any(guide.take for guide in told)
    # Two frames in which the face was lost are no empty seat.
    told = play([GOOD, NOBODY, NOBODY] * 10, told[-1], 5.3)
    assert told[-1].occupied
    told = play([NOBODY] * 8 + [GOOD] * 20, told[-1], 8.3)
    assert SIT in phrases(told)
    assert any(guide.take for guide in told)


def test_a_retake_needs_no_empty_seat() -> None:
    done = guidance.filed(play([GOOD] * 12)[-1], 1.2)
    assert any(guide.take for guide in play([GOOD] * 20, guidance.again(done), 1.3))


def test_a_refused_picture_says_why_and_is_not_taken_again_at_once() -> None:
    refused = guidance.refuse(play([GOOD] * 12)[-1], "mouth", 1.2)
    told = play([GOOD] * 30, refused, 1.3)
    assert phrases(told)[:2] == ["mouth", STILL]
    assert (
        min(1.3 + STEP * place for place, guide in enumerate(told) if guide.take) >= 1.2 + guidance.SAID_FOR + GOOD_FOR
    )


def test_a_matter_of_the_operator_holds_the_picture_and_is_shown_apart() -> None:
    lamp = Sight(1, GOOD.asks, ("light.even",), GOOD.place, good=False)
    told = play([lamp] * 20)
    assert told[-1].matters == ("light.even",)
    assert phrases(told) == ["", WAIT]
    assert play([GOOD] * 20, told[-1], 2.0)[-1].matters == ()


def test_a_slow_computer_gets_there_too() -> None:
    guide = Guide()
    for place in range(12):
        guide = advance(guide, GOOD, 0.6 * place)
        if guide.take:
            break
    assert guide.take
    assert place <= 3


# ------------------------------------------------------------------------------------ properties

VALUES = st.dictionaries(st.sampled_from(ORDER), st.floats(-3, 3), max_size=6)
SIGHTS = st.builds(
    lambda faces, asks: NOBODY if faces == 0 else wrong(**asks) if faces == 1 else Sight(2, {**asks, "others": 1.0}),
    st.integers(0, 2),
    VALUES,
)


@given(SIGHTS)
def test_the_phrase_never_changes_while_the_frames_stand_still(seen: Sight) -> None:
    """After the moments that medians and slow conditions take; the picture is not taken, so that time passes."""
    told = play([seen] * 130, armed=False)
    settled = phrases(told[30:])
    assert len(settled) == 1
    # And on the way there it says no more than that it looks, and one thing of the other.
    assert len(phrases(told)) <= 3


@given(st.dictionaries(st.sampled_from(ORDER), st.floats(-2, 2), max_size=5), st.integers(0, 2**32 - 1))
@settings(deadline=None)
def test_nor_while_they_only_rustle(asks: dict[str, float], seed: int) -> None:
    """A median of noise within a fifth of a margin: what is said at first may be joined by what is barely wrong, but
    nothing ever goes back and forth."""
    chance = random.Random(seed)
    told = play([wrong(**{k: v + chance.uniform(-0.2, 0.2) for k, v in asks.items()}) for _ in range(130)], armed=False)
    said = phrases(told)
    assert len(said) == len(set(said))


@given(st.lists(st.tuples(SIGHTS, st.integers(1, 15)), min_size=1, max_size=12))
@settings(deadline=None)
def test_no_phrase_is_hasty_and_none_contradicts_what_was_just_said(changes: list[tuple[Sight, int]]) -> None:
    told = play([each for each, frames in changes for _ in range(frames)], armed=False)
    last_said: dict[str, float] = {}
    began = 0.0
    for place, guide in enumerate(told):
        now = STEP * place
        if place and guide.phrase != told[place - 1].phrase:
            assert not told[place - 1].phrase or now - began >= STAY - 1e-6
            began = now
        opposite = OPPOSITE.get(guide.phrase)
        if opposite in last_said:
            assert now - last_said[opposite] >= 2.0 - 1e-6, (guide.phrase, now, last_said)
        last_said[guide.phrase] = now


@given(st.lists(st.tuples(SIGHTS, st.integers(1, 15)), min_size=1, max_size=12))
@settings(deadline=None)
def test_nothing_is_taken_but_what_was_good_for_long_enough(changes: list[tuple[Sight, int]]) -> None:
    sights = [each for each, frames in changes for _ in range(frames)]
    for place, guide in enumerate(play(sights)):
        if guide.take:
            before = sights[place - round((GOOD_FOR + BAR) / STEP) : place + 1]
            assert sights[place].good
            assert sum(each.good for each in before) * 2 > len(before)


# ------------------------------------------------------------------------------------- sitter


def sit(seed: int, seconds: float = 90.0) -> tuple[float | None, Sitter, list[str]]:
    """When the picture is taken, by whom, and what was said until then."""
    sitter, guide, said = Sitter.anyhow(seed), Guide(), [""]
    opposite_at: dict[str, float] = {}
    for frame in range(round(seconds / STEP)):
        now = STEP * frame
        guide = advance(guide, sight(sitter.report()), now)
        if guide.phrase != said[-1]:
            said.append(guide.phrase)
        opposite = OPPOSITE.get(guide.phrase, "nothing")
        assert now - opposite_at.get(opposite, -9.0) >= 2.0 - 1e-6
        opposite_at[guide.phrase] = now
        if guide.take:
            return now, sitter, said
        sitter.listen(guide.phrase, now)
        sitter.live(now, STEP)
    return None, sitter, said


def test_whoever_follows_the_phrases_is_filed() -> None:
    """500 people who sit anyhow, follow each phrase late and roughly, and have no other help."""
    times, steps, spoken = [], [], []
    for seed in range(500):
        when, sitter, said = sit(seed)
        assert when is not None, (seed, said, sitter)
        times.append(when)
        steps.append(sitter.steps)
        spoken.append(sum(phrase in ORDER for phrase in said))
    ninth = lambda values: statistics.quantiles(values, n=10)[-1]  # noqa: E731 - one line of three
    print(f"seconds: median {statistics.median(times):.1f}, 90 % within {ninth(times):.1f}, longest {max(times):.1f}")  # noqa: T201 - for the record
    print(f"moves: median {statistics.median(steps)}, 90 % within {ninth(steps):.0f}, most {max(steps)}")  # noqa: T201 - for the record
    print(f"phrases: median {statistics.median(spoken)}, 90 % within {ninth(spoken):.0f}, most {max(spoken)}")  # noqa: T201 - for the record
    assert statistics.median(steps) <= 6
    assert ninth(times) <= 25


# -------------------------------------------------------------------------------------- sights


def framed(x0: float, y0: float, height: float, angle: float = 0.0, **values: Any) -> Sight:
    crop = Crop(x0, y0, x0 + 0.75 * height, y0 + height, angle)
    return sight(report({"face.count": 1, "framing.enlargement": 192 / height, **values}, crop))


def test_a_crop_inside_the_frame_is_good() -> None:
    assert framed(400, 200, 400).good


@pytest.mark.parametrize(
    ("seen", "condition"),
    [
        (framed(300, -40, 760), "back"),
        (framed(-60, 200, 400), "left"),
        (framed(1040, 200, 400), "right"),
        (framed(600, 300, 150), "closer"),
        (framed(400, 200, 400, **{"face.pitch": -20.0}), "chin_up"),
        (framed(400, 200, 400, **{"face.pitch": 20.0}), "chin_down"),
        (framed(400, 200, 400, **{"framing.shoulders": "left"}), "shoulders"),
        (sight(report({"face.count": 2})), "others"),
    ],
)
def test_what_is_wrong_is_named(seen: Sight, condition: str) -> None:
    assert next(name for name in ORDER if seen.asks.get(name, -1) >= 1) == condition
    assert not seen.good


def test_the_camera_s_height_is_the_operator_s() -> None:
    assert framed(400, -30, 400).matters == ("camera.up",)
    assert framed(400, 400, 400).matters == ("camera.down",)


def test_distance_is_judged_for_the_camera_s_own_frame() -> None:
    """Half the size and enlarged 1.2 times: in the full frame the same head is large enough."""
    crop = Crop(200, 100, 320, 260)
    values = {"face.count": 1, "framing.enlargement": 1.2, "picture.sharp": 0.1}
    assert not sight(report(values, crop)).good
    assert sight(report(values, crop), reduced=0.5).good


def test_what_was_not_measured_is_unsure_and_not_good() -> None:
    seen = framed(400, 200, 400, **{"face.covered": None})
    assert (seen.good, seen.unsure, seen.matters) == (False, True, ())
