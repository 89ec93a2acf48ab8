"""A case is found by its number, by a person in it, by cause and judge; whoever looks for a person is on record."""

from dataclasses import replace
from datetime import timedelta

import pytest

from songda.core.access import Role
from songda.records.ground.evidence.models import Event
from songda.records.matter.cases.actions import Reason
from songda.records.matter.cases.corrections import CaseChange, correct_case
from songda.records.matter.cases.corrections import draft_of as case_draft_of
from songda.records.matter.cases.models import Case
from songda.records.matter.parties.corrections import correct_party, draft_of
from songda.records.overview.find_cases import CLOSED, OPEN, CaseFilter, cases_of, is_personal, search_cases
from tests import make

pytestmark = pytest.mark.database


def found(text: str, **more: object) -> list[object]:
    return [case.id for case in cases_of(make.court(), CaseFilter(text, **more)).rows]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "typed", ["李卫国", "卫国", "李", "卫 国", "１３８００１３８０００", "138-0013-8000", "离婚", "周法"]
)
def test_a_case_is_found_by_what_people_know_of_it(typed: str) -> None:
    judge = make.user(role=Role.JUDGE, name="周法官")
    case = make.case(cause="离婚纠纷", judge_id=judge.id)
    party = make.party(case, name="李卫国")
    make.address(party, value="13800138000")
    make.party(make.case(cause="买卖合同纠纷"), name="陈秀英")
    assert found(typed) == [case.id]
    assert cases_of(make.other_court(), CaseFilter(typed)).rows == []


@pytest.mark.parametrize("written", ["{}", "({})", " {} "])
def test_a_case_is_found_by_the_numbers_that_it_bore_before(written: str) -> None:
    case = make.case()
    old, later = case.number, make.NOW + timedelta(hours=1)
    for number in ("（2026）晋1181民初99998号", "（2026）晋1181民初99999号"):
        change = CaseChange(replace(case_draft_of(Case.objects.get(id=case.id)), number=number), None)
        correct_case(case, change, Reason("立案号有误"), "engine", later)
    typed = written.format(old) if written != "({})" else old.replace("（", "(").replace("）", ")")
    assert found(typed) == [case.id]
    assert found("（2026）晋1181民初99998号") == [case.id]
    assert found("（2026）晋1181民初99999号") == [case.id]


@pytest.mark.parametrize("typed", [".*", "李.国", "[李]", "(", "李|陈", "\\w+", "李?", "$", "%", "_", "李%", "李_国"])
def test_what_is_typed_is_no_pattern(typed: str) -> None:
    make.party(make.case(cause="离婚纠纷"), name="李卫国")
    assert found(typed) == []


def test_by_an_identity_number_and_a_company_by_a_part_of_its_name() -> None:
    party = make.party(name="汾河（山西）贸易有限公司", kind="legal_person", number="")
    other = make.party()
    assert found("山西)贸易") == [party.case_id]
    assert found(other.number.lower()) == [other.case_id]


def test_a_name_that_is_written_later_is_found_and_a_corrected_one_no_longer() -> None:
    assert found("卫囯") == []
    party = make.party(name="李卫囯")
    assert found("卫囯") == [party.case_id]
    mended, later = replace(draft_of(party), name="李卫国"), make.NOW + timedelta(hours=1)
    correct_party(party, mended, Reason("错字"), "engine", later)
    assert (found("卫囯"), found("卫国")) == ([], [party.case_id])


def test_whoever_may_not_see_persons_finds_none_by_name() -> None:
    case = make.case(cause="离婚纠纷")
    make.party(case, name="李卫国")
    assert found("卫国", personal=False) == []
    assert found("离婚", personal=False) == [case.id]


def test_the_list_is_parted_by_state_judge_and_whose_it_is() -> None:
    judge, clerk = make.user(role=Role.JUDGE), make.user()
    own, closed = make.case(judge_id=judge.id), make.case()
    Case.objects.filter(id=closed.id).update(closed_at=make.NOW, registered_by=clerk)
    assert found("", state=OPEN) == [own.id]
    assert found("", state=CLOSED) == [closed.id]
    assert found("", judge_id=judge.id) == [own.id]
    assert found("", own=clerk.id) == [closed.id]


def test_the_record_of_a_search_names_the_cases_that_it_showed_and_seals_the_words() -> None:
    party = make.party(name="李卫国")
    search_cases(make.court(), CaseFilter("卫国"), f"staff:{make.user().id}", make.NOW)
    event = Event.objects.get(name="search.made")
    assert event.data == {"court": str(make.court().id), "door": "cases", "cases": [str(party.case_id)]}
    assert "卫国" not in event.leaf


@pytest.mark.parametrize(
    "typed", ["卫国 离婚", "离婚 卫国", "周法 13800138000", "卫国 传票", "卫国　离婚", "0138号 卫国"]
)
def test_several_words_are_each_of_the_same_case(typed: str) -> None:
    judge = make.user(role=Role.JUDGE, name="周法官")
    case = make.case(number=f"（2026）{make.court().code}民初10138号", cause="离婚纠纷", judge_id=judge.id)
    make.address(make.party(case, name="李卫国"), value="13800138000")
    make.paper(case, "summons", None, "传票")
    make.party(make.case(cause="离婚纠纷"), name="陈秀英")
    make.party(make.case(cause="买卖合同纠纷"), name="李卫国")
    assert found(typed) == [case.id]
    assert cases_of(make.other_court(), CaseFilter(typed)).rows == []


def test_a_number_beside_a_name_is_a_search_for_a_person() -> None:
    assert is_personal("10138号 卫国")
    assert is_personal("卫国 离婚")
    assert not is_personal("10138号")
    assert not is_personal(f"（2026） {make.court().code} 民初 10138 号")


def test_whoever_may_not_see_persons_finds_none_by_name_and_another_word() -> None:
    case = make.case(cause="离婚纠纷")
    make.party(case, name="李卫国")
    make.paper(case, "summons", None, "卫国的传票")
    assert found("离婚 卫国", personal=False) == []
    assert found("离婚 纠纷", personal=False) == [case.id]
