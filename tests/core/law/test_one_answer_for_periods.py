"""`explain` and `deadline` say the same of a period: which one there is, by which article, and until when."""

from datetime import date, timedelta

from songda.core.law import (
    FactsError,
    PeriodContext,
    PeriodError,
    decide,
    jurisdictions,
    last_day,
    profile_of,
    read_facts,
)
from songda.core.law.decision import Status
from songda.core.law.facts import Branch, PaperKind, Procedure, Stage
from tests.core.law.given import Json, attempt, facts
from tests.rows import all_rows

PLACES = [
    (Branch.CIVIL, Procedure.ORDINARY, Stage.FIRST_INSTANCE),
    (Branch.CIVIL, Procedure.SIMPLIFIED, Stage.FIRST_INSTANCE),
    (Branch.CIVIL, Procedure.ORDINARY, Stage.SECOND_INSTANCE),
    (Branch.ADMINISTRATIVE, Procedure.ORDINARY, Stage.FIRST_INSTANCE),
    (Branch.CRIMINAL, Procedure.ORDINARY, Stage.FIRST_INSTANCE),
    (Branch.ENFORCEMENT, Procedure.ORDINARY, Stage.ENFORCEMENT),
]
FIRST, LAST = date(2016, 1, 1), date(2026, 9, 1)  # of what came before too little is held to serve anything


def signed(jurisdiction: str, day: date, place: tuple[Branch, Procedure, Stage], paper: PaperKind) -> Json:
    branch, procedure, stage = map(str, place)
    return facts(
        attempt("direct", None, f"signed {day} recipient"),
        jurisdiction=jurisdiction,
        as_of="2026-11-01T00:00:00+08:00",
        case={"branch": branch, "procedure": procedure, "stage": stage},
        paper={"kind": str(paper), "days_set_in_paper": 15, "other_signatures": [f"{day}T09:00:00+08:00"]},
        hearing_at=None,
    )


def days(jurisdiction: str) -> list[date]:
    changes = [day for day in profile_of(jurisdiction).regime_days if FIRST < day < LAST]
    return sorted({each for day in changes for each in (day - timedelta(days=1), day)} | {date(2025, 6, 3)})


def explained(given: Json) -> dict[str, tuple[str, date]] | None:
    """The periods of the answer; None where such a case cannot be, or what was signed for does not count."""
    try:
        decision = decide(read_facts(given))
    except FactsError:
        return None
    if decision.status is Status.NOT_VERIFIED:
        return {}
    return {each.kind: (each.rule.id, each.last_day) for each in decision.periods} if decision.effective_at else None


@all_rows("jurisdiction", [name for name in jurisdictions() if name.startswith("cn")])
@all_rows("place", PLACES, ids=["-".join(place) for place in PLACES])
def test_a_period_has_one_end(jurisdiction: str, place: tuple[Branch, Procedure, Stage]) -> None:
    kinds = {
        row.kind for row in profile_of(jurisdiction).rows.period if row.starts == "service" and not row.only_on_request
    }
    for day in days(jurisdiction):
        for paper in PaperKind:
            told = explained(signed(jurisdiction, day, place, paper))
            if told is None:
                continue
            asked = PeriodContext(*place, paper, jurisdiction=jurisdiction, days_set_in_paper=15)
            for kind in kinds:
                try:
                    counted = last_day(day, kind, asked)
                except PeriodError:
                    found = None
                else:
                    found = None if counted.rule is None else (counted.rule.id, counted.last_day)
                assert told.get(kind) == found, (day, paper, kind)
