"""Whether the recipient still has to say yes or no to electronic service before he is shown the papers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from songda.core.law.facts import ConsentFact
from songda.records.findings.views import ServiceView
from songda.records.parties.queries import PartyFacts, party_facts
from songda.web.portal.visit import Visit

COUNTS = {"effective", "presumed"}


@dataclass(frozen=True)
class Standing:
    """`agreed_at` is the consent that covers all these papers; `refused_at` a later no."""

    agreed_at: datetime | None
    refused_at: datetime | None
    is_open: bool  # the papers may be shown: covered by consent, or served already


def standing(visit: Visit, services: Sequence[ServiceView]) -> Standing:
    """What the recipient said, seen against the papers of this envelope."""
    facts = party_facts([visit.envelope.party_id])[visit.envelope.party_id]
    agreed = _agreed_at(visit, facts, services)
    refused = max((r.at for r in facts.refusals), default=None)
    if refused and agreed and refused < agreed:
        refused = None
    is_served = any(view.finding is not None and view.finding.status in COUNTS for view in services)
    return Standing(
        agreed_at=None if refused else agreed,
        refused_at=refused,
        is_open=is_served or (agreed is not None and refused is None),
    )


def _agreed_at(visit: Visit, facts: PartyFacts, services: Sequence[ServiceView]) -> datetime | None:
    """The latest consent that reaches every paper; None where one is left out."""
    covering = [
        [consent.at for consent in facts.consents if _covers(consent, visit.envelope.case.stage, view.paper.kind)]
        for view in services
    ]
    return max(map(max, covering)) if covering and all(covering) else None


def _covers(consent: ConsentFact, stage: str, kind: str) -> bool:
    reaches_stage = consent.stages is None or stage in consent.stages
    reaches_kind = consent.paper_kinds is None or kind in consent.paper_kinds
    return consent.withdrawn_at is None and reaches_stage and reaches_kind
