"""Which tables of service by people are compared with the log, and which of their columns are no evidence, and why."""

from songda.core.state.entities_of_work import visit_entities
from songda.records.proof.certificates.compared import SUBJECT, WORK_ONLY, words
from songda.records.proof.certificates.comparing import ComparedTable
from songda.records.ways.entrustments.actions import name_of_hand, reason_of, words_of_entrustment
from songda.records.ways.entrustments.models import Entrustment
from songda.records.ways.visits.models import Round, Stop, Visit, VisitPhoto
from songda.records.ways.visits.reports import report_of
from songda.records.ways.visits.rounds import note_of

STOP = ComparedTable(
    Stop,
    visit_entities.Stop,
    lambda state: state.stops,
    {
        "id": SUBJECT,
        "round_id": "in which round it is visited, which its events tell; decides nothing",
        "place": WORK_ONLY,
        "done_at": "follows from the visit, which is compared",
    },
    {"note_sealed": words(note_of, "note")},
)
VISIT = ComparedTable(
    Visit,
    visit_entities.Visit,
    lambda state: state.visits,
    {"id": SUBJECT},
    {
        "services": (lambda entity: entity.services, lambda row: sorted(str(one) for one in row.services)),
        "told_sealed": words(report_of, "told"),
    },
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
        "spoilt": "how often pieces of a file that was not kept were wrong; decides nothing",
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
        "letter_key": "opens the sealed file; what it opens is compared with the hash",
    },
    {
        "name_sealed": words(name_of_hand, "name"),
        "words_sealed": words(words_of_entrustment, "words"),
        "reason_sealed": words(reason_of, "reason", "state"),
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
