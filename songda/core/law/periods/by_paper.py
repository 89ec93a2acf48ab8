"""Which periods a paper starts on the day on which it was served, each with its last day and how it was counted."""

from datetime import UTC, date, datetime, time
from functools import cache
from typing import NamedTuple

from songda.core.law.attempt.kinds import service_of
from songda.core.law.decision import PeriodAnswer
from songda.core.law.facts import CaseFacts, Facts, PaperFacts, PaperKind, RecipientFacts, RecipientKind
from songda.core.law.periods.calculator import PeriodContext, PeriodError, last_day
from songda.core.law.periods.counting import Deadline, periods_from
from songda.core.law.profile import profile_of
from songda.core.words import Sayable


class Started(NamedTuple):
    """One period: its name as stored and its end; or why it has none (it stands still)."""

    kind: str
    deadline: Deadline | None
    why_none: Sayable | None = None


def papers_that_start_periods(jurisdiction: str = "cn") -> tuple[PaperKind, ...]:
    """The kinds of paper whose service starts a period at some time, in the order of the vocabulary."""
    return _papers(jurisdiction)


@cache
def _papers(jurisdiction: str) -> tuple[PaperKind, ...]:
    rows = [row for row in profile_of(jurisdiction).rows.period if row.starts == "service" and not row.only_on_request]
    named = [
        condition for row in rows for condition in row.conditions if condition.subject == "paper" and condition.wanted
    ]
    return tuple(kind for kind in PaperKind if any(kind in condition.values for condition in named))


def periods_of_paper(served: date, context: PeriodContext) -> tuple[Started, ...]:
    """The periods that `context.paper` starts when it is served on that day."""
    kinds = [answer.kind for answer in _started(served, context)]
    return tuple(_counted(kind, served, context) for kind in dict.fromkeys(kinds))


def _counted(kind: str, served: date, context: PeriodContext) -> Started:
    try:
        return Started(kind, last_day(served, kind, context))
    except PeriodError as error:
        return Started(kind, None, error.reason)


def _started(served: date, context: PeriodContext) -> tuple[PeriodAnswer, ...]:
    profile = profile_of(context.jurisdiction)
    paper = PaperFacts("paper", context.paper or PaperKind.OTHER, "", days_set_in_paper=context.days_set_in_paper)
    case = CaseFacts(context.branch, context.procedure, context.stage)
    person = RecipientFacts(RecipientKind.NATURAL_PERSON, context.domicile, in_custody=context.in_custody)
    moment = datetime.combine(served, time.max, UTC)
    facts = Facts(moment, case, paper, person, jurisdiction=context.jurisdiction)
    return periods_from(served, facts, service_of(profile, case, paper, person))[0]
