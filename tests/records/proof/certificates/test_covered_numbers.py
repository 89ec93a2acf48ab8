"""A number that operators named, and that nobody confirmed, goes out in no proof; what became of it does."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from songda.core.evidence.bundle import open_bundle
from songda.core.evidence.checks import ERASED
from songda.core.evidence.deciding.again import decide_again
from songda.core.evidence.findings import is_all_good
from songda.core.identifiers.typed import digits_of
from songda.core.lookups import NumberState
from songda.records.ground.evidence.actions import sequence
from songda.records.matter.parties.actions import set_address_class
from songda.records.proof.certificates.bundles import bundle
from songda.records.proof.certificates.issue import issue_due
from songda.records.service.orders.models import Envelope, Service
from songda.records.ways.lookups.disclosure import covered, looked_up, numbers_covered
from songda.records.ways.lookups.models import FoundNumber
from songda.records.ways.telephone.calls.actions import record_call
from songda.records.ways.telephone.calls.drafts import CallDraft
from songda.registries.contract import ReplyCode
from songda.trust.log_keys import NoteKey
from songda.trust.offline.command import check_everything
from tests import make
from tests.records.proof.certificates.keys import keys
from tests.records.proof.certificates.served import LATER, served_on
from tests.records.proof.certificates.zips import unzipped
from tests.records.ways.lookups.stage import Book, approved, ask_all, found, says

__all__ = ["keys"]
pytestmark = [pytest.mark.database, pytest.mark.usefixtures("keys")]
CALLED = LATER + timedelta(minutes=5)
THEN = LATER + timedelta(hours=2)


def proof_of(envelope: Envelope) -> bytes:
    """The certificate is made, and the proof of it is handed out."""
    sequence(THEN)
    issue_due(THEN)
    sequence(THEN)
    return bundle(Service.objects.select_related("envelope").get(envelope=envelope))


def called(envelope: Envelope, number: str, outcome: str, told: tuple[str, ...] = ()) -> None:
    address = envelope.party.addresses.get(found_numbers__isnull=False)
    spoken = {"minutes": 2, "no_recording": "no_recorder", "is_matched": True, "told": told} if told else {}
    draft = CallDraft(CALLED, outcome, address.id, note=f"打的是{number}", **spoken)  # type: ignore[arg-type]
    record_call(envelope.party, draft, f"staff:{make.user(envelope.case.court).id}", CALLED + timedelta(minutes=3))


def test_it_stays_with_the_court_and_all_else_convinces() -> None:
    served, number = served_on("李小明", sealed=False), make.mobile()
    found(number, party=served.party, at=LATER)
    called(served, number, "unreachable")
    written = proof_of(served)
    assert not [name for name, body in unzipped(written).items() if number.encode() in body]
    key = NoteKey.load(Path(settings.LOG_KEY_FILE)).verifier.fingerprint
    findings = list(check_everything(open_bundle(written), {key}))
    assert is_all_good(findings), findings
    kept = [one.about["event"].split()[1] for one in findings if one.code == ERASED]
    assert kept == ["address.recorded", "call.recorded"]
    assert {one.code for one in decide_again(open_bundle(written))} == {"law.same"}


def test_once_the_person_confirmed_it_themselves_it_is_an_address_like_any_other() -> None:
    served, number = served_on("李小明", sealed=False), make.mobile()
    found(number, party=served.party, at=LATER)
    called(served, number, "agrees", ("scope", "effect", "change_of_address"))
    written = proof_of(served)
    assert number.encode() in unzipped(written)["events.json"]


def rung(envelope: Envelope, number: str, note: str = "无人接听") -> None:
    """A number was typed and rung, whether it is among their addresses or not."""
    draft = CallDraft(CALLED, "unreachable", None, number=number, note=note)
    record_call(envelope.party, draft, f"staff:{make.user(envelope.case.court).id}", CALLED + timedelta(minutes=3))


def digits_in(written: bytes) -> list[str]:
    """The digits of each quoted text of the events that are handed out."""
    return [digits_of(text) for text in unzipped(written)["events.json"].decode().split('"')]


@pytest.mark.parametrize("groups", ["{0} {1} {2}", "{0}-{1}-{2}", "+86 {0}{1}{2}"])
def test_a_number_that_was_typed_in_groups_stays_too(groups: str) -> None:
    served, number = served_on("李小明", sealed=False), make.mobile()
    found(number, party=served.party, at=LATER)
    rung(served, groups.format(number[:3], number[3:7], number[7:]))
    assert not [told for told in digits_in(proof_of(served)) if number in told]


def test_a_number_in_the_remark_of_a_call_to_another_stays_too() -> None:
    served, number, other = served_on("李小明", sealed=False), make.mobile(), make.mobile()
    found(number, party=served.party, at=LATER)
    wide = number.translate({ord(str(digit)): 0xFF10 + digit for digit in range(10)})
    rung(served, other, note=f"改打{wide}，仍无人接听")
    assert wide not in unzipped(proof_of(served))["events.json"].decode()


def test_a_number_that_became_no_address_stays_too() -> None:
    served, number = served_on("李小明", sealed=False), make.mobile()
    approved(served.party, at=LATER)
    ask_all(Book(says(ReplyCode.NUMBERS, number, state=NumberState.SUSPENDED)), LATER)
    assert FoundNumber.objects.get().address is None
    rung(served, number, note=f"打的是{number}")
    assert not [told for told in digits_in(proof_of(served)) if number in told]


def test_a_number_that_another_case_of_the_person_found_stays_too() -> None:
    served, number = served_on("李小明", sealed=False), make.mobile()
    elsewhere = make.party(make.case(served.case.court), name=served.party.name, number=served.party.number)
    found(number, party=elsewhere, at=LATER)
    rung(served, number)
    assert not [told for told in digits_in(proof_of(served)) if number in told]


def test_a_number_on_file_from_elsewhere_goes_out_whatever_the_operators_say() -> None:
    served = served_on("李小明", sealed=False)
    known = served.party.addresses.filter(kind="mobile").first() or make.address(served.party, "found")
    found(known.value, party=served.party, at=LATER)
    assert numbers_covered(served.party) == []


@pytest.mark.parametrize("said", ["unknown", "found", "rejected"])
def test_no_class_but_their_own_word_uncovers_it(said: str) -> None:
    served, number = served_on("李小明", sealed=False), make.mobile()
    found(number, party=served.party, at=LATER)
    address = served.party.addresses.get(found_numbers__isnull=False)
    clerk = make.user(served.case.court)
    set_address_class(address, said, "form", f"staff:{clerk.id}", LATER)
    assert covered(clerk, [address]) == looked_up([address]) == {address.id}
    assert not [told for told in digits_in(proof_of(served)) if number in told]
