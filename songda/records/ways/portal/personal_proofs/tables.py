"""What the tables of personal proofs are: rights, comparison with the log, erasure, files."""

from songda.records.ground.tables import SEALED, Among, Compared
from songda.records.ways.portal.personal_proofs.models import PersonalProof

TABLES = (
    Compared(
        PersonalProof,
        among=Among.GROUNDS,
        log="personal_proofs",
        web="I",
        changes="used_at ended_at",
        case="party__case",
        aside={
            "question_sealed": f"{SEALED}, and one that is taken away asks nothing and lets nobody in",
            "answer_index": "keyed hash under the id of this row: that of another row's answer opens nothing here",
        },
        stays={"question_sealed": "by it the person is known again should the case be reopened"},
        free_text={"by"},
    ),
)
