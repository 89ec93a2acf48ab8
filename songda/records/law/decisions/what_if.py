"""What the law would say if something more were so: a fact that is missing, an act that is not done yet.

The clerk is told of missing facts as far as somebody here can put them on record; the recipient is told what opening or
confirming a paper means before they press the button.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from songda.core.access import Act
from songda.core.identity import Assurance
from songda.core.law import Decision, decide
from songda.core.law.facts import EventKind
from songda.core.law.next_fact import NextFact, next_facts
from songda.records.law.facts.dossier import Dossier, load_dossiers
from songda.records.law.facts.law_facts import law_facts
from songda.records.service.deeds.models import Deed, DeedStep
from songda.records.service.orders.models import Envelope, Service
from songda.records.service.portal_acts.models import RecipientAct

MOST_MISSING_FACTS = 3
# Whose act it is to put each on record. What only a provider or the recipient can tell is asked of nobody; nor is the
# class of an address, since a try keeps the class that the address had when it was made.
ACTS: Mapping[str, Act] = {
    "consent": Act.RECORD_CONSENT,
    "signed": Act.PLACE_ORDER,
    "how_left": Act.PLACE_ORDER,
    "return_cause": Act.PLACE_ORDER,
    "household_of_age": Act.PLACE_ORDER,
    "rebuttal_rejected": Act.SEE_JUDGE_DESK,
    "ruling": Act.SEE_JUDGE_DESK,
}


@dataclass(frozen=True)
class MissingFact:
    """A fact that would change the decision, whose act it is to record it, and the deed that it is about, if any."""

    fact: NextFact
    act: Act
    deed_id: UUID | None


def missing_facts(service: Service, now: datetime) -> list[MissingFact]:
    """The facts that would change the decision most, at most three, the most valuable first. Writes nothing.

    Empty where the paper was recalled.
    """
    (dossier,) = load_dossiers([service.envelope])
    if service.id not in {known.id for known in dossier.services}:
        return []
    deeds = {str(each.deed.id): each.deed.id for each in dossier.deeds}
    found = [
        MissingFact(each, ACTS[each.code], deeds.get(each.attempt.id) if each.attempt else None)
        for each in next_facts(law_facts(dossier, _same_service(dossier, service), now))
        if each.code in ACTS
    ]
    return [each for each in found if _can_be_recorded(each, service)][:MOST_MISSING_FACTS]


def _same_service(dossier: Dossier, service: Service) -> Service:
    return next(known for known in dossier.services if known.id == service.id)


def _can_be_recorded(missing: MissingFact, service: Service) -> bool:
    """A signature is recorded of a deed; a judge is asked only where something waits for them."""
    if missing.act is Act.SEE_JUDGE_DESK:
        finding = getattr(service, "finding", None)
        return finding is not None and (finding.awaits_judge or service.determinations.exists())
    return missing.fact.code == "consent" or missing.deed_id is not None


def if_returned(deed: Deed, causes: Collection[str], now: datetime) -> dict[str, Decision]:
    """The decision on the first paper of a letter's try, as if it had just come back for each cause; nothing is stored.

    Empty where its papers were taken back.
    """
    (dossier,) = load_dossiers([Envelope.objects.select_related("case__court", "party").get(id=deed.envelope_id)])
    own = next((each for each in dossier.deeds if each.deed.id == deed.id), None)
    service = next((one for one in dossier.services if own is not None and one.id in own.service_ids), None)
    if own is None or service is None:
        return {}
    decisions = {}
    for cause in causes:
        step = DeedStep(deed=own.deed, kind="returned", at=now, manner=cause, recorded_at=now, recorded_by="engine")
        supposed = replace(own, steps=[*own.steps, step])
        others = [supposed if each is own else each for each in dossier.deeds]
        decisions[cause] = decide(law_facts(replace(dossier, deeds=others), service, now))
    return decisions


def if_acted(envelope: Envelope, kind: EventKind, level: Assurance, now: datetime) -> dict[UUID, Decision]:
    """The decision on each paper of the envelope, each as if this act had just been done to it; nothing is stored."""
    (dossier,) = load_dossiers([envelope])
    decisions = {}
    for service in dossier.services:
        act = RecipientAct(service=service, kind=kind.value, at=now, assurance=level, recorded_at=now)
        supposed = replace(dossier, acts=[*dossier.acts, act])
        decisions[service.id] = decide(law_facts(supposed, service, now))
    return decisions
