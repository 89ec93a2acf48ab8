"""The label of a letter: from whom and to whom, as post wants it written; that it was shown is on record."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render

from songda.channels.registry import place_kinds
from songda.clock import now
from songda.core.access import Act
from songda.core.identifiers.postal import as_written, label_of
from songda.records.matter.parties.showing import note_showing
from songda.web.console.shared import words
from songda.web.console.shared.gate import POST_ONLY, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import the_address

POST_OFFICE = "zh"  # whoever carries it within China reads it in this order, whatever language the clerk reads


@behind(Act.SEE_PERSONAL, POST_ONLY)
def label(request: StaffRequest, place_id: UUID) -> HttpResponse:
    """The label of a letter to a place in use, to be printed."""
    address = the_address(request, place_id)
    if address.kind not in place_kinds():
        raise Http404
    party, court, line = address.party, address.party.case.court, address.value
    note_showing(party, actor(request), now())
    context = {
        "party": party,
        "case": party.case,
        "desk": "cases",
        "lines": label_of(line, POST_OFFICE, party.name),
        "sender": [part for part in (court.street, court.name, court.phone) if part],
        "read": "" if words.language() == POST_OFFICE else as_written(line, words.language()),
    }
    return render(request, "console/parties/label.html", context)
