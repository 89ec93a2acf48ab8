"""What the tables of deeds are: rights, comparison with the log, erasure, files."""

from songda.records.ground.tables import Among, Compared, Shelf, Table, words
from songda.records.service.deeds.models import Deed, DeedPaper, DeedStep
from songda.records.service.deeds.queries import words_of_step

TABLES = (
    Compared(
        Deed,
        among=Among.GROUNDS,
        log="deeds",
        web="I",
        case="envelope__case",
        reads={
            "papers": lambda row: sorted(each.service.paper.sha256_hex for each in row.paper_rows.all()),
        },
        fetches=("paper_rows__service__paper",),
    ),
    Table(DeedPaper, why="compared with the call, deed, letter or notice that they belong to", web="I"),
    Compared(
        DeedStep,
        among=Among.GROUNDS,
        log="deed_steps",
        web="I",
        changes="struck_at",
        case="deed__envelope__case",
        aside={"scan_key": "opens the sealed scan; what it opens is compared with the hash"},
        reads={"words_sealed": words(words_of_step, "words")},
        shelves=(Shelf("returns", "scan_key"),),
        stays={
            "words_sealed scan_key": "the return of service: who signed or refused",
        },
        free_text={"recorded_by"},
    ),
)
