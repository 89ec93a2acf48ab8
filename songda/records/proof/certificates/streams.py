"""In which streams of the log everything stands that a service rests on, and which places that has in the tree."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from django.db.models import OuterRef, Subquery

from songda.records.delivery.attempts.models import Attempt
from songda.records.delivery.deeds.models import Deed
from songda.records.delivery.orders.models import Service
from songda.records.ground.evidence.models import Entry, Event
from songda.records.proof.certificates.models import Certificate


def streams_of_services(services: Sequence[Service]) -> dict[UUID, list[str]]:
    """Of each service (which come with their envelopes): paper, order, tries, recipient and certificates."""
    envelopes = {service.envelope_id for service in services}
    tries: dict[UUID, list[str]] = defaultdict(list)
    for number, envelope in Attempt.objects.filter(envelope_id__in=envelopes).values_list("id", "envelope_id"):
        tries[envelope].append(f"attempt:{number}")
    for deed, envelope in Deed.objects.filter(envelope_id__in=envelopes).values_list("id", "envelope_id"):
        tries[envelope].append(f"deed:{deed}")
    certificates: dict[UUID, list[str]] = defaultdict(list)
    made = Certificate.objects.filter(service__in=[service.id for service in services])
    for certificate, service_id in made.values_list("id", "service_id"):
        certificates[service_id].append(f"certificate:{certificate}")
    return {one.id: [*_own(one), *tries[one.envelope_id], *certificates[one.id]] for one in services}


def _own(service: Service) -> list[str]:
    envelope = service.envelope
    return [
        f"paper:{service.paper_id}",
        f"party:{envelope.party_id}",
        f"order:{envelope.order_id}",
        f"envelope:{envelope.id}",
        f"service:{service.id}",
    ]


def places_behind(services: Sequence[Service]) -> dict[UUID, list[int]]:
    """Of each service (which come with their envelopes) the places of all that is sealed of it, in their order."""
    streams = streams_of_services(services)
    place = Subquery(Entry.objects.filter(event_id=OuterRef("id")).values("index"))
    told = Event.objects.filter(stream__in={stream for own in streams.values() for stream in own})
    places: dict[str, list[int]] = defaultdict(list)
    for stream, index in told.annotate(place=place).exclude(place=None).values_list("stream", "place"):
        places[stream].append(index)
    return {one: sorted(index for stream in own for index in places[stream]) for one, own in streams.items()}
