"""Service is ordered over the API once, however often the request is repeated."""

import pytest

from songda.records.service.orders.actions import OrderDraft, place_order
from songda.records.service.orders.models import Order, Service
from tests import make
from tests.web.api.caller import Caller

pytestmark = pytest.mark.database


def wish(papers: int = 1) -> dict[str, object]:
    case = make.case()
    party = make.party(case)
    return {
        "case_id": str(case.id),
        "paper_ids": [str(make.paper(case).id) for _ in range(papers)],
        "party_ids": [str(party.id)],
    }


def test_an_order_is_placed_and_read_back(court: Caller) -> None:
    order = wish(papers=2)
    answer = court.post("/orders", order)
    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert {service["paper_id"] for service in told["services"]} == set(order["paper_ids"])  # type: ignore[call-overload]
    state = court.get(f"/orders/{told['id']}").json()
    assert [service["status"] for service in state["services"]] == ["open", "open"]


def test_a_repeated_key_is_the_same_order(court: Caller) -> None:
    order = wish()
    first, second = (court.post("/orders", order, key="k-1") for _ in "12")
    assert first.json() == second.json()
    assert Order.objects.count() == 1


def test_a_key_for_something_else_is_a_conflict(court: Caller) -> None:
    court.post("/orders", wish(), key="k-1")
    answer = court.post("/orders", wish(), key="k-1")
    assert (answer.status_code, answer.json()["code"]) == (409, "key_reused")


def test_keys_of_different_systems_never_meet(court: Caller, outsider: Caller) -> None:
    from tests.web.api.caller import caller

    court.post("/orders", wish(), key="k-1")
    assert caller().post("/orders", wish(), key="k-1").status_code == 201


@pytest.mark.parametrize("key", ["钥匙", "a b", "x" * 61])
def test_a_key_that_is_none_is_refused(court: Caller, key: str) -> None:
    assert court.post("/orders", wish(), key=key).status_code == 400


def test_the_same_service_twice_is_a_conflict(court: Caller) -> None:
    order = wish()
    court.post("/orders", order)
    answer = court.post("/orders", order)
    assert (answer.status_code, answer.json()["code"]) == (409, "already_ordered")


def test_bulk_orders_answer_row_by_row(court: Caller, django_assert_max_num_queries: object) -> None:
    orders = [{**wish(), "idempotency_key": f"k{n}"} for n in range(10)]
    orders[3]["party_ids"] = [str(make.party().id)]
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        told = court.post("/orders/bulk", {"orders": orders}).json()
    assert (told["accepted"], told["refused"]) == (9, 1)
    assert told["rows"][3]["problem"]["code"] == "not_in_case"
    assert told["rows"][3]["problem"]["path"] == "$.orders[3]"
    again = court.post("/orders/bulk", {"orders": orders}).json()
    assert [row["order"] and row["order"]["id"] for row in again["rows"]] == [
        row["order"] and row["order"]["id"] for row in told["rows"]
    ]
    assert Service.objects.count() == 9


def test_bulk_takes_a_thousand_and_no_more(court: Caller) -> None:
    order = {"case_id": str(make.case().id), "paper_ids": [str(make.case().id)], "party_ids": [str(make.case().id)]}
    assert court.post("/orders/bulk", {"orders": [order] * 1001}).status_code == 422
    assert court.post("/orders/bulk", {"orders": [order] * 1000}).json()["refused"] == 1000


def test_services_are_listed_page_by_page_and_read_with_their_events(court: Caller) -> None:
    case = make.case()
    papers, party = [make.paper(case) for _ in range(3)], make.party(case)
    place_order(OrderDraft(case.id, tuple(p.id for p in papers), (party.id,)), case.court, "engine", make.NOW)
    first = court.get("/services", case_id=str(case.id), limit="2").json()
    second = court.get("/services", case_id=str(case.id), limit="2", after=first["next_after"]).json()
    assert (len(first["services"]), len(second["services"]), second["next_after"]) == (2, 1, None)
    assert court.get("/services", status="open").json()["services"][0]["status"] == "open"
    assert court.get("/services", status="effective").json()["services"] == []
    service = first["services"][0]["id"]
    told = court.get(f"/services/{service}").json()
    assert (told["decision"], told["certificate"]) == (None, None)
    assert court.get(f"/services/{service}/events").json() == {"events": []}
    assert court.get(f"/services/{service}/certificate").json()["code"] == "no_certificate_yet"


def test_papers_are_taken_back_all_of_the_named_ones_or_none(court: Caller) -> None:
    placed = court.post("/orders", wish(papers=2)).json()
    door, ids = f"/orders/{placed['id']}/recall", [service["id"] for service in placed["services"]]
    assert court.post(door, {"service_ids": ids}).status_code == 422
    first = court.post(door, {"service_ids": ids[:1], "reason": "误选"}, key="r-1")
    again = court.post(door, {"service_ids": ids[:1], "reason": "误选"}, key="r-1")
    assert (first.status_code, again.content) == (201, first.content)
    late = court.post(door, {"service_ids": ids, "reason": "误选"})
    assert (late.status_code, late.json()["code"]) == (409, "recalled_already")
    assert [s["recalled_at"] is None for s in court.get(f"/orders/{placed['id']}").json()["services"]] == [False, True]
    assert [s["id"] for s in court.get("/services?status=open").json()["services"]] == ids[1:]


def test_nobody_takes_back_what_another_court_ordered(court: Caller, outsider: Caller) -> None:
    placed = court.post("/orders", wish()).json()
    body = {"service_ids": [placed["services"][0]["id"]], "reason": "误选"}
    assert outsider.post(f"/orders/{placed['id']}/recall", body).status_code == 404
    assert Service.objects.get().recalled_at is None
