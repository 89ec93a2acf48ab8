"""A certificate that is about to be made."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from songda.core.evidence.canonical import canonical
from songda.core.law.facts import Facts
from songda.records.decision.facts.dossier import Dossier
from songda.records.decision.facts.law_facts import law_facts
from songda.records.delivery.findings.models import Finding
from songda.records.delivery.mandates.models import Mandate
from songda.records.proof.certificates.models import Certificate


@dataclass(frozen=True)
class Draft:
    """One certificate to be made: of which answer, under which number, instead of which."""

    certificate_id: UUID
    finding: Finding
    dossier: Dossier
    number: str
    code: str
    replaces: Certificate | None
    serial: int = 0  # the number's own part, held until the certificate is written
    helped: Sequence[tuple[Mandate, datetime]] = ()  # who looked at the paper by a mandate, and when first
    places: Sequence[int] = ()  # in the tree, of all that was sealed of the service before its facts were read

    @cached_property
    def facts(self) -> Facts:
        """The facts that the answer follows from, as they were known when it was given."""
        service = next(one for one in self.dossier.services if one.id == self.finding.service_id)
        return law_facts(self.dossier, service, self.finding.decided_at)


def digest_of(finding: Finding) -> bytes:
    """What a certificate states: the answer of the law, in its one written form, whatever the words."""
    return hashlib.sha256(canonical(finding.record)).digest()
