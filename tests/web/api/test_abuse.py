"""A system that sends rubbish, on purpose or not, is told what is wrong and never brings about an error of ours."""

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import timedelta
from functools import cache
from typing import Any
from uuid import UUID

import pytest

from songda import clock
from songda.records.matter.cases.hearings import set_hearing
from songda.records.matter.cases.models import Case
from songda.records.matter.circumstances.actions import note
from songda.records.matter.circumstances.entries import CircumstanceDraft
from songda.records.matter.parties.actions import PartyDraft, add_party, record_refusal
from songda.records.matter.parties.models import Party
from songda.records.service.orders.actions import OrderDraft, place_order
from songda.records.service.orders.models import Envelope, Service
from songda.records.service.tasks.actions import TaskDraft, open_tasks
from songda.records.service.tasks.handing import SubstitutionDraft, note_substitution
from songda.records.service.tasks.models import Task
from songda.records.ways.visits.rounds import plan_visit
from songda.web.api.description import CASE, EXAMPLES, OWNER, PAPER, PARTY, PLACE, SERVICE, STAND_IN, STOP, api
from tests import make
from tests.records.ways.lookups.stage import requested
from tests.records.ways.visits.stage import HOME
from tests.web.api.caller import ROOT, Caller
from tests.web.api.calls import call_to

pytestmark = pytest.mark.database

NASTY: dict[str, object] = {
    "a NUL": "a\0b",
    "half a letter": "\ud800",
    "a huge number": 10**30,
    "a number longer than any": 10**4000,
    "minus one": -1,
    "infinity": float("inf"),
    "a megabyte": "x" * 1_000_000,
    "a list": [],
    "lists within lists": [[[[[[[[]]]]]]]],
    "an object": {"__proto__": {"x": 1}},
    "nothing": None,
    "yes": True,
    "no words": "",
    "a year beyond the calendar": "99999-01-01T00:00:00Z",
    "letters that turn around": "\u202e\u2066李某",
    "a command": "'; DROP TABLE cases_case; --",
}


@pytest.fixture
def ids(court: Caller) -> dict[str, str]:
    """The ids that the examples speak of."""
    case = make.case()
    party = make.party(case)
    hearing = set_hearing(case, make.NOW + timedelta(days=20), "第三审判庭", "engine", make.NOW)
    found = {
        "case_id": case.id,
        "hearing_id": hearing.id,
        "party_id": party.id,
        "address_id": make.address(party).id,
        "consent_id": make.consent(party).id,
        "refusal_id": record_refusal(make.party(case), make.NOW, "call", "engine", make.NOW).id,
        "call_id": call_to(make.party(case)).id,
        "lookup_id": requested(make.party(case), at=clock.now()).id,
        CASE: case.id,
        PARTY: party.id,
        PAPER: make.paper(case).id,
        "paper_id": make.paper(case, title="误传的传票").id,
        "circumstance_id": note(party, CircumstanceDraft("soldier", make.NOW, words="某部队"), "engine", make.NOW).id,
    }
    note(party, CircumstanceDraft("care", make.NOW, basis="wish_paper", words="本人来电"), "engine", make.NOW)
    ordered = make.paper(case, "hearing_notice", title="出庭通知书")
    found["order_id"] = place_order(OrderDraft(case.id, (ordered.id,), (party.id,)), case.court, "engine", make.NOW).id
    found[SERVICE] = found["service_id"] = Service.objects.get().id
    found[PLACE] = make.address(party, kind="postal", value=HOME).id
    found[STOP] = found["stop_id"] = plan_visit(Envelope.objects.get(), found[PLACE], "", "engine", make.NOW).id
    found |= staffed(case)
    return {name: str(value) for name, value in found.items()}


def staffed(case: Case) -> dict[str, object]:
    """Two at the desks, a task that is nobody's yet, and somebody away; the days of the examples are days to come."""
    owner, stand_in, away = (make.user(name=name) for name in "陈孙赵")
    now = clock.now()
    open_tasks([TaskDraft("call", "unread", case)], make.NOW)
    leave = SubstitutionDraft(away, stand_in, now, now + timedelta(days=1))
    coming = EXAMPLES["/substitutions"]
    return {
        "task_id": Task.objects.get(case=case, kind="call").id,
        "user_id": owner.id,
        "substitution_id": note_substitution(leave, "engine", now).id,
        OWNER: owner.id,
        STAND_IN: stand_in.id,
        coming["since"]: (now + timedelta(days=1)).isoformat(),
        coming["until"]: (now + timedelta(days=9)).isoformat(),
    }


@cache
def _patched() -> frozenset[str]:
    """Where what stands there already is patched; describing every door takes a while."""
    return frozenset(path for path, verbs in api.get_openapi_schema()["paths"].items() if "patch" in verbs)


def send(court: Caller, end: str) -> Callable[..., Any]:
    """How a body is sent there: what stands there already is patched."""
    return court.patch if ROOT + end in _patched() else court.post


def filled(told: Any, ids: dict[str, str]) -> Any:
    """The example, about things that are there."""
    match told:
        case dict():
            return {name: filled(value, ids) for name, value in told.items()}
        case list():
            return [filled(value, ids) for value in told]
        case _:
            return ids.get(told, told) if isinstance(told, str) else told


def spoilt(told: Any, with_: object) -> Iterator[Any]:
    """The body with each of its values replaced in turn, however deep it lies."""
    yield with_
    pairs = told.items() if isinstance(told, dict) else enumerate(told) if isinstance(told, list) else ()
    for key, value in list(pairs):
        for piece in spoilt(value, with_):
            changed = deepcopy(told)
            changed[key] = piece
            yield changed


@pytest.mark.parametrize("end", EXAMPLES)
@pytest.mark.usual_day
def test_the_example_of_the_description_works(court: Caller, ids: dict[str, str], end: str) -> None:
    if end.endswith("/reopening"):
        court.post(f"/cases/{ids['case_id']}/closing", EXAMPLES["/cases/{case_id}/closing"])
    if end == "/parties/{party_id}/removal":
        person = PartyDraft("agent", "王律师", acts_for_id=UUID(ids["party_id"]))
        ids["party_id"] = str(add_party(Case.objects.get(), person, "engine", make.NOW).id)
    answer = send(court, end)(end.format_map(ids), filled(EXAMPLES[end], ids))
    assert answer.status_code in {200, 201}, answer.content
    assert answer.json().get("refused", 0) == 0


@pytest.mark.rows_by_day(20, "every nasty value in every place of every call")
@pytest.mark.parametrize("end", EXAMPLES)
def test_no_value_in_any_place_is_an_error_of_the_program(court: Caller, ids: dict[str, str], end: str) -> None:
    body = filled(EXAMPLES[end], ids)
    for name, value in NASTY.items():
        for changed in spoilt(body, value):
            answer = send(court, end)(
                end.format_map(ids), json.dumps(changed)
            )  # letters by number, as programs write them
            assert answer.status_code < 500, (name, changed)


def test_ten_thousand_at_once_are_refused_as_a_whole(court: Caller) -> None:
    for field, row in (("cases", {"number": "1"}), ("orders", EXAMPLES["/orders"])):
        answer = court.post(f"/{field}/bulk", {field: [row] * 10_000})
        assert answer.status_code in {413, 422}
        assert answer.status_code == 413 or len(answer.json()["errors"]) == 1
    assert Case.objects.count() == 0


def test_a_body_nested_deeper_than_any_reader_goes(court: Caller) -> None:
    for body in ("[" * 100_000 + "]" * 100_000, '{"a":' * 100_000 + "1" + "}" * 100_000):
        assert court.post("/cases", body).status_code == 400


@pytest.mark.parametrize(
    "query", ["after=2f.99999999999999999999.0", "after=-1", "after=x", "after=1f.0.0&after=2f.0.0", "after=%00"]
)
def test_pages_that_are_not_there(court: Caller, query: str) -> None:
    assert court.get(f"/cases?{query}").status_code in {200, 422}


@pytest.mark.parametrize(
    "query", ["limit=1001", "limit=0", "after=x", "case_id=%00", "status=%00", "status=" + "x" * 5000]
)
def test_services_that_are_asked_for_wrongly(court: Caller, query: str) -> None:
    assert court.get(f"/services?{query}").status_code in {200, 422}


def test_a_key_with_another_body_changes_nothing(court: Caller, ids: dict[str, str]) -> None:
    place = f"/cases/{ids['case_id']}/parties"
    assert court.post(place, {"role": "defendant", "name": "王某"}, key="k").status_code == 201
    before = Party.objects.count()
    for body in ({"role": "defendant", "name": "赵某"}, {"role": "plaintiff", "name": "王某"}):
        assert court.post(place, body, key="k").json()["code"] == "key_reused"
    assert Party.objects.count() == before


@pytest.mark.parametrize("key", [" ", "x" * 61, "键", "a b"])
def test_a_key_that_is_none_is_named(court: Caller, key: str) -> None:
    assert court.post("/cases", {"number": "1"}, key=key).json()["path"].endswith("Idempotency-Key")


@pytest.mark.parametrize(
    "shown", ["", "Bearer", "Bearer ", "Basic eDp5", "Bearer a b", "Bearer \x00", "bearer songda_x"]
)
def test_what_is_no_token_is_turned_away(court: Caller, shown: str) -> None:
    answer = court.client.get("/api/v1/cases", headers={"Authorization": shown})
    assert (answer.status_code, answer.json()["code"]) == (401, "no_valid_token")
