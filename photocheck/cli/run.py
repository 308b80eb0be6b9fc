"""What ``check`` and ``process`` do alike: select, write results as they come, count, exit."""

from __future__ import annotations

import os
import sys
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import click

from photocheck.batch import Selection
from photocheck.checks import CHECKS
from photocheck.cli.desk import Desk
from photocheck.cli.language import language, tell
from photocheck.cli.output import Careful
from photocheck.collection.comparison import Across
from photocheck.collection.roster import Roster
from photocheck.errors import UsageError
from photocheck.io.crawl import nothing_found
from photocheck.io.files import check_writable
from photocheck.profile.rules import Profile
from photocheck.report import FILES, Brief, open_writer
from photocheck.report.statistics import Statistics
from photocheck.report.summary import Summary
from photocheck.results import Report
from photocheck.words import sentence
from photocheck.words.clean import terminal
from photocheck.words.near import nearest
from photocheck.words.system import system_words

STOPPED = 130
"""The exit code of a run that was stopped, as shells have it for Ctrl-C."""


def selection(select: Iterable[str], ignore: Iterable[str], profile: Profile | None = None) -> Selection:
    """``--select`` and ``--ignore``, each repeated or separated by commas.

    :param profile: whose checks some have to be left of.
    :raises UsageError: for a name that is neither a check nor a family, one that is both selected and ignored, or where
        no check is left.
    """
    chosen = Selection(_known_names(select), _known_names(ignore))
    both = sorted(set(chosen.select) & set(chosen.ignore))
    if both:
        raise UsageError(sentence("cli.error.select_and_ignore", names=", ".join(both)))
    if profile is not None and not any(chosen(check) for check in CHECKS if profile.rule(check.id)):
        raise UsageError(sentence("cli.error.no_check_left", profile=profile.id))
    return chosen


def _known_names(given: Iterable[str]) -> tuple[str, ...]:
    known = {check.id for check in CHECKS} | {check.family for check in CHECKS}
    found = tuple(name.strip() for text in given for name in text.split(",") if name.strip())
    for name in found:
        if name not in known:
            raise UsageError(sentence("cli.error.unknown_check", name=name, near=nearest(name, known)))
    return found


def show(
    reports: Generator[Report, None, None],
    profile: Profile,
    form: str,
    output: str | None,
    desk: Desk,
    roster: Roster | None = None,
    *,
    paths: Iterable[str] = (),
    filed_only: bool = False,
) -> int:
    """Write the reports, what shows across them, and a summary; the exit code.

    A run that is stopped still ends its report and its summary, of the photos that were done.

    :param paths: where photos were looked for.
    :param filed_only: whether only what is in the tree counts as a candidate's photo.
    :raises UsageError: when there was no photo at all, or the output file cannot be written.
    """
    counted = _Counted(Summary(), Across(profile, roster, filed_only=filed_only), Statistics())
    with closing(reports), _writer(form, output, _brief(profile, output, desk, roster)) as writer:
        counted.take(reports, writer, whole=desk.watch)
        if counted.summary.total:
            writer.close(counted.across)
        elif not counted.stopped:
            raise UsageError(nothing_found(paths) if paths else sentence("cli.error.no_photo"))
    if output not in {None, "-"} and counted.summary.total and not writer.failed:
        tell(sentence("cli.told.report", path=output))
    counted.tell(form, statistics=desk.statistics)
    if counted.stopped and not desk.watch:
        tell(sentence("cli.told.stopped", count=counted.summary.total, last=counted.last or "—"))
        return STOPPED
    if writer.failed:
        return 2
    return 1 if (counted.summary.bad or counted.across.bad) and not desk.exit_zero else 0


@dataclass(slots=True)
class _Counted:
    """What is counted of a run, and where it stopped."""

    summary: Summary
    across: Across
    statistics: Statistics
    last: str = ""
    stopped: bool = False

    def take(self, reports: Generator[Report, None, None], writer: Careful, *, whole: bool) -> None:
        """Count and write all reports, until they end or the run is stopped.

        :param whole: whether being stopped is how the run ends.
        """
        try:
            for report in reports:
                self.last = report.photo
                for each in (self.summary, self.across, self.statistics, writer):
                    each.add(report)
        except KeyboardInterrupt:
            self.stopped = True
            self.across.whole = whole
            reports.close()

    def tell(self, form: str, *, statistics: bool) -> None:
        """Say on standard error what came of it; the text format has told of the set already."""
        if form != "text":
            for section in self.across.sections():
                tell(sentence("report.text.section", heading=section.heading, count=len(section.cases)))
        if statistics:
            click.echo(self.statistics.table(language()), nl=False, err=True)
        for line in self.summary.lines(language()):
            click.echo(terminal(line), err=True)


def _brief(profile: Profile, output: str | None, desk: Desk, roster: Roster | None) -> Brief:
    shown = output in {None, "-"} and sys.stdout.isatty()
    # Older consoles of Windows print the codes instead of colouring.
    colours = "NO_COLOR" not in os.environ and (os.name != "nt" or "WT_SESSION" in os.environ)
    return Brief(
        profile,
        language(),
        roster,
        verbose=desk.verbose,
        failed_only=desk.failed,
        colour=shown and colours,
        live=desk.watch,
    )


@contextmanager
def _writer(form: str, output: str | None, brief: Brief) -> Iterator[Careful]:
    if form in FILES:
        if output is None or output == "-":
            raise UsageError(sentence("cli.error.needs_file", format=form))
        check_writable(Path(output))
        yield Careful(open_writer(form, Path(output), brief), output)
        return
    if output is None or output == "-":
        if form != "text" and hasattr(sys.stdout, "reconfigure"):
            # For programs: the same bytes whatever the console speaks.
            sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace", newline="")
        yield Careful(open_writer(form, sys.stdout, brief), output, sys.stdout)
        return
    try:
        file = Path(output).open("w", encoding="utf-8", newline="", errors="backslashreplace")  # noqa: SIM115
    except OSError as error:
        raise UsageError(sentence("cli.error.unwritable", path=output, why=system_words(error))) from error
    try:
        yield Careful(open_writer(form, file, brief), output, file)
    finally:
        with suppress(OSError):  # what the disk had no room for was said when it was written
            file.close()
