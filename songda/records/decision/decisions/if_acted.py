"""What the law would say if the recipient opened or confirmed a paper now: it is told before they press the button."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from songda.core.identity import Assurance
from songda.core.law import Decision, decide
from songda.core.law.facts import EventKind
from songda.records.decision.facts.dossier import load_dossiers
from songda.records.decision.facts.law_facts import law_facts
from songda.records.delivery.orders.models import Envelope
from songda.records.delivery.portal_acts.models import RecipientAct


def if_acted(envelope: Envelope, kind: EventKind, level: Assurance, now: datetime) -> dict[UUID, Decision]:
    """The decision on each paper of the envelope, each as if this act had just been done to it; nothing is stored."""
    (dossier,) = load_dossiers([envelope])
    decisions = {}
    for service in dossier.services:
        act = RecipientAct(service=service, kind=kind.value, at=now, assurance=level, recorded_at=now)
        supposed = replace(dossier, acts=[*dossier.acts, act])
        decisions[service.id] = decide(law_facts(supposed, service, now))
    return decisions
