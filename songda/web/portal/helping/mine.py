"""Who helps me: the person sees each helper, what they may do and did, and ends it whenever they like."""

from uuid import UUID

from django.http import Http404, HttpResponse

from songda.core.words import name_of
from songda.records.delivery.mandates.actions import end_mandate
from songda.records.delivery.mandates.models import Mandate
from songda.records.delivery.mandates.queries import acts_of, mandates_of
from songda.web.portal.access import GET_ONLY, POST_ONLY, for_recipient
from songda.web.portal.visit import Visit, language


@for_recipient(GET_ONLY)
def helping_me(visit: Visit) -> HttpResponse:
    """Every helper with a mandate, those of before too."""
    mandates = mandates_of(visit.envelope.party)
    acts = acts_of(mandates)
    told = [
        {
            "mandate": mandate,
            "holds": mandate.holds_at(visit.now),
            "relation": name_of("mandates.relation", mandate.relation, language()),
            "rights": rights_of(mandate),
            "acts": acts[mandate.id],
        }
        for mandate in mandates
    ]
    return visit.page("helping_me", {"told": told})


@for_recipient(POST_ONLY)
def end(visit: Visit, mandate_id: UUID) -> HttpResponse:
    """From this moment the helper sees nothing more."""
    mandate = Mandate.objects.select_related("party").filter(id=mandate_id, party_id=visit.envelope.party_id).first()
    if mandate is None:
        raise Http404
    end_mandate(mandate, visit.actor, visit.now)
    return visit.go("helping_me")


def rights_of(mandate: Mandate) -> list[str]:
    """What the helper may do, in words."""
    return [name_of("mandates.right", right, language()) for right in mandate.rights]
