"""A certificate that is about to be made, and whether its answer still follows from the facts on record."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from uuid import UUID

from songda.core.evidence.canonical import canonical
from songda.core.evidence.deciding.again import answer_fields
from songda.core.law import decide
from songda.core.law.facts import Facts
from songda.records.decision.facts.dossier import Dossier
from songda.records.decision.facts.law_facts import law_facts
from songda.records.delivery.findings.law_version import law_version
from songda.records.delivery.findings.models import Finding
from songda.records.delivery.mandates.models import Mandate
from songda.records.delivery.orders.models import Envelope
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


# Whether an answer that is to be certified still follows from the facts on record: else whoever asks the law again,
# with the facts that the certificate carries, hears another one.
class StaleAnswerError(Exception):
    """The facts on record give another answer than the one on record: the law has to be asked first."""


class LaterFactsError(Exception):
    """The answer is right today, but does not follow from its facts as of the day on which it was given."""


def waits_for_law(envelope: Envelope, now: datetime) -> bool:
    """Whether its facts changed, and the law has not been asked since."""
    return envelope.ask_law_at is not None and envelope.ask_law_at <= now


def require_current(drafts: Iterable[Draft], now: datetime) -> None:
    """Raise `StaleAnswerError` or `LaterFactsError` where the law, asked again, says something else.

    An answer by an earlier version of the rules names that version, and is left to whoever decides anew by this one.
    """
    installed = law_version()
    for draft in drafts:
        if draft.finding.law_version_id != installed:
            continue
        answer, facts = answer_fields(draft.finding.decision), draft.facts
        if answer_fields(decide(replace(facts, as_of=now.astimezone(facts.as_of.tzinfo)))) != answer:
            raise StaleAnswerError
        if answer_fields(decide(facts)) != answer:
            raise LaterFactsError
