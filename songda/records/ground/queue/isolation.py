"""Does work for many rows at once and, when one of them spoils it, finds that one and does the work for all others.

A row whose facts make no sense must not stop the rows beside it for ever: tried again, the chunk would fail again.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db import InterfaceError, OperationalError, transaction

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True)
class Failed(Generic[T]):
    """One row that the work cannot be done for, and the error that says why."""

    row: T
    wrong: Exception

    @property
    def kind(self) -> str:
        """The kind of error alone: its words may quote names and numbers, which belong into no log."""
        return type(self.wrong).__name__


def isolate_failures(rows: Sequence[T], work: Callable[[Sequence[T]], R]) -> tuple[list[R], list[Failed[T]]]:
    """What `work` gave for the rows it could be done for, and the rows that spoil it.

    All rows are tried as one, in a savepoint; only if that fails each half is, down to single rows. What is wrong with
    the database itself (a lost connection, a deadlock) is nobody's fault and is raised.
    """
    if not rows:
        return [], []
    try:
        with transaction.atomic():
            return [work(rows)], []
    except (OperationalError, InterfaceError):
        raise
    except Exception as wrong:  # noqa: BLE001 - whatever is wrong with one row must not stop the others
        if len(rows) == 1:
            return [], [Failed(rows[0], wrong)]
    middle = len(rows) // 2
    before, after = isolate_failures(rows[:middle], work), isolate_failures(rows[middle:], work)
    return [*before[0], *after[0]], [*before[1], *after[1]]
