"""Somebody who sits before a camera that is only arithmetic, and follows each phrase as people do: late, and too
little or too much."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

from photocheck import Crop, Finding, Image, Measurements, Report, Verdict, load_profile

PROFILE = load_profile("zikao")
WIDTH, HEIGHT = 1280, 720
HEAD = 0.23
"""Metres from crown to chin."""
LENS = 1.05
"""Focal length over the frame's height: a head at a metre takes 0.24 of it."""


@dataclass
class Sitter:
    """Metres and degrees; ``x`` to the picture's right, ``distance`` from the lens."""

    chance: random.Random
    distance: float = 0.8
    x: float = 0.0
    y: float = 0.0
    roll: float = 0.0
    yaw: float = 0.0
    pitch: float = 0.0
    eyes: float = 0.3
    mouth: float = 0.02
    gaze: float = 0.02
    level: float = 0.03
    heard: str = ""
    heard_at: float = 0.0
    acts_at: float = 0.0
    steps: int = 0
    goals: dict[str, float] = field(default_factory=dict)

    @classmethod
    def anyhow(cls, seed: int) -> Sitter:
        """However people may be found when they have just sat down."""
        chance = random.Random(seed)
        return cls(
            chance,
            distance=chance.uniform(0.28, 2.6),
            x=chance.uniform(-0.5, 0.5),
            y=chance.uniform(-0.03, 0.03),
            roll=chance.gauss(0, 9),
            yaw=chance.gauss(0, 12),
            pitch=chance.gauss(0, 9),
            eyes=chance.choice((0.3, 0.25, 0.06)),
            mouth=chance.choice((0.02, 0.03, 0.3)),
            gaze=chance.choice((0.02, 0.03, 0.15)),
            level=chance.choice((0.03, 0.05, 0.25)),
        )

    def listen(self, phrase: str, now: float) -> None:
        """What is on the screen at a moment; it is acted upon after a person's time to react."""
        if phrase != self.heard:
            self.heard, self.heard_at = phrase, now
            self.acts_at = now + self.chance.uniform(0.3, 0.7)

    def live(self, now: float, seconds: float) -> None:
        """A moment passes: people move towards what they were told, and never sit like stones."""
        if now >= self.acts_at and self.heard:
            self._act()
            # Who is still told the same does it again.
            self.acts_at = now + self.chance.uniform(0.5, 1.0)
        for name, goal in self.goals.items():
            # Half of the way takes a fifth of a second.
            setattr(self, name, goal + (getattr(self, name) - goal) * 0.5 ** (seconds / 0.2))
        for name, size in (("x", 0.0008), ("distance", 0.001), ("roll", 0.08), ("yaw", 0.12), ("pitch", 0.1)):
            setattr(self, name, getattr(self, name) + self.chance.gauss(0, size))

    def _act(self) -> None:
        by = self.chance.uniform(0.4, 1.25)
        """A person's idea of how much."""
        moves = {
            "back": ("distance", self._at("distance") * (1 + 0.25 * by)),
            "closer": ("distance", self._at("distance") / (1 + 0.25 * by)),
            "left": ("x", self._at("x") + 0.1 * by),
            "right": ("x", self._at("x") - 0.1 * by),
            "upright": ("roll", self._at("roll") * (1 - by)),
            "turn": ("yaw", self._at("yaw") * (1 - by)),
            "chin_up": ("pitch", self._at("pitch") + 8 * by),
            "chin_down": ("pitch", self._at("pitch") - 8 * by),
            "level": ("level", 0.05),
            "look": ("gaze", 0.02),
            "eyes": ("eyes", 0.28),
            "mouth": ("mouth", 0.03),
        }
        if self.heard == "sit":
            self.goals.update(x=self.chance.uniform(-0.2, 0.2), distance=self.chance.uniform(0.5, 1.2))
            self.steps += 1
        if self.heard in moves:
            name, goal = moves[self.heard]
            self.goals[name] = goal
            self.steps += 1

    def _at(self, name: str) -> float:
        return self.goals.get(name, getattr(self, name))

    # ------------------------------------------------------------------------------------ camera

    def report(self) -> Report:
        """What preview would say of the frame taken now, with the noise of a camera."""
        noise = self.chance.gauss
        head = LENS * HEAD / self.distance * HEIGHT * (1 + noise(0, 0.003))
        middle = WIDTH / 2 + LENS * self.x / self.distance * HEIGHT + noise(0, 0.5)
        crown = HEIGHT / 2 + LENS * self.y / self.distance * HEIGHT - 0.6 * head
        box = head / 0.7
        if middle + head / 2 < 0 or middle - head / 2 > WIDTH:
            return report({"face.count": 0})
        seen_left, seen_right = middle - 0.35 * head > 0, middle + 0.35 * head < WIDTH
        values: dict[str, Any] = {
            "face.count": 1,
            "face.yaw": self.yaw + noise(0, 0.3),
            "face.pitch": self.pitch + noise(0, 0.3),
            "face.roll": noise(0, 0.3),
            "face.eyes": self.eyes + noise(0, 0.004),
            "face.gaze": self.gaze + noise(0, 0.003),
            "face.mouth": self.mouth + noise(0, 0.004),
            "framing.level": self.level + noise(0, 0.006),
            "framing.cut": "none",
        }
        if crown < 0 or not (seen_left and seen_right):
            cut = "top" if crown < 0 else "left" if not seen_left else "right"
            lengths = {"eye_line_y": crown + head / 2, "chin_y": crown + head}
            return report({**values, "framing.cut": cut}, None, lengths)
        left, top = middle - 0.375 * box, crown - 0.1 * box
        crop = Crop(left, top, left + 0.75 * box, top + box, self.roll)
        values["framing.straightened"] = self.roll + noise(0, 0.2)
        values["framing.enlargement"] = 192 / box
        return report(values, crop)


def report(
    values: dict[str, Any],
    crop: Crop | None = None,
    lengths: dict[str, Any] | None = None,
    size: tuple[int, int] = (WIDTH, HEIGHT),
) -> Report:
    """A preview report with these values, judged by the profile's own limits."""
    findings = tuple(finding(check, value) for check, value in values.items())
    return Report("", PROFILE.id, findings, Image(*size), Measurements(1, **(lengths or {})), crop)


def finding(check: str, value: Any) -> Finding:
    rule = PROFILE.rule(check)
    assert rule is not None
    if value is None:
        return Finding(check, Verdict.UNMEASURED, None, rule)
    fits = value in rule.allowed if rule.allowed is not None else rule.allows(value)
    return Finding(check, Verdict.PASS if fits else rule.level, value, rule)
