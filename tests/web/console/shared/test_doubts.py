"""What is hardly ever true is asked once more before it is kept; what is like other entries is not."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from songda import clock
from songda.records.matter.cases.models import Case, Hearing
from songda.records.matter.papers.models import Paper
from songda.records.matter.parties.models import Consent, Party, Refusal
from songda.records.service.deeds.models import Deed
from tests import make
from tests.records.stage import envelope
from tests.web.console.world import mark, signed_in, typed

pytestmark = pytest.mark.database
Entry = tuple[str, object, dict[str, object]]
LONG_AGO = make.NOW - timedelta(days=400)  # the cases of the tests are registered on the first of June
MONDAY = datetime(2027, 3, 8, 1, 30, tzinfo=make.NOW.tzinfo)  # half past nine


def pdf() -> SimpleUploadedFile:
    return SimpleUploadedFile("a.pdf", make.pdf(), "application/pdf")


def party(role: str = "defendant") -> Party:
    return make.party(role=role, name="李卫国")


def hearing(at: datetime) -> Entry:
    return "new_hearing", make.case().id, {"at": typed(at), "place": "第三审判庭"}


def paper(kind: str, role: str = "", **more: object) -> Entry:
    of = party(role or "plaintiff")
    return "new_paper", of.case_id, {"file": pdf(), "kind": kind, "filed_by": str(of.id) if role else "", **more}


def consent(at: datetime, ground: str = "express") -> Entry:
    told = {"ground": ground, "at": typed(at), "how": "form", "stages": ["first_instance"], "paper_kinds": ["*"]}
    return "new_consent", party().id, told


def refusal(at: datetime) -> Entry:
    return "new_refusal", party().id, {"at": typed(at), "how": "letter"}


def call(at: datetime) -> Entry:
    told = {"address": "other", "number": make.mobile(), "outcome": "unreachable", "stages": ["first_instance"]}
    return "new_call", party().id, {**told, "at": typed(at)}


def deed(at: datetime) -> Entry:
    sent = envelope(party())
    papers = [str(key) for key in sent.services.values_list("id", flat=True)]
    return "deed", sent.id, {"papers": papers, "kind": "signed", "by": "recipient", "at": typed(at)}


ODD: Mapping[str, tuple[Callable[[], Entry], str]] = {
    "a hearing in the past": (lambda: hearing(clock.now() - timedelta(days=3)), "lies in the past"),
    "a hearing at night": (lambda: hearing(MONDAY + timedelta(hours=14)), "unusual hour"),
    "a hearing on Sunday": (lambda: hearing(MONDAY - timedelta(days=1)), "day of rest"),
    "a hearing in ten years": (lambda: hearing(MONDAY + timedelta(days=3650)), "more than two years"),
    "a defence by the plaintiff": (lambda: paper("defence_copy", "plaintiff"), "from the other side"),
    "a complaint by the defendant": (lambda: paper("complaint_copy", "defendant"), "from the other side"),
    "a complaint by the court": (lambda: paper("complaint_copy"), "usually a party"),
    "a summons by a party": (lambda: paper("summons", "defendant"), "own paper; it is entered as"),
    "a notice without its days": (lambda: paper("evidence_notice"), "no number of days"),
    "a consent before the case": (lambda: consent(LONG_AGO), "was registered only on"),
    "a refusal before the case": (lambda: refusal(LONG_AGO), "was registered only on"),
    "a call before the case": (lambda: call(LONG_AGO), "was registered only on"),
    "a visit before the order": (lambda: deed(LONG_AGO), "was ordered only on"),
}
USUAL: Mapping[str, Callable[[], Entry]] = {
    "a hearing": lambda: hearing(MONDAY),
    "a defence by the defendant": lambda: paper("defence_copy", "defendant"),
    "evidence by anybody": lambda: paper("evidence_material", "defendant"),
    "a notice with its days": lambda: paper("evidence_notice", days_set_in_paper="15"),
    "an agreement before the dispute": lambda: consent(LONG_AGO, "prior_agreement"),
    "a call today": lambda: call(clock.now()),
}


def kept() -> int:
    """How many of the things that these forms make are there; a call leaves its own row."""
    made = (Hearing, Paper, Consent, Refusal, Deed)
    return sum(model.objects.count() for model in made) + sum(p.calls.count() for p in Party.objects.all())


def post(client: Client, entry: Entry, **more: object) -> tuple[int, str]:
    door, key, told = entry
    fresh = {name: pdf() if name == "file" else value for name, value in told.items()}
    answer = client.post(reverse(f"console:{door}", args=[key]), {**fresh, **more})
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize("what", ODD)
def test_what_is_odd_is_asked_and_kept_only_when_somebody_says_that_it_is_so(what: str) -> None:
    build, said = ODD[what]
    client, entry = signed_in(language="en"), build()
    before = kept()
    status, page = post(client, entry)
    assert (status, kept()) == (422, before)
    assert said in page
    assert "Is this so?" in page
    assert post(client, entry, is_so=mark(page))[0] == 302
    assert kept() == before + 1


@pytest.mark.parametrize("what", USUAL)
@pytest.mark.usual_day
def test_what_is_usual_is_not_asked(what: str) -> None:
    assert post(signed_in(), USUAL[what]())[0] == 302


def test_the_tick_answers_what_was_asked_and_nothing_else() -> None:
    client, (door, key, told) = signed_in(), hearing(clock.now() - timedelta(days=3))
    answer = mark(post(client, (door, key, told))[1])
    other = {**told, "at": typed(clock.now() - timedelta(days=30))}
    assert post(client, (door, key, other), is_so=answer)[0] == 422
    assert not Hearing.objects.exists()


def test_the_question_is_asked_in_chinese_and_what_was_typed_stands_there_still() -> None:
    page = post(signed_in(), hearing(clock.now() - timedelta(days=3)))[1]
    assert "请核对是否属实" in page
    assert "开庭时间已过" in page
    assert "第三审判庭" in page


def test_what_cannot_be_is_an_error_whatever_is_ticked() -> None:
    client, entry = signed_in(), call(clock.now() + timedelta(days=1))
    status, page = post(client, entry, is_so="1")
    assert status == 422
    assert "is_so" not in page
    assert not Case.objects.filter(parties__calls__isnull=False).exists()
