"""Yes or no to electronic service: whether it must still be said, what it means, and both answers weigh the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse

from songda.core.law import ConsentAnswer, ConsentStatus
from songda.core.law.facts import Branch
from songda.core.refusal import Refused
from songda.records.law.facts.law_facts import consent_to_papers
from songda.records.law.facts.persons import PartyFacts, party_facts
from songda.records.matter.parties.drafts import ConsentDraft
from songda.records.matter.parties.models import OWN_CLASSES, Address
from songda.records.overview.boards.queries import attempts_of
from songda.records.service.findings.queries import ServiceView
from songda.records.ways.portal.acts import answers
from songda.records.ways.portal.acts.answers import HOW, Yes, how_given
from songda.web.portal.access import GET_ONLY, POST_ONLY, for_recipient, for_the_person
from songda.web.portal.visit import Visit, language

COUNTS = {"effective", "presumed"}


@dataclass(frozen=True)
class ConsentState:
    """What the law makes of the recipient's answers for the papers of an envelope (None: it holds no paper)."""

    consent: ConsentAnswer | None
    is_served: bool
    is_criminal: bool = False

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
        """Whether the papers may be shown: agreed to, or served already; in criminal cases where nobody need agree."""
        is_unasked = self.is_criminal and self.consent is not None and self.consent.status is ConsentStatus.NOT_NEEDED
        return self.is_served or self.agreed_at is not None or is_unasked


def consent_state(visit: Visit, services: Sequence[ServiceView]) -> ConsentState:
    """What the recipient said, seen against the papers of this envelope."""
    return consent_state_of(party_facts([visit.envelope.party_id])[visit.envelope.party_id], visit, services)


def consent_state_of(person: PartyFacts, visit: Visit, services: Sequence[ServiceView]) -> ConsentState:
    """The same of a person of whom the facts have been read."""
    consent = consent_to_papers(visit.envelope.case, (view.paper for view in services), person, visit.now)
    is_served = any(view.finding is not None and view.finding.status in COUNTS for view in services)
    return ConsentState(consent, is_served, is_criminal=visit.envelope.case.branch == Branch.CRIMINAL)


@for_recipient(GET_ONLY)
def agree(visit: Visit) -> HttpResponse:
    """Scope, effect, change of address, and the two answers."""
    return _page(visit)


@for_the_person(POST_ONLY)
def say_yes(visit: Visit) -> HttpResponse:
    """Consent for this stage of this case; and, where they say so, the number is their own."""
    if visit.is_criminal:
        return visit.go("agree")
    proof = how_given(visit.level, language())
    draft = ConsentDraft("express", visit.now, (visit.envelope.case.stage,), how=HOW, proof=proof)
    own = reached_at(visit) if visit.request.POST.get("own_address") else None
    try:
        answers.say_yes(
            visit.envelope.party,
            Yes(draft, own),
            lambda: _consent_state(visit).agreed_at is not None,
            visit.actor,
            visit.now,
        )
    except Refused as refusal:
        return _page(visit, refusal.sentence(language()))
    return visit.go("papers")


@for_recipient(POST_ONLY)
def say_no(visit: Visit) -> HttpResponse:
    """A refusal; consents that stood until now end, what was served under them stays served."""
    if visit.is_criminal:
        return visit.go("agree")
    answers.say_no(visit.envelope.party, HOW, lambda: _consent_state(visit).has_said_no, visit.actor, visit.now)
    return visit.go("agree")


def reached_at(visit: Visit) -> Address | None:
    """The address that the message went to."""
    attempts = [
        attempt for attempt in attempts_of(visit.envelope) if attempt.purpose == "service" and attempt.submitted_at
    ]
    return attempts[-1].address if attempts else None


def _consent_state(visit: Visit) -> ConsentState:
    return consent_state(visit, visit.services)


def _page(visit: Visit, refusal: str = "") -> HttpResponse:
    if visit.is_criminal:
        return visit.page("not_asked", {"is_open": _consent_state(visit).is_open})
    address = reached_at(visit)
    return visit.page(
        "agree",
        {
            "standing": _consent_state(visit),
            "is_before_the_judge": visit.envelope.party.consents.filter(withdrawal="pending").exists(),
            "address": address,
            "is_own": address is not None and address.address_class in OWN_CLASSES,
            "refusal": refusal,
        },
    )
