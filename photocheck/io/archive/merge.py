"""Trees and ZIPs into one tree: each picture proved by its own journal, and none that two of them disagree about.

All origins, and the tree that is merged into, give their pictures in the order of places, so that what belongs together
comes together: time grows with the pictures, memory with the origins.  A merge that was cut off goes on where it was:
pictures that are there already are the same.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from photocheck.errors import OutputError, PhotocheckError, UsageError
from photocheck.io.archive.filing import Store
from photocheck.io.archive.guard import refuse_tree, same_file
from photocheck.io.archive.journal import Journal, journal_path
from photocheck.io.archive.origin import Origin, Piece, RefusedError, origin_of
from photocheck.io.archive.place import misplaced
from photocheck.io.archive.rows import Entry, Judged
from photocheck.io.files import MAX_BYTES, opened
from photocheck.io.interrupts import held
from photocheck.profile.dump import as_toml
from photocheck.profile.rules import Profile
from photocheck.types import Problem, Text
from photocheck.words import listed, sentence

WRITERS = 8
"""Threads that write: each waits for the disk, which flushes eight pictures as quickly as one."""
AHEAD = 64
"""Places that are looked at before the first of them is told of."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What somebody has decided, by the SHA-256 of pictures."""

    chosen: frozenset[str] = frozenset()
    """Those to be taken."""
    seen: frozenset[str] = frozenset()
    """All that were there to choose from: where another one has come since, nothing is decided."""

    def of(self, sums: set[str]) -> set[str]:
        """Those of a number's different pictures that are chosen; none where there are such as nobody has seen."""
        return sums & self.chosen if sums <= self.seen else set()


UNDECIDED = Choices()
"""Nobody has decided anything."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One of several pictures that have one number."""

    origin: str
    file: str
    """Inside the origin, with ``/`` between folders."""
    entry: Entry
    data: bytes = field(repr=False)
    is_there: bool = False
    """Whether it is the picture that the tree has already."""


@dataclass(frozen=True, slots=True)
class Merged:
    """What became of one place of one origin."""

    origin: str
    file: str
    number: str | None
    entry: Entry | None
    judged: Judged | None = None
    """What was said of the photo that it was made from, where its origin knows it."""
    data: bytes = field(default=b"", repr=False)
    """The picture, where it was read; else it is in the tree."""
    problem: Problem | None = None
    """Why it is not in the tree."""
    claims: tuple[Claim, ...] = ()
    """The pictures that have its number, where they are different ones and nobody has decided."""
    is_new: bool = False
    """Whether it was not in the tree before."""


_Outcome = Callable[[], Merged]
"""Says what became of a place; waits for its picture where that is being written."""


def _known(merged: Merged) -> _Outcome:
    return lambda: merged


class Merge:
    """One merge; all origins are opened first, and what is wrong with any of them is told before anything is written.

    :param origins: trees with their journals, ZIPs with their manifests.
    :param tree: the tree to merge into; it may hold pictures already.
    :param choices: what somebody has decided.
    :param write: false to look only.
    :raises UsageError: when an origin is none, is named twice, lies in the tree or the tree in it.
    """

    def __init__(
        self,
        origins: Sequence[Path],
        tree: Path,
        profile: Profile,
        *,
        choices: Choices = UNDECIDED,
        write: bool = True,
    ) -> None:
        refuse_tree(tree, origins)
        for place, origin in enumerate(origins):
            if any(same_file(origin, other) for other in origins[:place]):
                raise UsageError(sentence("merge.twice", origin=origin))
        self.tree = tree
        self.same = 0
        """Pictures that several origins have, or that the tree had already."""
        self.profile = profile
        self.choices = choices
        self._write = write
        self._running: Generator[Merged, None, None] | None = None
        self._open = ExitStack()
        self.pool = self._open.enter_context(ThreadPoolExecutor(WRITERS, "merge"))
        """Writes pictures; its threads begin when there is something to write."""
        self.origins: list[Origin] = []
        wrong = [told for told in map(self._opened, origins) if told is not None]
        if wrong:
            self._open.close()
            raise UsageError(Text("\n".join(text.zh for text in wrong), "\n".join(text.en for text in wrong)))

    def _opened(self, path: Path) -> Text | None:
        """Open an origin; what is wrong with it."""
        try:
            origin = origin_of(path)
        except UsageError as error:
            return error.message
        self._open.callback(origin.close)
        self.origins.append(origin)
        return None

    def read(self, entry: Entry) -> bytes:
        """The tree's picture of an entry, nothing where it cannot be read."""
        with suppress(OSError), opened(self.tree / entry.output, MAX_BYTES) as file:
            return file.read(MAX_BYTES)
        return b""

    def count(self) -> int:
        """How many pictures the origins' journals name."""
        return sum(origin.count() for origin in self.origins)

    def close(self) -> None:
        if self._running is not None:
            self._running.close()
        self._open.close()

    def run(self) -> Iterator[Merged]:
        """What becomes of each picture, in the order of places.

        :raises UsageError: when a journal turns out to be damaged; what was merged until then is whole.
        """
        self._running = self._run()
        return self._running

    def _run(self) -> Generator[Merged, None, None]:
        journal = self._journal()
        store = None
        if journal is not None and self._write:
            with suppress(FileExistsError):
                self.tree.mkdir(parents=True)
            journal.know_profile(self.profile.digest, self.profile.id, as_toml(self.profile))
            journal.know_origins()
            store = Store(self.tree, journal, self.profile, together=True)
        streams = [self._numbered(place, origin) for place, origin in enumerate(self.origins)]
        if journal is not None:
            streams.append((entry.output, -1, Piece(entry.output, entry)) for entry in self._own(journal))
        waiting: deque[_Outcome] = deque()
        try:
            for _, group in groupby(heapq.merge(*streams), key=itemgetter(0)):
                pieces = [(place, piece) for _, place, piece in group]
                # A picture that is being written waits for its entry; one that is entered is told of, then an
                # interrupt counts.  Held back once for both: setting handlers is not free.
                with held() as interrupt:
                    waiting += _Place(self, journal, store, pieces).settled()
                    done = [waiting.popleft()() for _ in range(len(waiting) - AHEAD)]
                yield from done
                interrupt.deliver()
            while waiting:
                with held() as interrupt:
                    last = waiting.popleft()()
                yield last
                interrupt.deliver()
        finally:
            for outcome in waiting:  # a run that is stopped: what is written is entered, and told of by the next
                with suppress(PhotocheckError):
                    outcome()

    def _journal(self) -> Journal | None:
        path = journal_path(self.tree)
        if not self._write and not path.exists():
            return None
        return self._open.enter_context(Journal(path, read_only=not self._write))

    @staticmethod
    def _numbered(place: int, origin: Origin) -> Iterator[tuple[str, int, Piece]]:
        return ((piece.place, place, piece) for piece in origin.pieces())

    @staticmethod
    def _own(journal: Journal) -> Iterator[Entry]:
        """The tree's own pictures as they were at the beginning, a few at a time: it is written to meanwhile."""
        after = ""
        while entries := journal.pictures_after(after):
            yield from entries
            after = entries[-1].output


class _Place:
    """All that has one place: pieces of origins (by their number) and the tree's own (-1)."""

    def __init__(
        self, merge: Merge, journal: Journal | None, store: Store | None, pieces: list[tuple[int, Piece]]
    ) -> None:
        self._merge = merge
        self._journal = journal
        self._store = store
        self._own = next((piece.entry for place, piece in pieces if place < 0), None)
        self._pieces = [(merge.origins[place], piece) for place, piece in pieces if place >= 0]

    def settled(self) -> Iterator[_Outcome]:
        """What becomes of each, in order; known when it is called."""
        candidates = []
        for origin, piece in self._pieces:
            problem = piece.problem or self._problem(piece)
            if problem is None and piece.entry is not None:
                candidates.append((origin, piece.entry))
            else:
                number = None if piece.entry is None else piece.entry.number
                yield _known(Merged(origin.name, piece.place, number, piece.entry, problem=problem))
        if candidates:
            yield from self._decided(candidates)
        elif self._own is not None:
            yield _known(self._kept(self._own))

    def _problem(self, piece: Piece) -> Problem | None:
        """Why a picture cannot be taken, whatever is in it."""
        entry, profile = piece.entry, self._merge.profile
        if entry is None:
            return Problem("extra", sentence("merge.unknown"))
        if entry.digest != profile.digest:
            return Problem("profile", sentence("merge.profile", id=entry.profile, wanted=profile.id))
        reason = misplaced(entry.output, profile, entry.number)
        return None if reason is None else Problem("misplaced", reason)

    def _kept(self, own: Entry) -> Merged:
        """A picture of the tree that no origin has."""
        origin = str(self._merge.tree) if self._journal is None else self._journal.origin(own.output)
        judged = None if self._journal is None else self._journal.judged_output(own.number, own.output)
        return Merged(origin or str(self._merge.tree), own.output, own.number, own, judged, problem=self._lost(own))

    def _lost(self, own: Entry) -> Problem | None:
        """Whether the tree lacks a picture that its journal has (verify looks at every byte)."""
        try:
            there = (self._merge.tree / own.output).lstat().st_size == own.bytes > 0
        except OSError:
            there = False
        return None if there else Problem("changed", sentence("merge.lost"))

    def _decided(self, candidates: list[tuple[Origin, Entry]]) -> Iterator[_Outcome]:
        own = self._own
        if own is not None and all(entry.sha256 == own.sha256 for _, entry in candidates) and self._lost(own) is None:
            self._merge.same += len(candidates)
            yield _known(self._told(*candidates[0]))
            return
        proved: list[tuple[Origin, Claim]] = []
        for origin, entry in candidates:
            found = self._proved(origin, entry)
            if isinstance(found, Merged):
                yield _known(found)
            else:
                proved.append((origin, found))
        if not proved:
            if own is not None:
                yield _known(self._kept(own))
            return
        taken = self._taken(proved)
        if not isinstance(taken, Merged):
            yield taken
            return
        yield _known(taken)
        if taken.claims and own is not None:
            yield _known(self._kept(own))

    @staticmethod
    def _proved(origin: Origin, entry: Entry) -> Claim | Merged:
        """A picture that is what its own journal says, or why it is not taken."""
        try:
            return Claim(origin.name, entry.output, entry, origin.read(entry))
        except RefusedError as error:
            return Merged(origin.name, entry.output, entry.number, entry, problem=error.problem)

    def _taken(self, proved: list[tuple[Origin, Claim]]) -> Merged | _Outcome:
        """The one picture that the number gets, which is being written, or the conflict of several."""
        own = self._own
        sums = {claim.entry.sha256 for _, claim in proved} | ({own.sha256} if own is not None else set())
        wanted = sums if len(sums) == 1 else self._merge.choices.of(sums)
        if len(wanted) != 1:
            return self._conflict([claim for _, claim in proved])
        (sha256,) = wanted
        chosen = [(origin, claim) for origin, claim in proved if claim.entry.sha256 == sha256]
        if not chosen:
            assert own is not None  # noqa: S101 - whose picture it then is
            return self._kept(own)
        self._merge.same += len(chosen) - 1
        origin, claim = chosen[0]
        told = replace(self._told(origin, claim.entry, claim.data), is_new=own is None)
        return told if self._store is None else self._written(self._store, origin, claim, told)

    def _written(self, store: Store, origin: Origin, claim: Claim, told: Merged) -> _Outcome:
        """What came of writing a picture."""
        entry = replace(claim.entry, source=claim.entry.source or origin.name)
        if self._own is None:
            put = store.put_soon(entry, claim.data, self._merge.pool, origin=origin.name)
        else:
            put = partial(store.put, entry, claim.data, overwrite=True, origin=origin.name)

        def outcome() -> Merged:
            try:
                put()
            except OutputError as error:
                return replace(told, is_new=False, problem=error.problem())
            if told.judged is not None:
                # Under the origin's name: two offices' photos may have one path on their own computers.
                source = f"{origin.name}: {told.judged.source}"
                store.journal.enter(judged=replace(told.judged, source=source))
            return told

        return outcome

    def _told(self, origin: Origin, entry: Entry, data: bytes = b"") -> Merged:
        judged = origin.judged(entry)
        if judged is None and not data:
            try:
                data = origin.read(entry)
            except RefusedError as error:
                return Merged(origin.name, entry.output, entry.number, entry, problem=error.problem)
        return Merged(origin.name, entry.output, entry.number, entry, judged, data)

    def _conflict(self, claims: list[Claim]) -> Merged:
        own = self._own
        if own is not None:
            origin = None if self._journal is None else self._journal.origin(own.output)
            data = self._merge.read(own)
            claims = [Claim(origin or str(self._merge.tree), own.output, own, data, is_there=True), *claims]
        different = {claim.entry.sha256: claim for claim in reversed(claims)}
        names = dict.fromkeys(claim.origin for claim in claims)  # the tree's own may have come from one of them
        told = sentence(
            "merge.conflict", number=claims[0].entry.number, count=len(different),
            origins=listed(names),
        )  # fmt: skip
        first = claims[-1]
        return Merged(
            first.origin, first.file, first.entry.number, first.entry,
            problem=Problem("conflict", told), claims=tuple(claims),
        )  # fmt: skip
