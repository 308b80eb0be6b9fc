"""``photocheck pack``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from photocheck.cli.desk import COLUMNS_OPTION, ROSTER_OPTION, Desk
from photocheck.cli.language import lang_option, language, said
from photocheck.cli.options import IGNORE_OPTION, JOBS_OPTION, PROFILE_OPTION
from photocheck.cli.settings import configured

if TYPE_CHECKING:
    from photocheck.batch import Selection
    from photocheck.collection.roster import Roster
    from photocheck.io.archive.pack import Item
    from photocheck.profile.rules import Profile
    from photocheck.types import Text


@click.command("pack")
@click.argument("tree", metavar="TREE")
@click.option("--output", "-o", required=True, metavar="FILE.zip", help="The ZIP to write.  写成的 ZIP 文件。")
@PROFILE_OPTION
@IGNORE_OPTION
@ROSTER_OPTION
@COLUMNS_OPTION
@JOBS_OPTION
@click.option(
    "--accept",
    multiple=True,
    metavar="NUMBER",
    help="Numbers whose like pictures were compared and are right.  已核对、确实不是同一张的号码。",
)
@click.option("--overwrite", is_flag=True, help="Replace a ZIP that is there.  替换已有的 ZIP。")
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
    lang: str | None,
) -> int:
    """Check a tree once more, and write it into one ZIP with a manifest beside it.

    Nothing is written unless every picture passes; what stands in the way is listed.

    再查一遍目录,全部合格才打成 ZIP,旁边附清单;有问题就列出原因,不打包。
    """
    from photocheck import load_profile  # noqa: PLC0415 - models load late
    from photocheck.cli.run import selection  # noqa: PLC0415
    from photocheck.errors import UsageError  # noqa: PLC0415
    from photocheck.io.archive import pack  # noqa: PLC0415
    from photocheck.io.files import check_writable  # noqa: PLC0415

    rules, top, archive = load_profile(profile), Path(tree), Path(output)
    if not top.is_dir():
        raise UsageError(f"没有这个目录:{tree}。", f"There is no folder {tree}.")
    if archive.resolve().is_relative_to(top.resolve()):
        raise UsageError(f"ZIP 不能写进要打包的目录 {tree}。", f"The ZIP cannot be written into {tree} itself.")
    check_writable(archive)
    names = Desk(roster, roster_columns).read_roster(rules)
    look = _Look(top, rules, names, {number.strip() for text in accept for number in text.split(",")})
    wrong = 0
    for file, reason in look.reasons(selection((), ignore), jobs):
        wrong += 1
        _say(f"{file}: {reason.say(language())}", err=False)
    if not look.items:
        raise UsageError(f"{tree} 里没有照片。", f"There is no photo in {tree}.")
    if absent := len(look.across.missing):
        _say(said(f"名单里还有 {absent} 人没有照片。", f"{absent} candidates of the roster have no photo."))
    if wrong:
        _say(said(f"没有打包:{wrong} 处问题,请先处理。", f"Not packed: {wrong} things to settle first."))
        if look.alike:
            both = ",".join(look.alike)
            _say(
                said(
                    f"如果核对后确实不是同一张,请加:--accept {both}",
                    f"If they were compared and are right: --accept {both}",
                )
            )
        return 1
    for file in pack.leftovers(top, {item.file for item in look.items}):
        _say(said(f"不是照片,没有打包:{file}", f"no photo, left out: {file}"))
    pack.write_pack(top, look.items, archive, rules, overwrite=overwrite)
    beside = pack.manifest_path(archive)
    _say(
        said(
            f"已打包 {len(look.items)} 张:{archive},清单:{beside}",
            f"Packed {len(look.items)} photos: {archive}, manifest: {beside}",
        )
    )
    return 0


def _say(line: str, *, err: bool = True) -> None:
    from photocheck.report.text import printable  # noqa: PLC0415 - loaded when it is needed

    click.echo(printable(line), err=err)


class _Look:
    """One look at a tree before it is handed over."""

    def __init__(self, top: Path, profile: Profile, roster: Roster | None, accepted: set[str]) -> None:
        from photocheck.collection.comparison import Across  # noqa: PLC0415 - loaded when it is needed

        self._top = top
        self._profile = profile
        self.across = Across(profile, roster)
        self.items: list[Item] = []
        self.alike: list[str] = []
        """Numbers of pictures that look like another's and that nobody has accepted."""
        self._accepted = accepted

    def reasons(self, selection: Selection, jobs: int | None) -> Iterator[tuple[str, Text]]:
        """File and reason for all that stands in the way; fills ``items`` meanwhile."""
        from photocheck import check_folder  # noqa: PLC0415 - models load late
        from photocheck.collection.comparison import twice  # noqa: PLC0415
        from photocheck.io.archive.pack import Item, misplaced  # noqa: PLC0415
        from photocheck.types import Text  # noqa: PLC0415

        for report in check_folder(self._top, profile=self._profile, selection=selection, jobs=jobs):
            self.across.add(report)
            name = Path(report.photo).relative_to(self._top).as_posix()
            facts = report.image
            self.items.append(Item(report.number or "", name, facts.bytes or 0, facts.sha256 or ""))
            if report.error is not None:
                yield name, report.error.message
            for finding in report.failures:
                title, hint = finding.title, finding.hint
                yield name, Text(f"{title.zh}:{hint.zh}", f"{title.en}: {hint.en}")
            why = misplaced(self._top, Path(report.photo), self._profile)
            if why is not None:
                yield name, why
        for pair in self.across.alike:
            numbers = [pair.first.number or "", pair.second.number or ""]
            if pair.same_bytes or not self._accepted.issuperset(numbers):
                yield Path(pair.second.photo).name, pair.words()
                self.alike += [] if pair.same_bytes else [n for n in numbers if n not in self.alike]
        for stranger in self.across.strangers:
            yield Path(stranger.seen.photo).name, stranger.words()
        for first, second in self.across.twice:
            yield Path(second.photo).name, twice(first, second)
        yield from self._journal()

    def _journal(self) -> Iterator[tuple[str, Text]]:
        """What the tree's journal says, where there is one: a tree merged from others has none."""
        from photocheck.io.archive.journal import journal_path  # noqa: PLC0415 - loaded when it is needed
        from photocheck.io.archive.verify import TreeCheck  # noqa: PLC0415
        from photocheck.io.read import PHOTO_ENDINGS  # noqa: PLC0415

        if not journal_path(self._top).exists():
            return
        for found in TreeCheck(self._top).run():
            if found.kind != "extra" or Path(found.file).suffix.lower() in PHOTO_ENDINGS:
                yield found.file, found.message
