"""What a clerk has started: one piece of work at a time, in a thread of its own, with its progress and its report.

Nothing here knows of HTTP.  Reports and dropped files lie in a private temporary folder that goes with the desk.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from photocheck.batch import check_folder, process_folder
from photocheck.collection.comparison import Across
from photocheck.collection.roster import Roster
from photocheck.errors import PhotocheckError, UsageError
from photocheck.handover import HandOver
from photocheck.io.archive.merge import merge
from photocheck.io.crawl import crawl
from photocheck.io.tables.numbers import read_numbers
from photocheck.io.tables.roster import read_roster
from photocheck.profile.load import load_profile
from photocheck.profile.rules import Profile
from photocheck.report import Brief, open_writer
from photocheck.report.summary import Summary
from photocheck.results import Report
from photocheck.types import Language, Problem, Text
from photocheck.words import sentence

MOST_LINES = 500
"""Obstacles and conflicts that are listed; the rest is counted."""
MOST_DROPPED, MOST_DROPPED_BYTES = 5000, 8 << 30


@dataclass(slots=True)
class Progress:
    """How far a piece of work is; read by the page while the work's thread goes on."""

    kind: str
    state: str = "running"
    """running, done, stopped or failed."""
    done: int = 0
    total: int | None = None
    """How many photos there are, once they were counted."""
    counts: Mapping[str, int] = field(default_factory=dict)
    """Verdict -> photos so far."""
    told: list[Text] = field(default_factory=list)
    """What a clerk should know, in order."""
    lines: list[tuple[str, Text]] = field(default_factory=list)
    """File and what stands in the way, or what is in conflict."""
    more: int = 0
    """How many further lines were left out."""
    has_report: bool = False
    output: str = ""
    """What was written: a tree or a ZIP."""
    error: Problem | None = None

    def to_dict(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "state": self.state,
            "done": self.done,
            "total": self.total,
            "counts": dict(self.counts),
            "told": [text.to_dict() for text in self.told],
            "lines": [{"file": file, **text.to_dict()} for file, text in self.lines],
            "more": self.more,
            "report": self.has_report,
            "output": self.output,
            "error": None if self.error is None else self.error.to_dict(),
        }


class Office:
    """One desk; call it from one thread at a time.

    :param profile: the rules, where a request names none.
    """

    def __init__(self, profile: str = "zikao") -> None:
        self.profile = profile
        self._folder = Path(tempfile.mkdtemp(prefix="photocheck-"))
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()
        self._dropped = 0
        self._dropped_bytes = 0
        self.progress: Progress | None = None
        """Of the work under way, or of the last one."""

    def close(self) -> None:
        """Stop what is under way, and leave nothing behind."""
        self.stop()
        if self._thread is not None:
            self._thread.join()
        shutil.rmtree(self._folder, ignore_errors=True)

    def stop(self) -> None:
        """Ask the work under way to stop after the photo at hand; what is done is whole."""
        self._stop.set()

    @property
    def report(self) -> Path:
        """The last work's report, where there is one."""
        return self._folder / "report.html"

    # ---------------------------------------------------------------------------- dropped files

    @property
    def drop_folder(self) -> Path:
        return self._folder / "dropped"

    def drop(self, name: str, data: bytes) -> int:
        """Keep a file that was dropped on the page, until the next work on dropped files is over.

        :returns: how many lie there now.
        :raises UsageError: when there are too many or the name is none.
        """
        plain = Path(name.replace("\\", "/")).name
        if not plain or plain in {".", ".."} or len(plain) > 200:
            raise UsageError(sentence("office.error.name"))
        if self._dropped >= MOST_DROPPED or self._dropped_bytes + len(data) > MOST_DROPPED_BYTES:
            raise UsageError(sentence("office.error.too_many", limit=MOST_DROPPED))
        self.drop_folder.mkdir(exist_ok=True)
        target = self.drop_folder / plain
        if not target.exists():
            self._dropped += 1
        self._dropped_bytes += len(data)
        target.write_bytes(data)
        return self._dropped

    def undrop(self) -> None:
        """Forget what was dropped."""
        shutil.rmtree(self.drop_folder, ignore_errors=True)
        self._dropped = self._dropped_bytes = 0

    # ------------------------------------------------------------------------------------- work

    def start(self, kind: str, asked: Mapping[str, Any], language: Language) -> None:
        """Begin a piece of work: ``check``, ``make``, ``hand_over`` or ``merge``.

        :param asked: ``folders``, ``to``, ``roster``, ``numbers``, ``profile``, ``resolve``: paths as text.
        :raises UsageError: when something is under way, or what was asked makes no sense.
        """
        if self._thread is not None and self._thread.is_alive():
            raise UsageError(sentence("office.error.busy"))
        kinds: dict[str, Callable[[Progress, Mapping[str, Any], Language], None]] = {
            "check": self._check,
            "make": self._make,
            "hand_over": self._hand_over,
            "merge": self._merge,
        }
        if kind not in kinds:
            raise UsageError(sentence("office.error.kind"))
        self._stop.clear()
        self.report.unlink(missing_ok=True)
        progress = self.progress = Progress(kind)

        def run() -> None:
            try:
                kinds[kind](progress, asked, language)
                progress.state = "stopped" if self._stop.is_set() else "done"
            except PhotocheckError as error:
                progress.error, progress.state = error.problem(), "failed"
            except Exception as error:  # noqa: BLE001 - a thread's trouble is said on the page, not on a terminal
                what = sentence("office.error.internal", what=type(error).__name__)
                progress.error, progress.state = Problem("internal", what), "failed"

        self._thread = threading.Thread(target=run, name="office", daemon=True)
        self._thread.start()

    def wait(self) -> None:
        """Until the work under way is over."""
        if self._thread is not None:
            self._thread.join()

    def _check(self, progress: Progress, asked: Mapping[str, Any], language: Language) -> None:
        rules, roster = self._rules(asked), self._roster(progress, asked)
        folders = self._folders(asked)
        self._count(progress, folders)
        self._reported(progress, check_folder(*folders, profile=rules), rules, roster, language)
        if asked.get("dropped"):
            self.undrop()

    def _make(self, progress: Progress, asked: Mapping[str, Any], language: Language) -> None:
        rules, roster = self._rules(asked), self._roster(progress, asked)
        folders, tree = self._folders(asked), _path(asked, "to")
        table = {} if roster is None else roster.by_identity()
        if asked.get("numbers"):
            listed, told = read_numbers(_path(asked, "numbers"), rules.number)
            table |= listed
            progress.told.append(told)
        self._count(progress, folders)
        reports = process_folder(*folders, tree=tree, profile=rules, numbers=table, known=roster)
        self._reported(progress, reports, rules, roster, language)
        progress.output = str(tree)
        if asked.get("dropped"):
            self.undrop()

    def _hand_over(self, progress: Progress, asked: Mapping[str, Any], language: Language) -> None:
        rules = self._rules(asked)
        review = HandOver(_path(asked, "tree"), rules, roster=self._roster(progress, asked))
        for obstacle in review.obstacles():
            if self._stop.is_set():
                return
            _add(progress, obstacle.file, obstacle.reason)
        progress.done = len(review.items)
        if review.missing:
            progress.told.append(sentence("archive.handover.missing", count=len(review.missing)))
        if progress.lines:
            progress.told.append(sentence("archive.handover.refused", count=len(progress.lines) + progress.more))
            return
        archive = _path(asked, "to")
        manifest = review.write(archive)
        progress.output = str(archive)
        told = sentence("archive.handover.done", count=progress.done, archive=archive, manifest=manifest)
        progress.told.append(told)

    def _merge(self, progress: Progress, asked: Mapping[str, Any], language: Language) -> None:
        raise NotImplementedError

    # ----------------------------------------------------------------------------------- shared

    def _reported(
        self, progress: Progress, reports: Any, rules: Profile, roster: Roster | None, language: Language
    ) -> None:
        """Go through reports, count them, and write the page that shows them."""
        summary, across = Summary(), Across(rules, roster)
        writer = open_writer("html", self.report, Brief(rules, language, roster))
        with closing(reports):
            for report in self._until_stopped(reports):
                for listener in (summary, across, writer):
                    listener.add(report)
                progress.done = summary.total
                progress.counts = {k: v for k, v in summary.to_dict().items() if k in {"pass", "warn", "fail", "error"}}
        if not summary.total:
            raise UsageError(sentence("cli.error.no_photo"))
        writer.close(across)
        progress.has_report = True
        for heading, cases in across.sections():
            for case in cases:
                _add(progress, heading.zh, case)

    def _until_stopped(self, reports: Iterator[Report]) -> Iterator[Report]:
        for report in reports:
            yield report
            if self._stop.is_set():
                return

    def _count(self, progress: Progress, folders: list[Path]) -> None:
        progress.total = sum(1 for _ in crawl(folders))

    def _folders(self, asked: Mapping[str, Any]) -> list[Path]:
        """What was named, or what was dropped."""
        if asked.get("dropped"):
            return [self.drop_folder]
        folders = [Path(str(folder)) for folder in asked.get("folders") or () if str(folder).strip()]
        if not folders:
            raise UsageError(sentence("office.error.no_folder"))
        return folders

    def _rules(self, asked: Mapping[str, Any]) -> Profile:
        return load_profile(str(asked.get("profile") or self.profile))

    def _roster(self, progress: Progress, asked: Mapping[str, Any]) -> Roster | None:
        if not asked.get("roster"):
            return None
        roster, told = read_roster(_path(asked, "roster"), self._rules(asked).number, {})
        progress.told.append(told)
        return roster


def _path(asked: Mapping[str, Any], name: str) -> Path:
    """A path that must be named.

    :raises UsageError: when it is not.
    """
    text = str(asked.get(name) or "").strip()
    if not text:
        raise UsageError(sentence(f"office.error.no_{name}"))
    return Path(text)


def _add(progress: Progress, file: str, text: Text) -> None:
    if len(progress.lines) < MOST_LINES:
        progress.lines.append((file, text))
    else:
        progress.more += 1
