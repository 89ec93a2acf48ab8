"""Papers that are not served and that nothing will bring up again."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from songda.core.delivery.plan import Served, Try, next_step
from songda.core.delivery.tasks import CARRYING
from songda.records.decision.facts.dossier import load_dossiers
from songda.records.decision.facts.plan_facts import plan_facts
from songda.records.delivery.attempts.models import Attempt
from songda.records.delivery.orders.models import Envelope
from songda.records.delivery.orders.queries import unserved
from songda.records.delivery.tasks.models import Task
from songda.records.ground.queue import chunks
from songda.records.matter.cases.models import Case
from songda.records.overview.boards.board import cells_of
from songda.records.overview.loose_ends.found import Kind, LooseEnd


def forgotten() -> Iterator[LooseEnd]:
    """Open envelopes with an unserved paper and neither an open task, nor a message under way, nor a date."""
    idle = _unserved().filter(next_step_at=None, ask_law_at=None)
    about = Q(envelope=OuterRef("pk")) | Q(envelope=None, party=OuterRef("party_id"))
    carried = Task.objects.filter(about, kind__in=CARRYING, closed_at=None)
    moving = Q(state__in=("pending", "submitting")) | Q(state__in=("accepted", "unknown"), expires_at__isnull=False)
    under_way = Attempt.objects.filter(moving, envelope=OuterRef("pk"), purpose="service")
    for envelope in idle.exclude(Exists(carried)).exclude(Exists(under_way)).select_related("case").iterator():
        yield _end(Kind.SERVICE_FORGOTTEN, envelope)


def not_taken(now: datetime) -> Iterator[LooseEnd]:
    """Envelopes that the engine, asked now, would send or close, though nothing tells it to look at them."""
    no_step, no_question = (Q(**{at: None}) | Q(**{f"{at}__gt": now}) for at in ("next_step_at", "ask_law_at"))
    waiting = _unserved().filter(no_step, no_question, closed_at=None)
    for ids in chunks(list(waiting.order_by("id").values_list("id", flat=True))):
        envelopes = list(Envelope.objects.filter(id__in=ids).select_related("case__court", "party").order_by("id"))
        for dossier in load_dossiers(envelopes):
            if isinstance(next_step(plan_facts(dossier, now), now), Try | Served):
                yield _end(Kind.STEP_NOT_TAKEN, dossier.envelope)


def not_shown(now: datetime) -> Iterator[LooseEnd]:
    """Envelopes of which the board does not show what comes next, though something may bring them up again."""
    told = {end.place for end in forgotten()}
    idle = unserved().filter(
        Q(envelope__next_step_at=None) | Q(envelope__next_step_at__gt=now), envelope__ask_law_at=None
    )
    cases = idle.order_by("envelope__case").values_list("envelope__case", flat=True).distinct()
    for case in Case.objects.filter(id__in=cases).select_related("court").order_by("id").iterator():
        services = list(idle.filter(envelope__case=case).select_related("paper", "finding", "envelope__party"))
        silent = {s.envelope_id: s.envelope for s, seen in cells_of(case, services, now) if seen.cell.is_open_ended}
        for envelope in silent.values():
            envelope.case = case
            if (end := _end(Kind.NEXT_NOT_SHOWN, envelope)).place not in told:
                yield end


def _unserved() -> QuerySet[Envelope]:
    """Envelopes with a paper that has not taken effect."""
    return Envelope.objects.filter(Exists(unserved().filter(envelope=OuterRef("pk"))), recalled_at=None)


def _end(kind: Kind, envelope: Envelope) -> LooseEnd:
    page, known = f"/console/envelopes/{envelope.id}/", {"case": str(envelope.case_id)}
    return LooseEnd(kind, f"envelope:{envelope.id}", envelope.case.number, page, since=envelope.placed_at, known=known)
