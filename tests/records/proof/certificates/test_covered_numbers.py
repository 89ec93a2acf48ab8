"""A number that operators named, and that nobody confirmed, goes out in no proof; what became of it does."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from songda.core.evidence.bundle import open_bundle
from songda.core.evidence.checks import ERASED
from songda.core.evidence.deciding.again import decide_again
from songda.core.evidence.findings import is_all_good
from songda.records.delivery.calls.actions import record_call
from songda.records.delivery.calls.drafts import CallDraft
from songda.records.delivery.orders.models import Envelope, Service
from songda.records.ground.evidence.actions import sequence
from songda.records.proof.certificates.bundles import bundle
from songda.records.proof.certificates.issue import issue_due
from songda.trust.log_keys import NoteKey
from songda.trust.offline.command import check_everything
from tests import make
from tests.records.delivery.lookups.stage import found
from tests.records.proof.certificates.keys import keys
from tests.records.proof.certificates.served import LATER, served_on
from tests.records.proof.certificates.zips import unzipped

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
