"""What the tables of public notices are: rights, comparison with the log, erasure, files."""

from songda.records.ground.tables import ALL, FILE_KEY, GONE, WORK_ONLY, Among, Compared, Shelf, Table, words
from songda.records.ways.public_notices.actions import reason_of_gap, words_as_ordered, words_of_notice
from songda.records.ways.public_notices.models import (
    NoticeGap,
    NoticeLook,
    NoticePaper,
    NoticePosting,
    NoticeReport,
    PublicNotice,
)

TABLES = (
    Compared(
        PublicNotice,
        among=Among.FILES,
        log="notices.notices",
        web="I",
        changes="says_sealed text_sha256 drafted_at drafted_by deed_id published_at runs_until look_due_at "
        "watched_until event_id down_since removed_at read_at",
        case="envelope__case",
        aside={
            "token": "the address of its page; whatever stands there is compared with the hash of its text",
            "wrapped_key": FILE_KEY,
            "runs_until": "follows from the answers of the law, which are compared",
            "look_due_at watched_until": WORK_ONLY,
        },
        reads={
            "papers": lambda row: sorted(each.service.paper.sha256_hex for each in row.paper_rows.all()),
            "says_sealed": words(lambda row: words_of_notice(row).text, "text", "text_sha256"),
        },
        fetches=("paper_rows__service__paper",),
        emptied={"says_sealed": GONE, "wrapped_key": None},
        shelves=(Shelf("notices"),),
        free_text={"drafted_by", "token"},
    ),
    Table(NoticePaper, why="compared with the call, deed, letter or notice that they belong to", web="ID"),
    Compared(
        NoticePosting,
        among=Among.FILES,
        log="notices.postings",
        web="I",
        changes="step_id posted_at photo_key photo_sha256",
        case="notice__envelope__case",
        aside={"photo_key": FILE_KEY, "sheet_key": FILE_KEY},
        reads={"words_sealed": words(words_as_ordered, "words")},
        emptied={"words_sealed": None, "photo_key": None, "sheet_key": None},
        shelves=(Shelf("notice-photos", "photo_key"), Shelf("notice-sheets", "sheet_key")),
        free_text={"ordered_by"},
    ),
    Table(
        NoticeLook,
        why=(
            "each bears the mark of the process that took it in, which the audit checks; those of a day are fixed by"
            " the hash in its event"
        ),
        web="I",
        untold={ALL: "marked by whoever took it in: one without that mark counts for nothing"},
        free_text={"looker"},
    ),
    Compared(
        NoticeGap,
        among=Among.FILES,
        log="notices.gaps",
        web="I",
        changes="until weighed_at weighed_by outcome reason_sealed",
        case="notice__envelope__case",
        reads={"reason_sealed": words(reason_of_gap, "reason", "weighed_at")},
        emptied={"reason_sealed": None},
        free_text={"found_by", "weighed_by"},
    ),
    Compared(
        NoticeReport,
        among=Among.FILES,
        log="notices.reports",
        web="I",
        case="envelope__case",
        aside={"wrapped_key": FILE_KEY},
        emptied={"wrapped_key": GONE},
        shelves=(Shelf("notice-reports"),),
        free_text={"asked_by"},
    ),
)
