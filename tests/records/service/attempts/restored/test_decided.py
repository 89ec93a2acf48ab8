"""After a restore people decide about what may have gone out, and end the quarantine; until then nothing is sent."""

import pytest

from songda.core.delivery.incidents import RESTORED_UNKNOWN, TAKEN_AS_SENT, HandedOver, RestoreChoice
from songda.core.refusal import Refused
from songda.records.ground.evidence.models import Event
from songda.records.ground.evidence.queries import secrets_of
from songda.records.ground.restores.models import Quarantine
from songda.records.service.attempts.models import Attempt
from songda.records.service.attempts.restored.decide import (
    Decision,
    HeldGroup,
    Kind,
    decide_held,
    end_quarantine,
    held_groups,
    lost_hand_overs,
)
from songda.records.service.attempts.restored.recognise import RestoreDetails, recognise
from songda.records.service.attempts.states import SILENCE, ask_about_unknown
from songda.records.service.attempts.submissions import expire_silence
from songda.records.service.tasks.models import Task
from tests import make
from tests.records.service.attempts.restored.world import opened, put_back, put_back_but, send, write_down
from tests.records.stage import NOW, WINDOW, Stage, defendant, envelope, state_of

pytestmark = pytest.mark.database
KNOWN = Kind("sms", "service", HandedOver.WRITTEN_DOWN)
NEVER = Kind("sms", "service", HandedOver.NEVER)
UNKNOWN = Kind("sms", "service", HandedOver.UNKNOWN)


def restored(count: int = 2) -> Stage:
    """A court that sent so many texts and was put back to before them."""
    stage = opened()
    for _ in range(count):
        envelope(defendant(make.case()))
    send(stage)
    put_back()
    recognise(NOW)
    return stage


def without_journal() -> Stage:
    """The same, and the journal is lost."""
    stage = opened()
    for _ in "12":
        envelope(defendant(make.case()))
    send(stage)
    put_back()
    recognise(NOW, RestoreDetails(is_journal_lost=True))
    return stage


def decide(choice: RestoreChoice, reason: str = "the phones were asked", kind: Kind = KNOWN) -> int:
    return decide_held(make.court(), Decision(kind, choice, reason, "staff:1"), WINDOW, NOW)


def end(reason: str = "all is decided") -> None:
    end_quarantine(reason, "staff:1", NOW)


def test_what_waits_is_counted_by_kind_and_only_for_its_court() -> None:
    restored()
    assert held_groups(make.court()) == [HeldGroup(KNOWN, 2)]
    assert held_groups(make.other_court()) == []


def test_what_the_journal_tells_of_is_never_sent_a_second_time() -> None:
    restored()
    with pytest.raises(Refused, match="held_written_down"):
        decide(RestoreChoice.SEND_AGAIN)
    assert set(Attempt.objects.values_list("code", flat=True)) == {RESTORED_UNKNOWN}


@pytest.mark.parametrize("is_written_down", [True, False])
def test_what_was_being_handed_over_when_the_backup_was_made_is_what_the_journal_says(*, is_written_down: bool) -> None:
    """The backup holds the claim; whether the worker came to the first byte stands in the journal alone."""
    stage = opened()
    for _ in "123":
        envelope(defendant(make.case()))
    stage.advance()
    claims = stage.claim()
    for _ in "12":
        envelope(defendant(make.case()))
    send(stage)  # something else that went out after the backup
    put_back_but({claim.attempt_id for claim in claims})
    if is_written_down:
        write_down(claims)
    recognise(NOW)
    held = {group.kind: group.count for group in held_groups(make.court())}
    assert held == ({KNOWN: 5} if is_written_down else {KNOWN: 2, NEVER: 3})
    assert lost_hand_overs() == 0
    if not is_written_down:
        assert decide(RestoreChoice.SEND_AGAIN, kind=NEVER) == 3
        decide(RestoreChoice.TAKE_AS_SENT)
        end()
        assert {claim.attempt_id for claim in stage.claim()} == {claim.attempt_id for claim in claims}


def test_what_is_decided_to_be_sent_again_goes_out_once_the_quarantine_has_ended() -> None:
    stage = without_journal()
    assert decide(RestoreChoice.SEND_AGAIN, kind=UNKNOWN) == 2
    assert stage.claim() == []
    end()
    claims = stage.claim()
    assert len(claims) == 2
    stage.hand_over(claims)
    assert set(Attempt.objects.values_list("state", flat=True)) == {"accepted"}
    assert stage.claim() == []


def test_what_is_taken_as_sent_waits_for_reports_and_then_is_silence() -> None:
    stage = restored()
    decide(RestoreChoice.TAKE_AS_SENT)
    end()
    assert stage.claim() == []
    assert set(Attempt.objects.values_list("state", "code")) == {("unknown", TAKEN_AS_SENT)}
    expire_silence(WINDOW, NOW + WINDOW)
    assert set(Attempt.objects.values_list("state", flat=True)) == {"expired"}


def test_a_late_report_settles_what_is_held() -> None:
    stage = opened()
    served = envelope(defendant(make.case()))
    send(stage)
    put_back()
    recognise(NOW)
    stage.apply()
    assert state_of(served) == "arrived"
    end()  # nothing is left to be decided


def test_what_is_cancelled_never_goes_out_and_is_a_task_for_somebody() -> None:
    stage = restored()
    decide(RestoreChoice.CANCEL)
    end()
    stage.advance()
    assert Task.objects.filter(reason="unknown_outcome", closed_at=None).count() == 2
    assert stage.claim() == []
    assert set(Attempt.objects.values_list("state", flat=True)) == {"cancelled"}


def test_each_decision_is_in_the_log_with_its_sealed_reason() -> None:
    without_journal()
    decide(RestoreChoice.SEND_AGAIN, kind=UNKNOWN)
    end()
    told = Event.objects.filter(name__in=("attempt.sent_again", "quarantine.ended"))
    assert sorted(told.values_list("name", flat=True)) == ["attempt.sent_again"] * 2 + ["quarantine.ended"]
    reasons = [secret.private["reason"] for secret in secrets_of(told.values_list("id", flat=True)).values()]
    assert sorted(map(str, reasons)) == ["all is decided", *["the phones were asked"] * 2]
    assert "phones" not in str(list(told.values_list("leaf", flat=True)))


def test_the_quarantine_does_not_end_over_something_undecided() -> None:
    restored()
    with pytest.raises(Refused, match="held_undecided"):
        end()
    assert Quarantine.objects.get().ended_at is None


@pytest.mark.parametrize("reason", ["", "  ", "x" * 401])
def test_without_a_reason_nothing_is_decided(reason: str) -> None:
    restored()
    with pytest.raises(Refused, match="wrong_reason"):
        decide(RestoreChoice.CANCEL, reason)
    with pytest.raises(Refused, match="wrong_reason"):
        end(reason)
    assert set(Attempt.objects.values_list("code", flat=True)) == {RESTORED_UNKNOWN}


def test_a_quarantine_that_ended_is_not_ended_again() -> None:
    restored(0)
    Quarantine.objects.update(ended_at=NOW)
    with pytest.raises(Refused, match="no_quarantine"):
        end()


def test_no_task_is_opened_for_each_of_what_is_decided_together() -> None:
    restored()
    assert ask_about_unknown(NOW + 2 * SILENCE) == 0
