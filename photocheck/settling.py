"""A merge as an office sees it: a report for each picture, and what nobody has decided in a table and a page beside the
tree, to be settled and merged again.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from pathlib import Path
from types import TracebackType

from photocheck.collection.roster import Roster
from photocheck.io.archive.conflicts import conflict_rows, write_conflicts
from photocheck.io.archive.merge import UNDECIDED, Choices, Claim
from photocheck.merging import Merging, missing_by_area
from photocheck.report.conflicts import ConflictPage
from photocheck.results import Report
from photocheck.types import Language, Text
from photocheck.words import listed, sentence, subjects

TABLE, PAGE = ".conflicts.csv", ".conflicts.html"
"""What the table and the page of conflicts append to the tree's name; they lie beside it."""


def table_of(tree: Path) -> Path:
    """The table of conflicts beside a tree."""
    return Path(str(tree.absolute()) + TABLE)


class Settling:
    """What a merge leaves open.

    :param tree: the tree that is merged into.
    :param choices: what somebody has decided.
    :param write: false to look only.
    """

    def __init__(
        self,
        merging: Merging,
        tree: Path,
        language: Language,
        roster: Roster | None = None,
        choices: Choices = UNDECIDED,
        *,
        write: bool = True,
    ) -> None:
        self._merging = merging
        self._tree = tree
        self._roster = roster
        self._choices = choices
        self._write = write
        self._table, self._page = table_of(tree), Path(str(tree.absolute()) + PAGE)
        self._shown = ConflictPage(self._page, self._table, language)
        self._rows: list[tuple[str, ...]] = []
        self._has_picture: set[str] = set()

    def __enter__(self) -> Settling:  # noqa: PYI034 - Self is not in Python 3.10
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._shown.__exit__(kind, error, trace)

    @property
    def count(self) -> int:
        """Numbers with different pictures that nobody has decided about."""
        return self._shown.count

    def reports(
        self, open_one: Callable[[tuple[Claim, ...], str], None] = lambda claims, name: None
    ) -> Generator[Report, None, None]:
        """A report for each picture, in the order of places.

        :param open_one: told the pictures of a number that nobody has decided about, and the candidate's name.
        """
        for merged, report in self._merging.merged():
            if merged.claims:
                name = "" if self._roster is None else self._roster.name(merged.number)
                self._shown.add(merged.claims, name)
                self._rows += conflict_rows(merged.claims, name)
                open_one(merged.claims, name)
            if self._roster is not None and report.error is None and report.number is not None:
                self._has_picture.add(report.number)
            yield report

    def close(self) -> None:
        """Write the table and the page, or take away an earlier run's page when nothing is open any more.

        :raises UsageError: when they cannot be written.
        """
        if not self._write:
            return
        if self._rows or self._table.exists():
            write_conflicts(self._table, self._rows, self._choices)
        if self._rows:
            self._shown.write()
        else:
            self._page.unlink(missing_ok=True)

    def told(self, table: str = "merge.told.table", unmeasured: str = "merge.told.unmeasured") -> list[Text]:
        """What came of it, in sentences; who is missing by county, where there is a roster.

        :param table: the words that say how to settle what is open: a desk has others than the command.
        :param unmeasured: the words that say how to compare what was not measured.
        """
        merging, told = self._merging, [self._summary()]
        if self._rows and self._write:
            files = {"table": self._table.name, "page": self._page.name}
            told.append(sentence(table, count=self.count, **files))
        if merging.unmeasured:
            told.append(sentence(unmeasured, count=merging.unmeasured, tree=self._tree))
        if self._roster is not None:
            for area, (count, missing) in missing_by_area(self._roster, self._has_picture, merging.profile).items():
                named = area or sentence("merge.told.no_area")
                told.append(sentence("merge.told.area", area=named, all=count, missing=missing))
        return told

    def _summary(self) -> Text:
        kinds, outcomes = subjects("merge")["kind"], self._merging.outcomes
        refused = [
            sentence(f"merge.kind.{kind if kind in kinds else 'other'}", count=count)
            for kind, count in sorted(outcomes.items())
            if kind not in {"new", "there"}
        ]
        return sentence(
            "merge.told.summary" if self._write else "merge.told.dry",
            new=outcomes["new"],
            there=outcomes["there"],
            same=self._merging.same,
            refused=listed(refused) if refused else sentence("merge.told.none"),
        )


__all__ = ["Settling", "table_of"]
