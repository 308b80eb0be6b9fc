"""Trees into one: what is proved is taken, what is not is named, and what two disagree about is nobody's."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from photocheck.errors import UsageError
from photocheck.handover import proof
from photocheck.io.archive.conflicts import conflict_rows, read_choices, write_conflicts
from photocheck.io.archive.filing import Made, Store
from photocheck.io.archive.journal import Journal, journal_path
from photocheck.io.archive.merge import UNDECIDED, Choices, Merge, Merged
from photocheck.io.archive.pack import write_pack
from photocheck.io.archive.place import place_of
from photocheck.io.archive.rows import Judged, packed
from photocheck.io.archive.verify import TreeCheck
from photocheck.profile.dump import as_toml
from photocheck.profile.load import load_profile, load_profile_text
from photocheck.results import Measurements, Report
from tests.command import photocheck
from tests.crowd import pictures, tiny
from tests.io.archive.test_pair import items_of

ZIKAO = load_profile("zikao")
OTHER = load_profile("zikao-national")


def number(index: int, county: int = 1) -> str:
    return f"43{county:02d}191{index:05d}"


def picture(who: str) -> bytes:
    return tiny()[:-2] + who.encode() + b"\xff\xd9"


def county(tree: Path, found: dict[str, str], profile=ZIKAO) -> Path:
    """A tree with a picture for each number, told apart by who is on it."""
    with Journal(journal_path(tree)) as journal:
        journal.know_profile(profile.digest, profile.id, as_toml(profile))
        store = Store(tree, journal, profile)
        tree.mkdir(exist_ok=True)
        for one, who in found.items():
            store.file(Made(one, picture(who), f"/camera/{who}.JPG", who))
    return tree


def merge(origins: list[Path], to: Path, **options: object) -> list[Merged]:
    one = Merge(origins, to, ZIKAO, **options)  # type: ignore[arg-type]
    try:
        return list(one.run())
    finally:
        one.close()


def problems(merged: list[Merged]) -> dict[str, str]:
    return {f"{Path(one.origin).name}/{one.file}": one.problem.kind for one in merged if one.problem is not None}


def everything(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {
        str(path.relative_to(folder)): (path.stat().st_mtime_ns, path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink()
    }


@pytest.fixture
def counties(tmp_path: Path) -> list[Path]:
    return [
        county(tmp_path / "a", {number(0): "anna", number(1): "bela", number(5): "same"}),
        county(tmp_path / "b", {number(2): "cora", number(5): "same"}),
        county(tmp_path / "c", {number(0, 2): "dora"}),
    ]


def test_all_that_is_proved_is_in_one_tree_and_proved_there(tmp_path: Path, counties: list[Path]) -> None:
    before = everything(tmp_path)
    merged = merge(counties, tmp_path / "city")
    assert problems(merged) == {}
    found = pictures(tmp_path / "city")
    assert {Path(name).stem: data for name, data in found.items()} == {
        number(0): picture("anna"), number(1): picture("bela"), number(2): picture("cora"),
        number(5): picture("same"), number(0, 2): picture("dora"),
    }  # fmt: skip
    look = TreeCheck(tmp_path / "city", ZIKAO)
    assert list(look.run()) == []
    assert look.origins == [(str(counties[0]), 3), (str(counties[1]), 1), (str(counties[2]), 1)]
    after = everything(tmp_path)
    assert {name: after[name] for name in before} == before, "a county's tree was written to"


def test_once_more_changes_nothing(tmp_path: Path, counties: list[Path]) -> None:
    merge(counties, tmp_path / "city")
    before = pictures(tmp_path / "city")
    inodes = {path: path.stat().st_ino for path in (tmp_path / "city").rglob("*.JPG")}
    again = merge(counties, tmp_path / "city")
    assert problems(again) == {}
    assert not any(one.is_new for one in again)
    assert pictures(tmp_path / "city") == before
    assert {path: path.stat().st_ino for path in (tmp_path / "city").rglob("*.JPG")} == inodes
    assert merge([counties[2]], tmp_path / "city")[0].origin == str(counties[0]), "the others' are told as well"


def test_different_pictures_of_one_number_are_nobodys(tmp_path: Path) -> None:
    a = county(tmp_path / "a", {number(0): "anna", number(1): "bela"})
    b = county(tmp_path / "b", {number(0): "other"})
    (one, two) = merge([a, b], tmp_path / "city")
    assert one.problem is not None
    assert one.problem.kind == "conflict"
    assert str(a) in one.problem.message.zh
    assert str(b) in one.problem.message.en
    assert [claim.data for claim in one.claims] == [picture("anna"), picture("other")]
    assert two.problem is None
    assert [path.stem for path in (tmp_path / "city").rglob("*.JPG")] == [number(1)]


def test_a_picture_that_is_there_is_never_replaced_by_itself(tmp_path: Path) -> None:
    a, b = county(tmp_path / "a", {number(0): "anna"}), county(tmp_path / "b", {number(0): "other"})
    merge([a], tmp_path / "city")
    one, there = merge([b], tmp_path / "city")
    assert (there.origin, there.problem) == (str(a), None)
    assert one.problem is not None
    assert str(a) in one.problem.message.en, "it says where the one that is there came from"
    assert list(pictures(tmp_path / "city").values()) == [picture("anna")]


@pytest.mark.parametrize("right", ["anna", "other", "third"])
def test_a_table_that_was_filled_in_settles_it(tmp_path: Path, right: str) -> None:
    trees = [county(tmp_path / who, {number(0): who}) for who in ("anna", "other", "third")]
    merge(trees[:1], tmp_path / "city")
    one, _ = merge(trees, tmp_path / "city")
    table = tmp_path / "conflicts.csv"
    write_conflicts(table, conflict_rows(one.claims, "某人"))
    with pytest.raises(UsageError, match="empty"):
        read_choices(table)
    lines = table.read_text("utf-8-sig").splitlines()
    marked = [f"1{line}" if right in line.split(",")[5] else line for line in lines]
    table.write_bytes("\r\n".join(marked).encode("gb18030"))  # as Excel saves it
    choices = read_choices(table)
    (one,) = merge(trees, tmp_path / "city", choices=choices)
    assert one.problem is None
    assert list(pictures(tmp_path / "city").values()) == [picture(right)]
    assert list(TreeCheck(tmp_path / "city").run()) == []
    assert TreeCheck(tmp_path / "city").run() is not None
    (again,) = merge(trees, tmp_path / "city", choices=choices)
    assert again.problem is None


def test_two_marks_for_one_number_decide_nothing(tmp_path: Path) -> None:
    trees = [county(tmp_path / who, {number(0): who}) for who in ("anna", "other")]
    (one,) = merge(trees, tmp_path / "city")
    both = frozenset(claim.entry.sha256 for claim in one.claims)
    assert problems(merge(trees, tmp_path / "city", choices=Choices(both, both))) != {}
    assert pictures(tmp_path / "city") == {}


def test_marks_in_a_table_outlive_another_run(tmp_path: Path) -> None:
    trees = [county(tmp_path / who, {number(0): who}) for who in ("anna", "other")]
    (one,) = merge(trees, tmp_path / "city")
    table, rows = tmp_path / "t.csv", conflict_rows(one.claims, "")
    sums = frozenset(row[-1] for row in rows)
    write_conflicts(table, rows, Choices(frozenset([rows[1][-1]]), sums))
    write_conflicts(table, rows)
    assert read_choices(table) == Choices(frozenset([rows[1][-1]]), sums)


def test_what_was_decided_is_not_asked_again(tmp_path: Path) -> None:
    """One number is settled, then another: the first stays settled by the same table, until there is a new picture."""
    a = county(tmp_path / "a", {number(0): "anna", number(1): "bela"})
    b = county(tmp_path / "b", {number(0): "other", number(1): "another"})
    city, table = tmp_path / "city", tmp_path / "t.csv"

    def settled(origins: list[Path], right: str) -> int:
        """Merge by the table as it is, write it anew, mark a picture in it; the numbers that were open."""
        choices = read_choices(table) if table.exists() else UNDECIDED
        open_ones = [one for one in merge(origins, city, choices=choices) if one.claims]
        write_conflicts(table, [row for one in open_ones for row in conflict_rows(one.claims, "")], choices)
        sums = [claim.entry.sha256 for one in open_ones for claim in one.claims if claim.data == picture(right)]
        lines = table.read_text("utf-8-sig").splitlines()
        table.write_text("\n".join(f"1{x}" if any(one in x for one in sums) else x for x in lines), "utf-8")
        return len(open_ones)

    assert settled([a, b], "other") == 2
    assert settled([a, b], "bela") == 1
    assert settled([a, b], "") == 0
    assert settled([b, a], "") == 0
    assert sorted(pictures(city).values()) == sorted([picture("other"), picture("bela")])
    c = county(tmp_path / "c", {number(0): "third"})
    assert settled([a, b, c], "anna") == 1
    assert settled([a, b, c], "") == 0
    assert sorted(pictures(city).values()) == sorted([picture("anna"), picture("bela")])
    assert len(read_choices(table).chosen) == 2


def test_what_is_not_proved_is_named_and_not_taken(tmp_path: Path) -> None:
    a = county(tmp_path / "a", {number(index): f"p{index}" for index in range(8)})
    b = county(tmp_path / "b", {number(20): "b"})
    here = a / "43" / "01"
    (here / f"{number(0)}.JPG").write_bytes(picture("p0") + b"\0")
    (here / f"{number(1)}.JPG").unlink()
    (here / f"{number(2)}.JPG").unlink()
    (here / f"{number(2)}.JPG").symlink_to(here / f"{number(3)}.JPG")
    (here / f"{number(9)}.JPG").write_bytes(picture("stranger"))
    (here / ".half.part").write_bytes(b"half")
    (a / ".DS_Store").write_bytes(b"x")
    (here / f"{number(4)}.JPG").rename(here / f"{number(10)}.JPG")
    with sqlite3.connect(journal_path(a)) as db:
        db.execute("UPDATE pictures SET number = ? WHERE number = ?", (number(11), number(5)))
        db.execute("UPDATE pictures SET digest = ? WHERE number = ?", (OTHER.digest, number(6)))
    found = problems(merge([a, b], tmp_path / "city"))
    place = "a/43/01/{}.JPG".format
    assert found == {
        place(number(0)): "changed", place(number(1)): "missing", place(number(2)): "changed",
        place(number(4)): "missing", place(number(5)): "misplaced", place(number(6)): "profile",
        place(number(9)): "extra", place(number(10)): "extra", "a/43/01/.half.part": "unfinished",
    }  # fmt: skip
    assert sorted(path.stem for path in (tmp_path / "city").rglob("*.JPG")) == [number(3), number(7), number(20)]
    assert list(TreeCheck(tmp_path / "city", ZIKAO).run()) == []


def test_a_changed_picture_does_not_hide_the_right_one_of_another(tmp_path: Path) -> None:
    a, b = county(tmp_path / "a", {number(0): "anna"}), county(tmp_path / "b", {number(0): "anna"})
    (a / place_of(number(0), ZIKAO)).write_bytes(picture("changed"))
    merged = merge([a, b], tmp_path / "city")
    assert [one.problem.kind if one.problem else None for one in merged] == ["changed", None]
    assert list(pictures(tmp_path / "city").values()) == [picture("anna")]


def test_rules_of_one_name_that_differ_are_another_profile(tmp_path: Path) -> None:
    own = load_profile_text('extends = "zikao"\nid = "zikao"\n[picture]\nwidth = 145\n')
    a = county(tmp_path / "a", {number(0): "anna"}, own)
    (one,) = merge([a], tmp_path / "city")
    assert one.problem is not None
    assert one.problem.kind == "profile"


def test_rules_that_only_say_it_in_other_words_are_the_same(tmp_path: Path) -> None:
    own = load_profile_text('extends = "zikao"\nid = "zikao"\ntitle = { zh = "旧名", en = "as it was called" }\n')
    assert problems(merge([county(tmp_path / "a", {number(0): "anna"}, own)], tmp_path / "city")) == {}


def test_a_zip_is_taken_like_a_tree(tmp_path: Path) -> None:
    a, b = county(tmp_path / "a", {number(0): "anna"}), county(tmp_path / "b", {number(0): "anna", number(1): "bela"})
    write_pack(b, items_of(b), tmp_path / "b.zip", ZIKAO)
    assert problems(merge([a, tmp_path / "b.zip"], tmp_path / "city")) == {}
    assert len(pictures(tmp_path / "city")) == 2
    look = TreeCheck(tmp_path / "city")
    assert list(look.run()) == []
    assert look.origins == [(str(a), 1), (str(tmp_path / "b.zip"), 1)]
    manifest = tmp_path / "b.manifest.csv"
    manifest.write_bytes(manifest.read_bytes() + b"1,2,3,4\r\n")
    with pytest.raises(UsageError, match="nothing was merged"):
        merge([tmp_path / "b.zip"], tmp_path / "city2")
    assert not (tmp_path / "city2").exists()


def test_pictures_exchanged_in_a_zip_are_not_taken(tmp_path: Path) -> None:
    from tests.io.archive.test_pack import rewritten

    a = county(tmp_path / "a", {number(0): "anna", number(1): "bela", number(2): "cora"})
    write_pack(a, items_of(a), tmp_path / "a.zip", ZIKAO)
    name = "43/01/{}.JPG".format
    rewritten(
        tmp_path / "a.zip",
        {name(number(0)): picture("xnna"), name(number(1)): None},
        {name(number(7)): picture("stranger"), "../../evil.JPG": b"x"},
    )
    found = problems(merge([tmp_path / "a.zip"], tmp_path / "city"))
    assert found == {
        "a.zip/" + name(number(0)): "changed", "a.zip/" + name(number(1)): "missing",
        "a.zip/" + name(number(7)): "extra", "a.zip/../../evil.JPG": "extra",
    }  # fmt: skip
    assert [path.stem for path in (tmp_path / "city").rglob("*.JPG")] == [number(2)]


def test_all_that_is_wrong_with_the_origins_is_told_before_anything_is_written(tmp_path: Path) -> None:
    a = county(tmp_path / "a", {number(0): "anna"})
    (tmp_path / "without").mkdir()
    shutil.copy(a / place_of(number(0), ZIKAO), tmp_path / "alone.zip")
    with pytest.raises(UsageError) as caught:
        merge([a, tmp_path / "without", tmp_path / "alone.zip", tmp_path / "none"], tmp_path / "city")
    assert len(str(caught.value).splitlines()) == 3
    for origins, to in (([a], a), ([a], a / "x"), ([a / "43"], a), ([a, a], tmp_path / "city")):
        with pytest.raises(UsageError):
            merge(origins, to)
    assert not (tmp_path / "city").exists()
    assert not journal_path(tmp_path / "city").exists()


def test_looking_only_writes_nothing(tmp_path: Path, counties: list[Path]) -> None:
    before = everything(tmp_path)
    assert len(merge(counties, tmp_path / "city", write=False)) == 5
    assert everything(tmp_path) == before
    merge(counties[:1], tmp_path / "city")
    before = everything(tmp_path)
    assert Counter(one.is_new for one in merge(counties, tmp_path / "city", write=False)) == {True: 2, False: 3}
    assert everything(tmp_path) == before


# -------------------------------------------------------------------------------- any trees at all

PEOPLE = ("anna", "bela", "cora")
ACTS = ("whole", "changed", "lost", "unknown", "moved")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.dictionaries(st.integers(0, 5), st.tuples(st.sampled_from(PEOPLE), st.sampled_from(ACTS)), max_size=6),
        min_size=1, max_size=4,
    ),
    st.integers(0, 3),
)  # fmt: skip
def test_conflicts_and_what_is_not_proved_are_never_taken(plan: list[dict[int, tuple[str, str]]], first: int) -> None:
    """Whatever is in the trees: a number has the one picture that all proved ones agree on, or none."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        proved: dict[int, set[str]] = {}
        trees = []
        for place, content in enumerate(plan):
            known = {number(index): who for index, (who, act) in content.items() if act != "unknown"}
            tree = county(folder / f"t{place}", known)
            for index, (who, act) in content.items():
                path = tree / place_of(number(index), ZIKAO)
                if act == "unknown":
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(picture(who))
                elif act == "changed":
                    path.write_bytes(picture(who.upper()))
                elif act == "lost":
                    path.unlink()
                elif act == "moved":
                    path.rename(path.with_name(f"{number(index + 50)}.JPG"))
                else:
                    proved.setdefault(index, set()).add(who)
            trees.append(tree)
        before = everything(folder)
        merge(trees[: first + 1], folder / "city")
        early = pictures(folder / "city")
        merge(trees, folder / "city")
        found = pictures(folder / "city")
        assert early.items() <= found.items(), "what was there stays"
        for index, people in proved.items():
            here = found.pop(place_of(number(index), ZIKAO), None)
            if len(people) == 1:
                assert here == picture(*people)
            else:
                assert here is None or here == early.get(place_of(number(index), ZIKAO))
        assert found == {}
        assert list(TreeCheck(folder / "city", ZIKAO).run()) == []
        after = everything(folder)
        assert {name: after[name] for name in before} == before


# ------------------------------------------------------------------------------------------- kills

MERGE = """
import sys
from pathlib import Path
from photocheck.io.archive.merge import Merge
from photocheck.profile.load import load_profile
merge = Merge([Path(name) for name in sys.argv[2:]], Path(sys.argv[1]), load_profile("zikao"))
for one in merge.run():
    print(one.file, flush=True)
merge.close()
"""


def _killed(folder: Path, kills: int, trees: int, each: int) -> None:
    import random

    chance = random.Random(5)
    origins = [
        county(folder / f"t{place}", {number(index, place + 1): f"{place}-{index}" for index in range(each)})
        for place in range(trees)
    ]
    merge(origins, folder / "unbroken")
    whole = pictures(folder / "unbroken")
    order = [sys.executable, "-c", MERGE, folder / "city", *origins]
    for done in range(kills):
        process = subprocess.Popen(order, stdout=subprocess.PIPE)
        assert process.stdout is not None
        for _ in range(chance.randint(0, trees * each // 3)):
            process.stdout.readline()
        time.sleep(chance.uniform(0, 0.05))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        there = pictures(folder / "city") if (folder / "city").exists() else {}
        assert all(name.endswith(".part") or whole[name] == data for name, data in there.items())
        if len(there) >= len(whole) and done < kills - 1:
            merge(origins, folder / "city")
            assert pictures(folder / "city") == whole
            shutil.rmtree(folder / "city")
            journal_path(folder / "city").unlink()
    assert problems(merge(origins, folder / "city")) == {}
    assert pictures(folder / "city") == whole
    look = TreeCheck(folder / "city", ZIKAO)
    assert list(look.run()) == []
    assert look.origins == [(str(origin), each) for origin in origins]


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 as POSIX has it")
def test_killed_at_any_moment_it_goes_on(tmp_path: Path) -> None:
    _killed(tmp_path, 5, 3, 40)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 as POSIX has it")
def test_killed_fifty_times(tmp_path: Path) -> None:
    _killed(tmp_path, 50, 5, 200)


# ------------------------------------------------------------------------------------ the command


@pytest.mark.skipif(sys.platform == "win32", reason="raises signals as POSIX has them")
@pytest.mark.parametrize("before", [(Journal, "enter"), (Store, "put_soon")], ids=["entering", "writing"])
@pytest.mark.parametrize("after", [0, 2])
def test_an_interrupt_comes_between_no_picture_and_its_entry(
    tmp_path: Path, counties: list[Path], monkeypatch: pytest.MonkeyPatch, before: tuple[type, str], after: int
) -> None:
    owner, name = before
    done, calls = getattr(owner, name), []

    def interrupted(*given: object, **named: object) -> object:
        calls.append(1)
        if len(calls) == after + 1:
            signal.raise_signal(signal.SIGINT)
        return done(*given, **named)

    with monkeypatch.context() as terminal:
        terminal.setattr(owner, name, interrupted)
        with pytest.raises(KeyboardInterrupt):
            merge(counties, tmp_path / "city")
    assert list(TreeCheck(tmp_path / "city", ZIKAO).run()) == []
    assert problems(merge(counties, tmp_path / "city")) == {}
    assert len(pictures(tmp_path / "city")) == 5


def test_the_command_from_the_first_run_to_the_settled_tree(tmp_path: Path) -> None:
    county(tmp_path / "a", {number(0): "anna", number(1): "bela"})
    county(tmp_path / "b", {number(0): "other", number(2): "cora"})
    roster = tmp_path / "roster.csv"
    roster.write_text(
        "考籍号,姓名\n" + "".join(f"{number(i)},考生{i}\n" for i in range(4)) + f"{number(0, 2)},外县\n",
        encoding="utf-8",
    )
    order = ("merge", "a", "b", "--to", "city", "--roster", "roster.csv", "--lang", "zh")
    ran = photocheck(*order, "-f", "jsonl", folder=tmp_path)
    assert ran.code == 1
    errors = [result["error"]["kind"] for result in ran.results if result["error"]]
    assert errors == ["conflict"]
    assert "没有照片的考生" in ran.err
    assert "新并入 2 张" in ran.err
    assert "市县 4301:名单 4 人,其中 2 人还没有照片" in ran.err
    assert "市县 4302:名单 1 人,其中 1 人还没有照片" in ran.err
    page = (tmp_path / "city.conflicts.html").read_text("utf-8")
    assert page.count("<img") == 2
    assert "考生0" in page
    assert "script" not in page
    table = tmp_path / "city.conflicts.csv"
    lines = table.read_text("utf-8-sig").splitlines()
    assert [line.split(",")[3] for line in lines[1:]] == ["a", "b"]
    table.write_text("\n".join([lines[0], "x" + lines[1], lines[2]]), encoding="utf-8-sig")
    ran = photocheck(*order, "--resolve", table, "-o", "r.csv", "-f", "csv", folder=tmp_path)
    assert "新并入 1 张" in ran.err
    assert not (tmp_path / "city.conflicts.html").exists()
    assert (tmp_path / "r.csv").read_text("utf-8-sig").count("考生") == 3
    ran = photocheck("verify", "city", "--lang", "zh", folder=tmp_path)
    assert ran.code == 0
    assert "来自 a:2 张" in ran.err
    assert proof(tmp_path / "city", "zikao").run() is not None


@pytest.mark.parametrize("form", ["text", "json", "csv", "junit", "sarif", "github", "html", "xlsx"])
def test_every_format_tells_of_it(tmp_path: Path, form: str) -> None:
    county(tmp_path / "a", {number(0): "anna", number(1): "bela"})
    county(tmp_path / "b", {number(0): "other"})
    write_pack(tmp_path / "b", items_of(tmp_path / "b"), tmp_path / "b.zip", ZIKAO)
    report = tmp_path / f"r.{form}"
    ran = photocheck("merge", "a", "b.zip", "--to", "city", "-f", form, "-o", report, folder=tmp_path)
    assert ran.code == 1
    assert report.stat().st_size > 100
    if form not in {"html", "xlsx"}:
        assert number(0) in report.read_text("utf-8-sig")


def test_one_picture_under_two_numbers_is_found_across_counties(tmp_path: Path) -> None:
    county(tmp_path / "a", {number(0): "anna"})
    county(tmp_path / "b", {number(0, 2): "anna"})
    ran = photocheck("merge", "a", "b", "--to", "city", "-f", "json", folder=tmp_path)
    assert ran.code == 1
    assert "very same file" in ran.out or "同一个文件" in ran.out or '"same_bytes": true' in ran.out


def test_pictures_that_came_in_a_zip_are_told_of_by_the_next_merge(tmp_path: Path) -> None:
    """Nothing was measured of them, and no origin of this run has them: the tree's own file says what can be said."""
    a, b = county(tmp_path / "a", {number(0): "anna"}), county(tmp_path / "b", {number(0, 2): "bela", number(1, 2): ""})
    write_pack(a, items_of(a), tmp_path / "a.zip", ZIKAO)
    empty = b / place_of(number(1, 2), ZIKAO)
    empty.write_bytes(b"")
    with sqlite3.connect(journal_path(b)) as db:
        nothing = hashlib.sha256(b"").hexdigest()
        db.execute("UPDATE pictures SET bytes = 0, sha256 = ? WHERE number = ?", (nothing, number(1, 2)))
    assert photocheck("merge", "a.zip", "--to", "city", folder=tmp_path).code == 1  # told of, if only by its file
    ran = photocheck("merge", "b", "--to", "city", "-f", "jsonl", folder=tmp_path)
    assert ran.code == 1
    told = {result["number"]: result["error"] and result["error"]["kind"] for result in ran.results}
    assert told == {number(0): None, number(0, 2): None, number(1, 2): "changed"}
    (tmp_path / "city" / place_of(number(0), ZIKAO)).write_bytes(b"")
    ran = photocheck("merge", "b", "--to", "city", "-f", "jsonl", folder=tmp_path)
    assert [result["error"] and result["error"]["kind"] for result in ran.results] == ["changed", None, "changed"]


def test_a_result_that_no_program_of_ours_wrote_stops_no_merge(tmp_path: Path) -> None:
    a = county(tmp_path / "a", {number(0): "anna", number(1): "bela"})
    with Journal(journal_path(a)) as journal:
        for index, like in enumerate(("no likeness", ["0f"])):
            report = Report("x", "zikao", number=number(index), measurements=Measurements(faces=1, likeness="0f" * 50))
            result = report.to_dict()
            result["measurements"]["likeness"] = like
            entry = journal.picture(place_of(number(index), ZIKAO))
            assert entry is not None
            judged = Judged(
                f"/{index}.JPG", 1, 0, 0, entry.sha256, entry.number, "zikao", ZIKAO.digest, "+", "pass", entry.output,
                entry.sha256, packed(result), "2026-01-01",
            )  # fmt: skip
            journal.enter(judged)
    ran = photocheck("merge", "a", "--to", "city", "-f", "jsonl", folder=tmp_path)
    assert [result["error"] for result in ran.results] == [None, None], ran.err
    assert len(pictures(tmp_path / "city")) == 2


def test_a_dry_run_says_what_would_come(tmp_path: Path) -> None:
    county(tmp_path / "a", {number(0): "anna"})
    before = everything(tmp_path)
    ran = photocheck("merge", "a", "--to", "city", "--dry-run", "--lang", "en", folder=tmp_path)
    assert "1 to merge" in ran.err
    assert everything(tmp_path) == before
    ran = photocheck("merge", "a", "--to", "a", "-o", os.devnull, folder=tmp_path)
    assert ran.code == 2
