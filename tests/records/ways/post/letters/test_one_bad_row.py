"""A letter, batch or certificate whose work fails waits for itself alone: the next one is done, and people are told."""

from datetime import timedelta

import pytest

from songda.core.delivery.incidents import IncidentKind, Work
from songda.core.delivery.letters import LetterState
from songda.core.delivery.states import FIRST_QUARANTINE
from songda.records.ground.evidence.models import Event
from songda.records.ground.incidents.models import Incident, StuckRow
from songda.records.ground.incidents.stuck import forget_untried
from songda.records.overview.due_work import DUE, PARTS, left_since
from songda.records.overview.loose_ends.found import Kind
from songda.records.overview.loose_ends.look import quickly_found
from songda.records.service.tasks.models import Task
from songda.records.ways.post.carriage.judging import judge_due
from songda.records.ways.post.carriage.models import Carriage
from songda.records.ways.post.carriage.reading import SCANS, read_next
from songda.records.ways.post.letters.batches import close_batch, seal_letters
from songda.records.ways.post.letters.models import Batch, Letter
from songda.records.ways.post.letters.setting import bind_batches, letter_file, set_letters
from tests.lying import file_of
from tests.records.stage import NOW
from tests.records.superuser import change
from tests.records.ways.post.carriage.parcels import CARRIERS, DAY, SEALED, posted, push, signed_for
from tests.records.ways.post.letters.post import CLERK, count_all, numbers, planned, sealed_envelope, set_and_batched

pytestmark = pytest.mark.database
LATER = NOW + FIRST_QUARANTINE


def two_letters() -> tuple[Letter, Letter]:
    """Planned for two people, the first of whom comes first everywhere."""
    first = sealed_envelope()
    numbers(first.case.court)
    return planned(first), planned(sealed_envelope())


def paper_gone(letter: Letter) -> None:
    paper = letter.envelope.services.get().paper
    file_of("papers", paper.id).unlink()


def place_spoilt(letter: Letter) -> None:
    change("UPDATE letters_letter SET place_sealed = '\\x00' WHERE id = %s", letter.id)


def states(*letters: Letter) -> list[str]:
    return [Letter.objects.get(id=letter.id).state for letter in letters]


def test_a_letter_whose_paper_is_gone_is_stopped_and_the_next_one_is_set() -> None:
    bad, good = two_letters()
    paper_gone(bad)
    assert set_letters(NOW) == 2
    assert states(bad, good) == ["stopped", "ready"]
    assert Task.objects.get(kind="mend_letter").envelope_id == bad.envelope_id
    assert set_letters(NOW) == 0


def test_a_letter_that_no_work_can_be_done_for_waits_longer_each_time_and_is_told_of() -> None:
    bad, good = two_letters()
    place_spoilt(bad)
    assert set_letters(NOW) == 2
    assert states(bad, good) == ["planned", "ready"]
    stuck = StuckRow.objects.get()
    assert (stuck.work, stuck.row, stuck.wrong, stuck.again_at) == ("set_letter", bad.id, "SealError", LATER)
    task = Task.objects.get(kind="mend_letter")
    assert (task.reason, task.envelope_id) == ("letter_stuck", bad.envelope_id)
    assert Incident.objects.get(ended_at=None).kind == IncidentKind.WORK_STUCK
    assert set_letters(NOW) == 0
    assert [(one.kind, one.place) for one in quickly_found(NOW)] == [(Kind.ROW_STUCK, f"set_letter:{bad.id}")]
    assert set_letters(LATER) == 1
    again = StuckRow.objects.get()
    assert (again.tries, again.since) == (2, NOW)
    change("UPDATE letters_letter SET place_sealed = %s WHERE id = %s", bytes(bad.place_sealed), bad.id)
    assert set_letters(again.again_at) == 1
    assert states(bad) == ["ready"]
    assert not StuckRow.objects.exists()
    assert not Incident.objects.filter(ended_at=None).exists()
    assert not Task.objects.filter(closed_at=None, kind="mend_letter").exists()


@pytest.mark.parametrize("spoil", ["gone", "changed"])
def test_a_letter_whose_file_is_gone_before_its_batch_is_bound_is_set_anew_and_the_rest_is_bound(spoil: str) -> None:
    bad, good = two_letters()
    while set_letters(NOW):
        pass
    file = file_of("letters", Letter.objects.get(id=bad.id).file_id)
    file.unlink() if spoil == "gone" else file.write_bytes(file.read_bytes()[:-9])
    batch = set_and_batched(bad.court)
    assert batch.bound_at == NOW
    assert list(batch.letters.values_list("id", flat=True)) == [good.id]
    assert states(bad, good) == ["planned", "ready"]
    assert Event.objects.filter(name="letter.spoilt", stream=f"letter:{bad.id}").count() == 1
    set_letters(NOW)
    assert letter_file(Letter.objects.get(id=bad.id))
    assert states(bad) == [LetterState.READY]


def test_a_batch_that_cannot_be_bound_holds_no_other_up() -> None:
    bad, good = two_letters()
    set_letters(NOW)
    first = set_and_batched(bad.court)
    Batch.objects.filter(id=first.id).update(bound_at=None, sha256=None, wrapped_key=None)
    third = planned(sealed_envelope())
    change("UPDATE letters_letter SET place_sealed = '\\x00' WHERE id = %s", good.id)
    later = set_and_batched(third.court)
    bind_batches(NOW)
    later.refresh_from_db()
    assert later.bound_at == NOW
    assert StuckRow.objects.get().row == first.id


def test_a_letter_that_cannot_be_put_on_record_holds_no_other_up() -> None:
    bad, good = two_letters()
    batch = set_and_batched(bad.court)
    count_all(batch)
    close_batch(batch, CLERK, NOW)
    change("UPDATE papers_paper SET kind = 'banana' WHERE case_id = %s", bad.envelope.case_id)
    assert seal_letters(NOW) == 2
    assert states(bad, good) == ["ready", "sealed"]
    assert StuckRow.objects.get().row == bad.id
    assert seal_letters(NOW) == 0
    change("UPDATE papers_paper SET kind = 'summons' WHERE case_id = %s", bad.envelope.case_id)
    assert seal_letters(LATER) == 1
    assert states(bad) == ["sealed"]


def test_a_letter_that_cannot_be_judged_holds_no_other_up() -> None:
    bad, good = posted(), posted()
    for letter in (bad, good):
        push(signed_for(letter), SEALED + 4 * DAY)
    while read_next(CARRIERS, SEALED + 4 * DAY):
        pass
    file_of(SCANS, bad.reports.exclude(scan_key=None).get().id).unlink()
    at = SEALED + 4 * DAY
    Carriage.objects.update(look_at=at - timedelta(minutes=1))
    while judge_due(at):
        pass
    assert StuckRow.objects.get().row == bad.id
    assert Carriage.objects.get(letter=good).judged_at == at
    assert Task.objects.get(reason="letter_stuck").envelope_id == bad.envelope_id


def test_a_carrier_whose_clock_is_ahead_is_believed_when_its_moment_has_come_and_holds_no_letter_up() -> None:
    ahead, other = posted(), posted()
    at = SEALED + 2 * DAY
    told = signed_for(ahead)
    told[1]["at"] = told[2]["at"] = told[3]["at"] = (at + timedelta(minutes=5)).isoformat()
    push(told, at)
    push(signed_for(other)[:1], at)
    while read_next(CARRIERS, at):
        pass
    while judge_due(at):
        pass
    assert not StuckRow.objects.exists()
    assert Carriage.objects.get(letter=other).judged_at == at
    row = Carriage.objects.get(letter=ahead)
    assert (row.settled, row.look_at) == ("", at + timedelta(minutes=5))
    assert judge_due(row.look_at) == 1
    assert Carriage.objects.get(letter=ahead).settled == "proved"


def test_what_was_taken_out_meanwhile_is_stuck_no_more() -> None:
    StuckRow.objects.create(work=Work.STAMP, row=CLERK.removeprefix("staff:"), wrong="X", since=NOW, again_at=NOW)
    forget_untried(NOW + timedelta(hours=23))
    assert StuckRow.objects.exists()
    forget_untried(NOW + timedelta(days=1))
    assert not StuckRow.objects.exists()


def test_every_row_of_the_workers_list_can_be_asked_how_much_of_it_is_left() -> None:
    assert left_since(NOW, NOW) == []
    assert {work.part for work in DUE} == {"", *PARTS}


def test_whatever_of_a_letter_is_due_for_over_a_minute_is_loose_job_or_no_job() -> None:
    two_letters()
    ends = [one for one in quickly_found(NOW + timedelta(minutes=2)) if one.place == "job:letters.set"]
    assert {(one.kind, one.detail) for one in ends} == {(Kind.LEFT_DUE, "2 rows")}
