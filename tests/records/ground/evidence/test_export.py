"""From the tables to a stranger's check: the bundle of a service, and what the check says when a superuser cheated."""

from hashlib import sha256
from io import BytesIO
from uuid import UUID
from zipfile import ZipFile

import pytest

from songda.core.evidence.bundle import open_bundle
from songda.core.evidence.findings import Outcome, is_all_good
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.evidence.erasure import Erasure, erase_secrets
from songda.records.ground.evidence.export import bundle_of
from songda.records.ground.evidence.models import Checkpoint, CheckpointStamp, Event, EventSecret
from songda.records.ground.evidence.queries import NotCoveredError, timeline
from songda.records.ground.evidence.sequencer import sequence
from songda.trust.offline.command import check_everything
from songda.trust.offline.pack import pack
from tests.records.ground.evidence.log import CASE, MORNING, cheat, whole, write, write_plainly
from tests.trust.offline.seals import seal_fingerprint, signed_pdf, stamp_token

pytestmark = pytest.mark.database

BY_ORDER = Erasure("staff:x", "court_order")


@pytest.fixture
def issued() -> UUID:
    """A case of seven events among those of others, the last of which issued a certificate."""
    write_plainly(300)
    write(5)
    finding = {"status": "effective", "effective_on": "2022-06-01", "ground": "acknowledged"}
    told = whole("service.effective") | finding
    (ruling,) = record(
        [NewEvent("service.effective", f"service:{UUID(int=1)}", CASE, MORNING, "engine", told)], MORNING
    )
    facts = {
        "sha256": sha256(signed_pdf()).hexdigest(),
        "seal": seal_fingerprint(),
        "service": str(UUID(int=1)),
        "certifies": {"event": str(ruling), **finding},
    }
    facts, private = whole("certificate.issued") | facts, whole("certificate.issued", is_private=True)
    event = NewEvent("certificate.issued", "certificate:1", CASE, MORNING, "engine", facts, private)
    (issued,) = record([event], MORNING)
    write_plainly(300)
    sequence(MORNING)
    return issued


def check(issued, log_key):
    written = pack(bundle_of(timeline(CASE), signed_pdf(), issued, seal_fingerprint()))
    return check_everything(open_bundle(written), {log_key.verifier.fingerprint, seal_fingerprint()})


def wrong(findings):
    return [finding for finding in findings if finding.outcome is Outcome.FAILED]


def test_the_bundle_of_a_case_convinces_a_stranger(issued, log_key):
    findings = check(issued, log_key)
    assert is_all_good(findings), wrong(findings)
    assert len([finding for finding in findings if finding.code == "event.proved"]) == 7


def test_an_event_changed_by_a_superuser_is_named_with_field_and_logged_value(issued, log_key):
    target = timeline(CASE)[2]
    cheat("UPDATE evidence_event SET happened_at = happened_at - interval '3 days' WHERE id = %s", [target.id])
    (finding,) = wrong(check(issued, log_key))
    assert finding.code == "event.field_changed"
    assert finding.about["event"].endswith(f"consent.given {target.id}")
    assert (finding.about["field"], finding.about["logged"]) == ("happened_at", '"2022-06-01T01:02:00.000000Z"')


def test_an_event_changed_together_with_its_logged_text_is_named(issued, log_key):
    target = timeline(CASE)[2]
    cheat(
        "UPDATE evidence_event SET actor = 'staff:x', leaf = replace(leaf, '\"engine\"', '\"staff:x\"') WHERE id = %s",
        [target.id],
    )
    (finding,) = wrong(check(issued, log_key))
    assert (finding.code, finding.about["event"].split()[2]) == ("proof.refused", str(target.id))


def test_an_exchanged_salt_is_named(issued, log_key):
    target = timeline(CASE)[1]
    cheat("UPDATE evidence_eventsecret SET salt = sha256(salt) WHERE event_id = %s", [target.id])
    (finding,) = wrong(check(issued, log_key))
    assert (finding.code, finding.about["event"].split()[2]) == ("event.private_changed", str(target.id))


def test_after_an_erasure_everything_else_still_verifies(issued, log_key):
    target = timeline(CASE)[0]
    assert EventSecret.objects.get(event_id=target.id).sealed
    erase_secrets([target.id], BY_ORDER, MORNING)
    sequence(MORNING)
    findings = check(issued, log_key)
    assert is_all_good(findings)
    erased = [f.about["event"].split()[1:3] for f in findings if f.code == "event.private_erased"]
    assert [target.name, str(target.id)] in erased
    assert {name for name, _ in erased} == {target.name, "secret.erased"}  # why it was erased stays with the court
    assert "secret.erased" in {f.about.get("event", "  ").split()[1:2][0] for f in findings if f.code == "event.proved"}


def test_why_the_court_mended_its_record_is_in_no_bundle(log_key):
    private = {"reason": "登记时看错", "before": {"number": "141181198001010013"}, "after": {}}
    record([NewEvent("party.corrected", "party:1", CASE, MORNING, "engine", {"fields": ["number"]}, private)], MORNING)
    sequence(MORNING)
    written = pack(bundle_of(timeline(CASE), b"", None))
    with ZipFile(BytesIO(written)) as opened:
        told = b"".join(opened.read(name) for name in opened.namelist())
    assert "看错".encode() not in told
    assert b"141181198001010013" not in told
    codes = [finding.code for finding in check_everything(open_bundle(written), {log_key.verifier.fingerprint})]
    assert "event.private_erased" in codes
    assert "event.private_changed" not in codes


def test_an_event_that_waits_cannot_be_exported_yet(issued, log_key):
    write(1)
    with pytest.raises(NotCoveredError):
        check(issued, log_key)


def test_a_stamped_checkpoint_is_preferred_when_it_covers_everything(issued, log_key):
    checkpoint = Checkpoint.objects.get()
    token = stamp_token(checkpoint.note.encode())
    CheckpointStamp.objects.create(size=checkpoint.size, token=token, at=MORNING)
    write_plainly(5)
    sequence(MORNING)
    findings = check(issued, log_key)
    assert is_all_good(findings)
    assert "checkpoint" in {f.about.get("what") for f in findings if f.code == "stamp.intact"}
    write(1)
    sequence(MORNING)
    assert "checkpoint" not in {f.about.get("what") for f in check(issued, log_key) if f.code == "stamp.intact"}


def test_nothing_can_be_exported_from_an_empty_log():
    with pytest.raises(NotCoveredError, match="empty"):
        bundle_of(list(Event.objects.all()), b"", None)
