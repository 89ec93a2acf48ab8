"""What the tables of letters are: rights, comparison with the log, erasure, files."""

from songda.records.ground.tables import ALL, FILE_KEY, GONE, WORK_ONLY, Among, Compared, Shelf, Table, words
from songda.records.ways.post.letters.actions import lines_of
from songda.records.ways.post.letters.models import Batch, BatchScan, Letter, LetterPaper, NumberRange, PrintRoom

TABLES = (
    Compared(
        PrintRoom,
        among=Among.HOUSE,
        log="print_rooms",
        web="I",
        changes="a_day a_week carrier_a_day prints_at_id share",
        of_nothing="how much a court prints: its number is the database's own, and no case hangs on it",
        aside={"id": "a number of the database's own", "court_id": "the stream in which it is looked for"},
        key=lambda row: str(row.court_id),
        column_if_unlogged="a_day",
    ),
    Compared(
        NumberRange,
        among=Among.HOUSE,
        log="number_ranges",
        web="I",
        aside={"next": "each number that was given out stands in the event of its letter"},
        free_text={"given_by", "prefix"},
    ),
    Compared(
        Batch,
        among=Among.HOUSE,
        log="batches",
        web="I",
        changes="sealed_at sealed_by",
        aside={"wrapped_key": FILE_KEY, "manifest_key": FILE_KEY},
        apart=frozenset({"counted"}),
        root=("batch", "batch.made"),
        of_many=True,
        emptied={"wrapped_key": None, "manifest_key": None},
        shelves=(Shelf("batches"), Shelf("manifests", "manifest_key")),
        free_text={"made_by", "sealed_by"},
    ),
    Compared(
        Letter,
        among=Among.FILES,
        log="letters",
        web="I",
        changes="product is_large_print may_sign must_be_there_by postcode place_sealed state planned_at faults "
        "expected_on withdrawn_at withdrawal overtaken_at overtaken batch_id place_in_batch counted_at "
        "sealed_at deed_id",
        untold={"counted_at": "the sealing of the batch tells who was counted, and is believed alone"},
        case="envelope__case",
        aside={
            "court_id": "that of its case",
            "postcode": "stands in the sealed place too",
            "expected_on": WORK_ONLY,
            "faults": "found by a check that anybody may repeat on the file, whose hash is compared",
            "file_id": "names the sealed file; its hash is compared",
            "wrapped_key": FILE_KEY,
            "counted_at": "the sealing of the batch names who was counted",
        },
        reads={
            "service_ids": lambda row: sorted(str(one.service_id) for one in row.paper_rows.all()),
            "place_sealed": words(lines_of, "lines"),
        },
        # The number is fixed before the letter is set; of one that was stopped no event tells hash and size.
        fits=lambda column, _found, said: column in ("number", "sha256", "size", "pages") and said in (None, ""),
        fetches=("paper_rows",),
        emptied={"place_sealed": GONE, "wrapped_key": None},
        shelves=(Shelf("letters", "wrapped_key", "file_id"),),
        free_text={"number", "opened_by", "postcode"},
    ),
    Table(LetterPaper, why="compared with the call, deed, letter or notice that they belong to", web="I"),
    Table(
        BatchScan,
        why="what a count rests on; the event names every letter that was counted",
        web="I",
        untold={ALL: "what a count rests on; the sealing of the batch tells who was counted"},
        free_text={"by", "typed"},
    ),
)
