"""Reads what people put on record of service by other means: their tries, the steps, and where they may go."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch

from songda.channels.registry import place_kinds
from songda.core.delivery.carriage import SettledHow
from songda.core.delivery.deeds import is_under_way
from songda.core.delivery.entrustments import GIVEN_UP
from songda.records.court.staff.models import Court
from songda.records.ground import vault
from songda.records.matter.parties.models import Address
from songda.records.service.deeds.models import Deed, DeedPaper, DeedStep
from songda.records.service.orders.models import Envelope


def deeds_of(envelope: Envelope) -> list[Deed]:
    """The tries by people, oldest first, each with its papers and all its steps, struck ones too."""
    rows = Deed.objects.filter(envelope=envelope).select_related("address", "entrustment").order_by("id")
    return list(
        rows.prefetch_related("steps", Prefetch("paper_rows", DeedPaper.objects.select_related("service__paper")))
    )


def places_of(envelope: Envelope) -> Sequence[Address]:
    """The postal addresses of the recipient that are in use."""
    places = Address.objects.filter(party_id=envelope.party_id, kind__in=place_kinds(), retired_at=None)
    return list(places.order_by("id"))


def deed_of(court: Court, deed_id: UUID) -> Deed:
    """One such try of this court; Deed.DoesNotExist for any other."""
    rows = Deed.objects.select_related("envelope__case__court", "envelope__party")
    return rows.get(id=deed_id, envelope__case__court=court)


def step_of(court: Court, step_id: UUID) -> DeedStep:
    """One step of this court; DeedStep.DoesNotExist for any other."""
    rows = DeedStep.objects.select_related("deed__envelope__case__court", "deed__envelope__party")
    return rows.get(id=step_id, deed__envelope__case__court=court)


@dataclass(frozen=True)
class WayUnderWay:
    """A way of people that goes to a recipient just now, and since when."""

    way: str
    since: datetime


def ways_under_way(envelope: Envelope) -> list[WayUnderWay]:
    """The ways of people that go to this recipient, the oldest first; of each the last try. Two statements."""
    own = Deed.objects.filter(envelope=envelope).exclude(entrustment__state__in=GIVEN_UP)
    own = own.exclude(letter__carriage__settled=SettledHow.NOT_BELIEVED)
    rows = own.order_by("began_at", "id").prefetch_related("steps")
    found: dict[str, WayUnderWay] = {}
    for deed in rows:
        kinds = frozenset(step.kind for step in deed.steps.all() if step.struck_at is None)
        found.pop(deed.way, None)
        if is_under_way(kinds):
            found[deed.way] = WayUnderWay(deed.way, deed.began_at)
    return list(found.values())


def words_of_step(step: DeedStep) -> str:
    """The name of the signer, the medium or the reason, in clear."""
    return vault.open_text(f"step.words:{step.id}", step.words_sealed) if step.words_sealed else ""


def scan_of_step(step: DeedStep) -> bytes:
    """The scanned return as a PDF; raises LookupError where none was kept."""
    if step.scan_key is None:
        raise LookupError(step.id)
    return vault.read_file("returns", step.id, step.scan_key)


def others_with_notice(envelope_id: UUID) -> list[UUID]:
    """The other envelopes of the same person with a public notice, which rests on what is tried here as well."""
    notices = Deed.objects.filter(way="public_notice", envelope__party__envelopes=envelope_id)
    return list(notices.exclude(envelope_id=envelope_id).values_list("envelope_id", flat=True).distinct())
