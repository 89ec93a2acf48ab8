"""Something on record changed, and what hangs on it was not looked at again: the job that was to do so was lost.

Nothing marks such a job as owed; that it is follows from the facts alone, so no row that was deleted hides it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from procrastinate.contrib.django.models import ProcrastinateJob

from songda.records.decision.decisions.ask_law import ruling_of
from songda.records.decision.facts.dossier import Dossier, load_dossiers
from songda.records.delivery.attempts.call_off import STILL_WANTED, WAITING
from songda.records.delivery.attempts.models import Attempt
from songda.records.delivery.deeds.models import Deed
from songda.records.delivery.findings.law_version import law_version
from songda.records.delivery.orders.models import Envelope
from songda.records.ground.evidence.models import Event
from songda.records.ground.queue import chunks
from songda.records.ground.queue.isolation import isolate_failures
from songda.records.matter.parties.particulars import WHO_THEY_ARE
from songda.records.overview.loose_ends.found import Kind, LooseEnd
from songda.records.proof.certificates.models import Certificate
from songda.records.proof.certificates.print_marks import current_print_marks


def lost(now: datetime) -> Iterator[LooseEnd]:
    """Each envelope for which such a job is owed and none waits; the law is asked about every one that was tried."""
    asked = ProcrastinateJob.objects.filter(status__in=("todo", "doing")).values_list("task_name", flat=True)
    waiting = set(asked.distinct())
    for (job, queue), owed in _OWED.items():
        if job not in waiting:
            yield from (_end(job, queue, envelope) for envelope in owed(now))


def _to_reconsider(now: datetime) -> Iterator[Envelope]:
    """A message waits that nobody wants any more, or the law would say something else than what stands."""
    unwanted = set(WAITING.exclude(STILL_WANTED).values_list("envelope_id", flat=True))
    yield from _whole(Envelope.objects.filter(id__in=unwanted))
    sent = Attempt.objects.filter(envelope=OuterRef("pk"), purpose="service").exclude(state="cancelled")
    tried = Exists(sent) | Exists(Deed.objects.filter(envelope=OuterRef("pk")))
    settled = Q(ask_law_at=None) | Q(ask_law_at__gt=now)
    asked = Envelope.objects.filter(tried, settled, recalled_at=None).exclude(id__in=unwanted)
    for ids in chunks(list(asked.order_by("id").values_list("id", flat=True))):
        found, _unfit = isolate_failures(list(_whole(Envelope.objects.filter(id__in=ids))), load_dossiers)
        yield from (one.envelope for dossiers in found for one in dossiers if _is_answered_otherwise(one, now))


def _is_answered_otherwise(dossier: Dossier, now: datetime) -> bool:
    """What was never answered is due by its own mark; after a change of rules all is decided anew by command."""
    answers = [ruling_of(dossier, service, now) for service in dossier.services]
    return any(one.before and one.is_new and one.before.law_version_id == law_version() for one in answers)


def _to_reopen(_now: datetime) -> Iterator[Envelope]:
    """Wrong tries count though who they are was corrected after the last one: nobody could have typed it right."""
    shut = list(_whole(Envelope.objects.filter(Q(wrong_tries__gt=0) | ~Q(locked_at=None), recalled_at=None)))
    tried = _newest([f"envelope:{one.id}" for one in shut], ("identity.failed",))
    streams = [f"party:{one.party_id}" for one in shut]
    corrected = _newest(streams, ("party.corrected",), Q(data__fields__has_any_keys=sorted(WHO_THEY_ARE)))
    for one in shut:
        if corrected.get(f"party:{one.party_id}", 0) > tried.get(f"envelope:{one.id}", 0):
            yield one


def _newest(streams: Iterable[str], names: Iterable[str], more: Q | None = None) -> dict[str, int]:
    """Of each stream the number of the newest such event."""
    events = Event.objects.on_record().filter(more or Q(), stream__in=set(streams), name__in=list(names))
    return dict(events.order_by().values_list("stream").annotate(newest=Max("number")))


def _to_review(_now: datetime) -> Iterator[Envelope]:
    """A certificate in force prints something else than the record says now, and none is about to be made."""
    standing = Certificate.objects.exclude(state="replaced").filter(service__finding__certificate_due_at=None)
    for ids in chunks(list(standing.order_by("id").values_list("id", flat=True))):
        rows = list(Certificate.objects.filter(id__in=ids).values_list("service__envelope_id", "printed"))
        marks = current_print_marks([envelope for envelope, _ in rows])
        yield from _whole(
            Envelope.objects.filter(id__in={one for one, printed in rows if bytes(printed or b"") != marks[one]})
        )


def _whole(envelopes: QuerySet[Envelope]) -> QuerySet[Envelope]:
    return envelopes.select_related("case__court", "party").order_by("id")


def _end(job: str, queue: str, envelope: Envelope) -> LooseEnd:
    page = f"/console/envelopes/{envelope.id}/"
    known = {"case": str(envelope.case_id), "job": job, "queue": queue, "party": str(envelope.party_id)}
    return LooseEnd(Kind.FOLLOW_UP_LOST, f"envelope:{envelope.id}", envelope.case.number, page, job, None, known)


_OWED: Mapping[tuple[str, str], Callable[[datetime], Iterator[Envelope]]] = {
    ("planning.reconsider", "default"): _to_reconsider,
    ("portal_acts.reopen", "default"): _to_reopen,
    ("certificates.review", "certificates"): _to_review,
}
