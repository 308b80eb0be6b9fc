"""The READMEs are true: their commands are run as they stand, their programs too, and their links lead somewhere."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from command import photocheck

ROOT = Path(__file__).parents[2]
READMES = ("README.md", "README.zh.md")
PAGES = (
    *READMES,
    "CONTRIBUTING.md",
    "samples/README.md",
    *(path.relative_to(ROOT).as_posix() for path in sorted((ROOT / "docs").rglob("*.md"))),
)


def text(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def blocks(name: str, kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```", text(name), re.MULTILINE | re.DOTALL)


def commands(name: str) -> list[list[str]]:
    """The arguments of each ``$ photocheck ...``, in order."""
    lines = [line[2:] for block in blocks(name, "console") for line in block.splitlines() if line.startswith("$ ")]
    assert all(line.startswith("photocheck ") for line in lines)
    return [shlex.split(line)[1:] for line in lines]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the samples in it, where a reader would be."""
    folder = tmp_path_factory.mktemp("desk")
    shutil.copytree(ROOT / "samples", folder / "samples", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return folder


@pytest.mark.parametrize("name", READMES)
def test_commands_do_what_is_said(name: str, desk: Path) -> None:
    shutil.rmtree(desk / "out", ignore_errors=True)
    ran = [(arguments, photocheck(*arguments, folder=desk)) for arguments in commands(name)]
    assert len(ran) >= 8
    for arguments, done in ran:
        fails = any(argument.startswith("samples/fail") for argument in arguments)
        assert done.code == (1 if fails else 0), (arguments, done.out, done.err)
        assert done.out or done.err
        if "--lang" in arguments:
            assert re.search(r"[\u4e00-\u9fff]", done.out + done.err), arguments
    assert (desk / "out" / "43" / "01" / "430101191001.JPG").is_file()  # the place that both READMEs name
    assert (desk / "report.html").stat().st_size > 1000
    assert (desk / "result.csv").read_bytes().startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("name", READMES)
def test_programs_run(name: str, desk: Path) -> None:
    (program,) = blocks(name, "python")
    shutil.rmtree(desk / "out", ignore_errors=True)
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=desk,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("pass []")
    assert "Traceback" not in done.stderr
    assert (desk / "api-out" / "43" / "01" / "430101191001.JPG").is_file()


def test_both_say_the_same() -> None:
    english, chinese = (
        [[a for a in arguments if a not in {"--lang", "zh"}] for arguments in commands(name)] for name in READMES
    )
    assert [arguments for arguments in english if arguments in chinese] == chinese
    for name in READMES:
        assert {"sh try.sh", "sh test.sh"} <= {line for block in blocks(name, "sh") for line in block.splitlines()}


def test_the_two_commands_stand_at_the_top_and_the_gate_calls_them() -> None:
    top = text("README.md").split("## ")[0]
    assert top.index("result.jpg") < top.index("sh try.sh") < top.index("sh test.sh")
    gate = (ROOT / ".ci" / "run").read_text("utf-8")
    assert "sh try.sh" in gate
    assert "sh test.sh" in gate


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", text(page)) if "://" not in link]
    for link in links:
        assert ((ROOT / page).parent / link).exists(), link


@pytest.mark.parametrize("page", ["docs/en/profiles.md", "docs/zh/profiles.md"])
def test_own_profile_of_the_docs_can_be_read(page: str, tmp_path: Path) -> None:
    (example,) = blocks(page, "toml")
    own = tmp_path / "ours.toml"
    own.write_text(example, encoding="utf-8")
    shown = photocheck("profiles", "show", own, "--format", "toml")
    assert shown.code == 0, shown.err
    assert 'id = "our-city"' in shown.out
    assert "background.difference" not in shown.out


def test_every_page_is_there_in_both_languages() -> None:
    chinese, english = (sorted(path.name for path in (ROOT / "docs" / name).iterdir()) for name in ("zh", "en"))
    assert chinese == english
    for language, names in (("zh", chinese), ("en", english)):
        index = text(f"docs/{language}/README.md")
        assert [name for name in names if f"({name})" not in index and name != "README.md"] == []


@pytest.mark.parametrize("page", ["docs/en/api.md", "docs/zh/api.md"])
def test_the_program_of_the_docs_runs(page: str) -> None:
    (program,) = blocks(page, "python")
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("pass 144 0.")


def test_docs_name_every_shipped_profile() -> None:
    from photocheck.profile.load import shipped_names

    for name in shipped_names():
        for language in ("en", "zh"):
            assert f"`{name}`" in text(f"docs/{language}/authorities.md")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_of_authorities_is_the_one_that_the_profiles_give(language: str) -> None:
    from photocheck.profile.load import load_profile, shipped_names
    from photocheck.report.authorities import document

    told = document([load_profile(name) for name in shipped_names()], language)  # type: ignore[arg-type]
    page = f"docs/{language}/authorities.md"
    assert text(page) == told, f"python -m photocheck.report.authorities {language} > {page}"


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script")
@pytest.mark.parametrize(("folder", "code"), [("pass", 0), ("fail/framing.head", 1)])
def test_ci_step_tells_good_from_bad(desk: Path, tmp_path: Path, folder: str, code: int) -> None:
    (tmp_path / "photocheck").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m photocheck "$@"\n')
    (tmp_path / "photocheck").chmod(0o755)
    done = subprocess.run(
        ["sh", ROOT / "examples" / "check-samples.sh", desk / "samples" / folder],
        cwd=tmp_path,
        env={**os.environ, "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"},
        check=False,
        timeout=120,
    )
    assert done.returncode == code
    assert (tmp_path / "photocheck.csv").read_text("utf-8-sig").startswith("photo,")
