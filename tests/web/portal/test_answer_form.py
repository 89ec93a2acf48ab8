"""A model answer to copy or save, filled in as far as the court knows, for whoever may answer in writing."""

import pytest

from songda.records.matter.cases.models import Case
from songda.records.matter.parties.models import Party
from tests import make
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


def test_whoever_only_holds_the_link_is_asked_who_they_are() -> None:
    assert Visitor(arrived()).get("answer-form").status_code == 302


@pytest.mark.parametrize(
    ("answers", "case", "role"),
    [
        (True, {}, "defendant"),
        (True, {"branch": "administrative"}, "defendant"),
        (True, {"procedure": "small_claims"}, "counterclaim_defendant"),
        (False, {"branch": "criminal"}, "defendant"),
        (False, {"stage": "second_instance"}, "defendant"),
        (False, {"branch": "enforcement", "stage": "enforcement"}, "enforcement_debtor"),
        (False, {"procedure": "payment_order"}, "defendant"),
        (False, {}, "plaintiff"),
        (False, {}, "third_party"),
        (False, {}, "witness"),
    ],
)
def test_a_defendant_at_first_instance_has_one_and_nobody_else(answers: bool, case: dict[str, str], role: str) -> None:
    visitor = Visitor(arrived(None, "complaint_copy")).prove()
    Case.objects.filter(id=visitor.envelope.case_id).update(**case)
    Party.objects.filter(id=visitor.envelope.party_id).update(role=role)
    assert visitor.get("answer-form").status_code == (200 if answers else 404)
    assert ("/answer-form" in visitor.get("papers").content.decode()) is answers


def test_an_agent_finds_the_name_of_the_person_whose_answer_it_is() -> None:
    visitor = Visitor(arrived()).prove()
    agent = visitor.envelope.party
    client = make.party(agent.case, "defendant", name="吴某某")
    Party.objects.filter(id=agent.id).update(role="agent", acts_for=client, agent_authority="general")
    assert "答辩人：吴某某" in visitor.get("answer-form").content.decode()
