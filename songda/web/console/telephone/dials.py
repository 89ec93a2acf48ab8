"""A number is dialled, and what the line does is watched until somebody records what came of it."""

from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from songda.channels.registry import telephone_kinds
from songda.clock import now
from songda.core.access import Act
from songda.records.delivery.lookups.covering import covered
from songda.records.delivery.telephone.dialling import hang_up, place_dial
from songda.records.delivery.telephone.models import Dial
from songda.records.delivery.telephone.tries import tries_of
from songda.records.matter.parties.models import Address, Party
from songda.web.console.shared.forms import carry_out
from songda.web.console.shared.gate import GET_AND_POST, POST_ONLY, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import lookup_or_404, the_party
from songda.web.console.shared.pages import Question, ask
from songda.web.console.telephone.forms import DialForm
from songda.web.console.telephone.lines import line_of


@behind(Act.RECORD_CONSENT, GET_AND_POST)
def new_dial(request: StaffRequest, party_id: UUID) -> HttpResponse:
    """Dial one of a party's numbers; where no telephone system is connected, a link for the clerk's own telephone."""
    party = the_party(request, party_id)
    numbers = numbers_of(party)
    last = Dial.objects.filter(caller=request.user).order_by("-asked_at").first()
    first = {"address": str(numbers[0].id) if numbers else None, "extension": last.extension if last else ""}
    masked = covered(request.user, numbers)
    form = DialForm(request.POST or None, numbers=numbers, masked=masked, initial=first)
    act = actor(request)
    if form.is_valid() and (
        dialled := carry_out(form, lambda: place_dial(form.number(), form.cleaned_data["extension"], act, now()))
    ):
        return redirect("console:dial", dialled.id)
    context = {
        "party": party,
        "numbers": [(number, tries_of(number), number.id in masked) for number in numbers],
        "has_system": bool(settings.TELEPHONE_URL),
    }
    back = reverse("console:party", args=[party.id])
    asked = Question(
        _("Dial"), _("Dial"), back, party.case, template="console/telephone/new_dial.html", context=context
    )
    return ask(request, form, asked)


@behind(Act.RECORD_CONSENT)
def dial(request: StaffRequest, dial_id: UUID) -> HttpResponse:
    """What the line does, what the clerk said came of it, and the recording."""
    found = _the_dial(request, dial_id)
    is_masked = bool(covered(request.user, [found.address]))
    context = {
        "dial": found,
        "party": found.party,
        "case": found.party.case,
        "line": line_of(found),
        "is_masked": is_masked,
        "desk": "cases",
    }
    return render(request, "console/telephone/dial.html", context)


@behind(Act.RECORD_CONSENT, POST_ONLY)
def end_dial(request: StaffRequest, dial_id: UUID) -> HttpResponse:
    """End the call."""
    found = _the_dial(request, dial_id)
    hang_up(found, actor(request), now())
    return redirect("console:dial", found.id)


def numbers_of(party: Party) -> list[Address]:
    """Numbers that may be rung, those that the party gave first."""
    in_use = party.addresses.filter(retired_at=None, kind__in=telephone_kinds()).exclude(address_class="rejected")
    return list(in_use.select_related("party__case__court").order_by("recorded_at"))


def _the_dial(request: StaffRequest, dial_id: UUID) -> Dial:
    rows = Dial.objects.select_related("party__case__court", "address", "caller", "recording")
    return lookup_or_404(lambda: rows.get(id=dial_id, party__case__court=request.court))
