"""``photocheck pack``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from photocheck.cli.desk import COLUMNS_OPTION, ROSTER_OPTION, Desk
from photocheck.cli.language import language, tell
from photocheck.cli.options import CONFIG_OPTION, IGNORE_OPTION, JOBS_OPTION, PROFILE_OPTION
from photocheck.cli.settings import configured
from photocheck.cli.worded import argument, files, folders, lang_option, option, worded_command
from photocheck.types import Text
from photocheck.words import sentence

if TYPE_CHECKING:
    from photocheck.collection.comparison import Section


@worded_command("pack")
@argument("tree", shell_complete=folders)
@option("--output", "-o", required=True, words="zip", shell_complete=files)
@PROFILE_OPTION
@IGNORE_OPTION
@ROSTER_OPTION
@COLUMNS_OPTION
@JOBS_OPTION
@option("--accept", multiple=True)
@option("--overwrite", is_flag=True, words="overwrite_zip")
@option("--sign", shell_complete=files)
@CONFIG_OPTION
@lang_option
@configured
def command(
    tree: str,
    output: str,
    profile: str,
    ignore: tuple[str, ...],
    roster: str | None,
    roster_columns: str | None,
    jobs: int | None,
    accept: tuple[str, ...],
    overwrite: bool,
    sign: str | None,
    config: str | None,
    lang: str | None,
) -> int:
    from photocheck.cli.run import selection  # noqa: PLC0415 - models load late
    from photocheck.collection.comparison import compared  # noqa: PLC0415
    from photocheck.handover import HandOver  # noqa: PLC0415
    from photocheck.io.archive.guard import refuse_report  # noqa: PLC0415
    from photocheck.io.archive.manifest import manifest_path  # noqa: PLC0415
    from photocheck.io.archive.signature import SigningKey  # noqa: PLC0415
    from photocheck.io.files import check_writable  # noqa: PLC0415
    from photocheck.io.system import PassedOver  # noqa: PLC0415
    from photocheck.profile.load import load_profile  # noqa: PLC0415

    archive, rules, passed = Path(output), load_profile(profile), PassedOver()
    tables = [Path(table) for table in (roster, sign) if table is not None]
    for file in (archive, manifest_path(archive)):
        refuse_report(file, photos=[], tables=tables, tree=Path(tree))
        check_writable(file)
    key = None if sign is None else SigningKey(Path(sign))
    names = Desk(roster, roster_columns).read_roster(rules)
    accepted = {number.strip() for text in accept for number in text.split(",")}
    review = HandOver(tree, rules, roster=names, accepted=accepted, selection=selection((), ignore), jobs=jobs)
    wrong = 0
    for obstacle in review.obstacles():
        wrong += 1
        if obstacle.pair is None:
            tell(sentence("archive.pack.line", file=obstacle.file, reason=obstacle.reason), to_output=True)
    for section in compared(review.pairs):
        _tell_pairs(section, tree)
    if absent := len(review.missing):
        tell(sentence("archive.handover.missing", count=absent))
    if wrong:
        tell(sentence("archive.handover.refused", count=wrong))
        if review.alike:
            tell(sentence("archive.handover.accept", numbers=",".join(review.alike)))
        return 1
    for left in review.left_out(passed):
        tell(sentence("archive.handover.left_out", file=left))
    if passed.count:
        tell(sentence("archive.handover.system", count=passed.count, names=passed.names()))
    manifest = review.write(archive, overwrite=overwrite, key=key)
    tell(sentence("archive.handover.done", count=len(review.items), archive=archive, manifest=manifest))
    return 0


def _tell_pairs(section: Section, tree: str) -> None:
    """What to do about pictures that look like one, said once, and which they are."""
    from photocheck.report.text import LISTED, section_lines  # noqa: PLC0415 - as above

    heading = sentence("report.text.section", heading=section.heading, count=len(section.cases))
    tell(heading, to_output=True)
    for line in section_lines(section, language(), LISTED):
        tell(Text(line, line), to_output=True)
    if (rest := len(section.cases) - LISTED) > 0:
        tell(sentence("archive.handover.more", count=rest, tree=tree), to_output=True)
