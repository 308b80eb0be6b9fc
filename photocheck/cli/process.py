"""``photocheck process``."""

from __future__ import annotations

from pathlib import Path

import click

from photocheck.cli.desk import Desk, desk_options
from photocheck.cli.language import said, say
from photocheck.cli.options import shared_options
from photocheck.cli.settings import configured
from photocheck.cli.worded import files, folders, option, worded_command


@worded_command("process")
@shared_options
@option("--to", "tree", shell_complete=folders)
@option("--numbers", shell_complete=files)
@option("--dry-run", is_flag=True)
@option("--overwrite", is_flag=True)
@option("--recheck", is_flag=True)
@configured
@desk_options
def command(
    paths: tuple[str, ...],
    profile: str,
    form: str | None,
    output: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    jobs: int | None,
    fail_fast: bool,
    scheduler: str | None,
    config: str | None,
    lang: str | None,
    tree: str | None,
    numbers: str | None,
    dry_run: bool,
    overwrite: bool,
    recheck: bool,
    desk: Desk,
) -> int:
    from photocheck import load_profile, process_folder  # noqa: PLC0415 - models load late
    from photocheck.cli.output import form_of, refuse_output  # noqa: PLC0415
    from photocheck.cli.progress import photos_under, with_progress  # noqa: PLC0415
    from photocheck.cli.run import selection, show  # noqa: PLC0415
    from photocheck.io.tables.numbers import read_numbers  # noqa: PLC0415

    if tree is None:
        raise click.UsageError(say("cli.error.no_tree"))
    rules, form = load_profile(profile), form_of(form, output)
    chosen = selection(select, ignore, rules)
    refuse_output(output, paths, [desk.roster, numbers, profile], tree)
    roster = desk.read_roster(rules)
    table = {} if roster is None else roster.by_identity()
    if numbers:
        listed, told = read_numbers(Path(numbers), rules.number)
        table |= listed
        click.echo(said(told), err=True)
    reports = process_folder(
        *paths,
        tree=tree,
        profile=rules,
        selection=chosen,
        numbers=table,
        write=not dry_run,
        overwrite=overwrite,
        recheck=recheck,
        fail_fast=fail_fast,
        jobs=jobs,
        scheduler=scheduler,
        known=roster,
        watch=desk.watch,
        thumbnails=form == "html",
    )
    reports = with_progress(reports, photos_under(paths), output)
    return show(reports, rules, form, output, desk, roster, paths=paths)
