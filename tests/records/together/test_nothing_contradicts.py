"""Whatever changes in a case, in any order: nothing that is under way contradicts the case as it is then."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from random import Random

import pytest
from django.db import transaction
from django.db.models import F, Q

from songda.core.circumstances import Kind
from songda.core.delivery.letters import LetterReason, LetterState, Product
from songda.core.delivery.tasks import Fact, ended_by
from songda.core.refusal import Refused, WrongField
from songda.records.law.decisions.recall import remove_party
from songda.records.law.planning.under_way import under_way
from songda.records.law.plans import plans_of
from songda.records.law.ways import ways
from songda.records.matter.cases.hearings import move_hearing
from songda.records.matter.cases.models import Case, Hearing
from songda.records.matter.circumstances.actions import note
from songda.records.matter.circumstances.entries import CircumstanceDraft, entry_in_force
from songda.records.matter.parties.models import Address, Party
from songda.records.service.attempts.models import Attempt
from songda.records.service.attempts.outgoing import REMINDERS, call_off_planned
from songda.records.service.deeds.models import Deed
from songda.records.service.orders.models import Envelope, Service
from songda.records.service.orders.summoned import HearingChange, summoned_by
from songda.records.service.tasks.models import Task
from songda.records.service.tasks.unfinished import close, open_again
from songda.records.ways.entrustments.actions import EntrustmentDraft, entrust, papers_of
from songda.records.ways.entrustments.models import Entrustment
from songda.records.ways.post.carriage.station import ReturnDraft, note_return
from songda.records.ways.post.letters.batches import make_batch, scan, seal_batch
from songda.records.ways.post.letters.models import Letter
from songda.records.ways.post.letters.setting import set_letters
from songda.records.ways.post.planning import LetterDraft, plan_letter
from songda.records.ways.public_notices.actions import NoticeDraft, draft_notice, publish_notice
from songda.records.ways.public_notices.models import PublicNotice
from songda.records.ways.telephone.calls.actions import record_call
from songda.records.ways.telephone.calls.drafts import CallDraft
from songda.records.ways.visits.models import Stop
from songda.records.ways.visits.rounds import plan_visit
from tests.records.proof.certificates.keys import keys
from tests.records.together.walk import ACTS, CLERK, WHY, Walk
from tests.records.ways.post.letters.post import PLACE, home, numbers
from tests.records.ways.public_notices.scene import SAID, clerk_of

__all__ = ["keys"]
pytestmark = [pytest.mark.database, pytest.mark.usefixtures("keys")]
STEPS = 16


class Court(Walk):
    """A walk on which papers also go by post, by visits, by other courts and by notices, and on which people die."""

    def __post_init__(self) -> None:
        super().__post_init__()
        numbers(self.case.court)
        for party in self.case.parties.exclude(role="plaintiff"):
            home(party, PLACE)

    def _work(self) -> None:
        super()._work()
        call_off_planned(self.now)
        for way in ways():
            if way.let_go:
                way.let_go(self.now)

    def step(self) -> None:
        """Somebody does something, or is told why not; then the worker does its part."""
        self.stage.now += timedelta(minutes=self.dice.choice((1, 7, 60, 60 * 24)))
        name = self.dice.choice([*sorted(MORE), *sorted(MORE), *CHANGES])
        try:
            MORE[name](self) if name in MORE else ACTS[name](self)
            self.done.append(name)
        except (Refused, WrongField) as refused:
            self.done.append(f"{name}: {refused}")
        self._work()

    def _papers(self, envelope: Envelope) -> tuple[object, ...]:
        return tuple(envelope.services.filter(recalled_at=None).order_by("id").values_list("id", flat=True))

    def _place(self, envelope: Envelope) -> Address:
        return self._any(Address, party=envelope.party_id, kind="postal", retired_at=None)  # type: ignore[return-value]

    def post(self) -> None:
        envelope = self._envelope()
        draft = LetterDraft(self._place(envelope).id, self._papers(envelope))  # type: ignore[arg-type]
        plan_letter(envelope, draft, CLERK, self.now)

    def print_and_seal(self) -> None:
        while set_letters(self.now):
            pass
        batch = make_batch(self.case.court, Product.COURT_POST.value, CLERK, self.now)
        for letter in batch.letters.order_by("place_in_batch"):
            scan(batch, letter.number, CLERK, self.now)
        if self.dice.random() < 0.5:
            seal_batch(batch, CLERK, self.now)

    def visit(self) -> None:
        envelope = self._envelope()
        plan_visit(envelope, self._place(envelope).id, "", CLERK, self.now)

    def entrust(self) -> None:
        envelope = self._envelope()
        draft = EntrustmentDraft("prison", self._papers(envelope), self._place(envelope).id, name="某监狱")  # type: ignore[arg-type]
        entrust(envelope, draft, CLERK, self.now)

    def draft_a_notice(self) -> None:
        envelope = self._envelope()
        draft = NoticeDraft(self._papers(envelope), SAID)  # type: ignore[arg-type]
        draft_notice(envelope, draft, clerk_of(envelope), self.now)

    def publish(self) -> None:
        notice = self._any(PublicNotice, envelope__case=self.case, published_at=None, removed_at=None)
        publish_notice(notice, bytes(notice.text_sha256), clerk_of(notice.envelope), self.now)  # type: ignore[attr-defined]

    def change_room(self) -> None:
        hearing = self._any(Hearing, case=self.case, cancelled_at=None, at__gt=self.now)
        move_hearing(hearing, (hearing.at, self.one("第一审判庭", "第五审判庭")), CLERK, self.now)  # type: ignore[arg-type, attr-defined]

    def put_off_a_call(self) -> None:
        mobile = self._any(Address, party__case=self.case, kind="mobile", retired_at=None)
        again, note = self.now + timedelta(days=self.dice.choice((1, 3, 30))), "在外地，请改日再打"
        draft = CallDraft(self.now, "call_again", mobile.id, no_recording="not_wanted", note=note, again_at=again)  # type: ignore[attr-defined]
        record_call(mobile.party, draft, f"staff:{self.judge.id}", self.now)  # type: ignore[attr-defined]

    def come_back(self) -> None:
        letter = self._any(Letter, envelope__case=self.case, state=LetterState.SEALED)
        note_return(
            letter, ReturnDraft(self.one("refused", "wrong_address", "said_deceased", "said_deceased")), CLERK, self.now
        )  # type: ignore[arg-type]

    def die(self) -> None:
        draft = CircumstanceDraft("deceased", since=self.now, words="户籍已注销")
        note(self._any(Party, case=self.case, acts_for=None), draft, CLERK, self.now)  # type: ignore[arg-type]

    def close(self) -> None:
        close(Case.objects.select_related("court").get(id=self.case.id), WHY, CLERK, self.now, is_known=True)

    def open_again(self) -> None:
        open_again(Case.objects.select_related("court").get(id=self.case.id), WHY, CLERK, self.now)

    def take_somebody_out(self) -> None:
        remove_party(self._party(), WHY, CLERK, self.now)


MORE: dict[str, Callable[[Court], None]] = {
    name: act for name, act in vars(Court).items() if callable(act) and not name.startswith("_") and name != "step"
}
CHANGES = (
    "move_hearing",
    "move_hearing",
    "add_address",
    "cancel_hearing",
    "set_hearing",
    "order_more",
    "remove_representative",
    "correct_address",
    "retire_address",
    "judge_address",
    "correct_party",
    "strike_note",
    "read",
    "hand",
    "disown",
)


def _dead(party: Party) -> bool:
    return entry_in_force(party, Kind.DECEASED) is not None


def _old(services: list[Service]) -> list[Service]:
    """Those that call somebody to a hearing at a time at which none is."""
    called = summoned_by(services)
    return [service for service in services if service.id in called and called[service.id].calls_in_vain]


def _is_served(service: Service) -> bool:
    finding = getattr(service, "finding", None)
    return finding is not None and finding.status == "effective"


def _left(envelope: Envelope) -> list[Service]:
    """What is still to be served of it and fits the case."""
    rows = envelope.services.filter(recalled_at=None).select_related("paper", "envelope", "finding")
    services = [service for service in rows if not _is_served(service)]
    gone = {service.id for service in _old(services)}
    return [service for service in services if service.id not in gone]


def contradictions(case: Case) -> Iterator[str]:
    """What is under way and must not be, by the rows alone."""
    yield from _messages_and_letters(Q(envelope__case=case))
    yield from _by_people(Q(envelope__case=case))
    for entrusted in Entrustment.objects.filter(deed__envelope__case=case, state="sent"):
        papers = [service for service in papers_of(entrusted) if not _is_served(service)]
        if papers and (_is_gone(entrusted.deed.envelope) or len(_old(papers)) == len(papers)):
            yield "entrusted"
    yield from _of_people(case)
    yield from _begun_for_the_doubted(case)
    yield from _untold(case)
    for one in under_way(case):
        if one.why is None and any(_dead(service.envelope.party) for service in one.services):
            yield f"{one.thing.way} for the dead goes on"
        rooms = summoned_by([service for service in one.services if service.recalled_at is None])
        if any(each.change == HearingChange.OTHER_ROOM for each in rooms.values()) and not (
            one.why or one.names_other_room
        ):
            yield f"{one.thing.way} names another room"
    to_come = Hearing.objects.filter(case=case, cancelled_at=None, at__gt=F("case__closed_at"))
    if to_come.filter(set_at__lt=F("case__closed_at"), moved_at=None).exists():
        yield "a hearing is to come in a closed case"
    if Task.objects.filter(case=case, reason__in=["step_undecided", "facts_undecided"]).exists():
        yield "a step that could not be decided"


def _begun_for_the_doubted(case: Case) -> Iterator[str]:
    """What the engine began for somebody while it is to be found out whether they live."""
    for asked in Task.objects.filter(case=case, kind="find_out_death", closed_at=None):
        begun = Q(envelope__party=asked.party)
        if Attempt.objects.filter(begun, purpose="service", state="pending").exists():
            yield "a message to whom a carrier called dead"
        if Letter.objects.filter(begun, state=LetterState.PROPOSED, why=LetterReason.NEXT_WAY).exists():
            yield "a letter is proposed to whom a carrier called dead"
        envelopes = list(
            Envelope.objects.filter(party=asked.party, closed_at=None).select_related("case__court", "party")
        )
        for plan in plans_of(envelopes, asked.opened_at).values():
            if plan.way is not None:
                yield f"{plan.way.way} is told as the next way to whom a carrier called dead"


def _untold(case: Case) -> Iterator[str]:
    told = {one.thing.key for one in under_way(case) if one.thing.way == "reminder"}
    for attempt in Attempt.objects.filter(envelope__case=case, state="pending", purpose__in=REMINDERS):
        if str(attempt.id) not in told:
            yield f"message {attempt.purpose} is not told as under way"


def _is_gone(envelope: Envelope) -> bool:
    return _dead(envelope.party) or envelope.party.removed_at is not None


def _messages_and_letters(of_case: Q) -> Iterator[str]:
    for attempt in Attempt.objects.filter(of_case, state="pending").select_related("envelope__party"):
        if _dead(attempt.envelope.party) or (attempt.purpose == "service" and not _left(attempt.envelope)):
            yield f"message {attempt.purpose}"
        if attempt.purpose in REMINDERS and attempt.envelope.party.removed_at:
            yield f"message {attempt.purpose} to whoever left"
    letters = Letter.objects.filter(of_case).exclude(state=LetterState.WITHDRAWN).select_related("envelope__party")
    for letter in letters:
        rows = Service.objects.filter(letters__letter=letter).select_related("paper", "envelope", "finding")
        is_wrong = _is_gone(letter.envelope) or bool(_old([row for row in rows if not _is_served(row)]))
        if is_wrong and not letter.overtaken:
            is_noted_later = letter.state == LetterState.SEALED
            yield from () if is_noted_later else (f"letter {letter.state}",)


def _by_people(of_case: Q) -> Iterator[str]:
    for stop in Stop.objects.filter(of_case, dropped_at=None, done_at=None, visits=None):
        if _is_gone(stop.envelope) or not _left(stop.envelope):
            yield "visit"
    for notice in PublicNotice.objects.filter(of_case, published_at=None, removed_at=None):
        papers = list(Service.objects.filter(noticed_by__notice=notice).select_related("paper", "envelope"))
        if _is_gone(notice.envelope) or _old(papers):
            yield "draft of a notice"
    asked = set(Task.objects.filter(kind="stop_notice").values_list("envelope_id", flat=True))
    for notice in PublicNotice.objects.filter(of_case, removed_at=None, ended_at=None).exclude(published_at=None):
        if _is_gone(notice.envelope) and notice.envelope_id not in asked:
            yield "nobody is asked about a notice"


def _of_people(case: Case) -> Iterator[str]:
    tasks = Task.objects.filter(case=case, closed_at=None).select_related("envelope__party", "party", "case")
    told = {one.thing.key for one in under_way(case) if one.thing.way == "task"}
    for task in tasks.filter(kind__in=ended_by(Fact.DIED)):
        if task.about is not None and _dead(task.about):
            yield f"task {task.kind} about the dead"
        if task.about is not None and task.about.removed_at and task.reason != "representative_left":
            yield f"task {task.kind} about whoever left"
        goes_on = task.kind == "tell_of_hearing"  # that none takes place
        if (
            case.closed_at
            and not goes_on
            and (task.envelope is None or task.envelope.closed_at or task.envelope.recalled_at)
        ):
            yield f"task {task.kind} of a closed case"
        if str(task.id) not in told:
            yield f"task {task.kind} is not told as under way"
    for party in case.parties.filter(removed_at=None, acts_for=None):
        if _dead(party) and not case.closed_at and not Task.objects.filter(party=party, kind="ask_heirs").exists():
            yield "nobody asks for the heirs"


@pytest.mark.parametrize("seed", [0, *(pytest.param(n, marks=pytest.mark.night("more courts")) for n in range(1, 40))])
def test_after_any_change_nothing_under_way_contradicts_the_case(seed: int) -> None:
    walk = Court(Random(seed))
    for _ in range(STEPS):
        walk.step()
        case = Case.objects.select_related("court").get(id=walk.case.id)
        assert list(contradictions(case)) == [], walk.done


@pytest.mark.night("a long walk")
def test_nothing_was_tried_in_vain() -> None:
    """The walks do reach what they are about, if not each of them all of it."""
    untried: set[type] = {Letter, Stop, Entrustment, Deed, Attempt}
    for seed in range(3, 9):
        with transaction.atomic():
            walk = Court(Random(seed))
            for _ in range(40):
                walk.step()
            untried = {rows for rows in untried if not rows.objects.exists()}  # type: ignore[attr-defined]
            transaction.set_rollback(True)  # the next court is the same one
        if not untried:
            return
    raise AssertionError(untried)
