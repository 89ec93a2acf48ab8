"""What happens in a court's cases is followed in the order of the log: each once, none left out, none of others."""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from django.db import connection

from songda.clock import now
from songda.core.access import Scope
from songda.core.evidence.readings import READINGS
from songda.records.court.staff.actions import ClientDraft, make_api_client
from songda.records.ground.evidence.actions import sequence
from songda.records.ground.evidence.models import Entry, Event
from songda.records.overview.boards import queries
from songda.records.service.orders.models import Envelope
from songda.records.ways.portal.acts.identity import send_code
from tests import make
from tests.records import stage
from tests.web.api.caller import Caller, caller

pytestmark = pytest.mark.database


def served() -> Envelope:
    """To whom a message arrived."""
    envelope = stage.envelope(stage.defendant(make.case()))
    played = stage.Stage(now=now())
    played.send()
    played.apply()
    return envelope


def read_on(system: Caller, after: int = -1, limit: int = 3) -> tuple[list[dict[str, object]], int]:
    """All that is told from there, page by page."""
    told: list[dict[str, object]] = []
    while True:
        page = system.get("/events", after=str(after), limit=str(limit)).json()
        told, after = [*told, *page["events"]], page["next_after"]
        if page["is_whole"]:
            return told, after


def test_every_event_of_the_court_s_cases_is_told_once_and_in_the_order_of_the_log(court: Caller) -> None:
    envelope = served()
    make.case(make.other_court())
    assert read_on(court) == ([], -1)  # nothing has its place yet
    sequence(now())
    told, read_to = read_on(court)
    of_cases = Event.objects.filter(case_id__isnull=False).exclude(name__in=READINGS)
    wanted = of_cases.filter(case_id=envelope.case_id).order_by("number")
    assert [each["number"] for each in told] == [event.number for event in wanted]
    assert all(one["place"] < other["place"] for one, other in pairwise(told))  # type: ignore[operator]
    assert {each["case_id"] for each in told} == {str(envelope.case_id)}
    assert read_to == Entry.objects.order_by("-index")[0].index
    assert read_on(court, read_to) == ([], read_to)


def test_nothing_is_told_of_one_time_codes_nor_of_who_looked(court: Caller) -> None:
    envelope = served()
    send_code(envelope, now())
    court.get(f"/cases/{envelope.case_id}")  # leaves a reading
    sequence(now())
    told, _ = read_on(court)
    codes = {f"attempt:{one.id}" for one in envelope.attempts.exclude(purpose="service")}
    assert codes
    assert not codes & {str(each["stream"]) for each in told}
    assert not set(READINGS) & {str(each["name"]) for each in told}


def test_a_long_stretch_of_others_is_read_over_in_bounded_steps(court: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "FEED_SPAN", 2)
    envelope = served()
    for _ in range(3):
        make.case(make.other_court())
    sequence(now())
    told, read_to = read_on(court)
    assert {each["case_id"] for each in told} == {str(envelope.case_id)}
    assert read_to == Entry.objects.order_by("-index")[0].index


def test_it_needs_a_scope_of_its_own() -> None:
    others = tuple(scope for scope in Scope if scope is not Scope.READ_EVENTS)
    token = make_api_client(make.court(), ClientDraft("办案系统", others), "engine", now())[1]
    assert Caller(token).get("/events").status_code == 403
    assert caller().get("/events").status_code == 200


@pytest.mark.parametrize("asked", [{"after": "-2"}, {"limit": "0"}, {"limit": "1001"}, {"after": "x"}, {"since": "1"}])
def test_what_is_asked_wrongly_is_named(court: Caller, asked: dict[str, str]) -> None:
    assert court.get("/events", **asked).status_code == 422


@pytest.mark.database(transaction=True)
def test_whoever_follows_while_many_write_misses_nothing_and_is_told_nothing_twice(court: Caller) -> None:
    def write(_: int) -> None:
        try:
            for _ in range(5):
                make.case()
                sequence(now())
        finally:
            connection.close()

    told, after = list[int](), -1
    with ThreadPoolExecutor(3) as pool:
        writers = [pool.submit(write, each) for each in range(3)]
        is_over = False
        while not is_over:
            are_done = all(one.done() for one in writers)
            page = court.get("/events", after=str(after), limit="2").json()
            told += [each["number"] for each in page["events"]]
            after, is_over = page["next_after"], are_done and page["is_whole"]
        for one in writers:
            one.result()
    wanted = Event.objects.filter(case_id__isnull=False).exclude(name__in=READINGS).values_list("number", flat=True)
    assert sorted(told) == sorted(wanted)
