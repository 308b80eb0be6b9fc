"""What ``check`` and ``process`` do alike: select, write results as they come, count, exit."""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import click

from photocheck.batch import Selection
from photocheck.checks import CHECKS
from photocheck.cli.desk import Desk
from photocheck.cli.language import language, say
from photocheck.cli.output import Careful
from photocheck.collection.comparison import Across
from photocheck.collection.roster import Roster
from photocheck.errors import UsageError
from photocheck.io.files import check_writable
from photocheck.profile.rules import Profile
from photocheck.report import FILES, Brief, open_writer
from photocheck.report.statistics import Statistics
from photocheck.report.summary import Summary
from photocheck.results import Report
from photocheck.words import sentence
from photocheck.words.near import nearest
from photocheck.words.system import system_words


def selection(select: Iterable[str], ignore: Iterable[str]) -> Selection:
    """``--select`` and ``--ignore``, each repeated or separated by commas.

    :raises UsageError: for a name that is neither a check nor a family.
    """
    known = {check.id for check in CHECKS} | {check.family for check in CHECKS}

    def names(given: Iterable[str]) -> tuple[str, ...]:
        found = tuple(name.strip() for text in given for name in text.split(",") if name.strip())
        for name in found:
            if name not in known:
                raise UsageError(sentence("cli.error.unknown_check", name=name, near=nearest(name, known)))
        return found

    return Selection(names(select), names(ignore))


def show(
    reports: Generator[Report, None, None],
    profile: Profile,
    form: str,
    output: str | None,
    desk: Desk,
    roster: Roster | None = None,
) -> int:
    """Write the reports, what shows across them, and a summary line; the exit code.

    :raises UsageError: when there was no photo at all, or the output file cannot be written.
    """
    summary, across, statistics = Summary(), Across(profile, roster), Statistics()
    with closing(reports), _writer(form, output, Brief(profile, language(), roster)) as writer:
        for report in reports:
            summary.add(report)
            across.add(report)
            statistics.add(report)
            writer.add(report)
        if summary.total == 0:
            raise UsageError(sentence("cli.error.no_photo"))
        writer.close(across)
    if form != "text":
        for heading, cases in across.sections():
            click.echo(f"{heading.say(language())}: {len(cases)}", err=True)
    if desk.statistics:
        click.echo(statistics.table(language()), nl=False, err=True)
    if output not in {None, "-"} and not writer.failed:
        click.echo(say("cli.told.report", path=output), err=True)
    click.echo(summary.line(language()), err=True)
    if writer.failed:
        return 2
    return 1 if (summary.bad or across.bad) and not desk.exit_zero else 0


@contextmanager
def _writer(form: str, output: str | None, brief: Brief) -> Iterator[Careful]:
    if form in FILES:
        if output is None or output == "-":
            raise UsageError(sentence("cli.error.needs_file", format=form))
        check_writable(Path(output))
        yield Careful(open_writer(form, Path(output), brief), output)
        return
    if output is None or output == "-":
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
