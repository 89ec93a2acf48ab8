"""The recipient reads who looked up their numbers: which court, when, what for."""

from django.http import HttpResponse

from songda.core.words import name_of
from songda.records.delivery.lookups.disclosure import lookups_shown_to
from songda.web.portal.access import GET_ONLY, for_recipient
from songda.web.portal.visit import Visit, language


@for_recipient(GET_ONLY)
def looked_up(visit: Visit) -> HttpResponse:
    """Every look-up of this person that no judge delays telling; other courts are named without their cases."""
    speaks = language()
    shown = [
        {
            "court": one.court_zh if speaks == "zh" else one.court_en,
            "at": one.at,
            "purpose": name_of("lookups.purpose", one.purpose, speaks),
            "operators": [name_of("lookups.operator", word, speaks) for word in one.operators],
            "case": one.case_number,
        }
        for one in lookups_shown_to(visit.envelope.party, visit.now)
    ]
    return visit.page("looked_up", {"shown": shown})
