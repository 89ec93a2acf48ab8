"""Another number or mailbox for the papers of a case: named, then shown to be theirs by a code that is sent there."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from songda.core.identity import CODE_MINUTES
from songda.core.refusal import Refused, WrongField
from songda.records.limits.actions import count_try, require_tries_left
from songda.records.limits.limited_inputs import LimitedInput
from songda.records.parties.models import Address
from songda.records.portal_acts.new_address import confirm_address, offer_address, own_address_of, waiting_offer
from songda.web.portal.access import GET_AND_POST, GET_ONLY, for_recipient
from songda.web.portal.forms import AddressCodeForm, AddressForm
from songda.web.portal.visit import Visit, language
from songda.web.portal.wrong_tries import with_tries_left


@for_recipient(GET_AND_POST)
def address(visit: Visit) -> HttpResponse:
    """Name it; a code goes there. Nothing else is sent there before the code was typed."""
    form = AddressForm(visit.request.POST or None)
    if visit.request.method == "POST" and form.is_valid() and _is_offered(visit, form):
        return visit.go("address_code")
    known = Address.objects.filter(party=visit.envelope.party, retired_at=None).exclude(address_class="rejected")
    return visit.page("address", {"form": form, "known": known.order_by("recorded_at")})


def _is_offered(visit: Visit, form: AddressForm) -> bool:
    count_try(LimitedInput.REQUEST, visit.request.META["REMOTE_ADDR"], visit.now)
    try:
        offer_address(visit.envelope, form.cleaned_data["kind"], form.cleaned_data["value"].strip(), visit.now)
    except WrongField as with_tries_left:
        form.add_error("value" if with_tries_left.field == "value" else None, with_tries_left.sentence(language()))
    except Refused as refusal:
        form.add_error("value", why_not(refusal))
    return not form.errors


def why_not(refusal: Refused) -> str:
    """The refusal as its reader is spoken to."""
    if refusal.code == "address_exists":
        return _("The court already has this address of yours.")
    return refusal.sentence(language())


@for_recipient(GET_AND_POST)
def address_code(visit: Visit) -> HttpResponse:
    """The code that went to the new address; typed here it makes the address count."""
    offered = waiting_offer(visit.envelope, visit.now)
    if offered is None:
        return visit.go("address")
    form = AddressCodeForm(visit.request.POST or None)
    if visit.request.method == "POST" and form.is_valid():
        accepted = _accept(visit, form)
        if accepted is not None:
            return visit.go("address_noted")
    return visit.page("address_code", {"form": form, "offered": offered, "minutes": CODE_MINUTES})


@for_recipient(GET_ONLY)
def address_noted(visit: Visit) -> HttpResponse:
    """The address that they proved to be theirs last."""
    newest = own_address_of(visit.envelope)
    return visit.page("address_noted", {"value": newest.value}) if newest else visit.go("address")


def _accept(visit: Visit, form: AddressCodeForm) -> Address | None:
    place = visit.request.META["REMOTE_ADDR"]
    require_tries_left(LimitedInput.IDENTITY, place, visit.now)
    try:
        tried, accepted = confirm_address(visit.envelope, form.cleaned_data["code"], visit.now)
    except Refused as refusal:
        form.add_error(None, refusal.sentence(language()))
        return None
    if not tried.ok:
        count_try(LimitedInput.IDENTITY, place, visit.now)
        form.add_error("code", _wrong(tried.tries_left))
    return accepted


def _wrong(left: int) -> str:
    if left <= 0:
        return _("This code is worth nothing any more. Name the address again to get another one.")
    return with_tries_left(_("This is not the code that was sent there."), left)
