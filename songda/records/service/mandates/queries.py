"""The mandates of a person, what was done with them, and what they are called on pages."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from songda.records.court.staff.models import Court
from songda.records.ground.evidence.models import Event
from songda.records.matter.parties.models import Party
from songda.records.service.mandates.models import Mandate
from songda.records.service.orders.models import Service

ACTS = ("helper.identified", "helper.saw_paper", "helper.took_copy")


@dataclass(frozen=True)
class ActOfHelp:
    """One thing that a helper did."""

    name: str
    at: datetime
    title: str  # of the paper; empty where no paper was shown


def mandates_of(party: Party) -> list[Mandate]:
    """Every mandate that the person gave, the newest first."""
    return list(Mandate.objects.filter(party=party).select_related("envelope", "party").order_by("-since", "-id"))


def mandate_for(court: Court, mandate_id: UUID) -> Mandate:
    """One mandate in a case of this court; Mandate.DoesNotExist for any other."""
    rows = Mandate.objects.select_related("party__case__court", "envelope")
    return rows.get(id=mandate_id, party__case__court=court)


def acts_of(mandates: Iterable[Mandate]) -> dict[UUID, Sequence[ActOfHelp]]:
    """What each helper did, in the order of time."""
    known = list(mandates)
    cases = {mandate.party.case_id for mandate in known}
    acts: dict[UUID, list[ActOfHelp]] = {mandate.id: [] for mandate in known}
    actors = {f"helper:{key}": key for key in acts}
    events = list(
        Event.objects.on_record().filter(case_id__in=cases, actor__in=list(actors), name__in=ACTS).order_by("number")
    )
    services = [str(event.data.get("service", "")) for event in events]
    found = Service.objects.filter(id__in=[UUID(key) for key in services if key]).select_related("paper")
    titles = {str(service.id): service.paper.title for service in found}
    for event, service in zip(events, services, strict=True):
        acts[actors[event.actor]].append(ActOfHelp(event.name, event.happened_at, titles.get(service, "")))
    return dict(acts)


def helped_with(service_ids: Sequence[UUID]) -> dict[UUID, list[tuple[Mandate, datetime]]]:
    """Of each of these papers who looked at it by a mandate, each once, and when they first did."""
    streams = {f"service:{service_id}": service_id for service_id in service_ids}
    events = Event.objects.on_record().filter(stream__in=streams, name__in=ACTS).order_by("number")
    first: dict[tuple[UUID, UUID], datetime] = {}
    for stream, actor, at in events.values_list("stream", "actor", "happened_at"):
        first.setdefault((streams[stream], UUID(actor.removeprefix("helper:"))), at)
    mandates = Mandate.objects.in_bulk({mandate for _, mandate in first}) if first else {}
    helped: dict[UUID, list[tuple[Mandate, datetime]]] = {service_id: [] for service_id in service_ids}
    for (service_id, mandate), at in first.items():
        if mandate in mandates:
            helped[service_id].append((mandates[mandate], at))
    return helped
