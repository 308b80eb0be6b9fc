"""``photocheck merge``."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING

from photocheck.cli.desk import COLUMNS_OPTION, ROSTER_OPTION, Desk
from photocheck.cli.language import language, tell
from photocheck.cli.options import FORMAT_OPTION, OUTPUT_OPTION, PROFILE_OPTION
from photocheck.cli.settings import configured
from photocheck.cli.worded import argument, lang_option, option, worded_command
from photocheck.types import Text
from photocheck.words import sentence, subjects

if TYPE_CHECKING:
    from photocheck.collection.roster import Roster
    from photocheck.merging import Merging
    from photocheck.report.conflicts import ConflictPage
    from photocheck.results import Report

TABLE, PAGE = ".conflicts.csv", ".conflicts.html"
"""What the table and the page of conflicts append to the tree's name; they lie beside it."""


@worded_command("merge")
@argument("origins", nargs=-1, required=True)
@option("--to", "tree", required=True)
@PROFILE_OPTION
@FORMAT_OPTION
@OUTPUT_OPTION
@ROSTER_OPTION
@COLUMNS_OPTION
@option("--resolve")
@option("--dry-run", is_flag=True)
@lang_option
@configured
def command(
    origins: tuple[str, ...],
    tree: str,
    profile: str,
    form: str | None,
    output: str | None,
    roster: str | None,
    roster_columns: str | None,
    resolve: str | None,
    dry_run: bool,
    lang: str | None,
) -> int:
    from photocheck.cli.output import form_of, refuse_output  # noqa: PLC0415 - models load late
    from photocheck.cli.progress import with_progress  # noqa: PLC0415
    from photocheck.cli.run import show  # noqa: PLC0415
    from photocheck.io.archive.conflicts import read_choices, write_conflicts  # noqa: PLC0415
    from photocheck.merging import Merging  # noqa: PLC0415
    from photocheck.profile.load import load_profile  # noqa: PLC0415
    from photocheck.report.conflicts import ConflictPage  # noqa: PLC0415

    rules, form = load_profile(profile), form_of(form, output)
    for origin in origins:
        refuse_output(output, [], [roster, resolve, profile, origin], origin if Path(origin).is_dir() else None)
    refuse_output(output, [], [], tree)
    names = Desk(roster, roster_columns).read_roster(rules)
    chosen = frozenset() if resolve is None else read_choices(Path(resolve))
    table, page = (Path(str(Path(tree).absolute()) + ending) for ending in (TABLE, PAGE))
    rows: list[tuple[str, ...]] = []
    has_picture: set[str] = set()
    with (
        Merging(origins, tree, rules, chosen=chosen, write=not dry_run) as merging,
        ConflictPage(page, table, language()) as conflicts,
    ):
        reports = _told(merging, conflicts, rows, has_picture, names)
        total = merging.count()  # in this thread, whose the journals are
        code = show(with_progress(reports, lambda: total, output), rules, form, output, Desk(), names, filed_only=True)
        if rows and not dry_run:
            write_conflicts(table, rows, chosen)
            conflicts.write()
        elif not rows:
            page.unlink(missing_ok=True)  # an earlier run's: nothing in it is open any more
        _summary(merging, dry_run=dry_run)
        if rows and not dry_run:
            tell(sentence("merge.told.table", count=conflicts.count, table=table.name, page=page.name))
        if merging.unmeasured:
            tell(sentence("merge.told.unmeasured", count=merging.unmeasured, tree=tree))
    if names is not None:
        _areas(names, has_picture, merging)
    return code


def _told(
    merging: Merging,
    conflicts: ConflictPage,
    rows: list[tuple[str, ...]],
    has_picture: set[str],
    roster: Roster | None,
) -> Generator[Report, None, None]:
    """The reports; conflicts go to their page and table on the way."""
    from photocheck.io.archive.conflicts import conflict_rows  # noqa: PLC0415 - loaded when it is needed

    for merged, report in merging.merged():
        name = "" if roster is None else roster.name(merged.number)
        if merged.claims:
            conflicts.add(merged.claims, name)
            rows += conflict_rows(merged.claims, name)
        if roster is not None and report.error is None and report.number is not None:
            has_picture.add(report.number)
        yield report


def _summary(merging: Merging, *, dry_run: bool) -> None:
    kinds = subjects("merge")["kind"]
    refused = [
        sentence(f"merge.kind.{kind if kind in kinds else 'other'}", count=count)
        for kind, count in sorted(merging.outcomes.items())
        if kind not in {"new", "there"}
    ]
    told = Text(", ".join(text.zh for text in refused), ", ".join(text.en for text in refused))
    tell(
        sentence(
            "merge.told.dry" if dry_run else "merge.told.summary",
            new=merging.outcomes["new"],
            there=merging.outcomes["there"],
            same=merging.same,
            refused=told if refused else sentence("merge.told.none"),
        )
    )


def _areas(roster: Roster, has_picture: set[str], merging: Merging) -> None:
    """Who is missing, by county."""
    from photocheck.merging import missing_by_area  # noqa: PLC0415 - loaded when it is needed

    for area, (count, missing) in missing_by_area(roster, has_picture, merging.profile).items():
        named = area or sentence("merge.told.no_area")
        tell(sentence("merge.told.area", area=named, all=count, missing=missing))
