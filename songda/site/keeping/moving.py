"""Moves the sealed files from one place to the other while all runs: `songda files --move`.

A file is copied, read back, compared by its hash, and only then taken away where it was; readers look in both places.
What lies in the old place is all that there is to remember: whoever is killed is followed by one who goes on. A file
whose case was erased while it was copied is left under no row, like others whose eraser died (`left_by_erasures`).
"""

import hashlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from io import BytesIO
from typing import Final

from django.db import InterfaceError, OperationalError, connection

from songda.clock import now
from songda.records.ground import vault
from songda.records.ground.queue import chunks
from songda.records.ground.sent_forms.files import SHELF as SENT_FILES
from songda.records.matter.papers.pictures import SHELF as PICTURES
from songda.site.errors import CurableError
from songda.site.keeping.sealed_files import compare, shelves
from songda.trust.places import NAME, FilePlace, FilesAwayError

LOCK: Final = 0x46_49_4C_45  # any number that nothing else in this database locks
LINES: Final = 8  # files under way at once: a store is far, and answers many
AT_ONCE: Final = 64
ROUNDS: Final = 5  # so often what came meanwhile is fetched, before it is said that files still come
Say = Callable[[str, int, int], None]  # a kind, how many of it are done, of how many


@dataclass
class Moving:
    """What came of it; each of `unmoved` and `missing` names a file, and why it is not where it should be."""

    moved: int = 0
    size: int = 0
    unmoved: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    @property
    def is_done(self) -> bool:
        return not (self.unmoved or self.missing)


def move_files(say: Say) -> Moving:
    """Bring every sealed file to the place that new ones go to; CurableError where there is no other, or it is away."""
    written, *others = vault.file_places()
    if not others:
        raise CurableError(
            "Sealed files have one place, so there is nothing to move.",
            "Name the store in SONGDA_FILES_URL, and in SONGDA_FILES_IN where they are to go: docs/howto/run.md.",
        )
    found = Moving()
    try:
        with _alone() as go_on:
            for other in others:
                _empty(other, written, found, say, go_on)
            _look_for_each_row(written, found)
    except FilesAwayError as wrong:
        cure = "Nothing is lost: every file lies where it was, or where it goes. Say it again once the store is back."
        raise CurableError(f"{wrong}; {found.moved} files were moved.", cure) from wrong
    return found


def _look_for_each_row(written: FilePlace, found: Moving) -> None:
    """Every row has its file in the new place; one that came to the old place meanwhile is not lost."""
    if not_there := compare(now(), reads=False, only=written).missing:
        found.missing = compare(now(), reads=False).missing
        late = sorted(set(not_there) - set(found.missing))
        found.unmoved += [f"{one}: lies in the other place; does a process still write there?" for one in late]


@contextmanager
def _alone() -> Iterator[Callable[[], None]]:
    """Two never move at once, for one could go each way; gives what asks whether that still holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            raise CurableError("Another `songda files --move` is at work.", "Wait until it has ended.")
        try:
            yield lambda: cursor.execute("SELECT 1")  # a line that broke holds no lock, and raises
        finally:
            with suppress(OperationalError, InterfaceError):
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _empty(source: FilePlace, target: FilePlace, found: Moving, say: Say, go_on: Callable[[], None]) -> None:
    """Until nothing is left that can be moved: a process of older settings may still write there for a while."""
    for _ in range(ROUNDS):
        unmoved = list[str]()
        before = found.moved
        for kind in (*shelves(), SENT_FILES, PICTURES):
            unmoved += _move_kind(kind, source, target, found, (say, go_on))
        if found.moved == before:
            break
    found.unmoved += unmoved


def _move_kind(
    kind: str, source: FilePlace, target: FilePlace, found: Moving, told: tuple[Say, Callable[[], None]]
) -> list[str]:
    """Those of a kind that could not be moved, each with why; what a killed writer left half-written is no file."""
    say, go_on = told
    names = [each.name for each in source.list(kind) if NAME.fullmatch(each.name)]
    unmoved, done = list[str](), 0
    with ThreadPoolExecutor(LINES) as lines:
        for some in chunks(names, AT_ONCE):
            copied = list(lines.map(lambda name: _copied(name, source, target), some))
            go_on()
            sound = [one for one in copied if not one.wrong]
            list(lines.map(lambda one: source.remove(one.name), sound))
            unmoved += [f"{one.name}: {one.wrong}" for one in copied if one.wrong]
            done += len(some)
            found.moved += sum(one.size > 0 for one in sound)
            found.size += sum(one.size for one in sound)
            say(kind, done, len(names))
    return unmoved


@dataclass(frozen=True)
class _Copied:
    name: str
    size: int = 0
    wrong: str = ""


def _copied(name: str, source: FilePlace, target: FilePlace) -> _Copied:
    """The file in its new place, read back there; FilesAwayError where a place does not answer."""
    try:
        body = source.get(name)
    except FileNotFoundError:  # erased meanwhile
        return _Copied(name)
    except FilesAwayError:
        raise
    except OSError as wrong:
        return _Copied(name, wrong=f"cannot be read ({wrong.strerror})")
    there = _hash_in(target, name)
    if there is None:
        target.put(name, BytesIO(body))
        there = _hash_in(target, name)
    elif there != _hash(body) and name.startswith(f"{PICTURES}/"):  # drawn in both places, and sealed each time anew
        return _Copied(name)
    same = there == _hash(body)
    return _Copied(name, len(body), "" if same else "lies in the other place with other bytes; neither was touched")


def _hash_in(place: FilePlace, name: str) -> bytes | None:
    try:
        return _hash(place.get(name))
    except FileNotFoundError:
        return None


def _hash(body: bytes) -> bytes:
    return hashlib.sha256(body).digest()
