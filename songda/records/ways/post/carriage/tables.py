"""What the tables of carriage are: rights, comparison with the log, erasure, files."""

from songda.records.ground.tables import ALL, GONE, SEEN, WORK_ONLY, Among, Compared, Shelf, Table, words
from songda.records.ways.post.carriage.deciding import reason_of
from songda.records.ways.post.carriage.models import CameBack, Carriage, CarrierReport, Enquiry, Push, StationCode
from songda.records.ways.post.carriage.queries import words_of_report

TABLES = (
    Table(
        Push,
        why="sealed as it came, its hash in an event; what was read of it is compared",
        web="I",
        untold={"seen_in": SEEN},
        of_many=True,
        emptied={"body_sealed": GONE},
        free_text={"carrier", "once"},
    ),
    Compared(
        CarrierReport,
        among=Among.FILES,
        log="carriages.facts",
        web="I",
        untold={"seen_in": SEEN},
        case="letter__envelope__case",
        aside={
            "fact": "keeps the same fact from being kept twice; what it is made of is compared",
            "scan_key": "opens the sealed scan; what it opens is compared with the hash",
            "court_id": "whose it is to look at; the letter and the number, which are compared, say it",
            "seen_in": SEEN,
        },
        reads={"words_sealed": words(words_of_report, "words")},
        only={"stray": ""},
        emptied={"words_sealed": None, "scan_key": None},
        shelves=(Shelf("carrier_scans", "scan_key"),),
        free_text={"carrier", "cause", "code", "number", "product", "scan_number", "signer"},
    ),
    Compared(
        Carriage,
        among=Among.FILES,
        log="carriages.carriages",
        web="I",
        changes="told_at tell_after times_told stage defects facts judged_at look_at settled settled_at settled_by "
        "step_id judge_asked_at reason_sealed",
        untold={"look_at": WORK_ONLY},
        case="letter__envelope__case",
        aside={
            "begun_at tell_after times_told facts look_at": WORK_ONLY,
            "judged_at": "the event says when it was judged",
        },
        reads={"reason_sealed": words(reason_of, "reason", "settled")},
        key=lambda row: str(row.letter_id),
        may_be_unlogged=lambda row: row.judged_at is None and row.told_at is None,
        emptied={"reason_sealed": None},
        free_text={"carrier", "settled_by"},
    ),
    Table(
        Enquiry,
        why="that a carrier was asked, or a code typed; proves nothing",
        changes="over_at send_after",
        free_text={"trouble"},
    ),
    Compared(
        CameBack,
        among=Among.FILES,
        log="carriages.returns",
        web="I",
        changes="struck_at",
        case="letter__envelope__case",
        free_text={"by"},
    ),
    Table(
        StationCode,
        why="that a carrier was asked, or a code typed; proves nothing",
        web="I",
        changes="done_at",
        untold={ALL: "a code that was typed at the return desk, whatever it was; proves nothing"},
        free_text={"by", "typed"},
    ),
)
