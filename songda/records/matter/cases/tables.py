"""What the tables of cases are: rights, comparison with the log, erasure, files."""

from songda.core.state import entities
from songda.records.ground.tables import ACTOR, Among, Compared
from songda.records.matter.cases.models import Case, EarlierPhase, Hearing

TABLES = (
    Compared(
        Case,
        among=Among.GROUNDS,
        log="cases",
        web="I",
        changes="number number_as_typed earlier_numbers cause branch procedure stage is_status_case judge_id closed_at",
        aside={
            "number_as_typed": "as the clerk wrote it; papers bear the other",
            "earlier_numbers": "for searches alone",
            "registered_by_id": ACTOR,
        },
        root=("case", "case.registered"),
        free_text={"cause", "earlier_numbers", "number", "number_as_typed"},
    ),
    Compared(
        Hearing,
        among=Among.GROUNDS,
        log="hearings",
        web="I",
        changes="at place moved_at changed_at cancelled_at",
        case="case",
        aside={"court_id": "that of its case, which never becomes another: by it the hearings of a court are found"},
        free_text={"place"},
    ),
    Compared(
        EarlierPhase,
        among=Among.GROUNDS,
        log="phases",
        web="I",
        changes="branch is_status_case",
        case="case",
        aside={"case_id": "the stream in which it is looked for"},
        key=lambda row: entities.phase_id(str(row.case_id), row.until),
        column_if_unlogged="until",
    ),
)
