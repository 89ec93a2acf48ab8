"""A database that was put back to an earlier day is recognised, and sends nothing by itself that may have gone out."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from songda.core.delivery.incidents import RESTORED_UNKNOWN
from songda.core.evidence.epochs import split_name
from songda.records.ground.evidence.actions import sequence
from songda.records.ground.evidence.audit import audit
from songda.records.ground.evidence.epochs import database_identity, epoch_number
from songda.records.ground.evidence.models import Checkpoint, Event, LogEpoch
from songda.records.ground.evidence.tree import LogBrokenError
from songda.records.ground.restores.models import LostHandOver, Quarantine
from songda.records.ground.restores.queries import order_mark
from songda.records.proof.certificates.numbers import number_of
from songda.records.service.attempts.models import Attempt
from songda.records.service.attempts.restored.recognise import RestoreDetails, recognise, sign_of_restore
from songda.trust.outside.lines import Trace
from songda.trust.outside.mark import HighWaterMark, read_mark, write_mark
from tests import make
from tests.records.service.attempts.restored.world import opened, put_back, send, write_down, write_line
from tests.records.stage import NOW, Stage, defendant, envelope, order, paper, state_of

pytestmark = pytest.mark.database


def names() -> list[str]:
    about = Event.objects.filter(stream__startswith="quarantine:").order_by("number")
    return list(about.values_list("name", flat=True))


def test_a_first_start_begins_the_first_epoch_without_a_word() -> None:
    opened()
    epoch = LogEpoch.objects.get()
    assert (epoch.number, epoch.database) == (1, database_identity())
    assert not Quarantine.objects.exists()
    assert recognise(NOW) == epoch


def test_a_long_journal_is_looked_at_with_as_many_questions_as_a_short_one() -> None:
    stage, asked = opened(), list[int]()
    for messages in (1, 9):
        for _ in range(messages):
            envelope(defendant(make.case()))
        send(stage)
        with CaptureQueriesContext(connection) as questions:
            assert sign_of_restore() is None
        asked.append(len(questions))
    assert asked[0] == asked[1]


def test_what_the_journal_knows_is_unknown_after_a_restore_and_goes_to_nobody() -> None:
    stage, served = opened(), [envelope(defendant(make.case())) for _ in "123"]
    send(stage)
    put_back()
    assert recognise(NOW).number == 2
    assert [state_of(each) for each in served] == ["unknown"] * 3
    assert set(Attempt.objects.values_list("code", flat=True)) == {RESTORED_UNKNOWN}
    assert stage.claim() == []
    assert names() == ["quarantine.begun", "log.continued"]
    assert Quarantine.objects.get().sign == "behind_journal"


def test_what_was_never_handed_over_waits_for_the_end_of_the_quarantine_and_is_in_no_doubt() -> None:
    stage = opened()
    gone = envelope(defendant(make.case()))
    send(stage)
    waits = envelope(defendant(make.case()))
    stage.advance()
    put_back()
    recognise(NOW)
    assert (state_of(gone), state_of(waits)) == ("unknown", "pending")
    assert stage.claim() == []


def test_without_the_journal_all_that_was_planned_is_in_doubt() -> None:
    stage, served = opened(), envelope(defendant(make.case()))
    send(stage)
    put_back()
    recognise(NOW, RestoreDetails(is_journal_lost=True))
    assert state_of(served) == "unknown"
    assert not Quarantine.objects.get().is_journal_whole


def test_a_journal_that_misses_what_the_database_knows_is_not_whole() -> None:
    stage = opened()
    envelope(defendant(make.case()))
    stage.send()  # nobody wrote it down
    waits = envelope(defendant(make.case()))
    stage.advance()
    write_mark(settings.OUTSIDE_FOLDER, HighWaterMark(database_identity(), 1, 10_000, b"\x01" * 32, ""))
    recognise(NOW)
    assert state_of(waits) == "unknown"


def test_a_lost_try_that_is_planned_anew_is_held_too() -> None:
    stage, served = opened(), envelope(defendant(make.case()))
    stage.advance()
    attempt = Attempt.objects.get(envelope=served)
    lost = Trace(attempt.id + 500, "sms", served.id, "service", 1, bytes(attempt.to_index))
    write_line(lost)
    recognise(NOW)
    assert state_of(served) == "unknown"
    assert LostHandOver.objects.get().attempt_id == attempt.id


def test_an_order_said_again_under_its_key_is_not_sent_again() -> None:
    stage, party = opened(), defendant(make.case())
    filed = paper(party.case)
    to = bytes(party.addresses.get().value_index)
    for number, key in enumerate(("monday-1", "monday-2")):
        lost = Trace(900 + number, "sms", UUID(int=number), "service", 1, to, order_mark(party.case.court.code, key))
        write_line(lost)
    recognise(NOW)
    Quarantine.objects.update(ended_at=NOW)
    again = order(party, filed, key="monday-1")
    fresh = order(party, paper(party.case, "judgment"), key="tuesday-1")
    stage.advance()
    claimed = {claim.trace.envelope for claim in stage.claim()}
    assert claimed == {fresh.envelopes.get().id}
    assert state_of(again.envelopes.get()) == "unknown"


def test_a_dump_that_is_read_in_elsewhere_is_recognised() -> None:
    LogEpoch.objects.create(number=1, database="7/1", size=0, begun_at=NOW)
    stage, served = Stage(), envelope(defendant(make.case()))
    stage.advance()
    recognise(NOW)
    assert Quarantine.objects.get().sign == "other_database"
    assert state_of(served) == "unknown"  # neither mark nor journal came along


def test_mark_and_journal_that_are_gone_are_missed() -> None:
    LogEpoch.objects.create(number=1, database=database_identity(), size=0, begun_at=NOW)
    assert sign_of_restore() is None  # nothing was signed or sent yet
    stage = Stage()
    envelope(defendant(make.case()))
    stage.send()
    stage.die()
    seen = sign_of_restore()
    assert seen is not None
    assert seen.sign == "nothing_outside"


def test_another_machine_that_joins_is_no_restore() -> None:
    LogEpoch.objects.create(number=1, database=database_identity(), size=0, begun_at=NOW)
    stage = Stage()  # a worker that lives
    envelope(defendant(make.case()))
    stage.send()
    assert sign_of_restore() is None


def test_a_log_that_lost_its_end_signs_no_second_history_of_its_name() -> None:
    opened()
    make.case()
    sequence(NOW)
    first = Checkpoint.objects.latest("size")
    mark = read_mark(settings.OUTSIDE_FOLDER)
    assert mark is not None
    assert (mark.size, mark.note) == (first.size, first.note)
    lost = HighWaterMark(mark.database, 1, mark.size + 7, b"\x01" * 32, "a note that is lost here\n")
    write_mark(settings.OUTSIDE_FOLDER, lost)
    make.case()
    with pytest.raises(LogBrokenError, match="put back to an earlier day"):
        sequence(NOW)
    assert Checkpoint.objects.latest("size") == first
    epoch = recognise(NOW)
    assert (epoch.seen_size, epoch.seen_note) == (lost.size, lost.note)
    sequence(NOW)
    newest = Checkpoint.objects.latest("size")
    assert split_name(newest.note.partition("\n")[0]) == (first.note.partition("\n")[0], 2)
    assert list(audit()) == []
    mark = read_mark(settings.OUTSIDE_FOLDER)
    assert mark is not None
    assert (mark.epoch, mark.size) == (2, newest.size)


def test_a_second_restore_to_before_the_first_is_a_third_epoch() -> None:
    opened()
    write_mark(settings.OUTSIDE_FOLDER, HighWaterMark(database_identity(), 2, 1, b"\x01" * 32, "n\n"))
    assert recognise(NOW).number == 3


def test_no_number_of_a_certificate_is_given_twice() -> None:
    opened()
    before = number_of("晋1181", 7, epoch_number(), NOW)
    recognise(NOW, RestoreDetails())
    after = number_of("晋1181", 7, epoch_number(), NOW)
    recognise(NOW, RestoreDetails())
    assert len({before, after, number_of("晋1181", 7, epoch_number(), NOW)}) == 3


def test_no_try_bears_the_number_of_a_lost_one() -> None:
    stage = opened()
    envelope(defendant(make.case()))
    stage.advance()
    newest = Attempt.objects.latest("id").id
    write_line(Trace(newest + 40, "sms", UUID(int=1), "service", 1, b"\x01" * 16))
    recognise(NOW)
    envelope(defendant(make.case()))
    stage.advance()
    assert Attempt.objects.latest("id").id > newest + 40


def test_a_message_that_the_provider_took_nothing_of_is_no_loss() -> None:
    stage, served = opened(), envelope(defendant(make.case()))
    stage.advance()
    claims = stage.claim()
    write_down(claims, is_taken_back=True)
    put_back()
    assert sign_of_restore() is not None  # its last lines alone do not tell
    recognise(NOW + timedelta(minutes=1))
    assert state_of(served) == "pending"
