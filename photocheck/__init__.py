"""photocheck: check, frame and file the photos of exam candidates.

``import photocheck`` is light; the first use of a name loads what it needs.  The names in ``__all__`` are the public
API, every one that their signatures mention among them; modules and names beside them may change at any time.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from photocheck.version import __version__ as __version__

if TYPE_CHECKING:
    from photocheck.batch import Selection as Selection
    from photocheck.batch import check_folder as check_folder
    from photocheck.batch import process_folder as process_folder
    from photocheck.checker import Checker as Checker
    from photocheck.checks import Check as Check
    from photocheck.collection.roster import Candidate as Candidate
    from photocheck.collection.roster import Roster as Roster
    from photocheck.detect import Detector as Detector
    from photocheck.errors import ExistsError as ExistsError
    from photocheck.errors import MissingLibraryError as MissingLibraryError
    from photocheck.errors import NumberMissingError as NumberMissingError
    from photocheck.errors import OutputError as OutputError
    from photocheck.errors import PhotocheckError as PhotocheckError
    from photocheck.errors import ProfileError as ProfileError
    from photocheck.errors import SourceError as SourceError
    from photocheck.errors import UnreadableError as UnreadableError
    from photocheck.errors import UsageError as UsageError
    from photocheck.io.archive.tree import Tree as Tree
    from photocheck.io.tables.roster import read_roster as read_roster
    from photocheck.pipeline import Picture as Picture
    from photocheck.profile.load import load_profile as load_profile
    from photocheck.profile.rules import Profile as Profile
    from photocheck.profile.rules import Rule as Rule
    from photocheck.results import Finding as Finding
    from photocheck.results import Image as Image
    from photocheck.results import Measurements as Measurements
    from photocheck.results import Report as Report
    from photocheck.types import Crop as Crop
    from photocheck.types import Cure as Cure
    from photocheck.types import Problem as Problem
    from photocheck.types import Text as Text
    from photocheck.types import Verdict as Verdict


_HOMES = {
    "Candidate": "collection.roster",
    "Check": "checks",
    "Checker": "checker",
    "Crop": "types",
    "Cure": "types",
    "Detector": "detect",
    "ExistsError": "errors",
    "Finding": "results",
    "Image": "results",
    "Measurements": "results",
    "MissingLibraryError": "errors",
    "NumberMissingError": "errors",
    "OutputError": "errors",
    "PhotocheckError": "errors",
    "Picture": "pipeline",
    "Problem": "types",
    "Profile": "profile.rules",
    "ProfileError": "errors",
    "Report": "results",
    "Roster": "collection.roster",
    "Rule": "profile.rules",
    "Selection": "batch",
    "SourceError": "errors",
    "Text": "types",
    "Tree": "io.archive.tree",
    "UnreadableError": "errors",
    "UsageError": "errors",
    "Verdict": "types",
    "check_folder": "batch",
    "load_profile": "profile.load",
    "process_folder": "batch",
    "read_roster": "io.tables.roster",
}
"""Public name -> the module that defines it."""
_HEAVY = frozenset({"batch", "checker", "checks", "pipeline", "profile.load"})
__all__ = ["__version__", *_HOMES]  # noqa: PLE0604 - the names are text


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'photocheck' has no attribute {name!r}")
    if _HOMES[name] in _HEAVY:
        from photocheck.libraries import require_libraries  # noqa: PLC0415 - only before heavy imports

        require_libraries()
    return getattr(import_module(f"photocheck.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
