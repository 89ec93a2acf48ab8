"""In which streams of the log everything stands that a service rests on, and which places that has in the tree."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Subquery

from songda.records.ground.evidence.models import Entry, Event
from songda.records.proof.certificates.models import Certificate
from songda.records.service.attempts.models import Attempt
from songda.records.service.deeds.models import Deed
from songda.records.service.orders.models import Service
from songda.records.ways.post.carriage.models import CarrierReport
from songda.records.ways.post.letters.models import Letter


def streams_of_services(services: Sequence[Service]) -> dict[UUID, list[str]]:
    """Of each service (which come with their envelopes): paper, order, tries, letters, recipient and certificates."""
    about = Service.objects.filter(id__in=[service.id for service in services]).annotate(
        attempts=_ids(Attempt.objects.filter(envelope=OuterRef("envelope"))),
        deeds=_ids(Deed.objects.filter(envelope=OuterRef("envelope"))),
        posted=_ids(Letter.objects.filter(paper_rows__service=OuterRef("pk"))),
        made=_ids(Certificate.objects.filter(service=OuterRef("pk"))),
    )
    ids = {row[0]: row[1:] for row in about.values_list("id", "attempts", "deeds", "posted", "made")}
    return {one.id: _streams(one, *ids[one.id]) for one in services}


def streams_of_ways(envelope_id: UUID, deeds: Collection[UUID]) -> list[str]:
    """Where the log tells of these tries by people, of their letters, and of what carriers said of those."""
    letters = list(Letter.objects.filter(deed__in=deeds).values_list("id", flat=True))
    return [f"envelope:{envelope_id}", *(f"deed:{deed}" for deed in deeds), *_of_letters(letters)]


def _of_letters(letters: Collection[UUID]) -> list[str]:
    reports = CarrierReport.objects.filter(letter__in=letters, stray="").order_by("id") if letters else ()
    return [*(f"letter:{letter}" for letter in letters), *(f"carrier_report:{report.id}" for report in reports)]


def _ids(rows: QuerySet[Any]) -> ArraySubquery:
    return ArraySubquery(rows.order_by("id").values("id"))


def _streams(
    service: Service,
    attempts: Iterable[int],
    deeds: Iterable[UUID],
    letters: Collection[UUID],
    certificates: Iterable[UUID],
) -> list[str]:
    envelope = service.envelope
    return [
        f"paper:{service.paper_id}",
        f"party:{envelope.party_id}",
        f"order:{envelope.order_id}",
        f"envelope:{envelope.id}",
        f"service:{service.id}",
        *(f"attempt:{number}" for number in attempts),
        *(f"deed:{deed}" for deed in deeds),
        *_of_letters(letters),
        *(f"certificate:{certificate}" for certificate in certificates),
    ]


def sealed_places(services: Sequence[Service]) -> dict[UUID, list[int]]:
    """Of each service (which come with their envelopes) the places of all that is sealed of it, in their order."""
    streams = streams_of_services(services)
    place = Subquery(Entry.objects.filter(event_id=OuterRef("id")).values("index"))
    events = Event.objects.filter(stream__in={stream for own in streams.values() for stream in own})
    places: dict[str, list[int]] = defaultdict(list)
    for stream, index in events.annotate(place=place).exclude(place=None).values_list("stream", "place"):
        places[stream].append(index)
    return {one: sorted(index for stream in own for index in places[stream]) for one, own in streams.items()}
