"""Whether the recipient still has to say yes or no to electronic service before they are shown the papers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from songda.core.law import ConsentAnswer
from songda.records.decision.facts.consent import consent_to_papers
from songda.records.decision.facts.persons import PartyFacts, party_facts
from songda.records.delivery.findings.queries import ServiceView
from songda.web.portal.visit import Visit

COUNTS = {"effective", "presumed"}


@dataclass(frozen=True)
class Standing:
    """What the law makes of the recipient's answers for the papers of an envelope (None: it holds no paper)."""

    consent: ConsentAnswer | None
    is_served: bool

    @property
    def agreed_at(self) -> datetime | None:
        """Since when a yes covers all these papers."""
        return self.consent.at if self.consent and self.consent.is_given else None

    @property
    def refused_at(self) -> datetime | None:
        """Since when it is no: said so, or a yes taken back."""
        return self.consent.at if self.consent and self.consent.is_refused else None

    @property
    def has_said_no(self) -> bool:
        """Whether a no is on record; a yes that was taken back is none that the recipient spelled out."""
        return self.refused_at is not None and self.consent is not None and self.consent.reason.code == "refused"

    @property
    def is_open(self) -> bool:
        """Whether the papers may be shown: agreed to, or served already."""
        return self.is_served or self.agreed_at is not None


def standing(visit: Visit, services: Sequence[ServiceView]) -> Standing:
    """What the recipient said, seen against the papers of this envelope."""
    return standing_of(party_facts([visit.envelope.party_id])[visit.envelope.party_id], visit, services)


def standing_of(person: PartyFacts, visit: Visit, services: Sequence[ServiceView]) -> Standing:
    """The same of a person of whom the facts have been read."""
    consent = consent_to_papers(visit.envelope.case, (view.paper for view in services), person, visit.now)
    return Standing(consent, any(view.finding is not None and view.finding.status in COUNTS for view in services))
