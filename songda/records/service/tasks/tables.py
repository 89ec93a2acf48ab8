"""What the tables of tasks are: rights, comparison with the log, erasure, files."""

from songda.records.ground.tables import WORK_ONLY, Among, Compared, Table
from songda.records.service.tasks.models import CourtHanding, Escalation, Substitution, Task, TermEntry, TermsBasis


def _is_of_its_court(task: Task) -> bool:
    """That of its case, or one that was entrusted with these papers, as the events of that tell."""
    if task.court_id == task.case.court_id or task.envelope_id is None:
        return task.court_id == task.case.court_id
    return bool(task.envelope and task.envelope.deeds.filter(entrustment__court=task.court_id).exists())


TABLES = (
    Compared(
        Task,
        among=Among.FILES,
        log="tasks",
        web="I",
        changes="closed_at closed_by ended_by reason owner_id due_at stands_still_since timer_at rungs_left term",
        case="case",
        aside={
            "named_at": "what it was to be due at; what it is due at is compared",
            "stands_still_since": "follows from the ledger of its term, of which the events tell line by line",
            "term rungs_left timer_at": WORK_ONLY,
        },
        reads={"court_id": (lambda _task: True, _is_of_its_court)},
        fetches=("case",),
        free_text={"closed_by"},
    ),
    Table(TermEntry, why="what the day of a task is reckoned from; the day is compared", web="I", free_text={"by"}),
    Table(Escalation, why="what the day of a task is reckoned from; the day is compared"),
    Table(
        Substitution,
        why="to whom tasks fall; each hand-over is an event",
        web="I",
        changes="ended_at",
        free_text={"noted_by"},
    ),
    Table(CourtHanding, why="to whom tasks fall; each hand-over is an event", web="I", changes="rule last_id"),
    Table(
        TermsBasis, why="what the day of a task is reckoned from; the day is compared", free_text={"calendar", "rules"}
    ),
)
