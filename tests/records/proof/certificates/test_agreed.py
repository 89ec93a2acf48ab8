"""A certificate swears to no consent and no call that is not on record, and a corrected number inherits neither."""

from datetime import timedelta

import pytest

from songda.clock import new_id
from songda.core.certificates import CertificateContent
from songda.core.law.decision import AGREEMENTS
from songda.core.law.profile import profile_of
from songda.core.refusal import WrongField
from songda.records.law.decisions.ask_law import ask_law
from songda.records.law.facts.dossier import load_dossiers
from songda.records.law.planning.advance import reconsider
from songda.records.matter.cases.actions import Reason
from songda.records.matter.parties.actions import record_consent, retire_address, set_address_class, withdraw_consent
from songda.records.matter.parties.addresses import CALLED, CorrectedAddress, correct_address, rests_on_a_call
from songda.records.matter.parties.drafts import ConsentDraft
from songda.records.matter.parties.models import Address, AddressFinding, Party
from songda.records.proof.certificates.draft import Draft
from songda.records.proof.certificates.says.content import content_of
from songda.records.service.calls.models import Call
from songda.records.service.findings.models import Finding
from songda.records.service.orders.models import Envelope
from songda.records.ways.telephone.calls.actions import record_call
from songda.records.ways.telephone.calls.drafts import CallDraft
from tests import make
from tests.records.stage import Stage, envelope, paper

pytestmark = pytest.mark.database
NOW = make.NOW
LATER = NOW + timedelta(hours=2)
WHY = Reason("看错一位")
TOLD = ("scope", "effect", "change_of_address")


def served(party: Party) -> Envelope:
    """A notice that arrived at the number, as the law answers it now."""
    sent = envelope(party, paper(party.case, "notice_to_respond"))
    stage = Stage(now=NOW + timedelta(minutes=1))
    stage.send()
    stage.apply()
    ask_law(stage.now + timedelta(seconds=1))
    return sent


def written(sent: Envelope) -> CertificateContent:
    """The certificate that would be made now."""
    row = load_dossiers([Envelope.objects.select_related("case__court", "case__judge", "party").get(id=sent.id)])[0]
    finding = Finding.objects.get(service__envelope=sent)
    return content_of(Draft(new_id(), finding, row, "1", "ABCD", None), None, LATER)


def told(sent: Envelope, label: str, language: str = "en") -> str:
    rows = [row for section in written(sent).sections for row in section.rows]
    return next(row.value[language] for row in rows if row.label[language] == label)


def person(address_class: str = "confirmed", how: str = "form") -> Party:
    party = make.party(make.case())
    make.address(party, address_class, how=how)
    return party


def called(party: Party, address: Address) -> Call:
    at = NOW + timedelta(seconds=20)
    draft = CallDraft(at, "agrees", address.id, told=TOLD, is_matched=True, no_recording="no_recorder")
    return record_call(party, draft, f"staff:{make.user().id}", at)


def test_a_consent_that_was_withdrawn_since_is_the_one_that_the_service_rests_on() -> None:
    party = person()
    consent = make.consent(party)
    sent = served(party)
    before = told(sent, "Consent")
    withdraw_consent(consent, LATER, "engine", LATER)
    reconsider([party.id], [], LATER)
    ask_law(LATER)
    assert Finding.objects.get(service__envelope=sent).status == "effective"
    after = told(sent, "Consent")
    assert after.startswith(before)
    assert "withdrawn" in after
    assert "撤回" in told(sent, "同意电子送达", "zh")


def test_a_later_consent_does_not_take_the_place_of_the_one_that_was_there() -> None:
    party = person()
    make.consent(party)
    sent = served(party)
    draft = ConsentDraft("own_pleading", LATER, ("first_instance",), how="pleading")
    record_consent(party, draft, "engine", LATER)
    ask_law(LATER)
    assert "express consent" in told(sent, "Consent")


def test_what_rests_on_no_consent_names_none_though_one_is_on_record() -> None:
    party = person()
    record_consent(party, ConsentDraft("express", NOW, ("second_instance",)), "engine", NOW)
    sent = served(party)
    assert Finding.objects.get(service__envelope=sent).decision.agreement is None
    assert told(sent, "Consent") == "the finding rests on none"


def test_where_nobody_consented_the_certificate_says_that_none_is_on_record() -> None:
    assert told(served(person()), "Consent") == "no consent on record"


def test_of_a_service_that_fell_it_is_not_said_that_nobody_had_consented_or_that_the_number_was_theirs() -> None:
    party = person()
    make.consent(party)
    sent = served(party)
    correct_address(party.addresses.get(), CorrectedAddress(make.mobile()), WHY, "engine", LATER)
    ask_law(LATER + timedelta(seconds=1))
    reconsider([party.id], [], LATER)
    ask_law(LATER + timedelta(seconds=1))
    assert Finding.objects.get(service__envelope=sent).status == "not_effective"
    assert told(sent, "Consent") == "the finding rests on none"
    assert told(sent, "Class of address").startswith("established not to be the recipient's")
    assert "mistyped by the court" in told(sent, "Class of address")


def test_a_number_that_was_confirmed_in_a_recorded_call_is_said_to_be() -> None:
    party = person("unknown")
    called(party, party.addresses.get())
    sent = served(party)
    assert "confirmed by telephone" in told(sent, "Class of address")
    assert "confirmed by telephone" in told(sent, "Consent")


def test_a_call_that_nobody_recorded_is_not_sworn_to() -> None:
    party = person("unknown")
    early = NOW + timedelta(seconds=20)
    set_address_class(party.addresses.get(), "confirmed", "call", "engine", early)
    make.consent(party, how="call")
    sent = served(party)
    for label in ("Class of address", "Consent"):
        assert "no call is on record" in told(sent, label)
        assert "confirmed by telephone" not in told(sent, label)
    assert "无通话记录" in told(sent, "同意电子送达", "zh")


@pytest.mark.parametrize(
    ("number_called", "address_class", "how"),
    [("corrected", "confirmed", "call"), ("mistyped", "provided", "form"), ("unknown", "provided", "form")],
)
def test_only_where_the_right_number_was_called_does_it_stay_confirmed(
    number_called: str, address_class: str, how: str
) -> None:
    party = person("provided")
    old = party.addresses.get()
    called(party, old)
    assert rests_on_a_call(old)
    new = correct_address(
        old, CorrectedAddress(make.mobile(), number_called), WHY, "engine", NOW + timedelta(seconds=30)
    )
    newest = AddressFinding.objects.filter(address=new).get()
    assert (new.address_class, newest.how) == (address_class, how)
    sent = served(party)
    assert ("confirmed by telephone" in told(sent, "Class of address")) is (number_called == "corrected")


def test_a_number_of_which_nothing_else_is_known_is_unknown_once_corrected() -> None:
    party = person("unknown", how="call")
    called(party, party.addresses.get())
    new = correct_address(
        party.addresses.get(), CorrectedAddress(make.mobile(), "mistyped"), WHY, "engine", NOW + timedelta(seconds=30)
    )
    assert new.address_class == "unknown"


def test_which_number_was_called_must_be_said() -> None:
    party = person("provided")
    called(party, party.addresses.get())
    with pytest.raises(WrongField, match="number_called"):
        correct_address(
            party.addresses.get(), CorrectedAddress(make.mobile()), WHY, "engine", NOW + timedelta(seconds=30)
        )
    with pytest.raises(WrongField, match="wrong_called"):
        correct_address(
            party.addresses.get(), CorrectedAddress(make.mobile(), "both"), WHY, "engine", NOW + timedelta(seconds=30)
        )
    assert CALLED == ("corrected", "mistyped", "unknown")


def test_it_does_not_inherit_that_somebody_else_answered_or_typed_a_code_at_the_wrong_one() -> None:
    for address_class, how in (("rejected", "call"), ("confirmed", "portal")):
        party = person("provided")
        set_address_class(party.addresses.get(), address_class, how, "engine", NOW + timedelta(seconds=1))
        new = correct_address(party.addresses.get(), CorrectedAddress(make.mobile()), WHY, "engine", LATER)
        assert (new.address_class, new.class_since) == ("provided", NOW)


def test_an_address_that_is_used_no_more_is_still_told() -> None:
    party = person()
    make.consent(party)
    sent = served(party)
    address = party.addresses.get()
    retire_address(address, Reason("停机"), "engine", LATER)
    assert told(sent, "Address").endswith(address.value[-4:])


def test_every_row_that_speaks_of_an_agreement_is_known_to_the_certificate() -> None:
    rows = profile_of("cn").rows
    assert {row.say for row in (*rows.consent, *rows.conduct)} == set(AGREEMENTS)
