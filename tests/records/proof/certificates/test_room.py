"""Where files cannot be kept one incident stands for all certificates that wait, and no number is lost."""

from datetime import timedelta
from pathlib import Path

import pytest

from songda.records.ground.incidents.models import Incident
from songda.records.proof.certificates.issue import AGAIN, issue_due
from songda.records.proof.certificates.models import Certificate, HeldSerial
from songda.records.service.tasks.models import Task
from tests.records.proof.certificates.keys import keys
from tests.records.proof.certificates.served import served_on
from tests.records.stage import NOW

__all__ = ["keys"]
pytestmark = [pytest.mark.database, pytest.mark.usefixtures("keys")]
LATER = NOW + timedelta(seconds=1)
COUNT = 4


def test_a_full_store_is_one_incident_and_no_task_and_ends_by_itself(settings) -> None:  # type: ignore[no-untyped-def]
    for _ in range(COUNT):
        served_on("李某某")
    room: Path = settings.FILES
    room.write_text("no folder: nothing can be kept below it")
    for look in range(3):
        assert issue_due(LATER + look * AGAIN) == 0
    noted = Incident.objects.get()
    assert (noted.kind, noted.waiting, noted.ended_at) == ("store_full", COUNT, None)
    assert not Task.objects.filter(kind="mend_certificate").exists()
    room.unlink()
    again = LATER + 3 * AGAIN
    assert again - LATER <= timedelta(minutes=2)
    issue_due(again)
    noted.refresh_from_db()
    assert noted.ended_at == again
    serials = sorted(int("".join(filter(str.isdigit, each.number[-9:]))) for each in Certificate.objects.all())
    assert serials == list(range(serials[0], serials[0] + COUNT))
    assert not HeldSerial.objects.exists()
