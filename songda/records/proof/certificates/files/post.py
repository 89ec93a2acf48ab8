"""Which tables of letters are compared with the log, and which of their columns are no evidence, and why."""

from songda.core.state import letter_things
from songda.records.delivery.letters.models import Batch, Letter, NumberRange, PrintRoom
from songda.records.proof.certificates.compared import SEALED, SUBJECT, WORK_ONLY
from songda.records.proof.certificates.comparing import Compared

_FILE = "opens the sealed file; what it opens is compared with the hash"
LETTER = Compared(
    Letter,
    letter_things.Letter,
    lambda state: state.letters,
    {
        "id": SUBJECT,
        "court_id": "that of its case",
        "place_sealed": SEALED,
        "postcode": "stands in the sealed place too",
        "expected_on": WORK_ONLY,
        "faults": "found by a check that anybody may repeat on the file, whose hash is compared",
        "file_id": "names the sealed file; its hash is compared",
        "wrapped_key": _FILE,
        "counted_at": "the sealing of the batch names who was counted",
    },
    {"carried": (lambda thing: thing.carried, lambda row: sorted(str(one.service_id) for one in row.carried.all()))},
    # The number is fixed before the letter is set; of one that was stopped no event tells hash and size.
    fits=lambda column, _found, said: column in ("number", "sha256", "size", "pages") and said in (None, ""),
)
BATCH = Compared(
    Batch,
    letter_things.Batch,
    lambda state: state.batches,
    {"id": SUBJECT, "wrapped_key": _FILE, "manifest_key": _FILE},
)
NUMBER_RANGE = Compared(
    NumberRange,
    letter_things.NumberRange,
    lambda state: state.number_ranges,
    {"id": SUBJECT, "next": "each number that was given out stands in the event of its letter"},
)
PRINT_ROOM = Compared(
    PrintRoom,
    letter_things.PrintRoom,
    lambda state: state.print_rooms,
    {"id": "a number of the database's own", "court_id": "the stream in which it is looked for"},
    key=lambda row: str(row.court_id),
    untold="a_day",
)
