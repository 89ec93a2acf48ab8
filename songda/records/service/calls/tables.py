"""What the tables of calls are: rights, comparison with the log, erasure, files."""

from operator import attrgetter

from songda.records.ground.tables import ACTOR, GONE, WORDS_ONLY, Among, Compared, Table, words
from songda.records.service.calls.models import Call, CallReceipt

TABLES = (
    Compared(
        Call,
        among=Among.GROUNDS,
        log="calls",
        web="I",
        changes="struck_at recording_id",
        case="party__case",
        aside={
            "caller_id": ACTOR,
            "dial_id": "the telephone's own rows; no consent rests on them",
            "recording_id": "fixed by its own hash, which the events of the recording hold",
            "no_recording": WORDS_ONLY,
        },
        reads={
            "received": lambda row: sorted(str(one.service_id) for one in row.receipts.all()),
            "note_sealed": words(attrgetter("note"), "note"),
            "number_sealed": words(attrgetter("other_number"), "number"),
        },
        fetches=("receipts",),
        emptied={"number_sealed": GONE, "note_sealed": GONE},
    ),
    Table(CallReceipt, why="compared with the call, deed, letter or notice that they belong to", web="I"),
)
