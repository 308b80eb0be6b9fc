"""The command line speaks one language at a time: all Chinese in a Chinese locale, all English in any other."""

from __future__ import annotations

import ast
import importlib
import re
import shutil
from pathlib import Path

import click
import pytest
from command import CAMERA, GOOD, SAMPLES, photocheck

from photocheck.cli import COMMANDS, cli, command_of
from photocheck.cli.worded import Argument, Option
from photocheck.cli.wrapping import columns, wrap_text
from photocheck.words import subjects
from photocheck.words.system import database_words

CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
HELP = [[], *([name] for name in COMMANDS), ["profiles", "list"], ["profiles", "show"]]
WRONG = [
    ["chek"],
    ["check"],
    ["check", "no such folder"],
    ["check", GOOD, "--frmat", "csv"],
    ["check", GOOD, "--format", "word"],
    ["check", GOOD, "--jobs", "none"],
    ["check", GOOD, "--select", "face.eye"],
    ["check", GOOD, "--profile", "zikoa"],
    ["check", GOOD, "--profile"],
    ["check", GOOD, "-f", "html"],
    ["check", GOOD, "--roster-columns", "x", "--roster", "r.csv"],
    ["process", GOOD],
    ["verify"],
    ["verify", "no such tree"],
    ["pack", "no such tree"],
    ["pack", "no such tree", "-o", "x.zip"],
    ["init", "no such folder"],
    ["profiles", "shwo"],
    ["profiles", "show"],
    ["explain", "face.eye"],
    ["explain", "face", "light"],
    ["check", GOOD, "-f", "csv", "-o", "no such folder/r.csv"],
    ["check", GOOD, "--nope"],
    ["check", GOOD, "--fail"],
    ["check", GOOD, "--lang", "fr"],
    ["check", GOOD, "--config", "no.toml"],
    ["check", GOOD, "--roster", "no.csv"],
    ["check", GOOD, "-o", "r.doc"],
    ["check", GOOD, "--select", "face", "--ignore", "face"],
    ["process", GOOD, "--to", GOOD],
    ["process", GOOD, "--to", "x", "--numbers", "no.csv"],
    ["verify", GOOD],
    ["pack", "no such tree", "-o", "x.zip", "--sign", GOOD],
    ["merge", "no such tree", "--to", "x"],
    ["merge"],
    ["station"],
    ["station", "--to", "x", "--port", "abc"],
    ["station", "--to", "x", "--port", "99999"],
    ["desk", "--port", "0"],
    ["desk", "--roster", "no.csv"],
    ["init", "a", "b"],
    ["profiles", "check", "no.toml"],
    ["profiles", "diff", "zikao"],
]
ENGLISH_WORDS = re.compile(
    r"\b(?:the|is|are|not|no|such|of|for|to|and|file|folder|option|argument|missing|error|usage|invalid|default|"
    r"unexpected|extra|show|try|help|did|you|mean|must|cannot|directory|found)\b",
    re.IGNORECASE,
)


def commands() -> dict[str, click.Command]:
    found: dict[str, click.Command] = {"photocheck": cli}
    for name in COMMANDS:
        command = command_of(name)
        found[name] = command
        if isinstance(command, click.Group):
            found.update({f"{name}_{inner}": each for inner, each in command.commands.items()})
    return found


@pytest.mark.parametrize("arguments", HELP, ids=" ".join)
def test_help_is_in_one_language(arguments: list[str]) -> None:
    english = photocheck(*arguments, "--help", environment={"LANG": "en_US.UTF-8"}).out
    assert english.startswith("Usage: ")
    assert not CHINESE.search(english)
    chinese = photocheck(*arguments, "--help", environment={"LANG": "zh_CN.UTF-8"}).out
    assert chinese.startswith("用法:")
    assert not ENGLISH_WORDS.findall(_prose(chinese))
    assert photocheck(*arguments, "--help", "--lang", "zh").out == chinese


@pytest.mark.parametrize("wide", [80, 60])
@pytest.mark.parametrize("arguments", HELP, ids=" ".join)
def test_help_runs_over_no_edge_and_loses_nothing(arguments: list[str], wide: int) -> None:
    for tongue in ("zh_CN.UTF-8", "en_US.UTF-8"):
        said = photocheck(*arguments, "--help", environment={"LANG": tongue, "COLUMNS": str(wide)}).out
        for line in said.splitlines():
            # An option's name and its values stay together.
            assert columns(line) <= wide or line.startswith("  -"), line
            assert line.strip()[:1] not in tuple("、。,;:)"), line
        unbroken = photocheck(*arguments, "--help", environment={"LANG": tongue, "COLUMNS": "200"}).out
        assert "".join(said.split()) == "".join(unbroken.split())


def test_lines_are_broken_as_a_terminal_shows_them() -> None:
    said = wrap_text("用这份设置(默认:上层文件夹里的 photocheck.toml)。  [默认:zikao]", 20, "  ", "    ")
    assert said.splitlines() == [
        "  用这份设置(默认:上",
        "    层文件夹里的",
        "    photocheck.toml)。",
        "    [默认:zikao]",
    ]
    assert wrap_text("two  words\n\nand two", 78, "  ", preserve_paragraphs=True) == "  two  words\n\n  and two"
    assert wrap_text("", 78) == ""


@pytest.mark.parametrize("arguments", WRONG, ids=lambda given: " ".join(Path(str(a)).name for a in given))
def test_wrong_usage_is_told_in_one_language(arguments: list[str]) -> None:
    english = photocheck(*arguments, environment={"LANG": "C.UTF-8"})
    assert english.code == 2
    assert english.err.strip()
    assert not CHINESE.search(english.err)
    chinese = photocheck(*arguments, environment={"LANG": "zh_CN.UTF-8"})
    assert chinese.code == 2
    assert CHINESE.search(chinese.err)
    given = "|".join(re.escape(word) for word in sorted(map(str, arguments), key=len, reverse=True))
    assert not ENGLISH_WORDS.findall(_prose(re.sub(given, "", chinese.err))), chinese.err
    # click's own sentences end in its full stop, and name things in its quotes.
    assert chinese.err.rstrip().endswith(("。", "?", ")", "...")), chinese.err
    assert "'" not in chinese.err
    assert not re.search(r"  +\S", chinese.err.replace("\n  ", "\n")), chinese.err


ORDINARY = [
    ["check", SAMPLES / "pass"],
    ["check", SAMPLES / "pass", "-v", "--statistics", "--roster", "r.csv"],
    ["check", SAMPLES / "fail" / "face.eyes", "--failed"],
    ["check", SAMPLES / "fail" / "file.whole", "-f", "junit"],
    ["check", SAMPLES / "fail" / "file.name", "-f", "github"],
    ["check", "empty"],
    ["process", SAMPLES / "camera", "--to", "out"],
    ["process", SAMPLES / "camera", "--to", "out"],
    ["process", "unnamed", "--to", "out"],
    ["process", SAMPLES / "camera", "--to", "locked/out"],
    ["verify", "out"],
    ["pack", "out", "-o", "h.zip"],
    ["pack", "out", "-o", "h.zip", "--accept", "430101191001,430101191002,430102191001"],
    ["verify", "h.zip"],
    ["merge", "out", "--to", "city"],
    ["init", "settings"],
    ["init", "settings"],
    ["profiles"],
    ["profiles", "show", "zikao-gansu"],
    ["profiles", "diff", "zikao", "zikao-hunan"],
    ["explain"],
    ["explain", "framing"],
    ["--version"],
]


@pytest.mark.parametrize("tongue", ["zh_CN.UTF-8", "en_US.UTF-8"])
def test_every_command_speaks_one_language(tongue: str, tmp_path: Path) -> None:
    for name in ("empty", "unnamed", "settings"):
        (tmp_path / name).mkdir()
    shutil.copy(CAMERA, tmp_path / "unnamed" / "IMG_0001.JPG")
    (tmp_path / "r.csv").write_text("number,name\n430101191001,Wang\n430101199999,Li\n", "utf-8")
    (tmp_path / "locked").write_text("a file where a folder should be")
    for arguments in ORDINARY:
        ran = photocheck(*arguments, environment={"LANG": tongue}, folder=tmp_path)
        said = ran.out + ran.err
        if arguments[0] == "init":
            said += (tmp_path / "settings" / "photocheck.toml").read_text("utf-8")
        assert said.strip(), arguments
        assert "Traceback" not in said
        if tongue.startswith("en"):
            assert not CHINESE.search(said), f"{arguments}: {CHINESE.findall(said)}"
        else:
            names = re.sub(
                r"^::\w+ |<[^>]*\b(?:testsuite|system-|propert)[^>]*>|[\w./-]*/[\w./-]+|#.*=.*",
                "",
                said,
                flags=re.MULTILINE,
            )
            assert CHINESE.search(said), arguments
            assert not ENGLISH_WORDS.findall(_prose(names)), f"{arguments}: {ENGLISH_WORDS.findall(_prose(names))}"


def test_what_others_say_in_english_is_told_in_chinese(tmp_path: Path) -> None:
    broken = tmp_path / "own.toml"
    broken.write_text("id = \n", encoding="utf-8")
    zh = {"LANG": "zh_CN.UTF-8"}
    said = photocheck("check", GOOD, "--profile", broken, environment=zh)
    assert said.code == 2
    assert "第 1 行第 6 列写得不对" in said.err
    assert "Invalid" not in said.err
    said = photocheck("check", GOOD, "--config", broken, environment=zh)
    assert "第 1 行第 6 列写得不对" in said.err
    rows = photocheck("profiles", "diff", "zikao", "zikao-hunan", environment=zh).out
    assert rows
    assert not re.search(r"\b(?:min|max|allowed|fail|warn)\b", rows)
    assert not CHINESE.search(photocheck("profiles", "diff", "zikao", "zikao-hunan", "--lang", "en").out)
    assert "文件打不开" in database_words(OSError("unable to open database file")).zh
    assert "数据库出错" in database_words(OSError("something else")).zh


def _prose(said: str) -> str:
    """Without what is the same in every language: names of options, formats, profiles, commands."""
    return re.sub(
        r"--?[\w-]+|^  [a-z]+ +|'[^']*'|photocheck( [a-z]+)*|[a-z]+://\S+|\b\w+\.\w+\b|\w+=\S+|\[[a-z|]+\]",
        "",
        said,
        flags=re.MULTILINE,
    )


def test_every_command_and_option_has_its_words_and_no_other_does() -> None:
    options = set()
    for name, command in commands().items():
        assert command.help, name
        for parameter in command.params:
            assert isinstance(parameter, Option | Argument), f"{name}: {parameter.name} has no words"
            options.add(parameter.words)
            if isinstance(parameter, Option):
                assert parameter.help, f"{name}: {parameter.words}"
    words = subjects("cli")
    assert set(words["option"]) == options
    assert set(words["command"]) == set(commands())


def test_click_says_nothing_that_has_no_translation() -> None:
    """Its sentences, read from its own source: prompts, editors and deprecations are never shown."""
    said = set()
    for name in ("core", "exceptions", "parser", "types", "formatting"):
        source = Path(importlib.import_module(f"click.{name}").__file__ or "").read_text("utf-8")
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"_", "ngettext"}:
                literals = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
                said.update(literals[-1:])
    unseen = re.compile(
        r"deprecat|env var|\(dynamic\)|Aborted|UUID|formats|defined twice|Choice\(|same declaration|boolean|secondary|"
        r"does not match|exactly one parameter|No options|not determine|are required|Unsupported|argument instead",
        re.IGNORECASE,
    )
    known = {entry["en"] for entry in subjects("click").values()}
    assert not {text for text in said - known if not unseen.search(text)}
