"""Addresses of a party: added, classed anew, corrected, replaced, given up."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from songda.channels.registry import place_kinds
from songda.clock import now
from songda.core.access import Act
from songda.records.matter.parties.actions import (
    AddressDraft,
    Right,
    add_address,
    correct_address,
    replace_address,
    rests_on_a_call,
    retire_address,
    set_address_class,
)
from songda.records.matter.parties.doubts import doubts_about_address
from songda.records.matter.parties.models import Address
from songda.web.console.parties.correction_forms import OtherAddressForm, RightAddressForm
from songda.web.console.parties.forms import AddressClassForm, AddressForm
from songda.web.console.parties.postal import parts_of
from songda.web.console.shared import words
from songda.web.console.shared.doubts import is_sure
from songda.web.console.shared.forms import carry_out, succeeds
from songda.web.console.shared.gate import GET_AND_POST, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import the_address, the_party
from songda.web.console.shared.pages import Question, ask
from songda.web.console.shared.reasons import ReasonForm
from songda.web.console.templatetags.console import masked_address


@behind(Act.EDIT_PARTIES, GET_AND_POST)
def new_address(request: StaffRequest, party_id: UUID) -> HttpResponse:
    """Add an address; one that belongs to the opponent is refused."""
    party = the_party(request, party_id)
    form = AddressForm(request.POST or None)
    back = reverse("console:party", args=[party.id])
    odd = (
        [one.sentence(words.language()) for one in doubts_about_address(party, form.draft())] if form.is_valid() else []
    )
    is_kept = form.is_valid() and is_sure(form, odd)
    if is_kept and succeeds(form, lambda: add_address(party, form.draft(), actor(request), now())):
        messages.success(request, _("The address is recorded."))
        return redirect(back)
    question = Question(_("Add an address"), _("Add"), back, party.case, context={"party": party})
    return ask(request, form, question)


@behind(Act.EDIT_PARTIES, GET_AND_POST)
def set_class(request: StaffRequest, address_id: UUID) -> HttpResponse:
    """Say anew how sure the court is of an address; what was there before stays in its history."""
    address = the_address(request, address_id)
    form = AddressClassForm(request.POST or None, initial={"address_class": address.address_class})
    if form.is_valid() and succeeds(form, lambda: set_address_class(address, *form.judgement(), actor(request), now())):
        messages.success(request, _("The class of the address is changed."))
        return redirect(_home(address))
    return ask(request, form, _question(address, _("Class of the address"), _("Change")))


@behind(Act.EDIT_PARTIES, GET_AND_POST)
def correct(request: StaffRequest, address_id: UUID) -> HttpResponse:
    """Put the right value in the place of a mistyped one; what went to the wrong one counts for nothing."""
    address = the_address(request, address_id)
    form = RightAddressForm(
        request.POST or None,
        is_asked=rests_on_a_call(address),
        is_place=address.kind in place_kinds(),
        initial=parts_of(address.value) if address.kind in place_kinds() else {},
    )
    if form.is_valid():
        right = Right(form.cleaned_data["value"], form.cleaned_data.get("called", ""))
        if new := carry_out(form, lambda: correct_address(address, right, form.why(), actor(request), now())):
            messages.success(request, _after_correction(new))
            return redirect(_home(address))
    intro = _("For an address that was mistyped: whatever was sent there counts for nothing and is sent anew.")
    return ask(request, form, _question(address, _("Correct the address"), _("Correct"), intro))


@behind(Act.EDIT_PARTIES, GET_AND_POST)
def replace(request: StaffRequest, address_id: UUID) -> HttpResponse:
    """Another address in the place of one that was right; what was served at the old one stands."""
    address = the_address(request, address_id)
    form = OtherAddressForm(request.POST or None, is_place=address.kind in place_kinds())
    if form.is_valid():
        draft = AddressDraft(address.kind, **form.cleaned_data)
        if succeeds(form, lambda: replace_address(address, draft, actor(request), now())):
            messages.success(request, _("The address is replaced."))
            return redirect(_home(address))
    intro = _("For an address that has changed: what was served at the old one stands, nothing more goes there.")
    return ask(request, form, _question(address, _("Replace the address"), _("Replace"), intro))


@behind(Act.EDIT_PARTIES, GET_AND_POST)
def retire(request: StaffRequest, address_id: UUID) -> HttpResponse:
    """Write to an address no more."""
    address = the_address(request, address_id)
    form = ReasonForm(request.POST or None)
    if form.is_valid() and succeeds(form, lambda: retire_address(address, form.why(), actor(request), now())):
        messages.success(request, _("Nothing more goes to this address."))
        return redirect(_home(address))
    intro = _("What was served at this address stands; what waits to go there is called off.")
    return ask(request, form, _question(address, _("Use the address no more"), _("End its use"), intro))


def _after_correction(new: Address) -> str:
    if new.address_class == "unknown":
        return _(
            "The address is corrected. Nobody has confirmed the right one yet: what goes there counts only after that."
        )
    return _("The address is corrected. Papers under way go to the right one now.")


def _home(address: Address) -> str:
    return reverse("console:party", args=[address.party_id])


def _question(address: Address, title: str, submit: str, intro: str = "") -> Question:
    shown = masked_address(address.value, address.kind)
    return Question(
        title,
        submit,
        _home(address),
        address.party.case,
        intro,
        about=f"{words.word(address.kind, 'address_kind')} {shown}",
        context={"party": address.party},
    )
