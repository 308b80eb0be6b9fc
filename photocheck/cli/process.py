"""``photocheck process``."""

from __future__ import annotations

from pathlib import Path

import click

from photocheck.cli.desk import Desk, desk_options
from photocheck.cli.language import said
from photocheck.cli.options import shared_options
from photocheck.cli.settings import configured


@click.command("process")
@shared_options
@click.option("--to", "tree", metavar="TREE", help="Folder to write into.  写入的目录。")
@click.option(
    "--numbers", metavar="TABLE", help="Table file,number for files not named by number.  文件名与号码对照表。"
)
@click.option("--dry-run", is_flag=True, help="Write nothing.  只试运行,不写入。")
@click.option("--overwrite", is_flag=True, help="Replace pictures that are there.  替换已有照片。")
@click.option("--recheck", is_flag=True, help="Do again what is done already.  已处理过的也重新处理。")
@desk_options
@configured
def command(
    paths: tuple[str, ...],
    profile: str,
    form: str,
    output: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    jobs: int | None,
    fail_fast: bool,
    scheduler: str | None,
    lang: str | None,
    tree: str | None,
    numbers: str | None,
    dry_run: bool,
    overwrite: bool,
    recheck: bool,
    desk: Desk,
) -> int:
    """Frame, encode, check and file camera photos; sources are never changed.

    What an earlier run has done is not done again: a run that was stopped goes on where it was.

    把相机照片裁剪、编码、复查并按号码归档;原片不会改动。已处理过的照片不再重复处理,中断后再运行即可继续。
    """
    from photocheck import load_profile, process_folder  # noqa: PLC0415 - models load late
    from photocheck.cli.output import refuse_output  # noqa: PLC0415
    from photocheck.cli.progress import with_progress  # noqa: PLC0415
    from photocheck.cli.run import selection, show  # noqa: PLC0415
    from photocheck.io.tables.numbers import read_numbers  # noqa: PLC0415

    if tree is None:
        raise click.UsageError("Missing option '--to TREE'.  请用 --to 指明归档目录。")
    rules = load_profile(profile)
    refuse_output(output, paths, [desk.roster, numbers, profile], tree)
    roster = desk.read_roster(rules)
    table = {} if roster is None else roster.by_identity()
    if numbers:
        listed, told = read_numbers(Path(numbers), rules.number)
        table |= listed
        click.echo(said(told.zh, told.en), err=True)
    reports = process_folder(
        *paths,
        tree=tree,
        profile=rules,
        selection=selection(select, ignore),
        numbers=table,
        write=not dry_run,
        overwrite=overwrite,
        recheck=recheck,
        fail_fast=fail_fast,
        jobs=jobs,
        scheduler=scheduler,
        known=roster,
        watch=desk.watch,
    )
    return show(with_progress(reports, paths, output), rules, form, output, desk, roster)
