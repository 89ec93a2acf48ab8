"""Which tables of service by people are compared with the log, and which of their columns are no evidence, and why."""

from songda.core.state.entities_of_work import visit_entities
from songda.records.delivery.entrustments.models import Entrustment
from songda.records.delivery.visits.models import Round, Stop, Visit, VisitPhoto
from songda.records.proof.certificates.compared import SEALED, SUBJECT, WORK_ONLY
from songda.records.proof.certificates.comparing import ComparedTable

STOP = ComparedTable(
    Stop,
    visit_entities.Stop,
    lambda state: state.stops,
    {
        "id": SUBJECT,
        "note_sealed": SEALED,
        "round_id": "in which round it is visited, which its events tell; decides nothing",
        "place": WORK_ONLY,
        "done_at": "follows from the visit, which is compared",
    },
)
VISIT = ComparedTable(
    Visit,
    visit_entities.Visit,
    lambda state: state.visits,
    {"id": SUBJECT, "told_sealed": SEALED},
    {"services": (lambda entity: entity.services, lambda row: sorted(str(one) for one in row.services))},
)
VISIT_PHOTO = ComparedTable(
    VisitPhoto,
    visit_entities.VisitPhoto,
    lambda state: state.visit_photos,
    {
        "id": SUBJECT,
        "original_key": "opens the sealed file; what it opens is compared with the hash",
        "drawn_key": "opens the sealed file; what it opens is compared with the hash",
        "refused": "of a file that was not kept; decides nothing",
    },
    may_be_unlogged=lambda row: row.kept_at is None,  # still coming in
)
ENTRUSTMENT = ComparedTable(
    Entrustment,
    visit_entities.Entrustment,
    lambda state: state.entrustments,
    {
        "id": SUBJECT,
        "deed_id": "the stream in which it is looked for",
        "name_sealed": SEALED,
        "words_sealed": SEALED,
        "reason_sealed": SEALED,
        "letter_key": "opens the sealed file; what it opens is compared with the hash",
    },
    key=lambda row: str(row.deed_id),
    column_if_unlogged="sent_at",
)
ROUND = ComparedTable(
    Round,
    visit_entities.Round,
    lambda state: state.rounds,
    {
        "id": SUBJECT,
        "court_id": "that of whoever goes",
        "key_sealed": "opens nothing but what lies on the phone",
        "seen_at": "when the phone last reported",
    },
)
