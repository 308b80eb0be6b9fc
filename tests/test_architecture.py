"""The house keeps its shape: who may import whom, and what a light command may load."""

from __future__ import annotations

import ast
import graphlib
import importlib.metadata
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import photocheck
from photocheck.checks import CHECKS, Scene
from photocheck.words.checks import check_ids

PACKAGE = Path(photocheck.__file__).parent
FILES = sorted(PACKAGE.rglob("*.py"))
PURE = ("checks", "layout", "pixels", "types.py", "measurements.py")
"""Values in, values out."""
OUTSIDE = ("mediapipe", "click", "photocheck.io", "photocheck.cli", "photocheck.detect", "photocheck.batch",
           "photocheck.pipeline", "photocheck.report")  # fmt: skip
DISK = ("os", "pathlib", "shutil", "tempfile", "sqlite3", "socket", "urllib", "http")


def imports(path: Path) -> Iterator[str]:
    """Full names of the modules that a file imports at run time, inside functions too."""
    tree = ast.parse(path.read_text("utf-8"))
    typing_only = {
        id(node)
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and isinstance(block.test, ast.Name) and block.test.id == "TYPE_CHECKING"
        for node in ast.walk(block)
    }
    for node in ast.walk(tree):
        if id(node) in typing_only:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def named(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def within(module: str, families: tuple[str, ...]) -> bool:
    return any(module == family or module.startswith(family + ".") for family in families)


def pure_files() -> list[Path]:
    return [path for path in FILES if named(path).split("/")[0] in PURE]


@pytest.mark.parametrize("path", pure_files(), ids=named)
def test_pure_code_knows_no_model_no_disk_no_command_line(path: Path) -> None:
    for module in imports(path):
        assert not within(module, OUTSIDE), f"{named(path)} imports {module}"
        # A name's ending is text, not the disk.
        assert not within(module, DISK) or module == "pathlib.PurePath", f"{named(path)} imports {module}"


def test_pure_files_are_seen() -> None:
    """So that a moved folder does not empty the test above."""
    assert {named(path).split("/")[0] for path in pure_files()} == set(PURE)
    assert len(pure_files()) > 15


def test_no_module_and_no_package_imports_in_a_circle() -> None:
    """Not even inside a function: what needs each other is one thing, or has a third thing in common."""
    modules = {".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts) for path in FILES}
    names = {module.removesuffix(".__init__") for module in modules}

    def module_of(name: str) -> str:
        while name and name not in names:
            name = name.rpartition(".")[0]
        return name

    def room(module: str) -> str:
        return module.split(".")[1] if "." in module else module

    asks: dict[str, set[str]] = {}
    rooms: dict[str, set[str]] = {}
    for path in FILES:
        here = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")
        asks[here] = {module_of(name) for name in imports(path)} - {here, "", "photocheck"}
        rooms.setdefault(room(here), set()).update(room(other) for other in asks[here] if room(other) != room(here))
    for graph in (asks, rooms):
        graphlib.TopologicalSorter(graph).prepare()  # raises CycleError, which names the circle


def test_types_import_nothing_of_ours() -> None:
    assert not [module for module in imports(PACKAGE / "types.py") if module.startswith("photocheck")]


def test_one_file_imports_mediapipe() -> None:
    assert [named(path) for path in FILES if any(within(m, ("mediapipe",)) for m in imports(path))] == [
        "detect/mediapipe.py"
    ]


def test_files_read_in_one_sitting() -> None:
    assert not [
        f"{named(path)} {length}" for path in FILES if (length := len(path.read_text("utf-8").splitlines())) > 400
    ]


def test_no_check_decides_what_is_unmeasured() -> None:
    """They raise it, or what they ask for does; the runner catches it and judge.py says so."""
    handlers = [
        named(path)
        for path in (PACKAGE / "checks").glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "isinstance"
        and any(isinstance(part, ast.Name) and part.id == "Unmeasured" for part in ast.walk(node))
    ]  # fmt: skip
    assert handlers == ["checks/judge.py"]


def test_verdicts_are_made_in_one_place() -> None:
    makers = {
        named(path)
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Finding"
    }
    assert makers == {"checks/judge.py"}


def test_check_ids_stand_in_checks_words_and_profiles_only() -> None:
    ids = {check.id for check in CHECKS}
    for path in FILES:
        # The station turns findings into what is said to a candidate: its table names the checks that it listens to.
        if named(path).split("/")[0] not in {"checks", "words"} and named(path) != "station/sights.py":
            constants = [n.value for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, ast.Constant)]
            found = ids & {value for value in constants if isinstance(value, str)}
            # An id that a profile's key happens to spell is none: "background.reference" is no check.
            assert not found, f"{named(path)} names {found}"


def test_checks_and_layout_share_no_file_name_but_framing() -> None:
    names = [{path.name for path in (PACKAGE / folder).glob("*.py")} for folder in ("checks", "layout")]
    assert names[0] & names[1] == {"framing.py", "__init__.py"}


def test_every_check_has_words_and_all_words_have_a_check() -> None:
    assert sorted(check_ids()) == sorted(check.id for check in CHECKS)


def test_every_check_asks_for_what_the_scene_has() -> None:
    for check in CHECKS:
        for name in check.needs:
            assert hasattr(Scene, name) or name in Scene.__dataclass_fields__, f"{check.id} asks for {name}"


def test_only_the_command_line_imports_click() -> None:
    with_click = {named(path).split("/")[0] for path in FILES if any(within(m, ("click",)) for m in imports(path))}
    assert with_click == {"cli"}


def test_numbers_that_an_authority_could_change_stand_in_profiles_only() -> None:
    """The published sizes and the reference colour are in no check and no stage (layout/ holds mesh numbers)."""
    published = {144, 192, 132, 197}
    working_size = "checks/portrait.py"  # ours: the rows that light and colours are judged on
    judged = [path for path in (PACKAGE / "checks").glob("*.py") if named(path) != working_size]
    for path in [*judged, PACKAGE / "pipeline.py", PACKAGE / "io" / "encode.py"]:
        constants = [
            node.value for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Constant)
        ]
        assert not published & {value for value in constants if type(value) is int}, named(path)


def test_opencv_python_alone_provides_cv2() -> None:
    providers = importlib.metadata.packages_distributions()["cv2"]
    assert set(providers) == {"opencv-python"}


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_and_version_load_nothing_heavy(option: str) -> None:
    program = (
        "import sys\nfrom photocheck.cli import main\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit as end: code = end.code\n"
        "heavy = {'mediapipe', 'cv2', 'PIL'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
        "sys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", program, option], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "photocheck" in done.stdout


def test_importing_photocheck_is_light() -> None:
    program = "import sys, photocheck; assert not {'mediapipe', 'cv2', 'numpy'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", program], check=True)


@pytest.mark.parametrize("use", ["photocheck.Checker", "photocheck.check_folder", "photocheck.load_profile"])
def test_bare_server_is_told_what_to_install(tmp_path: Path, use: str) -> None:
    """As where libGL is missing: importing works, the first use says in one sentence what to do."""
    (tmp_path / "cv2.py").write_text(
        'raise ImportError("libGL.so.1: cannot open shared object file: No such file or directory")'
    )
    program = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import photocheck\n"
        f"try: {use}\n"
        "except photocheck.PhotocheckError as error: print(error.message.zh); print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    zh, en = done.stdout.decode().splitlines()
    assert "libGL.so.1" in zh
    assert "libGL.so.1" in en
    assert "apt-get install -y libgl1 libglib2.0-0" in en


@pytest.mark.parametrize("command", [["check", "."], ["profiles"], ["explain"], ["process", ".", "--to", "x"]])
def test_commands_on_a_bare_server_end_in_one_sentence(tmp_path: Path, command: list[str]) -> None:
    (tmp_path / "cv2.py").write_text('raise ImportError("libGL.so.1: cannot open shared object file")')
    program = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); from photocheck.cli import main; main(sys.argv[1:])"
    done = subprocess.run(
        [sys.executable, "-c", program, *command], capture_output=True, check=False, cwd=tmp_path, text=True
    )
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert "libgl1" in done.stderr
    assert done.stdout == ""
