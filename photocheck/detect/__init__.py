"""Pixels -> Landmarks.  Everything that knows a model lives here."""

from __future__ import annotations

from typing import Protocol

from photocheck.types import Landmarks, Photo


class Detector(Protocol):
    """What the pipeline needs of a detector; one thread at a time."""

    def detect(self, photo: Photo, *, straighten: bool = False) -> Landmarks:
        """Find the faces, and the patch and person mask around the one that is measured.

        :param straighten: lay the patch along the head's own axis where the head leans.
        """

    def turn(self, photo: Photo, landmarks: Landmarks) -> int:
        """Degrees clockwise, 90, 180 or 270, by which the photo has to be turned for its largest face to stand upright;
        0 where it stands, or it is not sure.

        :param landmarks: what :meth:`detect` saw of the photo.
        """

    def with_class_map(self, landmarks: Landmarks, *, coarse: bool = False) -> Landmarks:
        """The same landmarks with hair, skin and clothes told apart in the patch.

        :param coarse: on three eighths of the pixels a side, for a seventh of the time.
        """

    def close(self) -> None:
        """Free the models; the detector cannot be used afterwards."""
