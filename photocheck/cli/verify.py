"""``photocheck verify``."""

from __future__ import annotations

from pathlib import Path

from photocheck.cli.language import tell
from photocheck.cli.options import profile_names
from photocheck.cli.worded import argument, files, lang_option, option, worded_command
from photocheck.words import sentence


@worded_command("verify")
@argument("tree", words="tree_or_zip", shell_complete=files)
@option("--profile", "-p", words="only_profile", shell_complete=profile_names)
@option("--key", shell_complete=files)
@lang_option
def command(tree: str, profile: str | None, key: str | None, lang: str | None) -> int:
    from photocheck.handover import PackProof, proof  # noqa: PLC0415 - loaded when it is needed
    from photocheck.io.archive.signature import PublicKey  # noqa: PLC0415

    look = proof(tree, profile, None if key is None else PublicKey(Path(key)))
    wrong = 0
    for found in look.run():
        wrong += 1
        tell(sentence("archive.pack.line", file=found.file, reason=found.message), to_output=True)
    if look.passed.count:
        tell(sentence("archive.verify.system", count=look.passed.count, names=look.passed.names()))
    kind = "pack" if isinstance(look, PackProof) else "tree"
    outcome = "wrong" if wrong else "right"
    tell(sentence(f"archive.verify.{kind}_{outcome}", path=tree, count=look.pictures, wrong=wrong))
    for origin, count in look.origins:
        tell(sentence("archive.verify.origin", origin=origin, count=count))
    if isinstance(look, PackProof) and look.manifest.signature and key is None:
        tell(sentence("archive.verify.signed"))
    return 1 if wrong else 0
