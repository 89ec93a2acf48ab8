"""The plan of a person, from rows: what goes, what comes next, on the board, the service's page, and the portal."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from songda.core.delivery.ladder.person import Mover, PlanState
from songda.core.delivery.ladder.way_rules import WayChoice
from songda.records.court.staff.way_rules import WayRuleDraft, set_way_rule
from songda.records.law.notice_ground import ask_judge
from songda.records.law.plans import plans_of, plans_of_people
from songda.records.service.orders.models import Envelope
from songda.records.ways.deeds import StepDraft, add_step
from tests.records.stage import NOW
from tests.records.ways.public_notices.scene import PUBLISHED, exhausted, finding, published
from tests.records.ways.public_notices.test_ladder import DAY, END, hand, unserved
from tests.surroundings.day import clock_at
from tests.web.console.world import signed_in

pytestmark = pytest.mark.database


def plan(sealed: Envelope, at=END):  # type: ignore[no-untyped-def]
    return plans_of([sealed], at)[sealed.id]


def test_from_the_first_letter_to_the_notice() -> None:
    sealed = unserved()
    first = plan(sealed, NOW)
    assert first.next is not None
    assert (first.state, first.next.way, first.next.choice) == (PlanState.NEXT, "mail", WayChoice.PROPOSE)
    letter = hand(sealed, "mail", "sent", 1)
    going = plan(sealed, NOW + 2 * DAY)
    assert [(each.way, each.mover) for each in going.going] == [("mail", Mover.CARRIER)]
    assert going.next is not None
    assert going.next.way == "direct"  # side by side, and no second letter
    add_step(letter, StepDraft("returned", NOW + 5 * DAY, words="原址查无此人"), "engine", END)
    hand(sealed, "direct", "failed", 7, words="无人在家")
    last = plan(sealed)
    assert last.next is not None
    assert last.next.way == "entrusted"
    hand(sealed, "entrusted", "returned", 20)
    last = plan(sealed)
    assert last.next is not None
    assert (last.next.way, last.next.why) == ("public_notice", "ladder_exhausted")
    assert last.next.rule is not None


def test_a_running_notice_goes_until_its_days_are_over_and_then_they_are_served() -> None:
    sealed = exhausted()
    published(sealed)
    finding(sealed, 1)
    running = plan(sealed, PUBLISHED + DAY)
    (going,) = [each for each in running.going if each.way == "public_notice"]
    assert going.until is not None
    assert going.until.date() == (PUBLISHED + 30 * DAY).date()
    finding(sealed, 31)
    done = plan(sealed, PUBLISHED + 31 * DAY)
    assert (done.state, done.served_by, done.next) == (PlanState.SERVED, "public_notice", None)


def test_what_the_court_never_does_is_left_out_and_what_it_allows_is_marked() -> None:
    sealed = unserved()
    for draft in (WayRuleDraft("mail", "", WayChoice.NEVER), WayRuleDraft("direct", "", WayChoice.PROPOSE)):
        set_way_rule(sealed.case.court, draft, "engine", NOW)
    hand(sealed, "mail", "returned", 1)
    following = plan(sealed).next
    assert following is not None
    assert (following.way, following.choice) == ("direct", WayChoice.PROPOSE)


def test_the_judge_who_is_asked_is_named() -> None:
    sealed = unserved()
    for day, way in enumerate(("direct", "entrusted")):
        hand(sealed, way, "failed" if way == "direct" else "returned", day)
    hand(sealed, "mail", "returned", 3)
    assert plan(sealed).next is not None
    other = unserved()
    hand(other, "direct", "failed", 1)
    ask_judge(other.id, NOW + 2 * DAY)
    assert plan(other).who is not None


def test_many_plans_take_as_many_statements_as_one() -> None:
    many = [unserved() for _ in range(4)]
    with CaptureQueriesContext(connection) as one:
        plans_of(many[:1], END)
    with CaptureQueriesContext(connection) as four:
        assert len(plans_of(many, END)) == 4
    assert len(four) <= len(one) + 1


def test_board_and_page_of_the_service_show_it() -> None:
    sealed = exhausted()
    assert plans_of_people([sealed.party_id], END) == {sealed.party_id: (sealed.id, plans_of([sealed], END)[sealed.id])}
    with clock_at(PUBLISHED + timedelta(hours=1)):
        for name, key in (("case", sealed.case_id), ("envelope", sealed.id)):
            page = signed_in().get(reverse(f"console:{name}", args=[key])).content.decode()
            assert "下一步" in page
            assert "公告送达" in page or "委托送达" in page
