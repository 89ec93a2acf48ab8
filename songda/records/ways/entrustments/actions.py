"""Another court is entrusted with the service, or a unit, prison or institution is asked to hand the papers on.

A court of this installation finds it on its own desk, with these papers and this person and nothing else of the case.
What it did it writes itself, as a step of the same try, so that both courts' records tell the same. Everybody else is
written to: the letter is printed, and what comes back is put on record by whoever had sent it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from songda.clock import new_id
from songda.core.delivery.deeds import in_order
from songda.core.delivery.entrustments import CALLED_BACK, OPEN, WAY, Hand, State, due_on
from songda.core.delivery.incidents import Work
from songda.core.delivery.overtaken import Overtaken, first_of
from songda.core.delivery.tasks import Fact
from songda.core.evidence.canonical import Json
from songda.core.law import Status
from songda.core.refusal import Refused, WrongField
from songda.records.court.staff.models import Court
from songda.records.ground import vault
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.incidents.stuck import do_each, may_be_tried
from songda.records.law.facts.dossier import load_dossiers
from songda.records.law.facts.on_record import require_told_dossiers
from songda.records.matter.cases.actions import Reason
from songda.records.matter.papers.models import Paper
from songda.records.service.deeds.models import DeedPaper, DeedStep
from songda.records.service.orders.models import Envelope, Service
from songda.records.service.orders.overtaken import may_be_overtaken, overtaken, refuse_overtaken
from songda.records.service.orders.queries import to_serve
from songda.records.service.tasks.actions import TaskDraft, end, open_tasks
from songda.records.service.tasks.models import Task
from songda.records.ways import deeds
from songda.records.ways.deeds import DeedDraft, StepDraft
from songda.records.ways.entrustments.letter import Letter, letter_pdf
from songda.records.ways.entrustments.models import Entrustment

SHELF = "entrustments"
LONGEST_NAME, LONGEST_WORDS = 80, 400
HERE, THERE = "await_entrusted", "serve_entrusted"  # the tasks of who asked and of who serves
STOP = "stop_entrusted"  # of who serves, when somebody there may be on the way already
_ENDS = {"signed": State.DONE, "left": State.DONE, "returned": State.RETURNED}
_EVENTS = {State.DONE: "entrustment.done", State.RETURNED: "entrustment.returned"}


@dataclass(frozen=True)
class EntrustmentDraft:
    """Who is asked to serve which papers where; a court of this installation by its id, everybody else by name."""

    hand: str
    service_ids: tuple[UUID, ...]
    address_id: UUID | None = None
    court_id: UUID | None = None
    name: str = ""
    words: str = ""


def entrust(envelope: Envelope, draft: EntrustmentDraft, by: str, now: datetime) -> Entrustment:
    """Write the letter and send the papers; raises WrongField or Refused, and then nothing is kept.

    The same papers are with the same hand only once at a time.
    """
    hand, court, name = _to_whom(envelope, draft)
    words = " ".join(draft.words.split())[:LONGEST_WORDS]
    zone = ZoneInfo(envelope.case.court.zone)
    due = due_on(hand, now.astimezone(zone).date())
    papers = list(Paper.objects.filter(services__in=draft.service_ids).order_by("filed_at", "id"))
    letter = Letter(envelope, papers, hand, court.name if court else name, words, due, draft.address_id)
    body = letter_pdf(letter, now)
    with transaction.atomic():
        deeds.lock_with_others(envelope.id)
        _refuse_second(envelope, hand, court)
        services = Service.objects.filter(id__in=draft.service_ids).select_related("paper", "envelope__party")
        refuse_overtaken(list(services), "entrusted_of_the_past")
        step = StepDraft("sent", now, words=court.name if court else name)
        deed_draft = DeedDraft(WAY[hand], draft.service_ids, step, draft.address_id)
        deed = deeds.record_deed(envelope, deed_draft, by, now)
        made = Entrustment(id=new_id(), deed=deed, hand=hand, court=court, sent_at=now, sent_by=by, due_on=due)
        made.name_sealed = vault.seal_text(_cell("name", made.id), name) if name else None
        made.words_sealed = vault.seal_text(_cell("words", made.id), words) if words else None
        made.letter_key = vault.store_file(SHELF, made.id, body.pdf)
        made.letter_sha256 = body.sha256
        made.save(force_insert=True)
        record([_sent(made, name, words)], now)
        _open_tasks(made, now)
    return made


def _to_whom(envelope: Envelope, draft: EntrustmentDraft) -> tuple[Hand, Court | None, str]:
    if draft.hand not in tuple(Hand):
        raise WrongField("hand", "unknown_hand")
    hand = Hand(draft.hand)
    if hand is Hand.COURT:
        court = Court.objects.filter(id=draft.court_id or new_id()).exclude(id=envelope.case.court_id).first()
        if court is None:
            raise WrongField("court", "unknown_court")
        return hand, court, ""
    name = " ".join(draft.name.split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise WrongField("name", "hand_name", longest=LONGEST_NAME)
    return hand, None, name


def _refuse_second(envelope: Envelope, hand: Hand, court: Court | None) -> None:
    same = Entrustment.objects.filter(deed__envelope=envelope, hand=hand, court=court, state__in=list(OPEN))
    if same.exists():
        raise Refused("entrusted_already")


def _open_tasks(made: Entrustment, now: datetime) -> None:
    """Whoever asked looks again when the term is over; a court that was asked has it as its own task from now on."""
    envelope = made.deed.envelope
    case, due = envelope.case, _end_of(made)
    drafts = [TaskDraft(HERE, "entrusted_out", case, envelope, due_at=due)]
    if made.court is not None:
        drafts.append(TaskDraft(THERE, "entrusted_in", case, envelope, due_at=due, court=made.court))
    open_tasks(drafts, now)


def _end_of(made: Entrustment) -> datetime:
    """The end of the last day, by the calendar of who serves; where that is past, the moment itself is none to name."""
    zone = ZoneInfo((made.court or made.deed.envelope.case.court).zone)
    return datetime.combine(made.due_on + timedelta(days=1), time(), zone) - timedelta(minutes=1)


@transaction.atomic
def receive(entrusted: Entrustment, by: str, now: datetime) -> None:
    """The entrusted court has opened the letter; the term has run since it lay there. Twice is one event."""
    fresh = Entrustment.objects.filter(id=entrusted.id, received_at=None, state=State.SENT)
    if fresh.update(received_at=now, received_by=by):
        data: dict[str, Json] = {"court": str(entrusted.court_id)}
        record([NewEvent("entrustment.received", *_about(entrusted), now, by, data)], now)


@transaction.atomic
def record_outcome(entrusted: Entrustment, step: StepDraft, by: str, now: datetime) -> DeedStep:
    """What came of it: signed for, left, or back unserved. Raises WrongField or Refused; then nothing is kept.

    Whoever was called back and had been there already says so all the same: that is evidence.
    """
    if step.kind not in _ENDS:
        raise WrongField("kind", "entrusted_outcome")
    locked = _locked(entrusted, OPEN if step.kind == "returned" else OPEN | CALLED_BACK)
    if not in_order([("sent", locked.sent_at), (step.kind, step.at)]):
        raise WrongField("at", "entrusted_before_letter")
    made = deeds.keep_step(locked.deed, step, by, now)
    _answered(locked, made, by, now)
    return made


def _answered(locked: Entrustment, step: DeedStep, by: str, now: datetime) -> None:
    state = _ENDS[step.kind]
    data: dict[str, Json] = {"step": str(step.id), "kind": step.kind, "at": step.at.isoformat()}
    _end(locked, state, by, now, NewEvent(_EVENTS[state], *_about(locked), now, by, data))
    not_to_go = Task.objects.filter(envelope=locked.deed.envelope, kind=STOP, court=locked.court, closed_at=None)
    if locked.court is not None:  # they have been there: nobody need tell them any more
        end(list(not_to_go.values_list("id", flat=True)), Fact.ENTRUSTED_ANSWERED, by, now)


@transaction.atomic
def refuse(entrusted: Entrustment, why: Reason, by: str, now: datetime) -> None:
    """They do not do it: nothing was tried, so the try stays without an end, and the court that asked has it again."""
    words = why.read()
    locked = _locked(entrusted)
    locked.reason_sealed = vault.seal_text(_cell("reason", locked.id), words)
    event = NewEvent("entrustment.refused", *_about(locked), now, by, {}, {"reason": words})
    _end(locked, State.REFUSED, by, now, event)
    envelope = locked.deed.envelope
    if envelope.closed_at is None and envelope.recalled_at is None:
        open_tasks([TaskDraft("serve_otherwise", "entrusted_refused", envelope.case, envelope)], now)


@transaction.atomic
def take_back(entrusted: Entrustment, why: Reason, by: str, now: datetime) -> None:
    """Whoever had asked no longer wants it; what was done by then stays on record."""
    words = why.read()
    locked = _locked(entrusted)
    locked.reason_sealed = vault.seal_text(_cell("reason", locked.id), words)
    event = NewEvent("entrustment.taken_back", *_about(locked), now, by, {}, {"reason": words})
    _stop_them(locked, "entrusted_back", now)
    _end(locked, State.TAKEN_BACK, by, now, event)


def call_back_overtaken(now: datetime) -> int:
    """Call back what nobody need serve any more: its papers took effect another way since, or were recalled; how many.

    The clock calls this. What was served before it was entrusted is left to whoever entrusted it all the same. One that
    cannot be judged holds no other up.
    """
    since = Q(service__finding__decided_at__gt=OuterRef("sent_at")) | Q(service__recalled_at__gt=OuterRef("sent_at"))
    deed_papers = DeedPaper.objects.filter(deed=OuterRef("deed"))
    served = Exists(deed_papers.filter(since)) & ~Exists(deed_papers.filter(service__in=to_serve()))
    waiting = Entrustment.objects.filter(served, state__in=list(OPEN)).order_by("id")
    doubtful = Entrustment.objects.filter(served | Q(may_be_overtaken("deed__envelope")), state__in=list(OPEN))
    found = doubtful.filter(may_be_tried(Work.CALL_BACK, now)).select_related("deed").order_by("id")
    act = transaction.atomic(lambda each: _call_back(each, waiting, now))
    return sum(do_each(Work.CALL_BACK, list(found), act, now)[0])


def why_over(entrusted: Entrustment) -> Overtaken | None:
    """Why nobody is to serve any of its papers any more, though they are not served; None while one still fits."""
    services = [one for one in papers_of(entrusted) if getattr(one, "finding", None) is None or _is_open(one)]
    why = overtaken(services)
    return first_of(why.values()) if services and len(why) == len(services) else None


def _is_open(service: Service) -> bool:
    return service.finding.status != Status.EFFECTIVE


def _call_back(entrusted: Entrustment, waiting: QuerySet[Entrustment], now: datetime) -> bool:
    """Whether it still was so when its row was held."""
    deeds.lock_with_others(entrusted.deed.envelope_id)
    why = why_over(entrusted)
    if why is None and not waiting.filter(id=entrusted.id).exists():
        return False
    locked = _locked(entrusted)
    require_told_dossiers(load_dossiers([locked.deed.envelope]))
    own = locked.deed.steps.filter(struck_at=None, kind__in=_ENDS).order_by("recorded_at", "id").last()
    if own is not None:  # its own answer, put on record with the try
        _answered(locked, own, "engine", now)
        return True
    event = NewEvent("entrustment.overtaken", *_about(locked), now, "engine", {"why": why.value if why else "served"})
    _stop_them(locked, "entrusted_overtaken", now)
    _end(locked, State.OVERTAKEN, "engine", now, event)
    return True


def _stop_them(locked: Entrustment, reason: str, now: datetime) -> None:
    """Nobody need go: a court of this installation that has begun learns it at once, all others from whoever asked."""
    theirs = Task.objects.filter(envelope=locked.deed.envelope, kind=THERE, court=locked.court, closed_at=None)
    has_begun = locked.received_at is not None or theirs.exclude(owner=None).exists()
    envelope = locked.deed.envelope
    if locked.court is not None and has_begun:
        open_tasks([TaskDraft(STOP, reason, envelope.case, envelope, court=locked.court)], now)
    if locked.court is None and reason == "entrusted_overtaken":
        open_tasks([TaskDraft(STOP, "entrusted_tell", envelope.case, envelope)], now)


def _locked(entrusted: Entrustment, may_be: Collection[State] = OPEN) -> Entrustment:
    """Its row, held, after its envelope; Refused where it has ended."""
    deeds.lock_with_others(entrusted.deed.envelope_id)
    rows = Entrustment.objects.select_for_update(of=("self",)).select_related(
        "deed__envelope__case__court", "deed__envelope__party", "court"
    )
    locked = rows.get(id=entrusted.id)
    if locked.state not in may_be:
        raise Refused("entrusted_over")
    return locked


def _end(locked: Entrustment, state: State, by: str, now: datetime, event: NewEvent) -> None:
    locked.state, locked.ended_at, locked.ended_by = state, now, by
    locked.save(update_fields=["state", "ended_at", "ended_by", "reason_sealed"])
    record([event], now)
    theirs, ours = Q(kind=THERE, court=locked.court_id), Q(kind=HERE)
    of_envelope = Task.objects.filter(envelope=locked.deed.envelope, closed_at=None)
    waiting = of_envelope.filter(theirs if others_open(locked) else theirs | ours)
    end(list(waiting.values_list("id", flat=True)), Fact.ENTRUSTED_ANSWERED, by, now)


def others_open(locked: Entrustment) -> bool:
    """Whether the same papers are with somebody else too."""
    return (
        Entrustment.objects.filter(deed__envelope=locked.deed.envelope_id, state__in=list(OPEN))
        .exclude(id=locked.id)
        .exists()
    )


def _sent(made: Entrustment, name: str, words: str) -> NewEvent:
    hashes = made.deed.paper_rows.order_by("service__paper_id").values_list("service__paper__sha256", flat=True)
    data: dict[str, Json] = {
        "entrustment": str(made.id),
        "envelope": str(made.deed.envelope_id),
        "hand": made.hand,
        "court": str(made.court_id) if made.court_id else None,
        "papers": [bytes(one).hex() for one in hashes],
        "due_on": made.due_on.isoformat(),
        "letter": bytes(made.letter_sha256).hex(),
    }
    private: dict[str, Json] = {key: value for key, value in (("name", name), ("words", words)) if value}
    return NewEvent("entrustment.sent", *_about(made), made.sent_at, made.sent_by, data, private)


def _about(of: Entrustment) -> tuple[str, UUID]:
    """The stream and the case of its events: those of the try."""
    return f"deed:{of.deed_id}", of.deed.envelope.case_id


def _cell(column: str, entrustment_id: UUID) -> str:
    return f"entrustment.{column}:{entrustment_id}"


# What either court reads of it.


def entrusted_to(court: Court) -> QuerySet[Entrustment]:
    """What other courts entrusted to this one, what is due first before the rest."""
    return _with_related().filter(court=court).order_by("due_on", "id")


def entrusted_by(court: Court) -> QuerySet[Entrustment]:
    """What this court entrusted to others, or asked to be handed on."""
    return _with_related().filter(deed__envelope__case__court=court).order_by("due_on", "id")


def entrustment_of(court: Court, entrustment_id: UUID) -> Entrustment:
    """One that this court sent, or that was sent to it; Entrustment.DoesNotExist for any other."""
    return _with_related().get(Q(court=court) | Q(deed__envelope__case__court=court), id=entrustment_id)


def _with_related() -> QuerySet[Entrustment]:
    return Entrustment.objects.select_related(
        "court", "deed__address", "deed__envelope__case__court", "deed__envelope__party"
    )


def papers_of(entrusted: Entrustment) -> Sequence[Service]:
    """The papers that it carries, and no others of the case."""
    rows = Service.objects.filter(deed_papers__deed=entrusted.deed_id).select_related(
        "paper__case__court", "finding", "envelope__party"
    )
    return list(rows.order_by("paper__filed_at", "id"))


def name_of_hand(entrusted: Entrustment) -> str:
    """Who serves: the court's name, or the name of whoever hands on."""
    if entrusted.court is not None:
        return entrusted.court.name
    return vault.open_text(_cell("name", entrusted.id), entrusted.name_sealed) if entrusted.name_sealed else ""


def words_of_entrustment(entrusted: Entrustment) -> str:
    """What was asked beyond the serving."""
    return vault.open_text(_cell("words", entrusted.id), entrusted.words_sealed) if entrusted.words_sealed else ""


def reason_of(entrusted: Entrustment) -> str:
    """Why it was refused or taken back; empty where it was not."""
    return vault.open_text(_cell("reason", entrusted.id), entrusted.reason_sealed) if entrusted.reason_sealed else ""


def letter_of(entrusted: Entrustment) -> bytes:
    """The letter as it was sent, a PDF; LookupError once it was erased with the case."""
    if not entrusted.letter_key:
        raise LookupError(entrusted.id)
    return vault.read_file(SHELF, entrusted.id, entrusted.letter_key)
