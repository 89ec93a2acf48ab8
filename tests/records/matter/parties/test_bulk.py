"""Many cases with their people are registered in few statements, and a wrong one harms no other."""

import pytest

from songda.core.refusal import Refused, WrongField
from songda.records.ground.evidence.models import Event
from songda.records.matter.cases.actions import CaseDraft
from songda.records.matter.cases.models import Case
from songda.records.matter.parties.bulk import CaseFile, FiledCase, PersonFile, register_files
from songda.records.matter.parties.drafts import AddressDraft, ConsentDraft, PartyDraft
from songda.records.matter.parties.models import Address, AddressFinding, Consent, Party
from tests import make

pytestmark = pytest.mark.database


def person(role: str = "defendant", value: str = "", **changes: object) -> PersonFile:
    return PersonFile(
        PartyDraft(role, "李某", make.resident_id()),
        (AddressDraft("mobile", value or make.mobile()),),
        (ConsentDraft("express", make.NOW, ("first_instance",)),),
        **changes,  # type: ignore[arg-type]
    )


def file(serial: int, *persons: PersonFile) -> CaseFile:
    return CaseFile(CaseDraft(f"（2026）晋1181民初{serial}号"), persons or (person("plaintiff"), person()))


def test_a_hundred_files_take_no_more_statements_than_one(django_assert_max_num_queries: object) -> None:
    court = make.court()
    files = [file(serial) for serial in range(1, 101)]
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        answers = register_files(court, files, "engine", make.NOW)
    assert all(isinstance(answer, FiledCase) and len(answer.parties) == 2 for answer in answers)
    assert (Party.objects.count(), Address.objects.count(), AddressFinding.objects.count()) == (200, 200, 200)
    assert (Consent.objects.count(), Event.objects.exclude(name="court.opened").count()) == (200, 700)


def test_a_wrong_file_is_refused_alone_and_with_its_place() -> None:
    wrong = PersonFile(PartyDraft("defendant", "李某", "141181194803120018"))
    files = [file(1), file(2, person(), wrong), file(1), file(3)]
    good, bad, again, last = register_files(make.court(), files, "engine", make.NOW)
    assert isinstance(good, FiledCase)
    assert isinstance(last, FiledCase)
    assert isinstance(bad, WrongField)
    assert (bad.path, bad.field, bad.part) == ("persons[1]", "number", "check_digit")
    assert isinstance(again, Refused)
    assert again.code == "case_exists"
    assert Case.objects.count() == 2


def test_opponents_share_no_number_in_bulk_either() -> None:
    shared = file(1, person("plaintiff", "13800000101"), person("defendant", "13800000101"))
    twice = file(2, PersonFile(PartyDraft("plaintiff", "张某"), (AddressDraft("mobile", "13800000101"),) * 2))
    answers = register_files(make.court(), [shared, twice], "engine", make.NOW)
    assert [getattr(answer, "code", "") for answer in answers] == ["shared_with_opponent", "address_exists"]


def test_a_representative_names_the_place_of_his_principal() -> None:
    agent = PersonFile(PartyDraft("agent", "王律师"), acts_for=0)
    (filed,) = register_files(make.court(), [file(1, person(), agent)], "engine", make.NOW)
    assert isinstance(filed, FiledCase)
    assert filed.parties[1].acts_for_id == filed.parties[0].id
    (refused,) = register_files(make.court(), [file(2, agent)], "engine", make.NOW)
    assert isinstance(refused, Refused)
