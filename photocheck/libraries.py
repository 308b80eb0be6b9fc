"""A bare server lacks shared libraries that OpenCV links to: say so in one sentence."""

from __future__ import annotations

from photocheck.errors import MissingLibraryError
from photocheck.words import sentence

DEBIAN = "libgl1 libglib2.0-0"
FEDORA = "mesa-libGL glib2"


def require_libraries() -> None:
    """Import OpenCV, or say what the system lacks.

    :raises MissingLibraryError: one sentence that names the packages to install.
    """
    try:
        import cv2  # noqa: F401, PLC0415 - the import is the test
    except ImportError as error:
        missing = str(error).partition(":")[0]
        raise MissingLibraryError(
            sentence("errors.missing_library", missing=missing, debian=DEBIAN, fedora=FEDORA)
        ) from None
