"""``photocheck check``."""

from __future__ import annotations

from photocheck.cli.desk import Desk, desk_options
from photocheck.cli.options import shared_options
from photocheck.cli.settings import configured
from photocheck.cli.worded import worded_command


@worded_command("check")
@shared_options
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
    desk: Desk,
) -> int:
    from photocheck import check_folder, load_profile  # noqa: PLC0415 - models load late
    from photocheck.cli.output import form_of, refuse_output  # noqa: PLC0415
    from photocheck.cli.progress import photos_under, with_progress  # noqa: PLC0415
    from photocheck.cli.run import selection, show  # noqa: PLC0415

    rules, form = load_profile(profile), form_of(form, output)
    chosen = selection(select, ignore, rules)
    refuse_output(output, paths, [desk.roster, profile])
    roster = desk.read_roster(rules)
    reports = check_folder(
        *paths,
        profile=rules,
        selection=chosen,
        fail_fast=fail_fast,
        jobs=jobs,
        scheduler=scheduler,
        watch=desk.watch,
        thumbnails=form == "html",
    )
    reports = with_progress(reports, photos_under(paths), output)
    return show(reports, rules, form, output, desk, roster, paths=paths)
