"""Whether a finding that stands would fall if something were struck: then a certificate or a judgment rests on it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from songda.core.refusal import Refused
from songda.records.decision.decisions.ask_law import ruling_of
from songda.records.decision.facts.dossier import load_dossiers
from songda.records.delivery.orders.models import Envelope, Service

STANDS = frozenset({"effective", "presumed"})


def refuse_if_it_falls(envelope_ids: Sequence[UUID], now: datetime) -> None:
    """Refused where a service that counts would count no more, or otherwise; the caller has written the change.

    Only a judge takes away what a certificate or a judgment rests on: they find that the service does not count, and
    then the entry can be struck.
    """
    envelopes = Envelope.objects.filter(id__in=envelope_ids, recalled_at=None).select_related("case__court", "party")
    for dossier in load_dossiers(list(envelopes)):
        for service in dossier.services:
            if _would_fall(service, ruling_of(dossier, service, now).status):
                raise Refused("finding_rests_on_it", title=service.paper.title)


def refuse_if_served(paper_id: UUID) -> None:
    """Refused where a service of this paper counts: what is certified of it names the paper as it was entered."""
    counts = Service.objects.filter(paper_id=paper_id, recalled_at=None, finding__status__in=STANDS)
    if (service := counts.select_related("paper").first()) is not None:
        raise Refused("paper_certified", title=service.paper.title)


def _would_fall(service: Service, status: str) -> bool:
    finding = getattr(service, "finding", None)
    return finding is not None and finding.status in STANDS and status != finding.status
