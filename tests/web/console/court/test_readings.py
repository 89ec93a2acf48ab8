"""The auditor sees who read whose personal data; nobody else does, and their own looking is on record too."""

import csv
from io import StringIO

import pytest
from django.urls import reverse

from songda.core.access import Role
from songda.records.evidence.models import Event
from songda.web.console.court.readings import safe_cell
from tests import make
from tests.web.console.world import signed_in, world

pytestmark = pytest.mark.database
PLACE = "/console/readings/"


SAID = [
    ("zh-hans", "查看完整个人信息", "被告 李**"),
    ("en", "Had particulars shown in full", "Defendant 李**"),
]


@pytest.mark.parametrize(("language", "did", "whom"), SAID)
def test_the_auditor_sees_who_had_whose_particulars_shown(language: str, did: str, whom: str) -> None:
    made, clerk = world(), make.user(name="陈书记员")
    signed_in(clerk).post(reverse("console:show_party", args=[made.defendant.id]))
    page = signed_in(role=Role.AUDITOR, language=language).get(PLACE).content.decode()
    for words in ("陈书记员", did, whom, made.case.number):
        assert words in page
    assert made.defendant.name not in page


def test_the_auditors_own_looking_is_on_record_and_what_they_looked_for_is_sealed() -> None:
    made = world()
    signed_in(role=Role.AUDITOR).post(PLACE, {"person": made.defendant.name})
    event = Event.objects.get(name="readings.shown")
    assert event.data["court"] == str(made.case.court_id)
    assert made.defendant.name not in event.leaf


def test_the_file_has_a_line_for_each_and_no_cell_is_a_formula() -> None:
    made = world()
    signed_in(make.user(name="=cmd|陈")).post(reverse("console:show_party", args=[made.defendant.id]))
    answer = signed_in(role=Role.AUDITOR, language="en").post(PLACE, {"file": "1"})
    assert answer["Content-Type"].startswith("text/csv")
    head, *lines = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
    assert head == ["When", "Who looked", "Office", "What they did", "Case", "Whose data"]
    assert ["'=cmd|陈", "Clerk", "Had particulars shown in full", made.case.number] in [line[1:5] for line in lines]
    assert all(not cell.startswith(("=", "+", "-", "@")) for line in lines for cell in line)


@pytest.mark.parametrize("said", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1"])
def test_no_cell_begins_as_a_formula_does(said: str) -> None:
    assert safe_cell(said) == f"'{said}"


def test_files_that_are_taken_are_on_record() -> None:
    made, clerk = world(), signed_in()
    for name, key in (("paper_file", "paper_id"), ("certificate_file", "certificate_id"), ("deed_scan", "step_id")):
        clerk.get(reverse(f"console:{name}", args=[made.key(key)]))
    assert Event.objects.filter(name="file.taken", case_id=made.case.id).count() == 3
