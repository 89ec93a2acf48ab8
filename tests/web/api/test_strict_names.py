"""A name that a door does not read is refused wherever it stands: in a query, in a form, beside a file."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from songda.records.matter.cases.models import Case
from songda.records.matter.papers.models import Paper
from songda.web.api.description import api
from tests import make
from tests.web.api.caller import Caller

pytestmark = pytest.mark.database


def asks_for_nothing(door: dict[str, Any]) -> bool:
    """Whether no name must be there: what is missing would be told first."""
    return not any(one["in"] == "query" and one["required"] for one in door.get("parameters", ()))


DOORS = api.get_openapi_schema()["paths"]
READ = sorted(path for path, doors in DOORS.items() if "get" in doors and asks_for_nothing(doors["get"]))
FILED = {"kind": "hearing_notice", "title": "传票"}


def paths(answer: object) -> list[str]:
    told = answer.json()  # type: ignore[attr-defined]
    assert (answer.status_code, told["code"]) == (422, "wrong_form")  # type: ignore[attr-defined]
    return [error["path"] for error in told["errors"]]


def test_every_door_that_reads_names_what_it_was_asked_and_does_not_know(court: Caller) -> None:
    asked = 0
    for path in READ:
        place = re.sub(r"\{[^}]+\}", str(uuid4()), path.removeprefix("/api/v1"))
        answer = court.client.get(f"/api/v1{place}", {"mistyped": "1"}, headers=court._headers())
        if answer.status_code != 404:  # an address whose key is no UUID
            asked += 1
            assert paths(answer) == ["query.mistyped"], path
    assert asked > 15


def test_a_field_of_a_form_and_a_second_file_are_named_and_nothing_is_kept(court: Caller) -> None:
    case = make.case()
    answer = court.upload(f"/cases/{case.id}/papers", make.pdf(), **FILED, days_set="15")
    assert paths(answer) == ["form.days_set"]
    beside = SimpleUploadedFile("other.pdf", make.pdf("other"), content_type="application/pdf")
    assert paths(court.upload(f"/cases/{case.id}/papers", make.pdf(), **FILED, attachment=beside)) == [
        "file.attachment"
    ]
    assert not Paper.objects.exists()


def test_what_is_sent_twice_where_one_is_meant_is_named_and_nothing_is_kept(court: Caller) -> None:
    case = make.case()
    answer = court.client.get("/api/v1/services?status=open&status=effective", headers=court._headers())
    assert paths(answer) == ["query.status"]
    twice = court.upload(f"/cases/{case.id}/papers", make.pdf(), kind=["summons", "judgment"], title="传票")
    assert paths(twice) == ["form.kind"]
    body = '{"number": "（2026）晋1181民初2002号", "cause": "离婚纠纷", "cause": "买卖合同纠纷"}'
    told = court.client.post("/api/v1/cases", body, content_type="application/json", headers=court._headers())
    assert (told.status_code, told.json()["code"]) == (400, "bad_request")
    assert not Paper.objects.exists()
    assert Case.objects.count() == 1


def test_what_may_be_sent_several_times_may(court: Caller) -> None:
    cases = [str(make.case().id) for _ in range(2)]
    filed = court.upload("/papers/bulk", make.pdf(), **FILED, case_ids=cases)
    assert (filed.status_code, len(filed.json()["papers"])) == (201, 2)
