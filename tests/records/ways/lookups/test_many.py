"""Five thousand inquiries through a quota, time-outs and parts that are missing: at the end everything adds up."""

from collections import Counter

import pytest

from songda.core.access import Role
from songda.core.lookups import Answer
from songda.records.ground.evidence.models import Event
from songda.records.matter.parties.drafts import PartyDraft
from songda.records.matter.parties.people import add_parties
from songda.records.service.tasks.models import Task
from songda.records.ways.lookups.actions import EVERY_OPERATOR, approve
from songda.records.ways.lookups.models import Inquiry, LedgerLine, Lookup, Quota
from songda.records.ways.lookups.watching import next_day
from songda.registries.contract import Inquiry as Asked
from songda.registries.contract import Reply, ReplyCode
from tests import make
from tests.records.ways.lookups.stage import Book, ask_all, requested, says

PEOPLE = 1250
LIMIT = 6000


def approved_many() -> None:
    """As many requests as people, each to all four operators."""
    case = make.case()
    draft = PartyDraft("defendant", "李某", "141181194803120019")
    clerk, judge = make.user(case.court), make.user(case.court, Role.SUPERVISOR, "庭长梁")
    for party in add_parties([(case, draft)] * PEOPLE, "engine", make.NOW):
        approve(requested(party, clerk, operators=EVERY_OPERATOR), judge, make.NOW)


def unreliable() -> Book:
    """One in five is missing at first, one in ten times out for good, the others have no number."""
    seen: Counter[object] = Counter()

    def answer(one: Asked) -> Reply | None:
        seen[one.id] += 1
        if one.id.int % 10 == 0:
            return says(ReplyCode.TIME_OUT)(one)
        if one.id.int % 5 == 1 and seen[one.id] == 1:
            return None
        return says(ReplyCode.NONE)(one)

    return Book(answer)


@pytest.mark.night("five thousand inquiries")
@pytest.mark.database
@pytest.mark.timeout(600)
def test_five_thousand_inquiries_add_up_and_never_pass_the_quota() -> None:
    Quota.objects.create(purpose="service", limit=LIMIT, told_at=make.NOW)
    approved_many()
    registry, moment = unreliable(), make.NOW
    for _ in range(12):
        ask_all(registry, moment)
        moment = next_day(moment)
    answers = Counter(Inquiry.objects.values_list("answer", flat=True))
    assert sum(answers.values()) == 4 * PEOPLE
    assert set(answers) <= {Answer.NONE, Answer.TIME_OUT}
    assert answers[Answer.TIME_OUT] == sum(key.int % 10 == 0 for key in Inquiry.objects.values_list("id", flat=True))
    by_day = Counter(LedgerLine.objects.values_list("day", flat=True))
    assert max(by_day.values()) <= LIMIT
    assert sum(by_day.values()) == len(registry.heard) == sum(Inquiry.objects.values_list("times_asked", flat=True))
    assert set(Lookup.objects.values_list("state", flat=True)) == {"answered"}
    told = Event.objects.filter(name="lookup.answered").values_list("data", flat=True)
    assert sum(one["asked"] - one["got"] for one in told) == answers[Answer.TIME_OUT]
    silent = Inquiry.objects.filter(answer="time_out").values("lookup__party").distinct().count()
    assert Task.objects.filter(kind="check_lookup").count() == silent
