"""``photocheck verify``."""

from __future__ import annotations

from pathlib import Path

import click

from photocheck.cli.language import lang_option, language, said


@click.command("verify")
@click.argument("tree", metavar="TREE")
@click.option(
    "--profile", "-p", metavar="NAME|FILE.toml", help="All must be made by these rules.  须全部按此规则制作。"
)
@lang_option
def command(tree: str, profile: str | None, lang: str | None) -> int:
    """Prove that a tree is whole: every file's hash, name, place and profile, nothing extra, nothing missing.

    核对目录:每个文件的内容、名称、位置、规则,不多不少。
    """
    return verify_tree(Path(tree), profile)


def verify_tree(tree: Path, profile: str | None) -> int:
    """Print what is wrong with a tree, and a summary; the exit code."""
    from photocheck import load_profile  # noqa: PLC0415 - loaded when it is needed
    from photocheck.io.verify import TreeCheck  # noqa: PLC0415
    from photocheck.report.text import printable  # noqa: PLC0415

    check = TreeCheck(tree, load_profile(profile) if profile else None)
    wrong = 0
    for found in check.run():
        wrong += 1
        click.echo(printable(f"{found.file}: {found.message.say(language())}"))
    if wrong:
        click.echo(
            said(
                f"{tree}:台账 {check.pictures} 张,{wrong} 处不符。", f"{tree}: {check.pictures} photos, {wrong} wrong."
            ),
            err=True,
        )
        return 1
    click.echo(
        said(
            f"{tree}:{check.pictures} 张照片全部与台账一致。",
            f"{tree}: all {check.pictures} photos are as the journal says.",
        ),
        err=True,
    )
    return 0
