"""What the law may ask of the messenger."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from uuid import UUID

from songda.core.delivery.ladder.person import Mover
from songda.core.delivery.plan import HandOver
from songda.core.law.facts import Channel
from songda.records.law.facts.dossier import Dossier
from songda.records.law.ways import Known, Rows, Thing, Way, told_as
from songda.records.service.orders.models import Envelope, Service

carried: set[UUID] = set()  # services with the messenger just now
called_back: list[UUID] = []
asked_to_go: list[str] = []
decided: list[UUID] = []


def _under_way(case_ids: Collection[UUID]) -> Iterator[Thing]:
    for one in Service.objects.filter(id__in=carried, envelope__case__in=case_ids):
        yield Thing("messenger", "out", str(one.id), one.envelope_id, one.envelope.placed_at, frozenset({one.id}))


def _going(envelopes: Collection[UUID]) -> Sequence[Rows]:
    out = Envelope.objects.filter(id__in=envelopes, services__in=carried)
    return (told_as("messenger", out, "id", "placed_at"),)


def _overtaken(envelopes: Sequence[Envelope], by: str, now: datetime) -> None:
    called_back.extend(envelope.id for envelope in envelopes)


def _waiting(envelopes: Sequence[Envelope], known: Sequence[Known], now: datetime) -> Sequence[Known]:
    decided.extend(envelope.id for envelope in envelopes)
    return known


def _handed_over(steps: Sequence[tuple[Dossier, HandOver]], now: datetime) -> None:
    asked_to_go.extend(step.task for _, step in steps)


WAY = Way(
    name="messenger",
    under_way=_under_way,
    overtaken=_overtaken,
    waiting=_waiting,
    handed_over=_handed_over,
    going=_going,
    counts_as=Channel.DIRECT.value,  # as visits do
    mover=Mover.OTHER_HANDS,
    irrevocable=lambda services: carried & {service.id for service in services},
)
