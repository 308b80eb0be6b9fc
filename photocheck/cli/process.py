"""``photocheck process``."""

from __future__ import annotations

from pathlib import Path

import click

from photocheck.cli.options import shared_options


@click.command("process")
@shared_options
@click.option("--to", "tree", required=True, metavar="TREE", help="Folder to write into.  写入的目录。")
@click.option(
    "--numbers", metavar="TABLE", help="Table file,number for files not named by number.  文件名与号码对照表。"
)
@click.option("--dry-run", is_flag=True, help="Write nothing.  只试运行,不写入。")
@click.option("--overwrite", is_flag=True, help="Replace pictures that are there.  替换已有照片。")
def command(
    paths: tuple[str, ...],
    profile: str,
    form: str,
    output: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    jobs: int | None,
    lang: str | None,
    tree: str,
    numbers: str | None,
    dry_run: bool,
    overwrite: bool,
) -> int:
    """Frame, encode, check and file camera photos; sources are never changed.

    把相机照片裁剪、编码、复查并按号码归档;原片不会改动。
    """
    from photocheck import load_profile, process_folder  # noqa: PLC0415 - models load late
    from photocheck.cli.run import selection, show  # noqa: PLC0415
    from photocheck.io.naming import read_numbers  # noqa: PLC0415

    rules = load_profile(profile)
    reports = process_folder(
        *paths,
        tree=tree,
        profile=rules,
        selection=selection(select, ignore),
        numbers=read_numbers(Path(numbers), rules.number) if numbers else None,
        write=not dry_run,
        overwrite=overwrite,
        jobs=jobs,
    )
    return show(reports, rules, form, output)
