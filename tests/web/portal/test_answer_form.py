"""A model answer to copy or save, filled in as far as the court knows, for whoever is known and may answer in writing."""

import pytest

from tests import make
from tests.records.stage import defendant
from tests.web.portal.scene import Visitor, arrived

pytestmark = pytest.mark.database


def test_it_is_one_press_from_the_last_day_and_names_court_case_and_person() -> None:
    visitor = Visitor(arrived(None, "complaint_copy")).prove()
    assert "/answer-form" in visitor.get("papers").content.decode()
    page = visitor.get("answer-form").content.decode()
    for known in (visitor.envelope.party.name, visitor.envelope.case.number, "孝义市人民法院", "答辩如下"):
        assert known in page


def test_the_file_is_a_text_that_old_word_processors_read() -> None:
    file = Visitor(arrived()).prove().get("answer-form", data={"file": ""})
    assert "attachment" in file["Content-Disposition"]
    assert file.content.startswith(b"\xef\xbb\xbf")
    assert "答辩人：李某某" in file.content.decode("utf-8-sig")


def test_in_english_it_stands_beside_the_chinese_which_the_court_takes() -> None:
    page = Visitor(arrived(), "en").prove().get("answer-form").content.decode()
    assert "Statement of defence" in page
    assert "答辩人" in page


def test_whoever_only_holds_the_link_is_asked_who_they_are_and_a_criminal_case_has_none() -> None:
    visitor = Visitor(arrived())
    assert visitor.get("answer-form").status_code == 302
    criminal = Visitor(arrived(defendant(make.case(branch="criminal")))).prove()
    assert criminal.get("answer-form").status_code == 404
