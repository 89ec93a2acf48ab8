"""Who stands at the counter: the parties that are this person, and the papers that wait for each of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from songda.core.evidence.readings import Door, door_of
from songda.core.refusal import WrongField
from songda.records.court.staff.models import Court
from songda.records.delivery.findings.recipient_view import ServiceView, services_of
from songda.records.delivery.orders.models import Envelope
from songda.records.delivery.personal_proofs.actions import see_card
from songda.records.ground import vault
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.vault.indexes import number_index
from songda.records.matter.parties.models import Party
from songda.records.matter.parties.showing import reading_data

SERVED = "effective"


@dataclass(frozen=True)
class Waiting:
    """One envelope with what is not served of it yet, and what is."""

    envelope: Envelope
    open: Sequence[ServiceView]
    served: Sequence[ServiceView]

    @property
    def link_code(self) -> str:
        """The ten characters that open the envelope's own pages."""
        return vault.link_token(self.envelope.id)


@transaction.atomic
def receive_visitor(court: Court, number: str, by: str, now: datetime) -> list[Party]:
    """The parties in the court's open cases that are the person of this card, which a clerk compared with the face.

    Looking for them is put on record, and so is the card for each; raises WrongField where the number is nobody's.
    """
    index = number_index(number)
    rows = Party.objects.filter(case__court=court, case__closed_at=None, number_index=index, removed_at=None)
    parties = list(rows.select_related("case__court").order_by("-recorded_at", "id"))
    told = reading_data(court.id, sorted({party.case_id for party in parties}), [], door_of(by, Door.COUNTER))
    stream = by if by.startswith("staff:") else f"court:{court.id}"
    record([NewEvent("search.made", stream, None, now, by, told, {"searched": number.strip()})], now)
    for party in parties:
        see_card(party, number, by, now)
    return parties


def require_somebody(parties: Sequence[Party]) -> Party:
    """The first of them; WrongField where nobody was found."""
    if not parties:
        raise WrongField("number", "nobody_with_card")
    return parties[0]


def same_person(party: Party) -> list[Party]:
    """They and the same person in other open cases of the court, they first."""
    if party.number_index is None:
        return [party]
    rows = Party.objects.filter(case__court=party.case.court, case__closed_at=None, removed_at=None)
    others = rows.filter(number_index=bytes(party.number_index)).exclude(id=party.id)
    return [party, *others.select_related("case__court").order_by("-recorded_at", "id")]


def waiting_for(party: Party) -> list[Waiting]:
    """What was ordered for them and not taken back, the newest first; what is served already stands apart."""
    rows = Envelope.objects.filter(party=party, recalled_at=None).select_related("case__court", "party")
    return [_waiting(envelope) for envelope in rows.order_by("-placed_at")]


def _waiting(envelope: Envelope) -> Waiting:
    views = services_of(envelope)
    served = [view for view in views if view.finding is not None and view.finding.status == SERVED]
    return Waiting(envelope, [view for view in views if view not in served], served)
