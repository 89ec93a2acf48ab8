"""A name that a door does not read is refused wherever it stands: in a query, in a form, beside a file."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from songda.records.papers.models import Paper
from songda.web.api.rooms import api
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
