"""Shell completion for PowerShell; click brings bash, zsh and fish, of which fish lost what stands behind a comma."""

from __future__ import annotations

import os

from click.shell_completion import CompletionItem, FishComplete, ShellComplete, add_completion_class

SCRIPT = """\
Register-ArgumentCompleter -Native -CommandName %(prog_name)s -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $env:%(complete_var)s = "powershell_complete"
    $env:COMP_WORDS = ($commandAst.CommandElements | ForEach-Object { $_.ToString() }) -join "`n"
    $env:COMP_WORD = $wordToComplete
    try {
        %(prog_name)s | ForEach-Object {
            $kind, $value, $help = $_ -split "`t", 3
            if ($kind -eq "plain") {
                if (-not $help) { $help = $value }
                [System.Management.Automation.CompletionResult]::new($value, $value, "ParameterValue", $help)
            }
        }
    } finally {
        Remove-Item Env:%(complete_var)s, Env:COMP_WORDS, Env:COMP_WORD -ErrorAction SilentlyContinue
    }
}
"""
"""Files and folders are left to PowerShell, which completes them where nothing is offered."""


class PowerShell(ShellComplete):
    """What the script above and click say to each other: a line an offer, its parts between tabs."""

    name = "powershell"
    source_template = SCRIPT

    def get_completion_args(self) -> tuple[list[str], str]:
        words = [word.strip("'\"") for word in os.environ.get("COMP_WORDS", "").split("\n")]
        incomplete = os.environ.get("COMP_WORD", "").strip("'\"")
        given = words[1:]
        if incomplete and given and given[-1] == incomplete:
            given = given[:-1]
        return given, incomplete

    def format_completion(self, item: CompletionItem) -> str:
        return f"{item.type}\t{item.value}\t{(item.help or '').splitlines()[0] if item.help else ''}"


class Fish(FishComplete):
    """click's own, but that a comma inside a value (``--select face.eyes,light``) or a title parts nothing."""

    source_template = FishComplete.source_template.replace("string split ", "string split --max 1 ")


add_completion_class(Fish)
add_completion_class(PowerShell)
