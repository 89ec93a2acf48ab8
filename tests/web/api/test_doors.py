"""Who may come in, what is turned away, and what the API says of itself."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from babel.messages.pofile import read_po
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from songda.clock import now
from songda.records.court.staff.actions import revoke_api_client
from songda.records.court.staff.models import ApiClient, Court, User
from songda.records.matter.cases.hearings import set_hearing
from songda.records.matter.cases.models import Case
from songda.records.matter.circumstances.actions import note
from songda.records.matter.circumstances.entries import CircumstanceDraft
from songda.records.matter.parties.actions import record_refusal
from songda.records.service.orders.actions import OrderDraft, place_order
from songda.records.service.orders.models import Envelope, Order, Service
from songda.records.service.tasks.actions import TaskDraft, open_tasks
from songda.records.service.tasks.handing import SubstitutionDraft, note_substitution
from songda.records.service.tasks.models import Task
from songda.records.ways.deeds import DeedDraft, StepDraft, record_deed
from songda.records.ways.entrustments.actions import EntrustmentDraft, entrust, papers_of
from songda.web.api.description import api
from songda.web.api.page import operations_of, shapes_of
from tests import make
from tests.records.ways.lookups.stage import requested
from tests.records.ways.visits.stage import at_home
from tests.web.api.caller import ROOT, Caller
from tests.web.api.calls import call_to
from tests.web.console.beside import helped, signed_on_paper
from tests.web.console.field.things import of_people
from tests.web.console.letters.things import letter_of
from tests.web.console.notices.things import of_notices
from tests.web.console.returns.things import of_returns
from tests.web.console.telephone.dialled import a_recorded_talk
from tests.web.console.world import place_of

pytestmark = pytest.mark.database


def _paths() -> Iterator[tuple[str, str]]:
    for path, verbs in api.get_openapi_schema()["paths"].items():
        yield from ((verb, path) for verb in verbs)


def _call(client: Client, verb: str, path: str, token: str, body: object) -> Any:
    headers = {"Authorization": f"Bearer {token}"}
    if verb == "get":
        return client.get(path, headers=headers)
    if path.endswith("/address-forms"):
        told = {"signed_at": "2026-06-01T10:00:00+08:00", "mobile": "13800000103"}
        return client.post(path, {**told, "pdf": SimpleUploadedFile("a.pdf", make.pdf())}, headers=headers)
    if path.endswith(("/papers", "/papers/bulk")):
        many = {"case_ids": [str(uuid4())]} if path.endswith("bulk") else {}
        told = {"kind": "hearing_notice", "title": "传票", **many}
        return client.post(path, {**told, "pdf": SimpleUploadedFile("a.pdf", b"%PDF-")}, headers=headers)
    if path.endswith(("/deeds", "/steps", "/outcome")):
        told = {"way": "direct", "kind": "signed", "at": "2026-06-01T10:00:00+08:00", "by": "recipient"}
        return client.post(path, told if path.endswith("/deeds") else _without(told, "way"), headers=headers)
    if path.endswith("recordings"):
        return client.post(path, {"sound": SimpleUploadedFile("a.wav", b"RIFF")}, headers=headers)
    send = client.patch if verb == "patch" else client.post
    return send(path, body, content_type="application/json", headers=headers)


def _without(told: dict[str, str], name: str) -> dict[str, str]:
    return {key: value for key, value in told.items() if key != name}


@pytest.mark.parametrize("token", ["", "songda_made-up", "x" * 5000])
def test_nobody_comes_in_without_a_token(client: Client, token: str) -> None:
    for verb, path in _paths():
        answer = _call(client, verb, path.format_map(_AnyId()), token, {})
        assert answer.status_code == 401, (verb, path)
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_revoked_token_is_turned_away_within_seconds(court: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    assert court.get("/cases").status_code == 200
    revoke_api_client(ApiClient.objects.get(), "engine", make.NOW)
    later = now() + timedelta(seconds=3)
    monkeypatch.setattr("songda.web.api.tokens.now", lambda: later)
    assert court.get("/cases").status_code == 401


def test_a_burst_of_calls_asks_for_the_token_once(court: Caller, django_assert_num_queries: object) -> None:
    court.get("/cases")
    with django_assert_num_queries(1):  # type: ignore[operator]
        court.get("/cases")


class _AnyId(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return str(uuid4())


BODIES: dict[str, object] = {
    "returns": {"cause": "refused"},
    "agreement": {},
    "visits": {"address_id": str(uuid4())},
    "entrustments": {"hand": "outside_court", "name": "文水县人民法院"},
    "public-notices": {"why": "下落不明"},
    "boards": {"board": "newspaper", "words": "人民法院报"},
    "letters": {"address_id": str(uuid4())},
    "scans": {"code": "EZ123456785CN"},
    "hearings": {"at": "2026-08-01T09:00:00+08:00", "place": "第三审判庭"},
    "parties": {"role": "defendant", "name": "李某"},
    "addresses": {"kind": "mobile", "value": "13800000101"},
    "class": {"address_class": "rejected"},
    "all-cases": {"is_for_all_cases": False},
    "consents": {"ground": "express", "at": "2026-01-01T09:00:00+08:00", "stages": ["*"]},
    "withdrawal": {"at": "2026-07-01T09:00:00+08:00"},
    "refusals": {"at": "2026-01-01T09:00:00+08:00"},
    "offline": {"reason": "age"},
    "{party_id}": {"name": "王某", "reason": "看错"},
    "{case_id}": {"cause": "离婚", "reason": "看错"},
    "{hearing_id}": {"place": "第五审判庭"},
    "correction": {"value": "13800000102", "reason": "看错"},
    "replacement": {"value": "13800000102"},
    "circumstances": {"kind": "missing", "since": "2026-06-10T10:00:00+08:00"},
    "{circumstance_id}/correction": {"reason": "看错"},
    "{lookup_id}/withdrawal": {"reason": "不再需要"},
    "lookups": {
        "purpose": "service",
        "ground": "no_address",
        "why": "登记号码已停机，住所无人，邮件被退回，别无联系方式。",
        "operators": ["mobile"],
        "days": 7,
    },
    "mandates": {
        "name": "王小明",
        "number": make.resident_id("19850101"),
        "relation": "child",
        "rights": ["see"],
        "until": "2026-12-01T09:00:00+08:00",
        "given_how": "counter",
        "identified_how": "card",
    },
    "{task_id}": {"owner_id": str(uuid4())},
    "extension": {"working_days": 1, "reason": "另约"},
    "handover": {"to_id": str(uuid4())},
    "care/ending": {"need": "wish_paper", "until": "2026-06-01T09:00:00+08:00"},
    "ending": {"until": "2026-06-01T09:00:00+08:00"},
    "recall": {"service_ids": [str(uuid4())], "reason": "误选"},
    **{
        key: {"reason": "看错"}
        for key in ("removal", "end", "closing", "reopening", "cancellation", "calling-off", "refusal", "taking-back")
    },
}


def opened(case: Case) -> Task:
    open_tasks([TaskDraft("call", "unread", case)], make.NOW)
    return Task.objects.get(case=case, kind="call")


def handed(placed: Order) -> dict[str, UUID]:
    """What the order brought was handed over: the keys of the deed and of its step."""
    sealed = placed.envelopes.get()
    services = tuple(sealed.services.values_list("id", flat=True))
    signed = StepDraft("signed", make.NOW, by="recipient")
    deed = record_deed(sealed, DeedDraft("direct", services, signed), "engine", make.NOW)
    return {"deed_id": deed.id, "step_id": deed.steps.get().id}


def of_ours_alone(court: Court) -> dict[str, object]:
    """Papers that somebody outside is to serve, whom no court of the installation stands for."""
    sealed, place = at_home(court)
    services = tuple(sealed.services.values_list("id", flat=True))
    made = entrust(sealed, EntrustmentDraft("outside_court", services, place.id, name="某法院"), "engine", now())
    return {"entrustment_id": made.id, "entrusted_paper_id": papers_of(made)[0].paper_id}


def substitution(chen: User) -> SubstitutionDraft:
    return SubstitutionDraft(chen, make.user(name="孙"), now(), now() + timedelta(days=1))


def test_an_outsider_finds_nothing_of_another_court(court: Caller, outsider: Caller) -> None:
    case = make.case()
    party = make.party(case)
    paper = make.paper(case)
    address, consent = make.address(party), make.consent(party)
    order = place_order(OrderDraft(case.id, (paper.id,), (party.id,)), case.court, "engine", make.NOW)
    ids = {
        "case_id": case.id,
        "party_id": party.id,
        "address_id": address.id,
        "paper_id": paper.id,
        "consent_id": consent.id,
        "refusal_id": record_refusal(party, make.NOW, "call", "engine", make.NOW).id,
        "call_id": call_to(party).id,
        "dial_id": (dial := a_recorded_talk(address)).id,
        "recording_id": dial.recording.id,
        "order_id": order.id,
        "service_id": Service.objects.get(envelope__party=party).id,
        "circumstance_id": note(party, CircumstanceDraft("soldier", make.NOW, words="某部队"), "engine", make.NOW).id,
        "hearing_id": set_hearing(case, make.NOW, "第三审判庭", "engine", make.NOW).id,
        "lookup_id": requested(party).id,
        "mandate_id": helped(party).id,
        "task_id": opened(case).id,
        "letter_id": (letter := letter_of(Envelope.objects.get(party=party), place_of(party))).id,
        "batch_id": letter.batch_id,
        "user_id": (chen := make.user(name="陈")).id,
        "substitution_id": note_substitution(substitution(chen), "engine", now()).id,
        "form_id": signed_on_paper(party).id,
        "posted_id": of_returns(letter, "posted_id"),
        "scan_id": of_returns(letter, "scan_id"),
        **{name: of_people(case.court, name) for name in ("stop_id", "round_id", "visit_id")},
        **of_ours_alone(case.court),
        "notice_id": of_notices("notice_id"),
        **handed(order),
    }
    asked = [(verb, path) for verb, path in _paths() if "{" in path and "{malfunction_id}" not in path]
    for verb, path in asked:
        *_, thing, end = path.split("/")
        body = BODIES.get(f"{thing}/{end}", BODIES.get(end, {}))
        answer = _call(outsider.client, verb, path.format_map(ids), outsider.token, body)
        assert answer.status_code == 404, (verb, path, answer.content)
        assert answer.json()["code"] == "not_found"
    assert len(asked) >= 12
    for path in ("/cases", "/services"):
        assert str(case.id) not in outsider.get(path).content.decode()
    stolen = {"case_id": str(case.id), "paper_ids": [str(paper.id)], "party_ids": [str(party.id)]}
    assert outsider.post("/orders", stolen).json()["code"] == "not_in_case"


def test_an_oversized_request_is_turned_away(court: Caller) -> None:
    answer = court.post("/cases/bulk", json.dumps({"cases": ["x" * 6_000_000]}))
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_what_is_no_json_is_told_so(court: Caller) -> None:
    answer = court.post("/cases", "{")
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")


def test_a_wrong_form_names_every_place_and_repeats_nothing(court: Caller) -> None:
    secret = "141181194803120019"
    body = {"nummer": "1", "persons": [{"role": "defendant", "name": "李某", "number": [secret]}]}
    answer = court.post("/cases", body)
    told = answer.json()
    assert (answer.status_code, told["code"]) == (422, "wrong_form")
    assert {error["path"] for error in told["errors"]} == {"$.number", "$.nummer", "$.persons[0].number"}
    assert secret not in answer.content.decode()


@pytest.mark.parametrize("junk", ["[]", "null", '"x"', "1e999", '{"cases": {}}', '{"number": "\\u0000"}', "[" * 5000])
def test_junk_is_never_an_error_of_the_program(court: Caller, junk: str) -> None:
    for path in ("/cases", "/cases/bulk", "/cases/search", "/orders", "/orders/bulk"):
        assert court.post(path, junk).status_code in {400, 422}, (path, junk)


def test_a_key_gives_the_same_answer_again_for_every_kind_of_thing(court: Caller) -> None:
    case = make.case()
    body = {"role": "defendant", "name": "李某"}
    first, second = (court.post(f"/cases/{case.id}/parties", body, key="p1") for _ in "12")
    assert first.content == second.content
    assert second.headers["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first.headers
    assert case.parties.count() == 1
    other = court.post(f"/cases/{case.id}/parties", {**body, "name": "王某"}, key="p1")
    assert (other.status_code, other.json()["code"]) == (409, "key_reused")
    elsewhere = court.post(f"/cases/{make.case().id}/parties", body, key="p1")
    assert elsewhere.status_code == 409


def test_a_key_is_free_again_after_a_refusal(court: Caller) -> None:
    assert court.post("/cases", {"number": "（2022）晋1181民初0号"}, key="c1").status_code == 422
    assert court.post("/cases", {"number": "（2022）晋1181民初1号"}, key="c1").status_code == 201


def test_the_description_is_openapi_3_1_and_open_to_read(client: Client) -> None:
    told = client.get(f"{ROOT}/openapi.json").json()
    assert told["openapi"].startswith("3.1")
    for verb, path in _paths():
        assert told["paths"][path][verb]["summary"], path


@pytest.mark.parametrize(("language", "title"), [("zh-hans", "外部系统接口"), ("en", "Interface for other systems")])
def test_the_page_of_operations_loads_nothing_foreign(client: Client, language: str, title: str) -> None:
    answer = client.get(f"{ROOT}/", headers={"Accept-Language": language})
    page = answer.content.decode()
    assert title in page
    assert f'lang="{language}"' in page
    assert "<script" not in page
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert "https://" not in page
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    for _, path in _paths():
        assert path in page


@cache
def pages_of_groups() -> str:
    """The page of every group of operations, one after the other, in English; they rest on the description alone."""
    client = Client()
    first = client.get(f"{ROOT}/", headers={"Accept-Language": "en"}).content.decode()
    groups = dict.fromkeys(re.findall(r'href="(\?about=[^"]+)"', first))
    pages = [client.get(f"{ROOT}/{group}", headers={"Accept-Language": "en"}).content.decode() for group in groups]
    assert len(first) < 90_000
    assert max(map(len, pages)) < 200_000
    return "".join(pages)


def test_a_type_that_has_a_shape_leads_to_it() -> None:
    page = pages_of_groups()
    for named in set(re.findall(r'<code>(?:[^<]*)<a href="#(\w+)">', page)):
        assert f'<article id="{named}">' in page
    assert '<a href="#CaseIn">CaseIn</a>' in page


def test_every_word_of_the_page_has_its_chinese() -> None:
    catalogue = Path("songda/web/api/locale/zh_Hans/LC_MESSAGES/django.po")
    with catalogue.open("rb") as file:
        known = {message.id: message.string for message in read_po(file) if message.id}
    schema = api.get_openapi_schema()
    words = {word for one in operations_of(schema) for word in (one.tag, one.summary, one.description)}
    words |= {shape.says for shape in shapes_of(schema)}
    assert words <= known.keys(), words - known.keys()
    assert all(known.values())


def test_the_page_shows_examples_and_how_a_call_may_be_refused() -> None:
    page = pages_of_groups()
    assert "400 · 401 · 403 · 409 · 413 · 415 · 422 · 500" in page
    assert "（2026）晋1181民初2001号" in page


def test_the_fixed_words_stand_in_the_description() -> None:
    page = pages_of_groups()
    assert "complaint_copy · counterclaim_copy" in page
    assert "list of PersonIn" in page
