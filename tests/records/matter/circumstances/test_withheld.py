"""A party gives no address: noted with how he was told, ended when he gives one, and a place on file stands for it."""

from datetime import date, timedelta

import pytest

from songda.core.circumstances import Kind
from songda.core.refusal import Refused, WrongField
from songda.records.ground.evidence.models import Event
from songda.records.ground.evidence.queries import secrets_of
from songda.records.law.decisions.ask_law import ask_law
from songda.records.law.planning.advance import reconsider
from songda.records.matter.cases.actions import Reason
from songda.records.matter.circumstances.actions import end, note, strike
from songda.records.matter.circumstances.entries import CircumstanceDraft, entry_in_force, words_of
from songda.records.matter.parties.actions import AddressDraft, CorrectedAddress, add_address, correct_address
from songda.records.matter.parties.models import Address, Party
from songda.records.service.findings.models import Finding
from songda.records.service.orders.models import Envelope
from songda.records.service.tasks.models import Task
from songda.records.ways.deeds import DeedDraft, StepDraft, record_deed
from tests import make
from tests.records.noted import noted
from tests.records.stage import defendant, envelope, paper

pytestmark = pytest.mark.database
NOW = make.NOW
DAY = timedelta(days=1)
TOLD = "2026年6月1日当面告知后果，见笔录第3页"
CONTRACT = AddressDraft("postal", "孝义市中阳楼街道1号楼2单元301室", "found", "contract", "contract")


def withheld(party: Party, day: int = 0, how: str = "refuses") -> None:
    note(
        party, CircumstanceDraft("address_withheld", NOW + day * DAY, basis=how, words=TOLD), "engine", NOW + day * DAY
    )


def returned(party: Party, address: Address, day: int = 2) -> Envelope:
    """A letter with a summons to that address came back."""
    ordered = envelope(party, paper(party.case))
    sealed = Envelope.objects.get(id=ordered.id)
    services = tuple(sealed.services.values_list("id", flat=True))
    back = StepDraft("returned", NOW + day * DAY)
    record_deed(sealed, DeedDraft("mail", services, back, address.id), "engine", NOW + day * DAY)
    return again(party, day)


def again(party: Party, day: int) -> Envelope:
    reconsider([party.id], [], NOW + day * DAY)
    ask_law(NOW + day * DAY)
    return Envelope.objects.get()


def answer() -> tuple[str, str | None]:
    finding = Finding.objects.get()
    return finding.status, finding.ground


def reclusive() -> Party:
    """A defendant who agreed to nothing."""
    return defendant(make.case(), "unknown", consents=False)


def test_how_he_was_told_lies_sealed_and_the_event_says_only_how() -> None:
    party = make.party()
    withheld(party)
    event = Event.objects.get(name="address.withheld")
    assert (event.data["kind"], event.data["basis"]) == ("address_withheld", "refuses")
    assert TOLD not in event.leaf
    assert secrets_of([event.id])[event.id].private == {"words": TOLD}
    entry = entry_in_force(party, Kind.ADDRESS_WITHHELD)
    assert entry is not None
    assert words_of(entry) == TOLD


def test_a_letter_back_from_the_contract_is_presumed_service_once_he_withholds_his_address() -> None:
    party = reclusive()
    address = add_address(party, CONTRACT, "engine", NOW)
    withheld(party)
    returned(party, address)
    assert answer() == ("presumed", "returned")
    assert "合同、往来函件" in str(Finding.objects.get().decision.reasons())
    assert Task.objects.filter(envelope=Envelope.objects.get(), closed_at=None, kind="decide_finding").exists()


def test_without_that_entry_the_same_letter_serves_nobody() -> None:
    party = reclusive()
    returned(party, add_address(party, CONTRACT, "engine", NOW))
    assert answer() == ("not_effective", None)
    assert "没有受送达人经告知仍拒不提供送达地址" in str(Finding.objects.get().decision.reasons())
    withheld(party, 3)
    again(party, 3)
    assert answer() == ("not_effective", None)  # he withheld it only after the letter


def test_what_was_served_before_he_gave_an_address_stands_and_a_mistaken_entry_undoes_it() -> None:
    party = reclusive()
    address = add_address(party, CONTRACT, "engine", NOW)
    withheld(party)
    returned(party, address)
    end(noted(party, Kind.ADDRESS_WITHHELD), NOW + 4 * DAY, "engine", NOW + 4 * DAY)
    again(party, 4)
    assert answer() == ("presumed", "returned")
    withheld(party, 5, "evades")
    again(party, 5)
    assert answer() == ("presumed", "returned")
    strike(noted(party, Kind.ADDRESS_WITHHELD), Reason("误登"), "engine", NOW + 6 * DAY)
    assert entry_in_force(party, Kind.ADDRESS_WITHHELD) is None
    assert Event.objects.filter(name__startswith="address.withheld").count() == 3


def test_an_entry_by_mistake_is_struck_and_decided_as_if_it_had_not_been() -> None:
    party = reclusive()
    address = add_address(party, CONTRACT, "engine", NOW)
    withheld(party)
    returned(party, address)
    strike(noted(party, Kind.ADDRESS_WITHHELD), Reason("误登"), "engine", NOW + 3 * DAY)
    again(party, 3)
    assert answer() == ("not_effective", None)


@pytest.mark.parametrize(
    ("last_used_on", "status"), [(date(2025, 6, 10), "presumed"), (date(2025, 5, 1), "not_effective")]
)
@pytest.mark.usual_day
def test_an_address_of_another_suit_counts_for_a_year(last_used_on: date, status: str) -> None:
    party = reclusive()
    address = add_address(party, AddressDraft(*_place(), "other_suit", last_used_on), "engine", NOW)
    withheld(party)
    returned(party, address)
    assert answer()[0] == status


def test_a_use_after_the_letter_says_nothing_of_it() -> None:
    party = reclusive()
    address = add_address(party, AddressDraft(*_place(), "civil_act", NOW.date() + DAY), "engine", NOW + 2 * DAY)
    withheld(party)
    returned(party, address, 0)
    assert answer() == ("not_effective", None)
    assert "没有写明最后一次使用该地址" in str(Finding.objects.get().decision.reasons())


def test_a_better_place_on_file_is_named() -> None:
    party = reclusive()
    add_address(party, CONTRACT, "engine", NOW)
    register = add_address(party, AddressDraft(*_place(), "register"), "engine", NOW)
    withheld(party)
    returned(party, register)
    assert answer() == ("presumed", "returned")
    assert "在确定送达地址的顺序中居前" in str(Finding.objects.get().decision.reasons())


def test_a_corrected_place_keeps_where_it_was_taken_from() -> None:
    party = reclusive()
    old = add_address(party, CONTRACT, "engine", NOW)
    new = correct_address(old, CorrectedAddress("孝义市中阳楼街道1号楼2单元302室"), Reason("看错门牌"), "engine", NOW)
    assert Address.objects.get(id=new.id).source == "contract"


@pytest.mark.parametrize(
    ("draft", "code"),
    [
        (AddressDraft("mobile", "13800138000", "found", "form", "contract"), "not_a_place"),
        (AddressDraft("postal", "孝义市中阳楼街道", "found", "form", "rumour"), "wrong_source"),
        (AddressDraft("postal", "孝义市中阳楼街道", "found", "form", "other_suit"), "use_not_dated"),
        (AddressDraft("postal", "孝义市中阳楼街道", "found", "form", "", date(2026, 1, 1)), "source_missing"),
        (AddressDraft("postal", "孝义市中阳楼街道", "found", "form", "civil_act", date(2999, 1, 1)), "used_in_future"),
    ],
)
def test_a_source_that_makes_no_sense_is_refused(draft: AddressDraft, code: str) -> None:
    with pytest.raises(WrongField, match=code):
        add_address(make.party(), draft, "engine", NOW)


def test_what_cannot_be_is_refused() -> None:
    party = make.party()
    for draft, code in (
        (CircumstanceDraft("address_withheld", NOW, basis="hides", words=TOLD), "wrong_basis"),
        (CircumstanceDraft("address_withheld", NOW, basis="evades", words="  "), "wrong_words"),
    ):
        with pytest.raises(WrongField, match=code):
            note(party, draft, "engine", NOW)
    with pytest.raises(Refused, match="dated_in_future"):
        note(party, CircumstanceDraft("address_withheld", NOW + DAY, basis="evades", words=TOLD), "engine", NOW)
    withheld(party, 1)
    with pytest.raises(Refused, match="circumstance_holds_already"):
        withheld(party, 2)
    with pytest.raises(Refused, match="dated_in_future"):
        end(noted(party, Kind.ADDRESS_WITHHELD), NOW + 3 * DAY, "engine", NOW + 2 * DAY)
    with pytest.raises(WrongField, match="ends_before_it_began"):
        end(noted(party, Kind.ADDRESS_WITHHELD), NOW, "engine", NOW + 2 * DAY)


def _place() -> tuple[str, str, str, str]:
    return "postal", "孝义市迎宾路8号院5号楼", "found", "form"
