"""Whatever goes wrong below /api/ is a problem in the caller's language, also where no operation was reached."""

import re
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from pydantic import TypeAdapter
from pydantic import ValidationError as PydanticError

from songda.records.ground.evidence.models import Event
from songda.records.matter.cases.models import Case
from songda.site.reception.gateway import UNREADABLE
from songda.web.api.description import api
from songda.web.api.matter import cases
from songda.web.api.shapes import Day, Moment
from tests import make
from tests.records.stage import defendant
from tests.web.api.caller import ROOT, Caller

pytestmark = pytest.mark.database


def problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    """The problem that was told; nothing of a page for people is left."""
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")
    told: dict[str, Any] = answer.json()
    assert (told["status"], told["code"], told["title"]) == (status, code, HTTPStatus(status).phrase)
    assert "<" not in answer.content.decode()
    return told


@pytest.mark.parametrize("path", ["/api/", "/api/v2/cases", f"{ROOT}/nothing", f"{ROOT}/cases/not-an-id", "/api/../x"])
def test_an_address_that_does_not_exist(client: Client, path: str) -> None:
    problem(client.get(path), 404, "no_such_address")


@pytest.mark.parametrize(
    ("verb", "path"), [("delete", "/cases"), ("put", "/orders"), ("post", "/"), ("patch", "/cases/bulk")]
)
def test_a_method_that_the_address_does_not_take(court: Caller, verb: str, path: str) -> None:
    answer = getattr(court.client, verb)(ROOT + path, headers={"Authorization": f"Bearer {court.token}"})
    problem(answer, 405, "method_not_allowed")
    assert "GET" in answer.headers["Allow"] or "POST" in answer.headers["Allow"]


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""]
)
def test_json_that_is_called_something_else(court: Caller, kind: str) -> None:
    answer = court.client.post(
        f"{ROOT}/cases", '{"number": "1"}', content_type=kind, headers={"Authorization": f"Bearer {court.token}"}
    )
    assert "application/json" in problem(answer, 415, "wrong_kind")["sentence_en"]
    assert answer.headers["Accept"] == "application/json"


def test_a_paper_that_comes_as_json(court: Caller) -> None:
    for path in ("/papers/bulk", "/cases/0197a000-0000-7000-8000-000000000001/papers"):
        assert court.post(path, {"kind": "summons"}).headers["Accept"] == "multipart/form-data"


def test_a_body_larger_than_the_house(court: Caller) -> None:
    answer = court.client.generic(
        "POST", f"{ROOT}/papers/bulk", b"", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH="99999999"
    )
    problem(answer, 413, "too_large")


def test_a_body_that_does_not_say_how_long_it_is(court: Caller) -> None:
    answer = court.client.generic(
        "POST", f"{ROOT}/cases", b"", content_type="application/json", HTTP_TRANSFER_ENCODING="chunked"
    )
    assert "Content-Length" in problem(answer, 411, "no_length")["sentence_en"]


def test_what_a_system_is_told_stays_in_no_cache(court: Caller) -> None:
    for answer in (court.get("/cases"), court.get("/cases/0197a000-0000-7000-8000-000000000001")):
        assert answer.headers["Cache-Control"] == "no-store, private"


def test_a_host_that_is_not_ours(client: Client) -> None:
    problem(client.get(f"{ROOT}/cases", headers={"Host": "evil.example"}), 400, "bad_request")


def test_a_fault_of_the_program_shows_nothing_of_it(court: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("secret words")

    monkeypatch.setattr(cases, "cases_of", fail)
    court.client.raise_request_exception = False
    assert "secret" not in str(problem(court.get("/cases"), 500, "broken"))


@pytest.mark.parametrize(
    ("language", "word"), [("zh-CN", "没有"), ("en-GB,en;q=0.9", "There is no"), ("fr", "没有"), ("", "没有")]
)
def test_the_detail_is_in_the_language_of_the_caller(client: Client, language: str, word: str) -> None:
    answer = client.get(f"{ROOT}/nothing", headers={"Accept-Language": language})
    assert answer.json()["detail"].startswith(word)
    assert answer.headers["Content-Language"] == ("en" if language.startswith("en") else "zh-hans")


def test_a_refusal_of_an_operation_speaks_the_language_of_the_caller_too(court: Caller) -> None:
    english = {"Authorization": f"Bearer {court.token}", "Accept-Language": "en"}
    answer = court.client.post(f"{ROOT}/cases", {"number": "x"}, content_type="application/json", headers=english)
    told = problem(answer, 422, answer.json()["code"])
    assert told["detail"] == told["sentence_en"] != told["sentence_zh"]


def test_pages_for_people_stay_pages(client: Client) -> None:
    assert client.get("/nothing").headers["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("path", ["/cases", "/address-form", "/openapi.json", "/", "/nothing", "/cases?wrong=1"])
def test_a_head_is_answered_as_get_is_without_a_body_and_leaves_no_trace(court: Caller, path: str) -> None:
    token = {"Authorization": f"Bearer {court.token}"}
    got = court.client.get(ROOT + path, headers=token)
    before = Event.objects.count()
    told = court.client.head(ROOT + path, headers=token)
    assert (told.status_code, told.content) == (got.status_code, b"")
    assert told["Content-Length"] == str(len(got.content))
    assert told["Content-Type"] == got["Content-Type"]
    assert Event.objects.count() == before


def test_a_head_of_what_somebody_reads_of_a_person_is_no_reading(court: Caller) -> None:
    party = defendant(make.case())
    path = f"{ROOT}/cases/{party.case_id}/parties"
    token = {"Authorization": f"Bearer {court.token}"}
    before = Event.objects.count()
    assert court.client.head(path, headers=token).status_code == 200
    assert Event.objects.count() == before
    court.client.get(path, headers=token)
    assert Event.objects.count() > before


KEYS = ["", " ", "a b", "a,b", "x" * 61, "schlüssel", "送达", "a\x01b", UNREADABLE]


@pytest.mark.parametrize("key", KEYS)
def test_a_key_that_cannot_be_read_is_refused_by_every_operation_that_takes_one(court: Caller, key: str) -> None:
    party = defendant(make.case())
    for path, body in (
        ("/cases", {"number": "（2026）晋1181民初77号", "cause": "离婚纠纷"}),
        ("/orders", {"case_id": str(party.case_id), "paper_ids": [str(uuid4())], "party_ids": [str(party.id)]}),
        (f"/parties/{party.id}/offline", {"reason": "本人没有手机"}),
    ):
        headers = {"Authorization": f"Bearer {court.token}", "Idempotency-Key": key}
        answer = court.client.post(ROOT + path, body, content_type="application/json", headers=headers)
        told = problem(answer, 400, "wrong_key")
        assert told.get("path", "").endswith("Idempotency-Key"), (path, told)
    assert Case.objects.count() == 1


def test_an_operation_that_takes_no_key_says_so_and_does_nothing(court: Caller) -> None:
    party = defendant(make.case())
    row = {"case_id": str(party.case_id), "paper_ids": [str(uuid4())], "party_ids": [str(party.id)]}
    told = problem(court.post("/orders/bulk", {"orders": [row]}, key="k-1"), 400, "no_key_here")
    assert told["path"].endswith("Idempotency-Key")


def dated() -> list[tuple[str, str, str]]:
    """Every day and moment that an operation takes: in which body or query, by which name, of which kind."""
    described = api.get_openapi_schema()
    taken = {
        reference.rpartition("/")[2]
        for verbs in described["paths"].values()
        for operation in verbs.values()
        for reference in re.findall(r"#/components/schemas/\w+", str(operation.get("requestBody", "")))
    }
    fields = [
        (name, field, str(shape))
        for name in sorted(taken)
        for field, shape in described["components"]["schemas"][name].get("properties", {}).items()
    ]
    asked = [
        (path, each["name"], str(each["schema"]))
        for path, verbs in described["paths"].items()
        for each in verbs.get("get", {}).get("parameters", ())
    ]
    return [(place, name, shape) for place, name, shape in (*fields, *asked) if "'format': 'date" in shape]


NUMBERS = [0, "0", "1717200000", "1e9", "-1", 1717200000.5, "+7", "."]


@pytest.mark.parametrize("sent", NUMBERS)
def test_no_number_is_a_day_or_a_moment(sent: object) -> None:
    for kind in (Day, Moment):
        with pytest.raises(PydanticError, match="is written as"):
            TypeAdapter(kind).validate_python(sent)


def test_every_day_and_moment_that_comes_in_is_written_out() -> None:
    """By its bounds it is known as `Day` or `Moment` of the shapes; a bare one would take seconds since 1970."""
    found = dated()
    assert ("/api/v1/rounds", "day") in {each[:2] for each in found}
    assert [each for each in found if "1900-01-01" not in each[2]] == []


def test_the_rounds_of_no_day_are_no_rounds(court: Caller) -> None:
    for day in ("0", "1717200000", "morgen", ""):
        told = problem(court.get(f"/rounds?day={day}"), 422, "wrong_form")
        assert told["errors"][0]["path"] == "query.day"
    assert court.get("/rounds?day=2026-06-01").status_code == 200
