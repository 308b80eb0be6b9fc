"""What ``check`` and ``process`` do alike: select, write results as they come, count, exit."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import click

from photocheck.batch import Selection
from photocheck.checks import CHECKS
from photocheck.cli.language import language, said
from photocheck.errors import UsageError
from photocheck.report import open_writer
from photocheck.report.summary import Summary
from photocheck.types import Profile, Report


def selection(select: Iterable[str], ignore: Iterable[str]) -> Selection:
    """``--select`` and ``--ignore``, each repeated or separated by commas.

    :raises UsageError: for a name that is neither a check nor a family.
    """
    known = {check.id for check in CHECKS} | {check.family for check in CHECKS}

    def names(given: Iterable[str]) -> tuple[str, ...]:
        found = tuple(name.strip() for text in given for name in text.split(",") if name.strip())
        for name in found:
            if name not in known:
                near = difflib.get_close_matches(name, known, n=1)
                raise UsageError(
                    f"没有名为 {name} 的检查{f'(是不是 {near[0]}?)' if near else ''}。"
                    "用 photocheck explain 可列出全部。",
                    f"There is no check {name}{f' (did you mean {near[0]}?)' if near else ''}."
                    " photocheck explain lists them.",
                )
        return found

    return Selection(names(select), names(ignore))


def show(reports: Iterable[Report], profile: Profile, form: str, output: str | None) -> int:
    """Write the reports and a summary line; the exit code.

    :raises UsageError: when there was no photo at all, or the output file cannot be written.
    """
    summary = Summary()
    with _stream(output) as stream:
        writer = open_writer(form, stream, profile, language())
        for report in _progress(reports):
            summary.add(report)
            writer.add(report)
        writer.close()
    if summary.total == 0:
        raise UsageError("没有找到照片。请检查路径。", "No photo was found. Check the path.")
    click.echo(summary.line(language()), err=True)
    return 1 if summary.bad else 0


def _progress(reports: Iterable[Report]) -> Iterator[Report]:
    """The reports, with a count on a terminal that does not also show the results."""
    shown = sys.stderr.isatty() and not sys.stdout.isatty()
    for done, report in enumerate(reports, start=1):
        if shown:
            click.echo(said(f"\r已完成 {done} 张", f"\r{done} photos done"), nl=False, err=True)
        yield report
    if shown:
        click.echo(err=True)


@contextmanager
def _stream(output: str | None) -> Iterator[IO[str]]:
    if output is None or output == "-":
        yield sys.stdout
        return
    try:
        file = Path(output).open("w", encoding="utf-8", newline="", errors="backslashreplace")  # noqa: SIM115
    except OSError as error:
        raise UsageError(
            f"结果文件 {output} 写不了:{error.strerror}。", f"The file {output} cannot be written: {error.strerror}."
        ) from error
    with file:
        yield file
