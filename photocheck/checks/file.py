"""The file itself: what it is, whole or not, and its name."""

from __future__ import annotations

from pathlib import PurePath

from photocheck.checks.base import Stage, Unmeasured, check
from photocheck.profile.naming import FileNames
from photocheck.profile.number import fields_of, has_check_digit
from photocheck.profile.rules import NumberRules
from photocheck.types import Cure, FileFacts, Reason, Text

FRAMED = (
    "framing.top", "framing.head", "framing.shoulder", "framing.left", "framing.right", "framing.centre",
    "framing.crown", "framing.eyes", "framing.face_width",
)  # fmt: skip
"""What is put right together with a picture's size, by the same crop."""


@check("file.whole", stage=Stage.FILE, cure=Cure.RENAME, explains=[Reason.NO_FACE, Reason.TOO_SMALL, Reason.NO_TAG])
def whole(damage: Text | None) -> bool:
    return damage is None


@check("file.format", stage=Stage.FILE, cure=Cure.RENAME, silences=["file.quality", "file.progressive", "file.dpi"])
def form(file: FileFacts) -> str:
    return file.format if file.frames == 1 else f"{file.format}, {file.frames} frames"


@check("file.colour", stage=Stage.FILE, cure=Cure.RENAME)
def colour(file: FileFacts) -> str:
    channels = {"RGB": 3, "CMYK": 4, "RGBA": 4}.get(file.mode, 1)
    return f"{file.mode} {channels * file.bits}-bit"


@check("file.orientation", stage=Stage.FILE, cure=Cure.RENAME)
def orientation(file: FileFacts) -> int:
    return file.orientation


@check("file.name", stage=Stage.NAME, cure=Cure.RENAME, silences=["file.number", "file.extension", "file.check_digit"])
def name(name: PurePath, names: FileNames) -> bool:
    return name.suffix.upper() == ".JPG" and names.fits(name.stem)


@check("file.extension", stage=Stage.NAME, cure=Cure.RENAME)
def extension(name: PurePath) -> str:
    return name.suffix


@check("file.number", stage=Stage.NAME, cure=Cure.RENAME)
def number(name: PurePath, names: FileNames, numbers: NumberRules) -> bool:
    return fields_of(names.number(name.stem) or "", numbers) is not None


@check("file.width", unit="px", cure=Cure.REPROCESS, silences=FRAMED, explains=[Reason.TOO_SMALL])
def width(size: tuple[int, int]) -> int:
    return size[0]


@check("file.height", unit="px", cure=Cure.REPROCESS, silences=FRAMED, explains=[Reason.TOO_SMALL])
def height(size: tuple[int, int]) -> int:
    return size[1]


@check("file.ratio", unit="ratio", cure=Cure.REPROCESS)
def ratio(size: tuple[int, int]) -> float:
    """Width over height."""
    return size[0] / size[1]


@check("file.size", stage=Stage.FILE, unit="KB", cure=Cure.REPROCESS)
def kilobytes(file: FileFacts) -> float:
    return file.bytes / 1024


@check("file.quality", stage=Stage.FILE, cure=Cure.REPROCESS, silences=["picture.blocks"])
def quality(file: FileFacts) -> int:
    if file.quality is None:
        raise Unmeasured(Reason.NO_TAG)
    return file.quality


@check("file.dpi", stage=Stage.FILE, unit="dpi", cure=Cure.REPROCESS)
def dpi(file: FileFacts) -> float:
    if file.dpi is None:
        raise Unmeasured(Reason.NO_TAG)
    return file.dpi


@check("file.progressive", stage=Stage.FILE, cure=Cure.REPROCESS)
def progressive(file: FileFacts) -> bool:
    return file.progressive


@check("file.check_digit", stage=Stage.NAME, cure=Cure.RENAME)
def check_digit(name: PurePath, names: FileNames, numbers: NumberRules) -> bool:
    if numbers.check_digit is None:
        raise Unmeasured(Reason.NO_CHECK_DIGIT)
    stem = names.number(name.stem) or name.stem
    return has_check_digit((fields_of(stem, numbers) or {}).get("id", stem))
