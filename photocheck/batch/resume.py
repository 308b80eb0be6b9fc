"""Processing into a tree: what is done already is left alone, what is new is made, filed and entered."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from photocheck.batch.job import Job, Outcome, Setup, stamp
from photocheck.errors import NumberMissingError, OutputError, PhotocheckError
from photocheck.io.archive.filing import Made, Store, now
from photocheck.io.archive.journal import Entry, Journal, Judged, journal_path, packed, unpacked
from photocheck.io.archive.seen import Seen
from photocheck.io.crawl import Found
from photocheck.io.naming import NumberTable, number_for
from photocheck.io.read import read_bytes
from photocheck.profile.dump import as_toml
from photocheck.results import Report
from photocheck.types import Problem
from photocheck.words import sentence

Facts = tuple[int, int, int]
"""A file's size, modification and change time; where all are as before, its content is."""


@dataclass(frozen=True, slots=True)
class Policy:
    """How a run treats what was done before."""

    overwrite: bool = False
    recheck: bool = False


class Numbers:
    """Which candidate each photo of a run belongs to; a number counts once."""

    def __init__(self, setup: Setup, table: Mapping[str, str], known: Container[str | None] | None = None) -> None:
        self._profile = setup.profile
        self._known = known
        self._table = NumberTable(table)
        self._seen = Seen()

    def job(self, found: Found) -> Job | Report:
        """The photo with its number, or a report of why there is none to be had."""
        path = str(found.path)
        if found.problem is not None:
            return Report(path, self._profile.id, error=found.problem)
        try:
            number = number_for(found.path, self._profile.number, self._table)
        except NumberMissingError as error:
            return Report(path, self._profile.id, error=error.problem())
        if self._known is not None and number not in self._known:
            return Report(path, self._profile.id, number=number, error=_stranger(number))
        if not os.access(path, os.R_OK):
            return Job(path, number)  # whoever reads it says why it cannot be; it claims no number
        first = self._seen.first(number, path)
        if first not in {None, path}:
            return Report(path, self._profile.id, number=number, error=_twice(number, first or ""))
        return Job(path, number)

    def close(self) -> None:
        self._seen.close()


class Filing:
    """One run into one tree."""

    def __init__(self, tree: Path, setup: Setup, policy: Policy) -> None:
        self._setup = setup
        self._policy = policy
        self._selection = _selection_key(setup)
        self._journal = Journal(journal_path(tree))
        self._journal.know_profile(setup.profile.digest, setup.profile.id, as_toml(setup.profile))
        self._store = Store(tree, self._journal, setup.profile)
        self._under_way: dict[str, Facts | None] = {}

    def close(self) -> None:
        """Enter what is to be entered."""
        self._journal.close()

    # ----------------------------------------------------------------------- before the work

    def to_do(self, jobs: Iterable[Job | Report | None]) -> Iterator[Job | Report | None]:
        """The jobs, those that are done already replaced by their reports."""
        for job in jobs:
            if job is None or isinstance(job, Report):
                yield job
                continue
            try:
                # Looked at before the photo is read: one that changes meanwhile counts as changed.
                facts = _facts(job.path)
                known = self._known(job, facts)
                if known is None:
                    self._under_way[job.path] = facts
                yield known or job
            except PhotocheckError as error:
                yield Report(job.path, self._setup.profile.id, number=job.number, error=error.problem())

    def _known(self, job: Job, facts: Facts | None) -> Report | None:
        """A report without any work: done before, or the number is another photo's."""
        assert job.number is not None  # noqa: S101 - Numbers has seen to it
        source = _key(job.path)
        entry = self._journal.picture(self._store.place(job.number))
        entry = entry if entry is not None and self._is_there(entry) else None
        if not self._policy.recheck:
            judged = self._same_photo(job, source, facts)
            if judged is not None and (judged.output is None or _is_from(entry, judged)):
                return _again(judged, job, self._store.tree)
        if entry is None or self._policy.overwrite or self._policy.recheck:
            return None
        if entry.digest == self._rules and _sha256(job.path) == entry.source_sha256:
            return None  # made from this very photo; entered or judged otherwise: compared after the work
        raise self._store.taken(job.number, source)

    @property
    def _rules(self) -> str:
        return self._setup.profile.digest

    def _same_photo(self, job: Job, source: str, facts: Facts | None) -> Judged | None:
        """What was said before of this photo, by the same rules."""
        assert job.number is not None  # noqa: S101 - as above
        if facts is None:
            return None
        judged = self._journal.judged(source)
        if judged is None or (judged.size, judged.mtime_ns, judged.ctime_ns) != facts:
            # Touched, copied or moved, perhaps not changed: its content decides.
            if judged is None and not self._journal.knows_number(job.number):
                return None
            sha256 = _sha256(job.path)
            judged = self._journal.judged_number(job.number, sha256)
            if judged is None:
                return None
            judged = replace(judged, source=source, size=facts[0], mtime_ns=facts[1], ctime_ns=facts[2])
            self._journal.enter(judged=judged)
        same = (judged.number, judged.digest, judged.selection) == (job.number, self._rules, self._selection)
        return judged if same else None

    def _is_there(self, entry: Entry) -> bool:
        """Whether the picture is in the tree as it was written (verify looks at every byte)."""
        known = stamp(str(self._store.tree / entry.output))
        return known is not None and known[0] == entry.bytes

    # ------------------------------------------------------------------------ after the work

    def filed(self, outcome: Outcome) -> Report:
        """The report, its picture written and both entered."""
        report = outcome.report
        facts = self._under_way.pop(report.photo, None)
        if report.error is not None or report.number is None or not outcome.sha256:
            return report  # nothing was said of the photo itself: the next run tries again
        source = _key(report.photo)
        entry = None
        try:
            if outcome.data:
                made = Made(report.number, outcome.data, source, outcome.sha256)
                entry = self._store.file(made, overwrite=self._policy.overwrite)
                report = replace(report, output=str(self._store.tree / entry.output))
        except OutputError as error:
            return replace(report, error=error.problem())
        if facts is not None:
            self._journal.enter(judged=self._judged(report, outcome, source, facts, entry))
        return report

    def _judged(self, report: Report, outcome: Outcome, source: str, facts: Facts, entry: Entry | None) -> Judged:
        profile = self._setup.profile
        return Judged(
            source,
            *facts,
            outcome.sha256,
            report.number or "",
            profile.id,
            profile.digest,
            self._selection,
            str(report.verdict),
            None if entry is None else entry.output,
            None if entry is None else entry.sha256,
            packed(report.to_dict()),
            now(),
        )


def _again(judged: Judged, job: Job, tree: Path) -> Report | None:
    try:
        report = Report.from_dict(unpacked(judged.result))
    except (ValueError, KeyError, TypeError, AttributeError):
        return None  # written by another version: done again
    output = None if judged.output is None else str(tree / judged.output)
    return replace(report, photo=job.path, number=job.number, output=output, again=True)


def _is_from(entry: Entry | None, judged: Judged) -> bool:
    return entry is not None and (entry.source_sha256, entry.sha256) == (judged.sha256, judged.output_sha256)


def _selection_key(setup: Setup) -> str:
    chosen = setup.selection
    return f"+{','.join(sorted(chosen.select))} -{','.join(sorted(chosen.ignore))}{' fast' if setup.fail_fast else ''}"


def _key(path: str) -> str:
    """A source in the journal: its full path."""
    return os.path.abspath(path)  # noqa: PTH100 - links stay as the user named them


def _facts(path: str) -> Facts | None:
    try:
        facts = os.stat(path)  # noqa: PTH116 - the path is text already
    except (OSError, ValueError):
        return None
    return facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns


def _sha256(path: str) -> str:
    try:
        return hashlib.sha256(read_bytes(Path(path))).hexdigest()
    except PhotocheckError:
        return ""  # the worker says what is wrong with it


def _stranger(number: str) -> Problem:
    return Problem("roster", sentence("batch.photo.stranger", number=number))


def _twice(number: str, first: str) -> Problem:
    return Problem("twice", sentence("batch.photo.twice", number=number, first=first))
