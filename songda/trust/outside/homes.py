"""Where mark and journal lie: in one home, or in two of which either may be away for a time.

What goes out is written down in each; one home that took the line is enough. What any home tells counts.
"""

from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Final, TypeAlias, TypeVar

from songda.trust.outside.journal import Journal, seen_here
from songda.trust.outside.lines import Begun, HandOver, Key, NoticeCall, TakenBack
from songda.trust.outside.mark import HighWaterMark, read_mark

Homes: TypeAlias = Sequence[Path]
Found = TypeVar("Found")
NAMES: Final = ("outside", "outside-second")  # of the homes, where they are shown or saved
AWAY: Final = (OSError, ValueError)  # it cannot be reached; what lies there cannot be read


def of_each(homes: Homes, look: Callable[[Path], Found]) -> tuple[list[Found], list[Exception]]:
    """What is found in each home that can be read, and what is wrong with the others.

    Raises OSError or ValueError where none can be.
    """
    found, wrong = list[Found](), list[Exception]()
    for home in homes:
        try:
            found.append(look(home))
        except AWAY as error:
            wrong.append(error)
    if wrong and not found:
        raise wrong[0]
    return found, wrong


def read_marks(homes: Homes) -> list[HighWaterMark]:
    """The marks that stand outside. Where none does, a home that cannot be read may hold one: its error is raised."""
    found, wrong = of_each(homes, read_mark)
    marks = [mark for mark in found if mark is not None]
    if wrong and not marks:
        raise wrong[0]
    return marks


def never_begun(homes: Homes, keys: Collection[Key]) -> set[Key]:
    """Of these, what was written down in every home since the machine was started, and of which no byte went out.

    Only of a message whose worker is dead, or may not write any more, does the answer stay so. Raises ValueError,
    OSError where a home cannot be read: it may know better.
    """
    seen = [seen_here(home, keys) for home in homes]
    doubtful = {key for _, some in seen for key in some}
    return set.intersection(*(written for written, _ in seen)) - doubtful


class Journals:
    """The journal of one process in each home; all methods may be called from any thread."""

    def __init__(self, homes: Homes) -> None:
        self._journals = {home: Journal(home) for home in homes}
        self._lacking: dict[Path, set[Key]] = {home: set() for home in homes}  # what was written elsewhere alone
        self.away: dict[Path, str] = {}  # why the last line could not be written there

    def write(self, lines: Sequence[HandOver | NoticeCall]) -> None:
        """When this returns the lines survive a power cut in one home at least. Raises OSError: in none.

        With no lines it only tries whether they could be written.
        """
        keys = {line.key for line in lines}
        for home, error in self._in_each(lambda journal: journal.write(lines)).items():
            if error is None:
                self.away.pop(home, None)
                self._lacking[home] -= keys
            else:
                self._lacking[home] |= keys

    def begin(self, one: Begun) -> None:
        """Its first byte goes out now: a line that a kill does not lose. Raises OSError: then it may not."""
        self._in_each(lambda journal: journal.begin(one))

    def take_back(self, one: TakenBack) -> None:
        """It was not handed over after all. Where nothing tells that it was, nothing is taken back."""
        for home, journal in self._journals.items():
            if one.key in self._lacking[home]:
                self._lacking[home].discard(one.key)
            else:
                journal.take_back(one)

    def close(self) -> None:
        """Write what is still to be taken back, as far as it can be."""
        for journal in self._journals.values():
            journal.close()

    def _in_each(self, act: Callable[[Journal], None]) -> dict[Path, OSError | None]:
        """Do it in each home; what went wrong, by home. Raises OSError where it went wrong in all."""
        done: dict[Path, OSError | None] = {}
        for home, journal in self._journals.items():
            try:
                act(journal)
                done[home] = None
            except OSError as error:
                done[home] = error
                self.away.setdefault(home, f"{type(error).__name__}: {error}")
        errors = [error for error in done.values() if error is not None]
        if len(errors) == len(done):
            raise errors[0]
        return done
