"""``photocheck pack``."""

from __future__ import annotations

from pathlib import Path

import click

from photocheck.cli.desk import COLUMNS_OPTION, ROSTER_OPTION, Desk
from photocheck.cli.language import lang_option, language
from photocheck.cli.options import IGNORE_OPTION, JOBS_OPTION, PROFILE_OPTION
from photocheck.cli.settings import configured
from photocheck.types import Text
from photocheck.words import sentence


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
@click.option("--sign", metavar="KEY.pem", help="Sign the manifest with this Ed25519 key.  用这个私钥给清单签名。")
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
    lang: str | None,
) -> int:
    """Check a tree once more, and write it into one ZIP with a manifest beside it.

    Nothing is written unless every picture passes; what stands in the way is listed.

    再查一遍目录,全部合格才打成 ZIP,旁边附清单;有问题就列出原因,不打包。
    """
    from photocheck.cli.run import selection  # noqa: PLC0415 - models load late
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
        _say(sentence("archive.pack.line", file=obstacle.file, reason=obstacle.reason), err=False)
    if absent := len(review.missing):
        _say(sentence("archive.handover.missing", count=absent))
    if wrong:
        _say(sentence("archive.handover.refused", count=wrong))
        if review.alike:
            _say(sentence("archive.handover.accept", numbers=",".join(review.alike)))
        return 1
    for left in review.left_out(passed):
        _say(sentence("archive.handover.left_out", file=left))
    if passed.count:
        _say(sentence("archive.handover.system", count=passed.count, names=passed.names()))
    manifest = review.write(archive, overwrite=overwrite, key=key)
    _say(sentence("archive.handover.done", count=len(review.items), archive=archive, manifest=manifest))
    return 0


def _say(text: Text, *, err: bool = True) -> None:
    from photocheck.report.text import printable  # noqa: PLC0415 - loaded when it is needed

    click.echo(printable(text.say(language())), err=err)
