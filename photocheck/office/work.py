"""What a clerk has started: one piece of work at a time, in a thread of its own, with its progress and its report.

Nothing here knows of HTTP.  Reports and dropped files lie in a temporary folder of the desk's own.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Generator, Iterable
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import gettempdir

from photocheck.batch import check_folder, process_folder
from photocheck.collection.comparison import Across
from photocheck.collection.roster import Roster
from photocheck.errors import PhotocheckError, UsageError
from photocheck.handover import HandOver, proof
from photocheck.io.archive.conflicts import read_choices
from photocheck.io.archive.guard import refuse_report
from photocheck.io.archive.manifest import manifest_path
from photocheck.io.archive.merge import UNDECIDED
from photocheck.io.crawl import crawl, nothing_found
from photocheck.io.files import check_writable
from photocheck.io.tables.numbers import read_numbers
from photocheck.io.tables.roster import read_roster
from photocheck.io.temporary import TemporaryFolder
from photocheck.merging import Merging
from photocheck.office.asked import Asked, Progress
from photocheck.office.conflicts import Conflicts
from photocheck.office.drops import Drops
from photocheck.profile.load import load_profile
from photocheck.profile.rules import Profile
from photocheck.report import Brief, open_writer
from photocheck.report.summary import Summary
from photocheck.results import Report
from photocheck.settling import Settling, table_of
from photocheck.types import Language, Problem, Text
from photocheck.words import sentence

PREFIX = "photocheck-desk-"
"""What the name of a desk's temporary folder begins with."""
MOST_LINES = 500
"""Obstacles that are listed, and conflicts that are shown; the rest is counted."""


class _Stopped(Exception):  # noqa: N818 - what was asked for is no error
    """The clerk has asked for it."""


class Office:
    """One desk; call it from one thread at a time.

    :param profile: the rules, where a request names none.
    :param jobs: worker processes; one a core by default.
    """

    def __init__(self, profile: str = "zikao", jobs: int | None = None) -> None:
        self.profile = profile
        self._jobs = jobs
        self._room = TemporaryFolder(Path(gettempdir()), PREFIX)
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()
        self._conflicts = Conflicts(self._room.path / "conflicts")
        self.drops = Drops(self._room.path / "dropped")
        self.progress: Progress | None = None
        """Of the work under way, or of the last one."""

    def close(self) -> None:
        """Stop what is under way, and leave nothing behind."""
        self.stop()
        self.wait()
        self._room.close()

    def stop(self) -> None:
        """Ask the work under way to stop after the photo at hand; what is done is whole."""
        self._stop.set()

    def wait(self) -> None:
        """Until the work under way is over."""
        if self._thread is not None:
            self._thread.join()

    @property
    def busy(self) -> bool:
        """Whether something is under way."""
        return self._thread is not None and self._thread.is_alive()

    @property
    def reports(self) -> Path:
        """The folder with the last work's report: ``report.html`` and, of very many photos, ``report-2.html``..."""
        return self._room.path / "report"

    @property
    def conflicts(self) -> Conflicts:
        """What the last merge has left open."""
        return self._conflicts

    def start(self, kind: str, asked: Asked, language: Language) -> None:
        """Begin a piece of work: ``check``, ``make``, ``hand_over`` or ``merge``.

        :raises UsageError: when something is under way, or there is no such work.
        """
        if self.busy:
            raise UsageError(sentence("office.error.busy"))
        kinds: dict[str, Callable[[_Work], None]] = {
            "check": _check,
            "make": _make,
            "hand_over": _hand_over,
            "merge": _merge,
        }
        if kind not in kinds:
            raise UsageError(sentence("office.error.request"))
        self._stop.clear()
        shutil.rmtree(self.reports, ignore_errors=True)
        self._conflicts.forget()
        progress = self.progress = Progress(kind)
        work = _Work(self, asked, language, progress, self._stop, self._jobs)
        self._thread = threading.Thread(target=_run, args=(work, kinds[kind]), name="office", daemon=True)
        self._thread.start()


@dataclass(frozen=True, slots=True)
class _Work:
    """One piece of work under way."""

    office: Office
    asked: Asked
    language: Language
    progress: Progress
    stop: threading.Event
    jobs: int | None

    def look(self) -> None:
        """Between two photos.

        :raises _Stopped: when the clerk has asked for it.
        """
        if self.stop.is_set():
            raise _Stopped

    def rules(self) -> Profile:
        return load_profile(self.asked.profile or self.office.profile)

    def roster(self, rules: Profile) -> Roster | None:
        if not self.asked.roster:
            return None
        roster, told = read_roster(self.asked.path("roster"), rules.number)
        self.progress.told.append(told)
        return roster

    def photos(self) -> Path:
        """What was named, or what was dropped."""
        return self.office.drops.photos if self.asked.dropped else self.asked.path("folder")

    def count(self, folder: Path) -> None:
        """How many photos there are."""
        count = 0
        for _ in crawl([folder]):
            self.look()
            count += 1
        if not count:
            raise UsageError(nothing_found([folder]))
        self.progress.total = count

    def told(self, rules: Profile, roster: Roster | None, *, filed_only: bool = False) -> _Told:
        return _Told(self, rules, roster, filed_only=filed_only)


class _Told:
    """Counts reports as they come, and writes the page that shows them."""

    def __init__(self, work: _Work, rules: Profile, roster: Roster | None, *, filed_only: bool) -> None:
        self._work = work
        self._summary, self._across = Summary(), Across(rules, roster, filed_only=filed_only)
        work.office.reports.mkdir()
        path = work.office.reports / "report.html"
        self._writer = open_writer("html", path, Brief(rules, work.language, roster))

    def add(self, report: Report) -> None:
        """:raises _Stopped: when the clerk has asked for it; this photo is told all the same."""
        for listener in (self._summary, self._across, self._writer):
            listener.add(report)
        progress, counts = self._work.progress, self._summary.to_dict()
        progress.done = counts["photos"]
        progress.counts = {name: counts[name] for name in ("pass", "warn", "fail", "error", "written")}
        self._work.look()

    def close(self) -> None:
        self._writer.close(self._across)
        self._work.progress.has_report = self._work.progress.done > 0


def _run(work: _Work, do: Callable[[_Work], None]) -> None:
    """The work's thread; whatever goes wrong is said on the page."""
    progress, state = work.progress, "failed"
    try:
        do(work)
        state = "refused" if progress.lines or progress.conflicts else "done"
    except _Stopped:
        state = "stopped"
    except PhotocheckError as error:
        progress.error = error.problem()
    except Exception as error:  # noqa: BLE001 - there is no terminal to say it on
        progress.error = Problem("internal", sentence("office.error.internal", what=type(error).__name__))
    progress.state = state


def _check(work: _Work) -> None:
    rules = work.rules()
    roster, folder = work.roster(rules), work.photos()
    work.count(folder)
    _tell(check_folder(folder, profile=rules, jobs=work.jobs), work.told(rules, roster))


def _make(work: _Work) -> None:
    rules, asked = work.rules(), work.asked
    folder, tree = work.photos(), asked.path("tree")
    roster = work.roster(rules)
    table = {} if roster is None else roster.by_identity()
    if asked.numbers:
        listed, told = read_numbers(asked.path("numbers"), rules.number)
        table |= listed
        work.progress.told.append(told)
    work.count(folder)
    work.progress.output = str(tree)
    reports = process_folder(
        folder, tree=tree, profile=rules, numbers=table, known=roster, overwrite=asked.overwrite, jobs=work.jobs
    )
    _tell(reports, work.told(rules, roster))


def _tell(reports: Generator[Report, None, None], told: _Told) -> None:
    """All reports, until the clerk stops; what was told by then is kept."""
    try:
        with closing(reports):
            for report in reports:
                told.add(report)
    finally:
        told.close()


def _hand_over(work: _Work) -> None:
    rules, asked, progress = work.rules(), work.asked, work.progress
    tree, archive = asked.path("tree"), asked.path("archive")
    tables = [asked.path("roster")] if asked.roster else []
    for file in (archive, manifest_path(archive)):
        refuse_report(file, photos=[], tables=tables, tree=tree)
        check_writable(file)
    roster = work.roster(rules)
    review = HandOver(tree, rules, roster=roster, accepted=asked.accept, jobs=work.jobs)
    work.count(tree)
    told = work.told(rules, roster)
    try:
        _list(progress, ((o.file, o.reason) for o in review.obstacles(told.add)))
    finally:
        told.close()
    if review.missing:
        progress.told.append(sentence("archive.handover.missing", count=len(review.missing)))
    if progress.lines:
        progress.told.append(sentence("archive.handover.refused", count=len(progress.lines) + progress.more))
        progress.alike = review.alike
        return
    manifest = review.write(archive, overwrite=asked.overwrite)
    progress.output = str(archive)
    told_last = sentence("archive.handover.done", count=len(review.items), archive=archive, manifest=manifest)
    progress.told.append(told_last)
    # Read back from the disk: what is carried away is what was judged.
    _list(progress, ((flaw.file, flaw.message) for flaw in proof(archive, rules).run()))
    progress.told.append(sentence("office.told.unproved" if progress.lines else "office.told.proved"))


def _merge(work: _Work) -> None:
    rules, asked, progress = work.rules(), work.asked, work.progress
    origins, tree = asked.paths("origins"), asked.path("tree")
    choices = UNDECIDED
    if asked.resolve:
        choices = read_choices(asked.path("resolve"))
    else:
        with suppress(UsageError):  # what was settled before, in this page or an earlier one; nothing was, perhaps
            choices = read_choices(table_of(tree))
    choices = work.office.conflicts.choices(frozenset(asked.chosen), choices)
    roster = work.roster(rules)
    progress.output = str(tree)
    with (
        Merging(origins, tree, rules, choices=choices) as merging,
        Settling(merging, tree, work.language, roster, choices) as settling,
    ):
        progress.total = merging.count()
        try:
            reports = _refusals(settling.reports(work.office.conflicts.add), progress)
            _tell(reports, work.told(rules, roster, filed_only=True))
        finally:
            # What is open is written down also where the clerk has stopped: the next run shows the rest.
            progress.conflicts = settling.count
            settling.close()
            progress.told += settling.told("office.told.table", "office.told.unmeasured")
        if not progress.done:
            raise UsageError(sentence("cli.error.no_photo"))


def _refusals(reports: Generator[Report, None, None], progress: Progress) -> Generator[Report, None, None]:
    """The reports; pictures that are not taken are listed on the way, but for conflicts, which are shown."""
    with closing(reports):
        for report in reports:
            if report.error is not None and report.error.kind != "conflict":
                _list(progress, [(report.photo, report.error.message)])
            yield report


def _list(progress: Progress, lines: Iterable[tuple[str, Text]]) -> None:
    for file, text in lines:
        if len(progress.lines) < MOST_LINES:
            progress.lines.append((file, text))
        else:
            progress.more += 1
