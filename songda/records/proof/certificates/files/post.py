"""Which tables of letters and carriers are compared with the log; which of their columns are no evidence, and why."""

from songda.core.state.entities_of_work import letter_entities
from songda.core.state.ways import carriage as carriage_things
from songda.records.proof.certificates.compared import SUBJECT, WORK_ONLY, words
from songda.records.proof.certificates.comparing import ComparedTable
from songda.records.ways.post.carriage.deciding import reason_of
from songda.records.ways.post.carriage.models import CameBack, Carriage, CarrierReport
from songda.records.ways.post.carriage.queries import words_of_report
from songda.records.ways.post.letters.actions import lines_of
from songda.records.ways.post.letters.models import Batch, Letter, NumberRange, PrintRoom

_SEEN = "that somebody looked at it; decides nothing"
_FILE = "opens the sealed file; what it opens is compared with the hash"
LETTER = ComparedTable(
    Letter,
    letter_entities.Letter,
    lambda state: state.letters,
    {
        "id": SUBJECT,
        "court_id": "that of its case",
        "postcode": "stands in the sealed place too",
        "expected_on": WORK_ONLY,
        "faults": "found by a check that anybody may repeat on the file, whose hash is compared",
        "file_id": "names the sealed file; its hash is compared",
        "wrapped_key": _FILE,
        "counted_at": "the sealing of the batch names who was counted",
    },
    {
        "service_ids": (
            lambda entity: entity.service_ids,
            lambda row: sorted(str(one.service_id) for one in row.paper_rows.all()),
        ),
        "place_sealed": words(lines_of, "lines"),
    },
    # The number is fixed before the letter is set; of one that was stopped no event tells hash and size.
    fits=lambda column, _found, said: column in ("number", "sha256", "size", "pages") and said in (None, ""),
)
BATCH = ComparedTable(
    Batch,
    letter_entities.Batch,
    lambda state: state.batches,
    {"id": SUBJECT, "wrapped_key": _FILE, "manifest_key": _FILE},
    apart=frozenset({"counted"}),
)
NUMBER_RANGE = ComparedTable(
    NumberRange,
    letter_entities.NumberRange,
    lambda state: state.number_ranges,
    {"id": SUBJECT, "next": "each number that was given out stands in the event of its letter"},
)
PRINT_ROOM = ComparedTable(
    PrintRoom,
    letter_entities.PrintRoom,
    lambda state: state.print_rooms,
    {"id": "a number of the database's own", "court_id": "the stream in which it is looked for"},
    key=lambda row: str(row.court_id),
    column_if_unlogged="a_day",
)
CARRIER_REPORT = ComparedTable(
    CarrierReport,
    carriage_things.CarrierFact,
    lambda state: state.carriages.facts,
    {
        "id": SUBJECT,
        "fact": "keeps the same fact from being kept twice; what it is made of is compared",
        "scan_key": "opens the sealed scan; what it opens is compared with the hash",
        "court_id": "whose it is to look at; the letter and the number, which are compared, say it",
        "seen_in": _SEEN,
    },
    {"words_sealed": words(words_of_report, "words")},
)
CARRIAGE = ComparedTable(
    Carriage,
    carriage_things.Carriage,
    lambda state: state.carriages.carriages,
    {
        "letter_id": SUBJECT,
        "begun_at": WORK_ONLY,
        "tell_after": WORK_ONLY,
        "times_told": WORK_ONLY,
        "facts": WORK_ONLY,
        "judged_at": "the event says when it was judged",
        "look_at": WORK_ONLY,
    },
    {"reason_sealed": words(reason_of, "reason", "settled")},
    key=lambda row: str(row.letter_id),
    may_be_unlogged=lambda row: row.judged_at is None and row.told_at is None,
)
CAME_BACK = ComparedTable(CameBack, carriage_things.CameBack, lambda state: state.carriages.returns, {"id": SUBJECT})
