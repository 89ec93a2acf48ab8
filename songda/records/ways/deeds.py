"""Service by people: in person, by post, left, entrusted, transferred, by public notice - put on record step by step.

The steps are facts like any other: the law is asked again after each, and says whether, when and why it counts
(Civil Procedure Law, articles 88 to 95).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from songda.clock import new_id
from songda.core.delivery.deeds import (
    MANNERS,
    REFUSED_LETTER,
    SAID_DECEASED,
    SIGNERS,
    TAKEN_OR_REFUSED,
    WAYS,
    fits,
    in_order,
)
from songda.core.delivery.entrustments import CALLED_BACK, OPEN
from songda.core.delivery.ladder.public_notice import MANNER_OF, Board
from songda.core.delivery.plan import FIND_OUT_DEATH
from songda.core.delivery.tasks import Fact
from songda.core.evidence.canonical import Json
from songda.core.refusal import Refused, WrongField
from songda.core.words import Phrase, Sentences
from songda.records.ground import vault
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.evidence.premises import UntoldError, require_told, told_of
from songda.records.law.notice_ground import require_ground
from songda.records.law.ways import ways
from songda.records.matter.cases.actions import Reason
from songda.records.matter.parties.models import Address
from songda.records.service.deeds.models import PUBLISHED, Deed, DeedPaper, DeedStep
from songda.records.service.deeds.queries import others_with_notice
from songda.records.service.deeds.signatures import WAITS_FOR_ALL
from songda.records.service.orders.due import lock_envelopes, mark_for_law, mark_person_for_step
from songda.records.service.orders.models import Envelope, Service
from songda.records.service.tasks.actions import TaskDraft, end_by_fact, open_tasks
from songda.trust.paper import Limits, inspect

NEEDS_PLACE = frozenset({"sent", "failed", "returned"})  # of nothing that went nowhere anything can come


@dataclass(frozen=True)
class StepDraft:
    """What happened and when; `by` is who signed, `words` a name or a reason, `scan` the return as a PDF.

    `manner`: how it was left, why it came back, or where a notice was posted (a word of MANNERS); empty where nobody
    told.
    """

    kind: str
    at: datetime
    by: str = ""
    words: str = ""
    scan: bytes | None = None
    manner: str = ""

    @property
    def signer(self) -> str:
        """Who signed, or refused what was left or came back; nobody where neither happened, whatever was chosen."""
        did = self.kind in TAKEN_OR_REFUSED or (self.kind, self.manner) == REFUSED_LETTER
        return self.by if did else ""


@dataclass(frozen=True)
class DeedDraft:
    """A try by people: the way, the papers that it carried, the address if there was one, and its first step."""

    way: str
    service_ids: tuple[UUID, ...]
    step: StepDraft
    address_id: UUID | None = None


@transaction.atomic
def record_deed(envelope: Envelope, draft: DeedDraft, by: str, now: datetime) -> Deed:
    """Put a try by people on record; raises WrongField or Refused, and then nothing is kept.

    A scan is looked at before anything is held: that takes its time, and the worker waits for the envelope.
    """
    scan = _check(draft.way, draft.step, now)
    if draft.step.kind in NEEDS_PLACE and draft.address_id is None and not draft.step.words.strip():
        raise WrongField("address", "nowhere")
    lock_with_others(envelope.id)
    locked = Envelope.objects.select_related("case__court", "party").get(id=envelope.id)
    services = _services(locked, draft.service_ids)
    if draft.step.kind == PUBLISHED:
        require_ground(locked, services, draft.step.at, now)
    deed = _deed(locked, draft)
    DeedPaper.objects.bulk_create([DeedPaper(deed=deed, service=service) for service in services])
    _keep(deed, draft.step, scan, by, now)
    end_by_fact(Fact.DEED_RECORDED, Q(envelope=locked), by, now)
    return deed


@transaction.atomic
def keep_step(deed: Deed, step: StepDraft, by: str, now: datetime) -> DeedStep:
    """Keep what became of a try, or what was not told of it; for ways that know where it comes from."""
    scan = _check(deed.way, step, now)
    lock_with_others(deed.envelope_id)
    locked = Deed.objects.select_related("envelope__case__court", "envelope__party").get(id=deed.id)
    details = {"kind": step.kind, "at": step.at, "by": step.signer, "manner": step.manner}
    if locked.steps.filter(**details, struck_at=None).exists():
        raise Refused("step_exists")
    _require_told(locked)
    if step.kind == PUBLISHED:
        require_ground(locked.envelope, [paper.service for paper in locked.paper_rows.all()], step.at, now)
    return _keep(locked, step, scan, by, now)


def _require_told(deed: Deed) -> None:
    """Raises UntoldError where the try is of other papers, or another try, than its first step told."""
    told = told_of([f"deed:{deed.id}"], ["deed.recorded"]).deeds.get(str(deed.id))
    require_told(deed, told)
    if told is not None and sorted(one.hex() for one in _papers(deed)) != told.papers:
        raise UntoldError(deed, ["papers"])


def _require_order(deed: Deed, step: StepDraft) -> None:
    """Raises WrongField where this would have come of a try before it was sent."""
    known = list(deed.steps.filter(struck_at=None).values_list("kind", "at"))
    if not in_order([*known, (step.kind, step.at)]):
        raise WrongField("at", "before_it_was_sent")


@transaction.atomic
def strike_kept(step: DeedStep, why: Reason, by: str, now: datetime) -> None:
    """Strike what was entered; it stays on record with the reason, and the law no longer looks at it.

    For ways that know what they strike. Raises WrongField without a reason. Striking twice is one event.
    """
    words = why.read()
    deed = Deed.objects.select_related("envelope").get(id=step.deed_id)
    lock_with_others(deed.envelope_id)
    if not DeedStep.objects.filter(id=step.id, struck_at=None).update(struck_at=now):
        return
    record([strike_event(deed, step, words, by, now)], now)
    if (step.kind, step.manner) == SAID_DECEASED:
        mark_person_for_step(deed.envelope.party_id, now)
        end_by_fact(Fact.STRUCK, Q(party=deed.envelope.party_id, kind=FIND_OUT_DEATH), by, now)
    mark_for_law(_affected_envelopes(deed), now)


@transaction.atomic
def add_step(deed: Deed, step: StepDraft, by: str, now: datetime) -> DeedStep:
    """Add what became of a try that is on record already; raises WrongField or Refused."""
    _require_no_other_desk(deed)
    _require_order(deed, step)
    made = keep_step(deed, step, by, now)
    _tell_ways(made.deed, now)
    return made


@transaction.atomic
def strike_step(step: DeedStep, why: Reason, by: str, now: datetime) -> None:
    """Strike what was entered by mistake; raises WrongField without a reason, or Refused."""
    _require_no_other_desk(step.deed)
    if step.manner == MANNER_OF[Board.PAGE] and _stands(step.deed):
        raise Refused("notice_page_stands")
    strike_kept(step, why, by, now)
    _tell_ways(step.deed, now, was_struck=True)


def _require_no_other_desk(deed: Deed) -> None:
    """Refused where somebody else says what became of this try: whoever serves for the court, or the judge.

    Else both desks would tell of one try, and the records of two courts would tell of it differently.
    """
    mine = Deed.objects.filter(id=deed.id)
    if mine.filter(entrustment__state__in=OPEN | CALLED_BACK).exists():
        raise Refused("entrusted_answers_there")
    if mine.filter(letter__carriage__judge_asked_at__isnull=False).exists():
        raise Refused("carriage_with_the_judge")


def _tell_ways(deed: Deed, now: datetime, *, was_struck: bool = False) -> None:
    for way in ways():
        if way.stepped is not None:
            way.stepped(deed, now, was_struck)


def _stands(deed: Deed) -> bool:
    """Whether everybody can read the notice on the page of the court."""
    running = Deed.objects.filter(public_notice__removed_at=None, public_notice__ended_at=None)
    return running.filter(id=deed.id, public_notice__isnull=False).exists()


@dataclass(frozen=True)
class Scan:
    """A PDF that may be kept, with its hash."""

    body: bytes
    sha256: bytes


def read_scan(body: bytes) -> Scan:
    """The scan, if it is safe to keep; raises Refused with every reason otherwise."""
    inspection = inspect(body, Limits(size=settings.PAPER_LIMIT_BYTES))
    if inspection.refusals:
        raise Refused("paper_unsafe", reasons=Sentences(inspection.refusals))
    return Scan(body, inspection.sha256)


def _check(way: str, step: StepDraft, now: datetime) -> Scan | None:
    if way not in WAYS:
        raise WrongField("way", "unknown_way")
    if not fits(way, step.kind):
        outcomes = [Phrase(f"deeds.outcome.{kind}") for kind in WAYS[way].outcomes]
        raise WrongField("kind", "outcome_does_not_fit", outcomes=outcomes)
    if (step.kind == "signed" or step.signer) and step.signer not in SIGNERS:
        raise WrongField("by", "signer_missing")
    if step.manner and step.manner not in MANNERS.get(step.kind, ()):
        raise WrongField("manner", "manner_does_not_fit")
    if step.kind == "published" and not step.words.strip():
        raise WrongField("words", "medium_missing")
    if step.at > now:
        raise Refused("dated_in_future")
    return read_scan(step.scan) if step.scan else None


def _services(envelope: Envelope, wanted: Iterable[UUID]) -> list[Service]:
    services = list(Service.objects.filter(envelope=envelope, id__in=set(wanted), recalled_at=None))
    if not services or len(services) != len(set(wanted)):
        raise WrongField("papers", "no_papers")
    return services


def _deed(envelope: Envelope, draft: DeedDraft) -> Deed:
    address = _address(envelope, draft.address_id)
    _refuse_twin(envelope, draft)
    return Deed.objects.create(
        envelope=envelope,
        way=draft.way,
        address=address,
        address_class=address.address_class if address else "",
        began_at=draft.step.at,
    )


def _refuse_twin(envelope: Envelope, draft: DeedDraft) -> None:
    """A second click, or a second clerk with the same slip, is not a second try."""
    step = draft.step
    earlier = Deed.objects.filter(envelope=envelope, way=draft.way, paper_rows__service__in=draft.service_ids)
    same = DeedStep.objects.filter(deed__in=earlier, kind=step.kind, at=step.at, by=step.signer, struck_at=None)
    if same.exists():
        raise Refused("step_exists")


def _address(envelope: Envelope, address_id: UUID | None) -> Address | None:
    if address_id is None:
        return None
    address = Address.objects.filter(id=address_id, party_id=envelope.party_id, retired_at=None).first()
    if address is None:
        raise WrongField("address", "unknown_address")
    return address


def _keep(deed: Deed, draft: StepDraft, scan: Scan | None, by: str, now: datetime) -> DeedStep:
    step_id = new_id()
    words = draft.words.strip()[:400]
    step = DeedStep.objects.create(
        id=step_id,
        deed=deed,
        kind=draft.kind,
        at=draft.at,
        by=draft.signer,
        manner=draft.manner,
        words_sealed=vault.seal_text(f"step.words:{step_id}", words) if words else None,
        scan_key=vault.store_file("returns", step_id, scan.body) if scan else None,
        scan_sha256=scan.sha256 if scan else None,
        recorded_at=now,
        recorded_by=by,
    )
    record([step_event(deed, step, words)], now)
    mark_for_law(_affected_envelopes(deed), now)
    if (draft.kind, draft.manner) == SAID_DECEASED:
        envelope = deed.envelope
        mark_person_for_step(envelope.party_id, now)
        open_tasks([TaskDraft(FIND_OUT_DEATH, "said_deceased", envelope.case, party=envelope.party)], now)
    return step


def _affected_envelopes(deed: Deed) -> list[UUID]:
    """The envelope itself, those whose mediation document waits for this signature, and those with a public notice."""
    documents = deed.paper_rows.filter(service__paper__kind=WAITS_FOR_ALL).values("service__paper_id")
    waiting = Service.objects.filter(paper_id__in=documents).values_list("envelope_id", flat=True)
    return list({deed.envelope_id, *waiting, *others_with_notice(deed.envelope_id)})


def step_event(deed: Deed, step: DeedStep, words: str) -> NewEvent:
    """A step with its papers and the hash of its scan; names and reasons are private."""
    papers: list[Json] = [sha256.hex() for sha256 in _papers(deed)]
    data: dict[str, Json] = {
        "envelope": str(deed.envelope_id),
        "way": deed.way,
        "step": str(step.id),
        "address": str(deed.address_id) if deed.address_id else None,
        "address_class": deed.address_class,
        "began_at": deed.began_at.isoformat(),
        "kind": step.kind,
        "by": step.by or None,
        **({"manner": step.manner} if step.manner else {}),
        "papers": papers,
        "scan": bytes(step.scan_sha256).hex() if step.scan_sha256 else None,
    }
    return NewEvent(
        name="deed.recorded",
        stream=f"deed:{deed.id}",
        case_id=deed.envelope.case_id,
        happened_at=step.at,
        actor=step.recorded_by,
        data=data,
        private={"words": words} if words else {},
    )


def strike_event(deed: Deed, step: DeedStep, why: str, by: str, now: datetime) -> NewEvent:
    """A step that was entered by mistake; the reason is private."""
    return NewEvent(
        name="deed.struck",
        stream=f"deed:{deed.id}",
        case_id=deed.envelope.case_id,
        happened_at=now,
        actor=by,
        data={"envelope": str(deed.envelope_id), "step": str(step.id), "kind": step.kind},
        private={"reason": why},
    )


def _papers(deed: Deed) -> list[bytes]:
    hashes = deed.paper_rows.order_by("service__paper_id").values_list("service__paper__sha256", flat=True)
    return [bytes(sha256) for sha256 in hashes]


def lock_with_others(envelope_id: UUID) -> None:
    """This envelope, and every other one on which something hangs that happens with it."""
    documents = Service.objects.filter(envelope_id=envelope_id, paper__kind=WAITS_FOR_ALL).values("paper_id")
    others = Service.objects.filter(paper_id__in=documents).values_list("envelope_id", flat=True)
    lock_envelopes([envelope_id, *others, *others_with_notice(envelope_id)])
