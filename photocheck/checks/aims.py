"""What process aims at, in the words of the checks: what a profile's own limits have to allow."""

from __future__ import annotations

from photocheck.checks import file, framing
from photocheck.profile.rules import Profile


def aims(profile: Profile) -> dict[str, float]:
    """Check id -> the value that a picture made for the profile is meant to have; only what no person changes."""
    picture, encoding, rules = profile.picture, profile.encoding, profile.framing
    found: dict[str, float] = {
        file.width.id: picture.width,
        file.height.id: picture.height,
        file.ratio.id: picture.width / picture.height,
        file.dpi.id: encoding.dpi,
        file.quality.id: encoding.quality_min,
        framing.top.id: rules.top,
        framing.crown.id: (picture.height - picture.imaging_height) / 2 + rules.top * picture.imaging_height,
        framing.head.id: rules.head,
        framing.shoulder.id: 1 - rules.top - rules.head,
        framing.head_length.id: rules.head * picture.imaging_height,
        framing.eye_middle.id: picture.width / 2,
    }
    return found
