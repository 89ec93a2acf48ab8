"""Papers come in as PDFs, and unsafe ones stay out."""

import hashlib

import pytest

from songda.records.ground.evidence.models import Event
from songda.records.matter.papers.models import Paper
from songda.trust.paper.child import FILE_SLOTS
from tests import make
from tests.web.api.caller import Caller

pytestmark = pytest.mark.database


def test_a_paper_is_uploaded_and_listed(court: Caller) -> None:
    case, pdf = make.case(), make.pdf()
    plaintiff = make.party(case, "plaintiff")
    answer = court.upload(
        f"/cases/{case.id}/papers", pdf, kind="complaint_copy", title="起诉状副本", filed_by_id=str(plaintiff.id)
    )
    assert answer.status_code == 201, answer.content
    assert answer.json()["sha256"] == hashlib.sha256(pdf).hexdigest()
    (told,) = court.get(f"/cases/{case.id}/papers").json()["papers"]
    assert told["filed_by_id"] == str(plaintiff.id)
    corrected = court.upload(
        f"/cases/{case.id}/papers", make.pdf(), kind="complaint_copy", title="更正", replaces_id=told["id"]
    )
    assert corrected.json()["replaces_id"] == told["id"]


def test_what_is_no_pdf_is_refused_with_the_reason_on_record(court: Caller) -> None:
    case = make.case()
    for key in ("", "one-key"):
        answer = court.upload(f"/cases/{case.id}/papers", b"<html>", key, kind="hearing_notice", title="传票")
        assert (answer.status_code, answer.json()["code"]) == (422, "paper_unsafe")
    assert Event.objects.filter(name="paper.refused").count() == 2


def test_the_same_upload_under_the_same_key_is_the_same_paper(court: Caller) -> None:
    case, pdf = make.case(), make.pdf()
    first, second = (
        court.upload(f"/cases/{case.id}/papers", pdf, "k1", kind="hearing_notice", title="传票") for _ in "12"
    )
    assert first.content == second.content
    assert Paper.objects.count() == 1
    other = court.upload(f"/cases/{case.id}/papers", make.pdf(), "k1", kind="hearing_notice", title="传票")
    assert (other.status_code, other.json()["code"]) == (409, "key_reused")


def test_where_too_much_is_opened_at_once_the_call_comes_again_under_the_same_key(
    court: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, pdf = f"/cases/{make.case().id}/papers", make.pdf("only here")
    with monkeypatch.context() as busy:
        busy.setattr(FILE_SLOTS, "_room", 0)
        answer = court.upload(path, pdf, "k1", kind="hearing_notice", title="传票")
    assert (answer.status_code, answer.json()["code"], answer["Retry-After"]) == (503, "no_turn", "10")
    assert not Event.objects.filter(name__startswith="paper.").exists()
    assert court.upload(path, pdf, "k1", kind="hearing_notice", title="传票").status_code == 201


def test_strangers_of_the_case_are_refused(court: Caller) -> None:
    case, paper = make.case(), make.paper()
    for told in ({"filed_by_id": str(make.party().id)}, {"replaces_id": str(paper.id)}):
        answer = court.upload(f"/cases/{case.id}/papers", make.pdf(), kind="hearing_notice", title="传票", **told)
        assert answer.json()["code"] == "paper_not_in_case"


def test_one_pdf_goes_into_many_cases(court: Caller, outsider: Caller) -> None:
    cases = [str(make.case().id) for _ in range(5)]
    told = court.upload("/papers/bulk", make.pdf(), kind="hearing_notice", title="传票", case_ids=cases).json()
    assert [paper["case_id"] for paper in told["papers"]] == cases
    assert (
        outsider.upload("/papers/bulk", make.pdf(), kind="hearing_notice", title="x", case_ids=cases).status_code == 404
    )


def test_an_upload_over_the_limit_is_turned_away_before_it_is_read(court: Caller, settings: object) -> None:
    settings.PAPER_LIMIT_BYTES = 1000  # type: ignore[attr-defined]
    answer = court.upload(
        f"/cases/{make.case().id}/papers", b"%PDF-" + b"x" * 70_000, kind="hearing_notice", title="传票"
    )
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_a_title_that_would_break_a_header_or_turn_the_writing_round_is_kept_as_it_is_seen(court: Caller) -> None:
    case = make.case()
    sent = {"kind": "hearing_notice", "title": "Summons\r\nX-Evil: 1 \u202e票传"}
    answer = court.upload(f"/cases/{case.id}/papers", make.pdf(), **sent)
    assert (answer.status_code, answer.json()["title"]) == (201, "Summons X-Evil: 1 票传")
