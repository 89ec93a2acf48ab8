"""What the tables of lookups are: rights, comparison with the log, erasure, files."""

from collections.abc import Iterable
from operator import attrgetter

from songda.core.state import UNTOLD
from songda.records.ground.tables import WORK_ONLY, Among, Compared, Table, keyed, words
from songda.records.ground.vault import address_index
from songda.records.ways.lookups.models import Alarm, FoundNumber, Inquiry, LedgerLine, Lookup, Quota, Uncovering

_UNASKED = frozenset({"", "not_asked", "missing"})  # what an inquiry says that no event answered


def _numbers_of(inquiry: Inquiry) -> object:
    """What an operator named, as far as it was not shredded."""
    numbers = list(inquiry.numbers.all())
    return UNTOLD if any(each.shredded_at for each in numbers) else _number_marks(each.value for each in numbers)


def _number_marks(numbers: Iterable[str]) -> list[str]:
    """Keyed hashes of numbers, so that no finding of an audit names one."""
    return sorted(address_index("mobile", each).hex() for each in numbers)


TABLES = (
    Compared(
        Lookup,
        among=Among.FILES,
        log="lookups",
        web="I",
        changes="state decided_by decided_at over_at untold_until",
        case="case",
        aside={
            "subject_index": "keyed hash of the number that was asked about; finds doubled requests",
            "name_index": "keyed hash of the name that was asked about; nobody of another name is asked for",
            "untold_until": "when the person is told of it, which the law lets a court put off; shown, decides nothing",
        },
        reads={"why_sealed": words(attrgetter("why"), "why")},
        stays={"why_sealed": "why the court looked a person up: it answers for that"},
        free_text={"asked_by", "decided_by"},
    ),
    Compared(
        Inquiry,
        among=Among.FILES,
        log="inquiries",
        web="I",
        changes="step send_after answer answered_at",
        case="lookup__case",
        aside={
            "step times_asked send_after claimed_at claimed_by": WORK_ONLY,
        },
        reads={"numbers": (keyed("numbers", _number_marks), _numbers_of)},
        may_be_unlogged=lambda row: row.answer in _UNASKED,
        fits=lambda column, found, said: column == "answer" and said == "" and found in _UNASKED,
        fetches=("numbers",),
        free_text={"claimed_by", "reason"},
    ),
    Table(FoundNumber, why="compared with the answer that named the number", free_text={"why_unused"}),
    Compared(
        Uncovering,
        among=Among.FILES,
        log="uncoverings",
        web="I",
        case="number__inquiry__lookup__case",
        key=lambda row: (str(row.number_id), str(row.user_id)),
        column_if_unlogged="at",
    ),
    Table(Quota, why="keep the day's quota; the questions themselves are events"),
    Table(LedgerLine, why="keep the day's quota; the questions themselves are events"),
    Compared(
        Alarm,
        among=Among.HOUSE,
        log="alarms",
        changes="reviewed_at reviewed_by review_sealed",
        reads={"review_sealed": words(attrgetter("review"), "finding", "reviewed_at")},
        root=("lookup_alarm", "lookup_alarm.raised"),
        stays={"review_sealed": "how the court judged an alarm about its own look-ups"},
        free_text={"about", "actor", "reviewed_by"},
    ),
)
