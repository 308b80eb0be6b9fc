"""What systems and shares leave beside the photos: recycle bins, thumbnails, their own notes.  By name alone.

Names are those of Windows, macOS, Linux desktops, and the network storage of Synology and QNAP, as their makers
document them or as they are seen on their shares.
"""

from __future__ import annotations

import re
from collections import Counter

FOLDERS = frozenset(
    [
        # Windows
        "$recycle.bin", "recycler", "recycled", "system volume information", "$winreagent", "config.msi",
        # macOS
        ".trash", ".trashes", ".spotlight-v100", ".fseventsd", ".temporaryitems", ".documentrevisions-v100",
        ".appledouble", ".appledb", ".appledesktop", "__macosx", "network trash folder", "temporary items",
        "thevolumesettingsfolder",
        # Synology
        "@eadir", "#recycle", "#snapshot", "@tmp", "@sharesnap",
        # QNAP
        "@recycle", "@recently-snapshot", ".@__thumb", ".@upload_cache", "@qnap.tmp", ".@qmariadb",
        # Linux and others
        "lost+found", ".thumbnails", ".sh_thumbnails", ".snapshot", ".snapshots", ".zfs", ".recycle", "#recycle.bin",
    ]
)  # fmt: skip
FILES = frozenset(
    [
        "thumbs.db", "ehthumbs.db", "ehthumbs_vista.db", "desktop.ini", "folder.htt",
        ".ds_store", ".localized", ".apdisk", ".volumeicon.icns", ".com.apple.timemachine.donotpresent", "icon\r",
        ".directory", ".nomedia", ".hidden", "zbthumbnail.info", "picasa.ini", ".picasa.ini", "@synoresource",
    ]
)  # fmt: skip
OTHER_FOLDERS = re.compile(r"(?i)found\.[0-9]{3}|\.trash-[0-9]+")
"""What a disk check of Windows saves, and the recycle bins of Linux desktops."""
OTHER_FILES = re.compile(r"(?i)\._.*|\.nfs[0-9a-f]{8,}|\.fuse_hidden[0-9a-f]+|.*@synoeastream|thumbs\.db:encryptable")
"""macOS' second halves of files, and what shares keep of files that were removed while open."""


def is_system_folder(name: str) -> bool:
    """Whether a folder of that name is the system's own, and no place for photos."""
    return name.lower() in FOLDERS or OTHER_FOLDERS.fullmatch(name) is not None


def is_system_file(name: str) -> bool:
    """Whether a file of that name is the system's own."""
    return name.lower() in FILES or OTHER_FILES.fullmatch(name) is not None


class PassedOver:
    """How many such folders and files were passed over, by name."""

    MOST = 20
    """Names that are kept; a share could have many."""

    def __init__(self) -> None:
        self.count = 0
        self._names: Counter[str] = Counter()

    def add(self, name: str) -> None:
        self.count += 1
        if name in self._names or len(self._names) < self.MOST:
            self._names[name] += 1

    def names(self, most: int = 3) -> str:
        """The most frequent of their names."""
        found = [name for name, _ in self._names.most_common(most)]
        return ", ".join(found) + (" ..." if len(self._names) > most else "")
