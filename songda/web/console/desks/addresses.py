"""Addresses of a party: added, and classed anew."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from songda.clock import now
from songda.core.access import Act
from songda.records.parties.actions import add_address, set_address_class
from songda.web.console.forms.base import is_done
from songda.web.console.forms.parties import AddressClassForm, AddressForm
from songda.web.console.gate import FORM, StaffRequest, actor, behind
from songda.web.console.pages import Question, ask
from songda.web.console.reach import the_address, the_party


@behind(Act.EDIT_PARTIES, FORM)
def new_address(request: StaffRequest, party_id: UUID) -> HttpResponse:
    """Add an address; one that belongs to the opponent is refused."""
    party = the_party(request, party_id)
    form = AddressForm(request.POST or None)
    back = reverse("console:party", args=[party.id])
    if form.is_valid() and is_done(form, lambda: add_address(party, form.draft(), actor(request), now())):
        messages.success(request, _("The address is recorded."))
        return redirect(back)
    question = Question(_("Add an address"), _("Add"), back, party.case, context={"party": party})
    return ask(request, form, question)


@behind(Act.EDIT_PARTIES, FORM)
def set_class(request: StaffRequest, address_id: UUID) -> HttpResponse:
    """Say anew how sure the court is of an address; what was there before stays in its history."""
    address = the_address(request, address_id)
    form = AddressClassForm(request.POST or None, initial={"address_class": address.address_class})
    back = reverse("console:party", args=[address.party_id])
    if form.is_valid() and is_done(form, lambda: set_address_class(address, *form.judgement(), actor(request), now())):
        messages.success(request, _("The class of the address is changed."))
        return redirect(back)
    question = Question(
        _("Class of the address"), _("Change"), back, address.party.case, context={"party": address.party}
    )
    return ask(request, form, question)
