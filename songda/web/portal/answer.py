"""Yes or no to electronic service: what it means is said first, both answers weigh the same."""

from django.http import HttpResponse

from songda.core.refusal import Refused
from songda.records.delivery.findings.queries import services_of
from songda.records.delivery.portal_acts import answers
from songda.records.delivery.portal_acts.answers import HOW, Yes, how_given
from songda.records.matter.parties.drafts import ConsentDraft
from songda.records.matter.parties.models import OWN_CLASSES, Address
from songda.records.overview.boards.queries import attempts_of
from songda.web.portal.access import GET_ONLY, POST_ONLY, for_recipient, for_the_person
from songda.web.portal.consent_standing import Standing, standing
from songda.web.portal.visit import Visit, language


@for_recipient(GET_ONLY)
def agree(visit: Visit) -> HttpResponse:
    """Scope, effect, change of address, and the two answers."""
    return _page(visit)


@for_the_person(POST_ONLY)
def say_yes(visit: Visit) -> HttpResponse:
    """Consent for this stage of this case; and, where they say so, the number is their own."""
    proof = how_given(visit.level, language())
    draft = ConsentDraft("express", visit.now, (visit.envelope.case.stage,), how=HOW, proof=proof)
    own = reached_at(visit) if visit.request.POST.get("own_address") else None
    try:
        answers.say_yes(
            visit.envelope.party, Yes(draft, own), lambda: _stands(visit).agreed_at is not None, visit.actor, visit.now
        )
    except Refused as refusal:
        return _page(visit, refusal.sentence(language()))
    return visit.go("papers")


@for_recipient(POST_ONLY)
def say_no(visit: Visit) -> HttpResponse:
    """A refusal; consents that stood until now end, what was served under them stays served."""
    answers.say_no(visit.envelope.party, HOW, lambda: _stands(visit).has_said_no, visit.actor, visit.now)
    return visit.go("agree")


def reached_at(visit: Visit) -> Address | None:
    """The address that the message went to."""
    attempts = [
        attempt for attempt in attempts_of(visit.envelope) if attempt.purpose == "service" and attempt.submitted_at
    ]
    return attempts[-1].address if attempts else None


def _stands(visit: Visit) -> Standing:
    return standing(visit, services_of(visit.envelope))


def _page(visit: Visit, refusal: str = "") -> HttpResponse:
    address = reached_at(visit)
    return visit.page(
        "agree",
        {
            "standing": _stands(visit),
            "address": address,
            "is_own": address is not None and address.address_class in OWN_CLASSES,
            "refusal": refusal,
        },
    )
