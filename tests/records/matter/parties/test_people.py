"""People are entered with numbers that are right, sealed, and found again."""

import pytest

from songda.core.law.facts import PersonStatus, StatusPeriod
from songda.core.refusal import Refused, WrongField
from songda.records.ground.evidence.models import Event
from songda.records.law.facts.persons import party_facts
from songda.records.matter.parties.actions import PartyDraft, add_party, mark_offline
from songda.records.matter.parties.drafts import AddressDraft, read_address
from songda.records.matter.parties.models import Party
from songda.records.matter.parties.queries import parties_of
from songda.records.overview.find_cases import CaseFilter, cases_of
from tests import make

pytestmark = pytest.mark.database
ROLES_OF_LATER_STAGES = ("appellant", "appellee", "retrial_applicant", "retrial_respondent", "witness")


def test_name_and_number_are_sealed_and_open_again() -> None:
    number = make.resident_id()
    party = make.party(name="李某", number=f"{number[:6]} {number[6:]}")
    stored = Party.objects.filter(id=party.id).values().get()
    assert "李某".encode() not in bytes(stored["name_sealed"])
    assert (party.name, party.number) == ("李某", number)


def test_nothing_personal_stands_in_an_event() -> None:
    party = make.party(name="李某")
    event = Event.objects.get(stream=f"party:{party.id}")
    assert event.name == "party.registered"
    assert "李某" not in event.leaf
    assert party.number not in event.leaf


@pytest.mark.parametrize(
    ("number", "part"),
    [
        ("141181194803120018", "check_digit"),
        ("14118119481312001X", "birth_date"),
        ("141181480312001", "length"),
        ("991181194803120019", "division"),
    ],
)
def test_a_wrong_identity_number_is_told_which_part_is_wrong(number: str, part: str) -> None:
    with pytest.raises(WrongField) as refusal:
        make.party(number=number)
    assert (refusal.value.field, refusal.value.part) == ("number", part)


def test_a_company_has_a_credit_code() -> None:
    party = make.party(kind="legal_person", name="汾河（山西）贸易有限公司", number="91350100m000100y43")
    assert party.number == "91350100M000100Y43"
    with pytest.raises(WrongField) as refusal:
        make.party(kind="legal_person", name="汾河贸易有限公司", number="91350100M000100Y44")
    assert refusal.value.part == "check_digit"


def test_a_foreigner_who_lives_in_the_mainland_is_known_by_his_passport() -> None:
    assert make.party(name="Smith", number="c01x00t47").number == "C01X00T47"


def test_people_from_elsewhere_have_documents_of_their_own() -> None:
    assert make.party(domicile="hk", number="h 0812345 6").number == "H08123456"
    with pytest.raises(WrongField, match="number"):
        make.party(domicile="sg", number="?")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"role": "king"}, "role"),
        ({"kind": "dog"}, "kind"),
        ({"domicile": "China"}, "domicile"),
        ({"name": " \u200b "}, "name"),
        ({"role": "agent"}, "acts_for_id"),
        ({"agent_authority": "some"}, "agent_authority"),
    ],
)
def test_a_wrong_word_is_refused_at_its_field(change: dict[str, str], field: str) -> None:
    with pytest.raises(WrongField) as refusal:
        make.party(**change)  # type: ignore[arg-type]
    assert refusal.value.field == field


def test_a_representative_acts_for_a_party_of_the_same_case() -> None:
    case = make.case()
    party = make.party(case)
    agent = add_party(
        case, PartyDraft("agent", "王律师", acts_for_id=party.id, agent_authority="special"), "engine", make.NOW
    )
    assert list(party.representatives.all()) == [agent]
    assert Event.objects.filter(name="representative.appointed", stream=f"party:{agent.id}").exists()
    for wrong in (make.party().id, agent.id):
        with pytest.raises(Refused, match="agent_of_other_case"):
            add_party(case, PartyDraft("agent", "赵律师", acts_for_id=wrong), "engine", make.NOW)


def test_a_case_is_found_by_a_persons_name_or_number() -> None:
    party = make.party(name="阿卜杜拉·买买提")
    make.party(make.case(make.other_court()), name="阿卜杜拉·买买提")
    wide = party.number.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"})
    for text in ("阿卜杜拉", "阿卜杜拉•买买提", "阿卜杜拉 ・买买提", party.number.lower(), wide):
        assert [case.id for case in cases_of(make.court(), CaseFilter(text)).rows] == [party.case_id]
    assert not cases_of(make.court(), CaseFilter("阿卜杜勒")).rows


def test_an_offline_person_stays_off_line() -> None:
    party = make.party()
    mark_offline(party, "age", "engine", make.NOW)
    (period,) = party_facts([party.id])[party.id].recipient.status_periods
    assert period == StatusPeriod(PersonStatus.OFFLINE, make.NOW)
    with pytest.raises(Refused, match="offline_already"):
        mark_offline(party, "disability", "engine", make.NOW)
    with pytest.raises(WrongField, match="reason"):
        mark_offline(make.party(), "because", "engine", make.NOW)


def test_facts_of_many_people_take_one_statement(django_assert_num_queries: object) -> None:
    parties = [make.party() for _ in range(3)]
    make.consent(parties[0], paper_kinds=("summons",))
    make.consent(parties[1], stages=("*",))
    with django_assert_num_queries(1):  # type: ignore[operator]
        facts = party_facts([party.id for party in parties])
    assert facts[parties[0].id].consents[0].paper_kinds == ("summons",)
    assert facts[parties[1].id].consents[0].stages is None
    assert facts[parties[2].id].consents == ()


def test_parties_of_other_cases_are_not_among_those_of_a_case() -> None:
    party = make.party()
    make.party(make.case())
    assert parties_of(party.case) == [party]


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("mobile", "+86 138-0000-0101", "13800000101"),
        ("email", " Li.Mou@EXAMPLE.com", "Li.Mou@example.com"),
        ("wechat", "limou_1980", "limou_1980"),
        ("fax", "0358-7622222", "03587622222"),
        ("postal", "山西省孝义市  府前街1号", "山西省孝义市 府前街1号"),
    ],
)
def test_addresses_are_kept_in_one_form(kind: str, typed: str, kept: str) -> None:
    assert read_address(AddressDraft(kind, typed)) == kept


@pytest.mark.parametrize(
    ("kind", "typed", "part"),
    [
        ("mobile", "1380000010", "length"),
        ("mobile", "12800000101", "prefix"),
        ("email", "limou@", "domain"),
        ("email", "@example.com", "mailbox"),
        ("wechat", "1li", ""),
        ("fax", "call me", ""),
        ("inbox", "?", ""),
        ("postal", "家", ""),
    ],
)
def test_a_wrong_address_is_told_which_part_is_wrong(kind: str, typed: str, part: str) -> None:
    with pytest.raises(WrongField) as refusal:
        read_address(AddressDraft(kind, typed))
    assert (refusal.value.field, refusal.value.part) == ("value", part)


def test_whoever_appealed_and_against_whom_is_told_to_the_law() -> None:
    case = make.case()
    people = {role: make.party(case, role, number="").id for role in ROLES_OF_LATER_STAGES}
    facts = party_facts(people.values())
    told = {role: facts[person].recipient.role for role, person in people.items()}
    assert told == {role: None if role == "witness" else role for role in ROLES_OF_LATER_STAGES}
