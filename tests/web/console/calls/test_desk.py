"""The call desk in the console: one table without whole numbers, and one press from a result to the next person."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from songda import clock
from songda.core.delivery.states import HELD_BACK
from songda.records.service.calls.models import Call
from songda.records.service.orders.actions import OrderDraft, place_order
from songda.records.service.tasks.models import Task
from songda.records.ways.telephone.calls.desk import call_desk
from songda.web.console.calls.desk import SHOWN
from tests import make
from tests.records.ways.telephone.calls.test_desk import to_call
from tests.web.console.telephone.dialled import within_the_hours
from tests.web.console.world import signed_in

__all__ = ["within_the_hours"]
pytestmark = [pytest.mark.database, pytest.mark.usefixtures("within_the_hours")]
BEGIN = "/console/calls/begin/"


def page_of(client: Client, query: str = "") -> str:
    return client.get(reverse("console:calls") + query, headers={"accept-language": "en"}).content.decode()


def result(client: Client, party_id: object, **more: str) -> object:
    number = str(Task.objects.get(envelope__party=party_id).about.addresses.get().id)  # type: ignore[union-attr]
    at = f"{timezone.localtime(clock.now()):%Y-%m-%dT%H:%M}"
    typed = {"address": number, "outcome": "unreachable", "at": at, "stages": "first_instance"}
    typed |= {"no_recording": "no_recorder", **more}
    return client.post(reverse("console:new_call", args=[party_id]), typed)


def test_the_table_names_people_but_no_number_in_full() -> None:
    sent = to_call()
    shown = page_of(signed_in())
    assert sent.party.name in shown
    assert sent.party.addresses.get().value not in shown
    assert 'hx-trigger="every 10s"' in shown


def test_whoever_is_beyond_the_page_is_counted_and_no_plan_is_asked_for_them() -> None:
    for _ in range(SHOWN + 2):
        to_call()
    page = signed_in().get(reverse("console:calls"))
    assert (len(page.context["rows"]), page.context["left_off"]) == (SHOWN, 2)
    assert set(page.context["plans"]) == {row.party.id for row, _line in page.context["rows"]}


def test_only_those_who_may_be_rung_now_are_counted_as_that() -> None:
    to_call(), to_call()
    desk = call_desk(make.court(), clock.now())
    assert f"{len(desk.rows)} people to be called now" in page_of(signed_in())
    row = desk.rows[0]
    assert row.may_ring(clock.now())
    assert not replace(row, from_at=None).may_ring(clock.now())  # every number was tried as often as may be
    assert not replace(row, from_at=clock.now() + timedelta(hours=1)).may_ring(clock.now())


def test_whoever_begins_a_call_has_it_and_the_others_see_who() -> None:
    sent, chen, sun = to_call(), make.user(name="书记员陈"), make.user(name="书记员孙")
    begun = signed_in(chen).post(BEGIN, {"party": str(sent.party_id), "owner": ""})
    assert begun["Location"] == reverse("console:new_call", args=[sent.party_id])
    shown = page_of(signed_in(sun))
    assert "书记员陈" in shown
    assert "Take over and call" in shown
    assert 'id="next"' not in shown
    late = signed_in(sun).post(BEGIN, {"party": str(sent.party_id), "owner": ""}, follow=True).content.decode()
    assert "书记员陈" in late
    assert Task.objects.get(kind="call").owner == chen


def test_a_result_leads_to_the_next_person_in_one_act() -> None:
    first, second, clerk = to_call(), to_call(), make.user()
    client = signed_in(clerk)
    client.post(BEGIN, {"party": str(first.party_id), "owner": ""})
    assert 'name="then_next"' in client.get(reverse("console:new_call", args=[first.party_id])).content.decode()
    saved = result(client, first.party_id, then_next="1")
    assert saved["Location"] == reverse("console:new_call", args=[second.party_id])  # type: ignore[index]
    assert Call.objects.get().party == first.party
    assert Task.objects.get(envelope=second).owner == clerk


def test_after_the_last_call_one_is_back_at_the_desk() -> None:
    sent, client = to_call(), signed_in()
    assert result(client, sent.party_id, then_next="1")["Location"] == reverse("console:calls")  # type: ignore[index]


def test_a_call_that_nobody_needs_any_more_is_not_begun() -> None:
    to_call()
    gone = signed_in().post(BEGIN, {"party": str(make.party().id), "owner": ""})
    assert gone["Location"] == reverse("console:calls")
    assert Task.objects.get(kind="call").owner is None


def test_the_desk_says_that_people_may_come_up_whose_order_can_still_be_undone() -> None:
    to_call()
    client, said = signed_in(), "can still be undone"
    assert said not in page_of(client)
    case = make.case()
    draft = OrderDraft(case.id, (make.paper(case).id,), (make.party(case).id,), held_back=HELD_BACK)
    place_order(draft, case.court, "书记员陈", clock.now())
    assert "1 recipient was ordered" in page_of(client)
    assert said not in page_of(signed_in(make.user(make.other_court())))
