"""Making the certificates that are due: one that cannot be made waits alone."""

from datetime import timedelta

import pytest

from songda.records.ground.evidence.actions import sequence
from songda.records.proof.certificates.issue import FAILED_AGAIN, is_due, issue_due
from songda.records.proof.certificates.models import Certificate
from songda.records.service.findings.models import Finding
from songda.records.service.tasks.models import Task
from tests.records.proof.certificates.keys import keys
from tests.records.proof.certificates.served import served_on
from tests.records.stage import NOW
from tests.records.superuser import change

__all__ = ["keys"]
pytestmark = [pytest.mark.database, pytest.mark.usefixtures("keys")]
LATER = NOW + timedelta(seconds=1)


def test_a_name_that_no_font_can_print_holds_up_no_other_certificate() -> None:
    odd, plain = served_on("👨王某"), served_on("李某某")
    issue_due(LATER)
    assert [c.service.envelope_id for c in Certificate.objects.select_related("service")] == [plain.id]
    waiting = Finding.objects.get(service__envelope=odd)
    assert waiting.certificate_due_at == LATER + FAILED_AGAIN
    task = Task.objects.get(kind="mend_certificate")
    assert (task.envelope_id, task.reason) == (odd.id, "missing_glyph")
    issue_due(LATER + FAILED_AGAIN)
    assert Task.objects.filter(kind="mend_certificate").count() == 1


def test_facts_that_make_no_sense_hold_up_no_other_certificate() -> None:
    odd, plain = served_on("王某某"), served_on("李某某")
    change("UPDATE parties_consent SET ground = 'because' WHERE party_id = %s", odd.party_id)
    issue_due(LATER)
    assert [c.service.envelope_id for c in Certificate.objects.select_related("service")] == [plain.id]
    assert Task.objects.get(kind="mend_certificate").reason == "certificate_failed"
    assert Finding.objects.get(service__envelope=odd).certificate_due_at == LATER + FAILED_AGAIN


def test_certificates_stay_due_until_the_log_is_sealed() -> None:
    served = served_on("李某某", sealed=False)
    assert issue_due(LATER) == 0
    assert is_due(LATER)
    sequence(LATER)
    assert issue_due(LATER) == 1
    assert Certificate.objects.get().service.envelope_id == served.id
    assert not is_due(LATER)
