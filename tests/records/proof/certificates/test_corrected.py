"""A certificate that names somebody wrongly is replaced by one that names him rightly, and says so."""

from dataclasses import replace
from datetime import timedelta

import pytest

from songda.records.ground.evidence.actions import sequence
from songda.records.matter.parties.actions import AddressDraft, Reason, correct_party, replace_address
from songda.records.matter.parties.corrections import draft_of
from songda.records.matter.parties.models import Party
from songda.records.proof.certificates import issue
from songda.records.proof.certificates.actions import issue_due, review
from songda.records.proof.certificates.models import Certificate
from songda.records.service.findings.models import Finding
from songda.records.service.orders.models import Envelope
from songda.trust.paper import page_texts
from tests import make
from tests.records.proof.certificates.keys import keys
from tests.records.proof.certificates.served import served_on
from tests.records.stage import NOW

__all__ = ["keys"]
pytestmark = [pytest.mark.database, pytest.mark.usefixtures("keys")]
LATER = NOW + timedelta(minutes=1)


def rename(party: Party, name: str) -> None:
    correct_party(party, replace(draft_of(party), name=name), Reason("看错"), "engine", LATER)
    sequence(LATER)


def texts(certificate: Certificate) -> str:
    return "".join("".join(page_texts(certificate.read())).split())


def certified(name: str = "李卫囯") -> tuple[Envelope, Certificate]:
    served = served_on(name)
    issue_due(LATER)
    return served, Certificate.objects.get(service__envelope=served)


def test_the_new_certificate_names_the_person_rightly_and_the_one_that_it_replaces() -> None:
    served, old = certified()
    assert "李卫囯" in texts(old)
    rename(served.party, "李卫国")
    assert review([served.party_id], [], LATER) == 1
    issue_due(LATER)
    old.refresh_from_db()
    new = Certificate.objects.exclude(state="replaced").get()
    assert (old.state, new.replaces_id) == ("replaced", old.id)
    words = texts(new)
    assert "李卫国" in words
    assert "李卫囯" not in words
    assert old.number in words
    assert "登记信息已更正" in words


@pytest.mark.parametrize(("old", "new"), [("ABC公司", "abc公司"), ("ABC公司", "\uff21BC公司")])
def test_a_letter_in_another_case_or_width_is_a_correction_too(old: str, new: str) -> None:
    served, certificate = certified(old)
    rename(served.party, new)
    review([served.party_id], [], LATER)
    issue_due(LATER)
    certificate.refresh_from_db()
    assert certificate.state == "replaced"


def test_a_review_makes_nothing_anew_where_nothing_printed_changed() -> None:
    served, old = certified()
    party = served.party
    correct_party(party, replace(draft_of(party), is_soldier=True), Reason("看错"), "engine", LATER)
    sequence(LATER)
    review([party.id], [], LATER)
    issue_due(LATER)
    assert Certificate.objects.get() == old
    assert Finding.objects.get(service__envelope=served).certificate_due_at is None


def test_nobody_elses_certificate_is_touched() -> None:
    served, _ = certified()
    other, theirs = certified("王某某")
    rename(served.party, "李卫国")
    review([served.party_id], [], LATER)
    issue_due(LATER)
    assert Certificate.objects.filter(service__envelope=other).get() == theirs


def test_a_correction_while_the_certificate_is_being_made_leaves_no_wrong_one(monkeypatch: pytest.MonkeyPatch) -> None:
    served = served_on("李卫囯")
    made = issue.make_pdf

    def slowly(content, authority):
        pdf = made(content, authority)
        rename(served.party, "李卫国")
        review([served.party_id], [], LATER)
        return pdf

    with monkeypatch.context() as during:
        during.setattr(issue, "make_pdf", slowly)
        issue_due(LATER)
    assert not Certificate.objects.exists()
    issue_due(LATER)
    assert "李卫国" in texts(Certificate.objects.get())


def test_a_certificate_still_tells_the_address_that_was_replaced_since() -> None:
    served, old = certified()
    address = served.party.addresses.get()
    replace_address(address, AddressDraft("mobile", make.mobile()), "engine", LATER)
    rename(served.party, "李卫国")
    review([served.party_id], [], LATER)
    sequence(LATER)
    issue_due(LATER)
    new = Certificate.objects.exclude(id=old.id).get()
    masked = f"{address.value[:3]}****{address.value[-4:]}"
    assert masked in texts(old)
    assert masked in texts(new)
