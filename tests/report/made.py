"""Reports made by hand, so that writers are tested without a model."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PIL import Image

from photocheck import results
from photocheck.checks import CHECKS
from photocheck.checks.base import Unmeasured
from photocheck.checks.judge import judge
from photocheck.io.read import decode
from photocheck.io.thumbnail import thumbnail
from photocheck.measurements import image_of
from photocheck.profile.load import load_profile
from photocheck.profile.rules import Profile
from photocheck.results import Measurements, Report
from photocheck.types import Reason

MEASURED = Measurements(
    faces=1, crown_y=19.4, chin_y=153.1, head_left_x=22.0, head_right_x=121.5, eye_line_y=95.2,
    top_ratio=0.101, head_ratio=0.696, shoulder_ratio=0.203, left_ratio=0.121, right_ratio=0.125,
    yaw=1.2, pitch=-3.0, roll=0.4, left_shoulder=(1.0, 190.2), right_shoulder=None,
)  # fmt: skip
GOOD = {"framing.head": 0.696, "framing.top": 0.101, "file.format": "JPEG", "background.even": 3.2}
SMALL = {**GOOD, "framing.head": 0.41, "framing.top": None}
WARNED = {**GOOD, "file.extension": ".jpg"}
ZIKAO = load_profile("zikao")


def picture(path: Path, colour: tuple[int, int, int] = (120, 190, 240)) -> Path:
    """A picture of the right size with something like a head in it."""
    image = Image.new("RGB", (144, 192), colour)
    image.paste((200, 160, 140), (40, 20, 104, 150))
    path.parent.mkdir(parents=True, exist_ok=True)
    image.save(path, "JPEG")
    return path


def report(
    photo: str | Path, values: dict[str, object] = GOOD, *, number: str | None = None, profile: Profile = ZIKAO
) -> Report:
    """A report whose findings are judged from the values as the real ones are."""
    path = Path(photo)
    image = image_of(decode(path.read_bytes(), path.name), None) if path.is_file() else results.Image()
    reason = Unmeasured(Reason.NO_CROWN)
    findings = []
    for check in CHECKS:
        rule = profile.rule(check.id)
        if rule is not None and check.id in values:
            value = values[check.id]
            findings.append(judge(check, reason if value is None else value, rule))
    made = Report(str(photo), profile.id, tuple(findings), image, MEASURED, number=number)
    seen = thumbnail(made, profile, path.read_bytes(), finished=False) if path.is_file() else None
    return replace(made, thumbnail=seen)
