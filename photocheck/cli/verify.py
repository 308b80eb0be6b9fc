"""``photocheck verify``."""

from __future__ import annotations

from pathlib import Path

import click

from photocheck.cli.language import lang_option, language
from photocheck.types import Text
from photocheck.words import sentence


@click.command("verify")
@click.argument("tree", metavar="TREE|FILE.zip")
@click.option("--profile", "-p", metavar="NAME|FILE.toml", help="The only rules allowed.  只认这套规格。")
@click.option("--key", metavar="KEY.pem", help="Who must have signed the manifest.  签名方的公钥。")
@lang_option
def command(tree: str, profile: str | None, key: str | None, lang: str | None) -> int:
    """Prove that a tree is whole: every file's hash, name, place and profile, nothing extra, nothing missing.
    A ZIP made by pack is proved against the manifest beside it, and with --key that its maker is who it should be.

    核对文件夹:每个文件的内容、名称、位置、规格,不多不少。对 pack 打的 ZIP,核对旁边的清单;加 --key 还核对签名。
    """
    from photocheck.handover import PackProof, proof  # noqa: PLC0415 - loaded when it is needed
    from photocheck.io.archive.signature import PublicKey  # noqa: PLC0415

    look = proof(tree, profile, None if key is None else PublicKey(Path(key)))
    wrong = 0
    for found in look.run():
        wrong += 1
        _say(sentence("archive.pack.line", file=found.file, reason=found.message), err=False)
    if look.passed.count:
        _say(sentence("archive.verify.system", count=look.passed.count, names=look.passed.names()))
    kind = "pack" if isinstance(look, PackProof) else "tree"
    outcome = "wrong" if wrong else "right"
    _say(sentence(f"archive.verify.{kind}_{outcome}", path=tree, count=look.pictures, wrong=wrong))
    if isinstance(look, PackProof) and look.manifest.signature and key is None:
        _say(sentence("archive.verify.signed"))
    return 1 if wrong else 0


def _say(text: Text, *, err: bool = True) -> None:
    from photocheck.report.text import printable  # noqa: PLC0415 - loaded when it is needed

    click.echo(printable(text.say(language())), err=err)
