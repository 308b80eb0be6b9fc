"""``photocheck merge``."""

from __future__ import annotations

from pathlib import Path

from photocheck.cli.desk import COLUMNS_OPTION, ROSTER_OPTION, Desk
from photocheck.cli.language import language, tell
from photocheck.cli.options import FORMAT_OPTION, OUTPUT_OPTION, PROFILE_OPTION
from photocheck.cli.settings import configured
from photocheck.cli.worded import argument, files, folders, lang_option, option, worded_command


@worded_command("merge")
@argument("origins", nargs=-1, required=True, shell_complete=files)
@option("--to", "tree", required=True, shell_complete=folders)
@PROFILE_OPTION
@FORMAT_OPTION
@OUTPUT_OPTION
@ROSTER_OPTION
@COLUMNS_OPTION
@option("--resolve", shell_complete=files)
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
    from photocheck.io.archive.conflicts import read_choices  # noqa: PLC0415
    from photocheck.io.archive.merge import UNDECIDED  # noqa: PLC0415
    from photocheck.merging import Merging  # noqa: PLC0415
    from photocheck.profile.load import load_profile  # noqa: PLC0415
    from photocheck.settling import Settling  # noqa: PLC0415

    rules, form = load_profile(profile), form_of(form, output)
    for origin in origins:
        refuse_output(output, [], [roster, resolve, profile, origin], origin if Path(origin).is_dir() else None)
    refuse_output(output, [], [], tree)
    names = Desk(roster, roster_columns).read_roster(rules)
    choices = UNDECIDED if resolve is None else read_choices(Path(resolve))
    write = not dry_run
    with (
        Merging(origins, tree, rules, choices=choices, write=write) as merging,
        Settling(merging, Path(tree), language(), names, choices, write=write) as settling,
    ):
        total = merging.count()  # in this thread, whose the journals are
        reports = with_progress(settling.reports(), lambda: total, output)
        code = show(reports, rules, form, output, Desk(), names, filed_only=True)
        settling.close()
        for text in settling.told():
            tell(text)
    return code
