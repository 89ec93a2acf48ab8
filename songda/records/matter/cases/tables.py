"""What the tables of cases are: rights, comparison with the log, erasure, files."""

from songda.core.state import entities
from songda.records.ground.tables import ACTOR, SUBJECT, Among, Compared
from songda.records.matter.cases.models import Case, EarlierPhase, Hearing

TABLES = (
    Compared(
        Case,
        among=Among.GROUNDS,
        kind=entities.Case,
        things=lambda state: state.cases,
        web="IU",
        aside={
            "id": SUBJECT,
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
        kind=entities.Hearing,
        things=lambda state: state.hearings,
        web="IU",
        case="case",
        aside={"id": SUBJECT},
        free_text={"place"},
    ),
    Compared(
        EarlierPhase,
        among=Among.GROUNDS,
        kind=entities.Phase,
        things=lambda state: state.phases,
        web="IU",
        case="case",
        aside={"id": SUBJECT, "case_id": "the stream in which it is looked for"},
        key=lambda row: entities.phase_id(str(row.case_id), row.until),
        column_if_unlogged="until",
    ),
)
