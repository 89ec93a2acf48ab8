"""What the tables of entrustments are: rights, comparison with the log, erasure, files."""

from songda.records.ground.tables import FILE_KEY, GONE, Among, Compared, Shelf, words
from songda.records.ways.entrustments.actions import name_of_hand, reason_of, words_of_entrustment
from songda.records.ways.entrustments.models import Entrustment

TABLES = (
    Compared(
        Entrustment,
        among=Among.FILES,
        log="entrustments",
        web="I",
        changes="received_at received_by state ended_at ended_by reason_sealed",
        case="deed__envelope__case",
        aside={"deed_id": "the stream in which it is looked for", "letter_key": FILE_KEY},
        reads={
            "name_sealed": words(name_of_hand, "name"),
            "words_sealed": words(words_of_entrustment, "words"),
            "reason_sealed": words(reason_of, "reason", "state"),
        },
        key=lambda row: str(row.deed_id),
        column_if_unlogged="sent_at",
        emptied={"name_sealed": GONE, "words_sealed": None, "reason_sealed": None, "letter_key": GONE},
        shelves=(Shelf("entrustments", "letter_key"),),
        free_text={"ended_by", "received_by", "sent_by"},
    ),
)
