"""What is said is said once, however often somebody presses, and a no that fails half-way is no answer at all."""

import contextlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from songda.core.refusal import Refused
from songda.records.ground.evidence.models import Event
from songda.records.matter.cases.actions import Reason
from songda.records.matter.cases.hearings import cancel_hearing, set_hearing
from songda.records.matter.cases.models import Hearing
from songda.records.matter.parties.consents import record_refusal
from songda.records.matter.parties.drafts import ConsentDraft
from songda.records.matter.parties.models import Consent, Party, Refusal
from songda.records.service.orders.models import Envelope, Service
from songda.records.service.portal_acts.models import Objection
from songda.records.ways import deeds
from songda.records.ways.deeds import DeedDraft, Scan, StepDraft, add_step, record_deed
from songda.records.ways.portal.acts import answers
from songda.records.ways.portal.acts.answers import raise_objection
from songda.records.ways.portal.acts.identity import unlock
from tests import make
from tests.channels.fake.script import ARRIVES
from tests.records.stage import Stage, defendant, envelope

pytestmark = pytest.mark.database(transaction=True)

PRESSES = 6
LATER = make.NOW + timedelta(days=1)
YES = answers.Yes(ConsentDraft("express", LATER, ("first_instance",), how="portal"))


def pressed(deed: Callable[[], object]) -> None:
    """The same button pressed several times at the same moment, each press a request of its own."""
    start = Barrier(PRESSES)

    def press(_: int) -> None:
        start.wait(20)
        try:
            deed()
        finally:
            connection.close()

    with ThreadPoolExecutor(PRESSES) as pool:
        list(pool.map(press, range(PRESSES)))


def has_agreed(party: Party) -> bool:
    return Consent.objects.filter(party=party, withdrawn_at=None).exists()


def has_refused(party: Party) -> bool:
    return Refusal.objects.filter(party=party).exists()


def test_a_yes_that_was_pressed_many_times_is_one_consent() -> None:
    party = make.party()
    pressed(lambda: answers.say_yes(party, YES, lambda: has_agreed(party), "engine", LATER))
    assert Consent.objects.count() == 1


def test_a_no_that_was_pressed_many_times_is_one_refusal_and_ends_each_consent_once() -> None:
    party = make.party()
    make.consent(party)
    make.consent(party)
    pressed(lambda: answers.say_no(party, "portal", lambda: has_refused(party), "engine", LATER))
    assert Refusal.objects.count() == 1
    assert [consent.withdrawal for consent in Consent.objects.all()] == ["pending"] * 2
    assert Event.objects.filter(name="consent.withdrawn").count() == 2


def test_a_no_that_is_broken_off_ends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    party = make.party()
    make.consent(party)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(answers, "record_refusal", killed)
    with pytest.raises(KeyboardInterrupt):
        answers.say_no(party, "portal", lambda: False, "engine", LATER)
    assert Consent.objects.get().withdrawn_at is None


def test_an_objection_that_was_sent_many_times_is_one_and_another_one_is_another() -> None:
    envelope(defendant(make.case()))
    stage = Stage(ARRIVES)
    stage.send()
    stage.apply()
    service = Service.objects.get()
    pressed(lambda: raise_objection(service, "system_error", "系统故障", None, LATER))
    raise_objection(service, "system_error", "另一天又有故障", None, LATER)
    raise_objection(service, "not_own_address", "系统故障", None, LATER)
    assert Objection.objects.count() == 3
    assert Event.objects.filter(name="objection.raised").count() == 3


def test_a_hearing_that_was_entered_many_times_is_one() -> None:
    case = make.case()

    def enter() -> None:
        with contextlib.suppress(Refused):
            set_hearing(case, LATER, "第三审判庭", "engine", make.NOW)

    pressed(enter)
    assert Hearing.objects.count() == 1
    cancel_hearing(Hearing.objects.get(), Reason("改期"), "engine", make.NOW)
    set_hearing(case, LATER, "第三审判庭", "engine", make.NOW)
    assert Hearing.objects.count() == 2


def test_a_no_that_the_clerk_enters_twice_is_one_and_one_of_another_day_is_another() -> None:
    party = make.party()
    pressed(lambda: record_refusal(party, make.NOW, "call", "engine", LATER))
    record_refusal(party, LATER, "call", "engine", LATER)
    assert Refusal.objects.count() == 2


def test_a_link_is_unlocked_once() -> None:
    served = envelope(defendant(make.case()))
    Envelope.objects.update(wrong_tries=5, locked_at=make.NOW)
    pressed(lambda: unlock(served, "staff:1", make.NOW))
    assert Event.objects.filter(name="portal.unlocked").count() == 1


def test_a_scan_is_looked_at_before_the_envelope_is_held(monkeypatch: pytest.MonkeyPatch) -> None:
    served = envelope(defendant(make.case()))
    services = tuple(served.services.values_list("id", flat=True))
    step = StepDraft("signed", make.NOW, by="recipient", scan=make.pdf())
    seen: list[int] = []
    look = deeds.read_scan
    with CaptureQueriesContext(connection) as asked:

        def looked_at(body: bytes) -> Scan:
            seen.append(_held(asked))
            return look(body)

        monkeypatch.setattr(deeds, "read_scan", looked_at)
        deed = record_deed(served, DeedDraft("mail", services, step), "engine", LATER)
        add_step(deed, StepDraft("returned", LATER, scan=make.pdf()), "engine", LATER)
    assert seen == [0, 1]  # what the step before had held, and nothing of its own


def _held(asked: CaptureQueriesContext) -> int:
    return sum("FOR NO KEY UPDATE" in query["sql"] for query in asked.captured_queries)
