"""Where a work fails for one row, that row waits and is told of, the next is done, and it is done once mended."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from songda.core.delivery.incidents import IncidentKind, Work
from songda.core.delivery.ladder.public_notice import LookFrom, LookResult
from songda.core.delivery.states import FIRST_QUARANTINE
from songda.records.court.staff.actions import remove_user
from songda.records.ground.evidence.actions import NewEvent, record, sequence
from songda.records.ground.evidence.models import Event
from songda.records.ground.incidents.models import Incident, StuckRow
from songda.records.matter.parties.models import Address
from songda.records.overview import notice_papers
from songda.records.overview.due_work import DUE
from songda.records.overview.figures import counting
from songda.records.service.malfunctions import actions as malfunctions
from songda.records.service.malfunctions.models import Malfunction
from songda.records.service.orders.models import Envelope, Service
from songda.records.service.tasks import handing, running_terms
from songda.records.service.tasks.actions import TaskDraft, open_tasks
from songda.records.service.tasks.handing import take_task
from songda.records.service.tasks.models import Task, TermsBasis
from songda.records.service.tasks.running_terms import basis_now, redate, redate_if_changed
from songda.records.ways.entrustments import actions as entrustments
from songda.records.ways.entrustments.models import Entrustment
from songda.records.ways.lookups import course
from songda.records.ways.post import propose as planning
from songda.records.ways.post.carriage import announcements
from songda.records.ways.post.carriage.announcements import next_consignment
from songda.records.ways.post.letters import actions as letters
from songda.records.ways.post.letters.models import Letter
from songda.records.ways.public_notices import actions as notices
from songda.records.ways.public_notices import looks
from songda.records.ways.public_notices.actions import publish_notice
from songda.records.ways.public_notices.looks import SeenPage, Visit, keep_looks
from songda.records.ways.visits import rounds
from songda.records.ways.visits.models import Stop
from tests import make, source
from tests.records.service.malfunctions.test_malfunctions import noted
from tests.records.stage import NOW, defendant, envelope
from tests.records.ways.entrustments.test_entrustments import entrusted
from tests.records.ways.lookups.stage import approved
from tests.records.ways.post.carriage.parcels import CARRIERS, SEALED, posted
from tests.records.ways.post.letters.post import CLERK, sealed_envelope
from tests.records.ways.public_notices.scene import PUBLISHED, clerk_of, drafted, exhausted, published

pytestmark = pytest.mark.database
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
THERE = {  # where these are tried: tests/records/ways/post/letters/test_one_bad_row.py and test_stamped.py
    Work.SET_LETTER,
    Work.BIND_BATCH,
    Work.SEAL_LETTER,
    Work.JUDGE_LETTER,
    Work.STAMP,
}


@dataclass(frozen=True)
class Queue:
    """Rows that wait for a work, the step in which it looks at them, and the work itself."""

    rows: Callable[[], Collection[UUID]]
    place: object
    step: str
    do: Callable[[datetime], object]
    at: datetime = NOW


def served_elsewhere(*envelopes: Envelope) -> None:
    services = Service.objects.filter(envelope__in=envelopes)
    services.update(recalled_at=NOW + HOUR)
    told = ((one, {"paper": str(one.paper_id), "envelope": str(one.envelope_id)}) for one in services)
    events = [
        NewEvent("service.recalled", f"service:{one.id}", None, NOW + HOUR, CLERK, data, {"reason": "另行送达"})
        for one, data in told
    ]
    record(events, NOW + HOUR)


def wishes() -> list[UUID]:
    for sealed in (sealed_envelope(), sealed_envelope()):
        letters.withdraw(Letter.objects.get(envelope=sealed), letters.Withdrawal.BY_HAND, CLERK, NOW)
        open_tasks([TaskDraft("print_paper", "asked_for_paper", sealed.case, sealed)], NOW)
    return list(Task.objects.filter(kind="print_paper").order_by("opened_at", "id").values_list("id", flat=True))


def overtaken_letters() -> list[UUID]:
    served_elsewhere(sealed_envelope(), sealed_envelope())
    return list(Letter.objects.order_by("id").values_list("id", flat=True))


def overtaken_stops() -> list[UUID]:
    for sealed in (sealed_envelope(), sealed_envelope()):
        rounds.plan_visit(sealed, Address.objects.get(party=sealed.party, kind="postal").id, "", CLERK, NOW)
        served_elsewhere(sealed)
    return list(Stop.objects.order_by("id").values_list("id", flat=True))


def overtaken_entrustments() -> list[UUID]:
    made = entrusted(), entrusted("prison")
    served_elsewhere(*(one.deed.envelope for one in made))
    return list(Entrustment.objects.order_by("id").values_list("id", flat=True))


def overtaken_drafts() -> list[UUID]:
    made = drafted(exhausted()), drafted(exhausted())
    served_elsewhere(*(one.envelope for one in made))
    return sorted(one.id for one in made)


def seen_gone() -> list[UUID]:
    made = published(exhausted()), published(exhausted())
    at = PUBLISHED + HOUR
    pages = [SeenPage(one.token, LookResult.ABSENT, None) for one in made]
    keep_looks(pages, Visit(at, LookFrom.OUTSIDE, "looker"), at)
    return sorted(one.id for one in made)


def running() -> list[UUID]:
    return sorted(one.id for one in (published(exhausted()), published(exhausted())))


def published_only() -> list[UUID]:
    """Published, and not under the seal yet."""
    made = [drafted(exhausted()), drafted(exhausted())]
    for one in made:
        publish_notice(one, bytes(one.text_sha256), clerk_of(one.envelope), PUBLISHED)
    return sorted(one.id for one in made)


def over() -> list[UUID]:
    noted(NOW, NOW + HOUR)
    noted(NOW + 2 * HOUR, NOW + 3 * HOUR)
    return list(Malfunction.objects.order_by("since").values_list("id", flat=True))


def two_in_one_consignment() -> list[UUID]:
    """One batch for both, so that the first one would take the other along."""
    bad, good = posted(), posted()
    Letter.objects.filter(id=good.id).update(batch=bad.batch_id, place_in_batch=7)
    return [bad.id, good.id]


def tell_carriers(at: datetime) -> None:
    while next_consignment(CARRIERS, at):
        pass


def late_tasks() -> list[UUID]:
    cases = [make.case(), make.case()]
    open_tasks([TaskDraft("call", "unread", case) for case in cases], NOW)
    tasks = Task.objects.filter(case__in=cases, kind="call")
    return list(tasks.order_by("timer_at", "id").values_list("id", flat=True))


def tasks_of_whoever_left() -> list[UUID]:
    found, chen = late_tasks(), make.user()
    for task in Task.objects.filter(id__in=found):
        take_task(task, chen, NOW)
    remove_user(chen, "engine", NOW)
    return sorted(found)


def redate_all(at: datetime) -> None:
    if not TermsBasis.objects.exists():
        list(redate("rules", basis_now(), at))
    redate_if_changed(at)


def counted_cases() -> list[UUID]:
    made = [envelope(defendant(make.case())).case_id for _ in range(2)]
    sequence(NOW)
    return sorted(made)


def out_of_date() -> list[UUID]:
    return sorted(one.id for one in (approved(), approved()))


QUEUES = {
    Work.PROPOSE_COPY: Queue(wishes, planning, "_propose_copy", planning.propose_copies),
    Work.LET_GO_LETTER: Queue(overtaken_letters, letters, "_sweep", letters.sweep_overtaken, NOW + DAY),
    Work.CALL_OFF_STOP: Queue(overtaken_stops, rounds, "_call_off_stops", rounds.call_off_overtaken, NOW + DAY),
    Work.CALL_BACK: Queue(
        overtaken_entrustments, entrustments, "_call_back", entrustments.call_back_overtaken, NOW + DAY
    ),
    Work.DROP_DRAFT: Queue(overtaken_drafts, notices, "_put_away", notices.remove_overtaken_drafts, PUBLISHED + HOUR),
    Work.FOLLOW_NOTICE: Queue(seen_gone, looks, "_follow", looks.follow_looks, PUBLISHED + HOUR),
    Work.NOTE_DAYS: Queue(running, looks, "_note_days_of", looks.note_days, PUBLISHED + 2 * DAY),
    Work.END_NOTICE: Queue(running, looks, "_end_if_over", looks.end_those_that_have_run, PUBLISHED + 40 * DAY),
    Work.SEAL_PAPER: Queue(published_only, notice_papers, "_seal_notice", notice_papers.seal_notices, PUBLISHED + HOUR),
    Work.CERTIFY: Queue(over, notice_papers, "told_malfunction", notice_papers.certify_malfunctions, NOW + 4 * HOUR),
    Work.LOOK_FOR_PERIODS: Queue(
        over, malfunctions, "_put_before_judges", malfunctions.look_for_periods, NOW + 4 * HOUR
    ),
    Work.END_LOOKUP: Queue(out_of_date, course, "_end", course.end_pending, NOW + 400 * DAY),
    Work.TELL_CARRIER: Queue(two_in_one_consignment, announcements, "_parcel", tell_carriers, SEALED),
    Work.ESCALATE: Queue(late_tasks, running_terms, "_steps", running_terms.escalate, NOW + 7 * DAY),
    Work.REDATE: Queue(late_tasks, running_terms, "_moved", redate_all),
    Work.REASSIGN: Queue(tasks_of_whoever_left, handing, "_reassign", handing.release_stranded),
    Work.COUNT: Queue(counted_cases, counting, "_count_cases", counting.count_new),
}


def test_every_work_on_rows_is_tried_with_a_bad_one() -> None:
    assert set(QUEUES) | THERE == set(Work)


_QUARANTINE = "tests/records/service/tasks/test_quarantine.py"
_LINE, _ONE = "tests/site/worker/test_call_desk.py", "one statement for all rows, which reads nothing that could be odd"
# Of each lane of the worker where it is tried with a bad row, or why none can hold it up.
LANES: dict[str, Work | str] = {
    "unplaced_event": "tests/records/ground/evidence/test_signed.py",
    **dict.fromkeys(("step", "question", "recalled_question", "report"), _QUARANTINE),
    **dict.fromkeys(("claim", "doubt", "silence", "lease", "dead_inquiry", "print_day"), _ONE),
    **dict.fromkeys(("quarantine", "lost_hand_over", "incident"), "people, or what is away, end it"),
    "look_up": Work.END_LOOKUP,
    "inquiry": "tests/records/ways/lookups/test_spoiled.py",
    "certificate": "tests/records/proof/certificates/test_issue.py",
    "stamp": Work.STAMP,
    **dict.fromkeys(("call", "recording", "copy"), _LINE),
    "letter": Work.SET_LETTER,
    "batch": Work.BIND_BATCH,
    "sealed_letter": Work.SEAL_LETTER,
    **dict.fromkeys(("notice_to_seal", "sheet_to_seal", "report_to_make", "figures_to_seal"), Work.SEAL_PAPER),
    "push": "tests/records/ways/post/carriage/test_spoiled.py",
    "letter_in_post": Work.JUDGE_LETTER,
    "announcement": Work.TELL_CARRIER,
    "enquiry": "it is put off before the carrier is asked, with its number alone",
    "task_timer": Work.ESCALATE,
    "look_at_notice": "it is put off before the page is looked at, with its address alone",
}


def test_every_lane_of_the_worker_is_tried_with_a_bad_row_or_says_why_none_can_hold_it_up() -> None:
    assert LANES.keys() == {one.name for one in DUE}
    named = [where for where in LANES.values() if isinstance(where, str) and where.endswith(".py")]
    assert [where for where in named if not (source.ROOT / where).exists()] == []


def ids_in(told: object) -> set[UUID]:
    """The rows that an argument names: a row, its id, or several of them."""
    if isinstance(told, UUID):
        return {told}
    if isinstance(told, list | tuple):
        return {key for one in told for key in ids_in(one)}
    return {key} if isinstance(key := getattr(told, "id", None), UUID) else set()


@pytest.mark.parametrize("work", QUEUES)
def test_one_bad_row_waits_for_itself_alone(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    queue = QUEUES[work]
    bad, good = queue.rows()
    done: list[UUID] = []
    step = getattr(queue.place, queue.step)

    def spoilt(first: object, *others: object, **named: object) -> object:
        if bad in ids_in(first):
            raise ValueError("this row cannot be read")
        answer = step(first, *others, **named)
        done.extend(ids_in(first))
        return answer

    monkeypatch.setattr(queue.place, queue.step, spoilt)
    queue.do(queue.at)
    assert good in done
    stuck = StuckRow.objects.get()
    assert (stuck.work, stuck.row, stuck.wrong) == (work, bad, "ValueError")
    assert stuck.again_at == queue.at + FIRST_QUARANTINE
    assert Incident.objects.get(ended_at=None).kind == IncidentKind.WORK_STUCK
    before = Event.objects.count()
    queue.do(queue.at)
    assert Event.objects.count() == before  # neither the good one twice, nor the bad one in vain
    monkeypatch.setattr(queue.place, queue.step, step)
    queue.do(stuck.again_at)
    assert not StuckRow.objects.exists()
    assert not Incident.objects.filter(ended_at=None).exists()
