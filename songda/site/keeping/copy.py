"""A copy of what is kept of a person, for that person: particulars, and each event about them.

个人信息保护法第四十五条。
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from songda.core.evidence.readings import READINGS, Door
from songda.core.identifiers.person_name import plain_name
from songda.records.court.staff.models import Court, User
from songda.records.ground.evidence.models import Event, EventSecret
from songda.records.ground.evidence.queries import open_secret
from songda.records.ground.vault import number_index
from songda.records.matter.parties.models import Party
from songda.records.matter.parties.showing import note_showing
from songda.records.service.attempts.models import Attempt
from songda.records.service.orders.models import Envelope, Service

ERASED = "erased"
_OWN = "personal"


@transaction.atomic
def copy_for(name: str, number: str, by: User, now: datetime) -> dict[str, Any]:
    """All that the court of this member of staff keeps of a person: name and identity number must both be theirs.

    That it was handed out is on record at each of their cases. Empty `cases` where nothing is kept of them.
    """
    assert by.court is not None  # noqa: S101 - `one_who_may` names nobody without a court
    parties = _parties(by.court, name, number)
    for party in parties:
        note_showing(party, f"staff:{by.id}", now, Door.COPY)
    return {"court": by.court.name, "made_at": now.isoformat(), "cases": [_of_case(party) for party in parties]}


def _parties(court: Court, name: str, number: str) -> list[Party]:
    known = Party.objects.filter(case__court=court, number_index=number_index(number)).select_related("case")
    return [party for party in known.order_by("recorded_at", "id") if plain_name(party.name) == plain_name(name)]


def _of_case(party: Party) -> dict[str, Any]:
    addresses = party.addresses.order_by("recorded_at", "id")
    return {
        "case": party.case.number,
        "role": party.role,
        "name": party.name,
        "number": party.number,
        "addresses": [
            {"kind": each.kind, "value": each.value, "kept_since": each.recorded_at.isoformat(),
             "until": each.retired_at and each.retired_at.isoformat()}
            for each in addresses
        ],
        "papers": [
            {"title": service.paper.title, "ordered_at": service.envelope.order.placed_at.isoformat()}
            for service in Service.objects.filter(envelope__party=party)
            .select_related("paper", "envelope__order").order_by("id")
        ],
        "events": list(_events(party)),
    }  # fmt: skip


def _events(party: Party) -> Iterator[dict[str, Any]]:
    """Those that name this person or something of theirs, and nobody else of the case; who read them, too."""
    own = _of_person(party)
    others = {
        str(each) for each in Party.objects.filter(case=party.case).exclude(id=party.id).values_list("id", flat=True)
    }
    of_case = Event.objects.on_record().filter(case_id=party.case_id)
    read = Event.objects.on_record().filter(name__in=READINGS, data__contains={"parties": [str(party.id)]})
    for event in (of_case | read).order_by("number"):
        named = _named(event)
        if named & own and not named & others:
            yield {"at": event.happened_at.isoformat(), "what": event.name, "data": event.data} | _personal(event)


def _of_person(party: Party) -> set[str]:
    envelopes = Envelope.objects.filter(party=party)
    found: list[UUID] = [
        party.id,
        *party.addresses.values_list("id", flat=True),
        *envelopes.values_list("id", flat=True),
    ]
    found += Service.objects.filter(envelope__in=envelopes).values_list("id", flat=True)
    attempts = Attempt.objects.filter(envelope__in=envelopes).values_list("id", flat=True)
    return {*map(str, found), *(f"attempt:{each}" for each in attempts)}


def _named(event: Event) -> set[str]:
    kind, _, thing = event.stream.partition(":")
    return {thing, f"{kind}:{thing}", *_texts(event.data)}


def _texts(data: object) -> Iterator[str]:
    match data:
        case str():
            yield data
        case Mapping():
            for each in data.values():
                yield from _texts(each)
        case Sequence():
            for each in data:
                yield from _texts(each)


def _personal(event: Event) -> dict[str, Any]:
    """The personal part; searches tell what others looked for, which is no part of anybody's own."""
    row = EventSecret.objects.filter(event_id=event.id).first()
    if row is None:
        return {_OWN: ERASED}
    private = {} if event.name in READINGS else open_secret(row).private
    return {_OWN: private} if private else {}
