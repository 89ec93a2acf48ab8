"""A loose end: what is not as it must be, where, and what to do about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """What can be loose."""

    SERVICE_FORGOTTEN = "service_forgotten"
    NEXT_NOT_SHOWN = "next_not_shown"
    STEP_NOT_TAKEN = "step_not_taken"
    LEFT_DUE = "left_due"
    ROW_STUCK = "row_stuck"
    FOLLOW_UP_LOST = "follow_up_lost"
    TASK_LOST = "task_lost"
    TASK_UNLIKE_LOG = "task_unlike_log"
    TASK_OF_NOBODY = "task_of_nobody"
    TASK_OF_CLOSED_CASE = "task_of_closed_case"
    TASK_TWICE = "task_twice"


@dataclass(frozen=True)
class Words:
    """What is wrong, what a person does about it, and what `mend` does; empty where nothing can be mended by itself."""

    wrong: str
    cure: str
    mended: str = ""


SAID: Mapping[Kind, Words] = {
    Kind.SERVICE_FORGOTTEN: Words(
        "papers are not served, and no task, no message under way and no date will bring them up again",
        "Open the page and serve otherwise, or let the engine decide anew.",
        "the engine looks at it again",
    ),
    Kind.NEXT_NOT_SHOWN: Words(
        "papers are not served, and their cell on the board says neither who does what next nor until when",
        "Open the page and serve otherwise, or let the engine decide anew.",
        "the engine looks at it again",
    ),
    Kind.STEP_NOT_TAKEN: Words(
        "the engine would go on now, but nothing tells it to look",
        "Let the engine look again.",
        "the engine looks at it again",
    ),
    Kind.LEFT_DUE: Words(
        "rows have been due for over a minute",
        "See that a worker runs, and what its log says; it finds them by itself within seconds.",
        "the worker is asked",
    ),
    Kind.ROW_STUCK: Words(
        "the work for a row fails; it is tried again, and everything else goes on",
        "See the worker's log for the error; mend what the row names, such as a file that is gone.",
    ),
    Kind.FOLLOW_UP_LOST: Words(
        "something on record changed, and what hangs on it was not looked at again",
        "Let the worker look at it again.",
        "the worker is asked",
    ),
    Kind.TASK_LOST: Words(
        "the evidence log tells of a task that is in no list",
        "Put it back from the log; find out who took the row away.",
        "the task is back as the log tells it",
    ),
    Kind.TASK_UNLIKE_LOG: Words(
        "a task is open in the list and ended in the evidence log, or the other way round",
        "Set it as the log tells it; find out who changed the row.",
        "the task stands as the log tells it",
    ),
    Kind.TASK_OF_NOBODY: Words(
        "a task is on the desk of somebody whose account is closed",
        "Give it to somebody else.",
        "whoever is free may take it",
    ),
    Kind.TASK_OF_CLOSED_CASE: Words(
        "a task is open in a closed case in which nothing is on its way any more",
        "Do it, or end it with a reason; open the case again if it was closed too early.",
    ),
    Kind.TASK_TWICE: Words(
        "two tasks of one kind are open about one person for one reason",
        "Do one and end the other with a reason.",
        "the later one is ended as replaced",
    ),
}


@dataclass(frozen=True)
class LooseEnd:
    """One thing that would be forgotten. `place` is its stream (`envelope:<id>`, `task:<id>`, `job:<name>`).

    `page` is the address in the console at which somebody sees it; `known` is what mending it needs.
    """

    kind: Kind
    place: str
    case: str = ""  # its number
    page: str = ""
    detail: str = ""  # the kind of task, or how many rows
    since: datetime | None = None
    known: Mapping[str, str] = field(default_factory=dict)

    @property
    def words(self) -> Words:
        """What is wrong and what to do, in words."""
        return SAID[self.kind]
