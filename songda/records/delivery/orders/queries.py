"""Reads orders, envelopes and their services; changes nothing."""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from songda.core.law import Status
from songda.records.court.staff.models import Court
from songda.records.delivery.orders.models import Envelope, Service


def service_of(court: Court, service_id: UUID) -> Service:
    """One service of this court; Service.DoesNotExist for any other."""
    rows = Service.objects.select_related("paper", "finding", "envelope__case__court", "envelope__party")
    return rows.get(id=service_id, envelope__case__court=court)


def envelope_of(court: Court, envelope_id: UUID) -> Envelope:
    """One envelope of this court; Envelope.DoesNotExist for any other."""
    rows = Envelope.objects.select_related("case__court", "party", "order")
    return rows.get(id=envelope_id, case__court=court)


def earlier_envelopes(envelope: Envelope) -> list[Envelope]:
    """Other envelopes for the same party of the same case, newest first."""
    rows = Envelope.objects.filter(party_id=envelope.party_id).filter(recalled_at=None).exclude(id=envelope.id)
    return list(rows.select_related("case__court", "party").order_by("-placed_at"))


def unanswered(services: QuerySet[Service], after: UUID | None = None) -> QuerySet[Service]:
    """Of these, those of which the law has not said anything yet, and that were not taken back; the oldest first.

    Envelope by envelope, along the index of those that were never asked about: a page costs the same however many
    wait, and however many are answered. `after`: the service at which the page before ended.
    """
    rows = services.filter(
        envelope__law_first_asked_at=None, envelope__recalled_at=None, finding=None, recalled_at=None
    )
    last = Service.objects.filter(id=after).values_list("envelope_id", flat=True).first() if after else None
    if last is not None:
        beyond = Q(envelope__id__gt=last) | Q(id__gt=after)
        rows = rows.filter(Q(envelope__id__gte=last) & beyond)  # the first part leads to the place in the index
    elif after is not None:
        rows = rows.filter(id__gt=after)
    return rows.order_by("envelope__id", "id")


def unserved() -> QuerySet[Service]:
    """The services that have not taken effect, that were not taken back, and whose paper was not ordered anew since."""
    anew = Service.objects.filter(
        paper=OuterRef("paper"), envelope__party=OuterRef("envelope__party"), recalled_at=None,
        envelope__placed_at__gt=OuterRef("envelope__disowned_at"),
    )  # fmt: skip
    rows = Service.objects.filter(recalled_at=None, envelope__recalled_at=None)
    return rows.exclude(finding__status=Status.EFFECTIVE).exclude(Exists(anew))
