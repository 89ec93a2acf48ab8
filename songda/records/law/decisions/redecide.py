"""Decides findings anew after rules were corrected: the rows tell which, namely those that rest on another version.

Rules are dated, so a decision that was right under the law of its day comes out the same. Each chunk is one
transaction: whoever stops in the middle loses nothing, and whoever begins again finds what is left.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from songda.records.ground.queue import CHUNK, Failed, isolate_failures
from songda.records.law.decisions.ask_law import UNDECIDED, follow_up, ruling_of, wait_for_the_clock, write_told
from songda.records.law.facts.dossier import Dossier, load_dossiers
from songda.records.service.findings.law_version import law_version
from songda.records.service.findings.models import Finding
from songda.records.service.findings.write import LawAnswer
from songda.records.service.orders.due import wait_for_law
from songda.records.service.orders.models import Envelope
from songda.records.service.tasks.actions import end_quarantine, open_tasks_of, quarantine


@dataclass(frozen=True)
class Scope:
    """Which findings: those of some cases (None: of all), or whatever their version (`is_all`).

    `without` are envelopes that were looked at in vain.
    """

    case_ids: tuple[UUID, ...] | None = None
    is_all: bool = False
    without: frozenset[UUID] = frozenset()


@dataclass(frozen=True)
class RedecidedChunk:
    """One chunk: the answers beside those of before, and the envelopes that could not be decided.

    `numbers` are those of the cases, by the case's id.
    """

    rulings: tuple[LawAnswer, ...]
    failed: tuple[Failed[Envelope], ...]
    numbers: Mapping[UUID, str]
    last: UUID  # the chunk's last envelope; the next chunk comes after it


def findings(scope: Scope) -> QuerySet[Finding]:
    """The findings that are to be decided anew."""
    current = Finding.objects.filter(service__recalled_at=None)
    found = current if scope.is_all else current.filter(~Q(law_version=law_version()) | Q(is_marked_anew=True))
    if scope.case_ids is not None:
        found = found.filter(service__envelope__case_id__in=scope.case_ids)
    return found.exclude(service__envelope_id__in=scope.without) if scope.without else found


def redecide(scope: Scope, after: UUID, now: datetime, limit: int = CHUNK) -> RedecidedChunk | None:
    """Decide the next envelopes after this one, and write what changed; None when there are none.

    Envelopes that somebody else holds are passed over: they are settled by them, or found by the next round.
    """
    with transaction.atomic():
        envelopes = list(_next(scope, after).select_for_update(skip_locked=True, of=("self",))[:limit])
        redecided = _each(envelopes, partial(_redecide, now=now))
        if redecided:
            for envelope_id, again in quarantine(redecided.failed, UNDECIDED, now).items():
                wait_for_law([envelope_id], again)
        return redecided


def foresee(scope: Scope, after: UUID, now: datetime, limit: int = CHUNK) -> RedecidedChunk | None:
    """The same without writing or holding anything."""
    return _each(list(_next(scope, after)[:limit]), partial(_decide, now=now))


@transaction.atomic
def mark_anew(scope: Scope, after: UUID, limit: int = 1000) -> UUID | None:
    """Mark the findings of the next envelopes as to be decided anew; gives back the last envelope.

    It waits for whoever holds one of them, so that none is missed.
    """
    ids = list(_next(scope, after).select_for_update(of=("self",)).values_list("id", flat=True)[:limit])
    Finding.objects.filter(service__envelope_id__in=ids).update(is_marked_anew=True)
    return ids[-1] if ids else None


def _next(scope: Scope, after: UUID) -> QuerySet[Envelope]:
    stale = Exists(findings(scope).filter(service__envelope=OuterRef("pk")))
    return Envelope.objects.filter(stale, id__gt=after).select_related("case__court", "party").order_by("id")


def _each(
    envelopes: Sequence[Envelope], work: Callable[[Sequence[Envelope]], Sequence[LawAnswer]]
) -> RedecidedChunk | None:
    if not envelopes:
        return None
    done, failed = isolate_failures(envelopes, work)
    rulings = tuple(ruling for share in done for ruling in share)
    numbers = {envelope.case_id: envelope.case.number for envelope in envelopes}
    return RedecidedChunk(rulings, tuple(failed), numbers, envelopes[-1].id)


def _decide(envelopes: Sequence[Envelope], now: datetime) -> Sequence[LawAnswer]:
    return _rulings(load_dossiers(envelopes), now)


def _redecide(envelopes: Sequence[Envelope], now: datetime) -> Sequence[LawAnswer]:
    dossiers = load_dossiers(envelopes)
    rulings = _rulings(dossiers, now)
    changed = write_told(dossiers, rulings, now)
    if changed:
        touched = {ruling.envelope_id for ruling in changed}
        follow_up([dossier for dossier in dossiers if dossier.envelope.id in touched], changed, now)
    wait_for_the_clock(rulings, now)
    end_quarantine(open_tasks_of(envelope.id for envelope in envelopes), UNDECIDED, now)
    return rulings


def _rulings(dossiers: Sequence[Dossier], now: datetime) -> list[LawAnswer]:
    """What the law says now of every service that was decided before."""
    return [
        ruling_of(dossier, service, now, is_only_law=_is_settled(dossier.envelope, now))
        for dossier in dossiers
        for service in dossier.services
        if hasattr(service, "finding")
    ]


def _is_settled(envelope: Envelope, now: datetime) -> bool:
    """Whether no fact changed since the law was asked last; what it waits for by the clock is no change."""
    return envelope.ask_law_at is None or envelope.ask_law_at > now
