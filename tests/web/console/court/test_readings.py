"""The auditor sees who read whose personal data; nobody else does, and their own looking is on record too."""

import csv
import re
from io import StringIO

import pytest
from django.urls import reverse
from django.utils import translation

from songda.core.access import Role
from songda.records.ground.evidence.models import Event
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
    head, *lines, end = list(csv.reader(StringIO(b"".join(answer).decode("utf-8-sig"))))
    assert head == ["When", "Who looked", "Office", "What they did", "Where", "Case", "Whose data"]
    did = ["'=cmd|陈", "Clerk", "Had particulars shown in full", "Parties", made.case.number]
    assert did in [line[1:6] for line in lines]
    assert end == [f"{len(lines)} readings: all that were asked for."]
    assert all(not cell.startswith(("=", "+", "-", "@")) for line in lines for cell in line)


def test_files_that_are_taken_are_on_record() -> None:
    made, clerk = world(), signed_in()
    for name, key in (("paper_file", "paper_id"), ("certificate_file", "certificate_id"), ("deed_scan", "step_id")):
        clerk.get(reverse(f"console:{name}", args=[made.key(key)]))
    assert Event.objects.filter(name="file.taken", case_id=made.case.id).count() == 3


def test_the_file_is_in_the_readers_language_though_it_is_written_after_the_request() -> None:
    made = world()
    signed_in(make.user(name="陈书记员")).post(reverse("console:show_party", args=[made.defendant.id]))
    answer = signed_in(role=Role.AUDITOR).post(PLACE, {"file": "1", "person": made.defendant.name})
    translation.activate("en")  # another request meanwhile
    text = b"".join(answer).decode("utf-8-sig")
    translation.deactivate()
    assert answer.streaming
    assert text.startswith("时间,查阅人,岗位,查阅行为,查阅位置,案号,被查阅人")
    assert "查看完整个人信息" in text
    assert "已全部列出" in text.splitlines()[-1]
    assert made.defendant.name not in text


def test_page_and_file_say_what_a_common_name_leaves_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("songda.records.overview.boards.readings.MOST_SOUGHT", 1)
    for _ in range(2):
        make.party(name="李卫国")
    auditor = signed_in(role=Role.AUDITOR, language="en")
    assert "fits more than 200 persons" in auditor.post(PLACE, {"person": "李卫国"}).content.decode()
    text = b"".join(auditor.post(PLACE, {"person": "李卫国", "file": "1"})).decode()
    assert "whose readings are not here" in text


def test_the_page_counts_and_filters_by_the_door() -> None:
    made = world()
    browser = signed_in(make.user(name="陈书记员"))
    browser.get(reverse("console:case", args=[made.case.id]))
    browser.get(reverse("console:envelope", args=[made.envelope.id]))
    auditor = signed_in(role=Role.AUDITOR, language="en")
    page = auditor.post(PLACE, {"door": "serving"}).content.decode()
    assert "1 reading<" in re.sub(r"\s+<", "<", page)
    assert page.count("陈书记员") == 2  # in the list, and among those whom one may choose
