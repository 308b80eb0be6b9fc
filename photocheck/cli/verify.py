"""``photocheck verify``."""

from __future__ import annotations

from pathlib import Path

import click

from photocheck.cli.language import lang_option, language, said


@click.command("verify")
@click.argument("tree", metavar="TREE|FILE.zip")
@click.option("--profile", "-p", metavar="NAME|FILE.toml", help="The only rules allowed.  只认这套规则。")
@lang_option
def command(tree: str, profile: str | None, lang: str | None) -> int:
    """Prove that a tree is whole: every file's hash, name, place and profile, nothing extra, nothing missing.
    A ZIP made by pack is proved against the manifest beside it.

    核对目录:每个文件的内容、名称、位置、规则,不多不少。对 pack 打的 ZIP,核对旁边的清单。
    """
    path = Path(tree)
    return verify_pack(path) if path.is_file() else verify_tree(path, profile)


def verify_pack(archive: Path) -> int:
    """Print what is wrong with a ZIP and its manifest, and a summary; the exit code."""
    from photocheck import load_profile  # noqa: PLC0415 - loaded when it is needed
    from photocheck.errors import ProfileError  # noqa: PLC0415
    from photocheck.io.archive.pack import check_pack, manifest_path, read_manifest  # noqa: PLC0415
    from photocheck.report.text import printable  # noqa: PLC0415

    manifest, wrong = read_manifest(manifest_path(archive))
    try:
        known = load_profile(manifest.profile)
    except ProfileError:
        known = None  # an office's own rules, which need not be on this computer
    wrong += check_pack(archive, manifest, known if known is not None and known.digest == manifest.digest else None)
    for found in wrong:
        click.echo(printable(f"{found.file}: {found.message.say(language())}"))
    count = len(manifest.items)
    if wrong:
        click.echo(said(f"{archive}:{len(wrong)} 处不符。", f"{archive}: {len(wrong)} wrong."), err=True)
        return 1
    click.echo(
        said(f"{archive}:{count} 张照片全部与清单一致。", f"{archive}: all {count} photos are as the manifest says."),
        err=True,
    )
    return 0


def verify_tree(tree: Path, profile: str | None) -> int:
    """Print what is wrong with a tree, and a summary; the exit code."""
    from photocheck import load_profile  # noqa: PLC0415 - loaded when it is needed
    from photocheck.io.archive.verify import TreeCheck  # noqa: PLC0415
    from photocheck.report.text import printable  # noqa: PLC0415

    check = TreeCheck(tree, load_profile(profile) if profile else None)
    wrong = 0
    for found in check.run():
        wrong += 1
        click.echo(printable(f"{found.file}: {found.message.say(language())}"))
    if wrong:
        zh, en = f"台账 {check.pictures} 张,{wrong} 处不符。", f"{check.pictures} photos in the journal, {wrong} wrong."
        click.echo(said(f"{tree}:{zh}", f"{tree}: {en}"), err=True)
        return 1
    zh, en = f"{check.pictures} 张照片全部与台账一致。", f"all {check.pictures} photos are as the journal says."
    click.echo(said(f"{tree}:{zh}", f"{tree}: {en}"), err=True)
    return 0
