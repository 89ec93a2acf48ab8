"""What the tables of visits are: rights, comparison with the log, erasure, files."""

from songda.records.ground.tables import ALL, FILE_KEY, GONE, WORK_ONLY, Among, Compared, Shelf, Table, words
from songda.records.ways.visits.models import PhotoPart, Round, Stop, Visit, VisitPhoto, VisitRule
from songda.records.ways.visits.reports import report_of
from songda.records.ways.visits.rounds import note_of

TABLES = (
    Table(
        VisitRule,
        why="whether visits are looked at first; each acceptance tells how it came about",
        web="I",
        changes="by_itself",
    ),
    Compared(
        Round,
        among=Among.HOUSE,
        log="rounds",
        web="I",
        changes="taken_at mark key_sealed phone_hash seen_at shut_at ended_at",
        untold={"seen_at": "when the phone reported last; decides nothing"},
        aside={
            "court_id": "that of whoever goes",
            "key_sealed": "opens nothing but what lies on the phone",
            "seen_at": "when the phone last reported",
        },
        root=("round", "round.made"),
        stays={"key_sealed": "goes by itself, whatever becomes of the case"},
        free_text={"made_by", "mark"},
    ),
    Compared(
        Stop,
        among=Among.FILES,
        log="stops",
        web="I",
        changes="place round_id dropped_at done_at",
        case="envelope__case",
        aside={
            "round_id": "in which round it is visited, which its events tell; decides nothing",
            "place": WORK_ONLY,
            "done_at": "follows from the visit, which is compared",
        },
        reads={"note_sealed": words(note_of, "note")},
        emptied={"note_sealed": None},
        free_text={"planned_by"},
    ),
    Compared(
        Visit,
        among=Among.FILES,
        log="visits",
        web="I",
        changes="state looked_at deed_id",
        case="stop__envelope__case",
        reads={
            "services": lambda row: sorted(str(one) for one in row.services),
            "told_sealed": words(report_of, "told"),
        },
        emptied={"told_sealed": GONE},
        free_text={"reported_by"},
    ),
    Compared(
        VisitPhoto,
        among=Among.FILES,
        log="visit_photos",
        web="I",
        changes="original_key drawn_key drawn_sha256 kept_at refused spoilt",
        untold={
            "refused spoilt": "why a file is not kept; proves nothing",
        },
        case="visit__stop__envelope__case",
        aside={
            "original_key drawn_key": FILE_KEY,
            "refused": "of a file that was not kept; decides nothing",
            "spoilt": "how often pieces of a file that was not kept were wrong; decides nothing",
        },
        may_be_unlogged=lambda row: row.kept_at is None,  # still coming in
        emptied={"original_key": None, "drawn_key": None},
        shelves=(Shelf("visit_originals", "original_key"), Shelf("visit_photos", "drawn_key")),
        free_text={"refused"},
    ),
    Table(
        PhotoPart,
        why="pieces of a file that is still coming in",
        web="ID",
        untold={ALL: "pieces of a file that is still coming in; the whole is compared with its hash"},
        case="photo__visit__stop__envelope__case",
        emptied={"body_sealed": GONE},
    ),
)
