"""photocheck: check, frame and file the photos of exam candidates.

``import photocheck`` is light; the first use of a name loads what it needs.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from photocheck.batch import check_folder as check_folder
    from photocheck.batch import process_folder as process_folder
    from photocheck.errors import PhotocheckError as PhotocheckError
    from photocheck.pipeline import Checker as Checker
    from photocheck.profile import load_profile as load_profile
    from photocheck.types import Finding as Finding
    from photocheck.types import Profile as Profile
    from photocheck.types import Report as Report
    from photocheck.types import Verdict as Verdict

__version__ = "0.1.0"

_HOMES = {
    "Checker": "pipeline",
    "Finding": "types",
    "PhotocheckError": "errors",
    "Profile": "types",
    "Report": "types",
    "Verdict": "types",
    "check_folder": "batch",
    "load_profile": "profile",
    "process_folder": "batch",
}
__all__ = ["__version__", *_HOMES]  # noqa: PLE0604 - the names are text


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'photocheck' has no attribute {name!r}")
    if _HOMES[name] in {"pipeline", "batch", "profile"}:
        from photocheck.libraries import require_libraries  # noqa: PLC0415 - only before heavy imports

        require_libraries()
    return getattr(import_module(f"photocheck.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
