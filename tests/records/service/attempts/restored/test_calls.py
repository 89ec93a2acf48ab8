"""After a restore nobody is rung a second time with a notice, and people see to whom one may have been spoken."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from songda.records.ground.evidence.actions import sequence
from songda.records.ground.evidence.epochs import current_epoch
from songda.records.ground.restores.models import LostCall, Quarantine
from songda.records.service.attempts.restored.hold import calls_since
from songda.records.service.attempts.restored.recognise import RestoreDetails, recognise, sign_of_restore
from songda.records.service.telephone import dialling
from songda.records.service.telephone.dialling import place_notice
from songda.records.service.telephone.exchange import take_notices
from songda.records.service.telephone.models import Dial
from songda.telephony.speech import Espeak
from songda.trust.outside.journal import Journal
from songda.trust.outside.lines import NoticeCall, TakenBack
from tests import make
from tests.records.service.attempts.restored.world import opened
from tests.records.stage import NOW

pytestmark = pytest.mark.database


@pytest.fixture(autouse=True)
def system(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(settings, "TELEPHONE_URL", f"ari://songda:word@127.0.0.1?sounds={tmp_path}")
    monkeypatch.setattr(dialling, "speaker", lambda: Espeak("espeak-ng"))
    opened()


def rung(*, is_refused: bool = False) -> Dial:
    """A notice call as the worker places it: given out once, written down, rung unless it is refused."""
    dial = place_notice(make.address(), "zh", f"staff:{make.user().id}", NOW)
    epoch, journal = current_epoch(), Journal(settings.OUTSIDE_FOLDER)
    assert epoch is not None
    (spoken,) = take_notices(NOW)
    journal.write([NoticeCall(NOW, epoch.database, epoch.number, spoken.dial, spoken.to)])
    if is_refused:
        journal.take_back(TakenBack(spoken.dial, epoch.number))
    journal.close()
    return dial


def put_back(dial: Dial) -> None:
    """As the row stood in a backup from before the call."""
    Dial.objects.filter(id=dial.id).update(sent_at=None)


def test_a_call_that_the_database_knows_is_no_sign_of_a_restore() -> None:
    rung()
    assert sign_of_restore() is None


def test_a_call_that_waited_in_the_backup_was_placed_and_is_not_placed_again() -> None:
    dial = rung()
    put_back(dial)
    recognise(NOW)
    assert Quarantine.objects.get().sign == "behind_journal"
    assert take_notices(NOW) == []
    assert Dial.objects.get().sent_at == NOW  # so that the telephone system is asked what became of it
    (since,) = calls_since(dial.party.case.court)
    assert (since.at, since.cases) == (NOW, ((dial.party.case_id, dial.party.case.number),))


def test_a_call_that_its_row_alone_forgot_is_no_sign_of_a_restore() -> None:
    """The log was signed since, and a database that was put back lost that too."""
    dial = rung()
    sequence(NOW + timedelta(minutes=1))
    put_back(dial)
    assert sign_of_restore() is None


def test_of_a_call_that_was_asked_for_after_the_backup_people_see_the_case_of_its_number() -> None:
    dial = rung()
    case = dial.party.case
    Dial.objects.all().delete()
    recognise(NOW)
    assert LostCall.objects.get().dial_id == dial.id
    assert [call.cases for call in calls_since(case.court)] == [((case.id, case.number),)]
    assert [call.cases for call in calls_since(make.other_court())] == [()]


def test_a_call_that_was_refused_rang_nobody_and_is_asked_about_by_nobody() -> None:
    dial = rung(is_refused=True)
    put_back(dial)
    recognise(NOW)
    assert Quarantine.objects.get().sign == "behind_journal"  # the backup is older all the same
    assert Dial.objects.get().sent_at is None  # it waits, as it did then
    assert calls_since(dial.party.case.court) == []


def test_without_the_journal_every_notice_that_waited_is_in_doubt_and_rung_by_nobody() -> None:
    dial = rung()
    put_back(dial)
    recognise(NOW, RestoreDetails(is_journal_lost=True))
    assert take_notices(NOW) == []
