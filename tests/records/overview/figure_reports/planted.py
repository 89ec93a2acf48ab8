"""Day counts planted for tests of reports: a year of a court in which what is counted can be reckoned by hand."""

from collections.abc import Iterator
from datetime import date

from songda.core.figures.periods import Period
from songda.records.court.staff.models import Court
from songda.records.overview.figures.models import DayCount

YEAR = Period(date(2021, 1, 1), date(2021, 12, 31))
BEFORE = Period(date(2020, 1, 1), date(2020, 12, 31))
LAUNCHED, EFFECTIVE = 3903, 1977
SPLITS: dict[str, dict[str, tuple[int, int]]] = {  # ordered, served
    "way": {"sms": (2600, 1500), "email": (900, 420), "-": (403, 57)},
    "role": {"defendant": (2900, 1300), "plaintiff": (1003, 677)},
    "care": {"-": (3803, 1917), "noted": (100, 60)},
    "age": {"18_to_59": (3000, 1600), "60_and_over": (700, 277), "-": (203, 100)},
    "address_class": {"confirmed": (2000, 1400), "found": (1903, 577)},
    "cause": {"=HYPERLINK(1)": (3, 2), "民间借贷纠纷": (3900, 1975)},
}
FAILED = {"no_such_number": 700, "switched_off": 350, "untold": 50}
WAITS = {"0002": 500, "0024": 700, "0072": 400, "0240": 300, "0720": 77}


def plant(court: Court, year: int = 2021, launched: int = LAUNCHED, effective: int = EFFECTIVE) -> None:
    """A year of counts: in each month a twelfth, what is left over in December."""
    rows = [*_totals(launched, effective), *_split()]
    for part, dimension, key, n in rows:
        each, left = divmod(n, 12)
        DayCount.objects.bulk_create(
            DayCount(court=court.id, part=part, dimension=dimension, day=date(year, month, 15), key=key, n=amount)
            for month in range(1, 13)
            if (amount := each + (left if month == 12 else 0))
        )


def _totals(launched: int, effective: int) -> Iterator[tuple[str, str, str, int]]:
    whole = {
        "service.launched": launched,
        "service.launched.sent": launched - 103,
        "service.launched.arrived": launched - 900,
        "service.launched.read": effective + 50,
        "service.launched.effective": effective,
        "service.launched.failed": 1100,
        "service.launched.concluded": launched - 500,
        "service.launched.concluded.effective": effective,
        "service.launched.first_try": effective - 700,
        "service.launched.electronic": effective - 120,
        "service.arrived": launched - 900,
        "service.arrived.effective": effective - 40,
        "service.concluded": launched - 480,
        "service.concluded.effective": effective - 10,
        "attempt.planned": 6000,
        "attempt.planned.won": effective - 120,
        "recipient.launched": 1500,
        "recipient.launched.effective": 800,
        "case.launched": 900,
        "case.launched.effective": 410,
        "service.electronic.pages": 12_000,
        "service.electronic.letters": 1_400,
    }
    for part, n in whole.items():
        yield part, "", "", n


def _split() -> Iterator[tuple[str, str, str, int]]:
    for dimension, keys in SPLITS.items():
        for key, (ordered, served) in keys.items():
            yield "service.launched", dimension, key, ordered
            yield "service.launched.effective", dimension, key, served
    yield "service.launched", "failure", "-", LAUNCHED - sum(FAILED.values())
    for cause, n in FAILED.items():
        yield "service.launched", "failure", cause, n
        yield "service.launched.failed", "failure", cause, n
    for hours, n in WAITS.items():
        yield "service.launched.effective", "wait", hours, n
