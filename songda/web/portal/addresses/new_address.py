"""Another number or mailbox for the papers of a case: named, then shown to be theirs by a code that is sent there.

An account is not named: it is connected by whoever scans the code on the page with it, and taken back by one press.
"""

from contextlib import suppress
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from songda.channels.registry import code_kinds
from songda.core.refusal import Refused, WrongField
from songda.core.words import name_of
from songda.records.ground.limits.actions import LimitedInput, count_try, require_tries_left
from songda.records.matter.parties.models import Address
from songda.records.ways.portal.acts.account_messages import CONNECTED
from songda.records.ways.portal.acts.codes import ENDS_ALONE
from songda.records.ways.portal.acts.connecting import (
    MINUTES,
    SHARED,
    connect_everywhere,
    connectable,
    connected_accounts,
    disconnect,
    invite,
    newest_invitation,
)
from songda.records.ways.portal.acts.new_address import (
    confirm_address,
    offer_address,
    own_address_of,
    use_everywhere,
    use_here_only,
    waiting_offer,
)
from songda.trust.typesetting.drawings import qr_svg
from songda.web.portal.access import GET_AND_POST, GET_ONLY, POST_ONLY, for_recipient, for_the_person
from songda.web.portal.fields import Words, with_tries_left
from songda.web.portal.identity import CodeForm
from songda.web.portal.visit import Visit, language


class AddressCodeForm(CodeForm):
    """The one-time code that went to a new address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _lazy("Code from the message to the new address")


def _kinds() -> list[tuple[str, str]]:
    """The kinds of address to which a code may go, which proves that the address is theirs."""
    return [(kind, capfirst(name_of("routes.address_kind", kind, language()))) for kind in code_kinds()]


class AddressForm(forms.Form):
    """A new address for the papers of this case, typed twice, because a slip would send them to a stranger."""

    kind = forms.ChoiceField(
        label=_lazy("What is it?"),
        choices=_kinds,
        widget=forms.RadioSelect,
        initial=lambda: code_kinds()[0],
    )
    value = Words(
        label=_lazy("New number or address"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}),
    )
    again = Words(
        label=_lazy("The same once more"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}),
    )

    def clean(self) -> dict[str, Any]:
        """Both must be the same."""
        typed = super().clean() or {}
        if "value" in typed and "again" in typed and typed["value"].strip() != typed["again"].strip():
            self.add_error("again", _lazy("The two are not the same. Look at both again."))
        return typed


class AccountForm(forms.Form):
    """What the account is to count as."""

    serves = forms.ChoiceField(
        label=_lazy("What should go there?"),
        choices=[
            ("yes", _lazy("Serve me there: a paper counts as served on the day on which its message arrives there")),
            ("no", _lazy("Only tell me there: papers count when I have received them")),
        ],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, is_criminal: bool, **options: Any) -> None:
        """In a criminal case nothing counts by arriving."""
        super().__init__(*args, **options)
        if is_criminal:
            own = _lazy("Use it as mine: a notice sent there counts once I confirm that I have it")
            choices = self.fields["serves"].choices  # type: ignore[attr-defined]
            self.fields["serves"].choices = [("yes", own), choices[1]]  # type: ignore[attr-defined]


TOLD_ONLY = "found"  # what an account counts as where papers count only once received


@for_the_person(GET_AND_POST, is_shown=True)
def address(visit: Visit) -> HttpResponse:
    """Name it; a code goes there. Nothing else is sent there before the code was typed."""
    form = AddressForm(visit.request.POST or None)
    if visit.request.method == "POST" and form.is_valid() and _is_offered(visit, form):
        return visit.go("address_code")
    known = Address.objects.filter(party=visit.envelope.party, retired_at=None).exclude(address_class="rejected")
    entry = connectable()
    connects = name_of("routes.channel", entry.route.name, language()) if entry else ""
    return visit.page("address", {"form": form, "known": known.order_by("recorded_at", "id"), "connects": connects})


def _is_offered(visit: Visit, form: AddressForm) -> bool:
    count_try(LimitedInput.REQUEST, visit.request.META["REMOTE_ADDR"], visit.now)
    try:
        offer_address(visit.envelope, form.cleaned_data["kind"], form.cleaned_data["value"].strip(), visit.now)
    except WrongField as wrong:
        form.add_error("value" if wrong.field == "value" else None, wrong.sentence(language()))
    except Refused as refusal:
        form.add_error("value", why_not(refusal))
    return not form.errors


def why_not(refusal: Refused) -> str:
    """The refusal as its reader is spoken to."""
    if refusal.code == "address_exists":
        return _("The court already has this address of yours.")
    return refusal.sentence(language())


@for_the_person(GET_AND_POST)
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
    return visit.page("address_code", {"form": form, "offered": offered, "shape": ENDS_ALONE})


@for_recipient(GET_ONLY)
def address_noted(visit: Visit) -> HttpResponse:
    """The address that they proved to be theirs last."""
    newest = own_address_of(visit.envelope)
    return visit.page("address_noted", {"address": newest}) if newest else visit.go("address")


@for_the_person(POST_ONLY)
def address_everywhere(visit: Visit) -> HttpResponse:
    """They want it used in all their cases at this court, or no longer."""
    newest = own_address_of(visit.envelope)
    if newest is not None:
        change = use_here_only if newest.is_for_all_cases else use_everywhere
        change(visit.envelope, newest, visit.level, visit.now)
    return visit.go("address_noted")


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


@for_recipient(GET_AND_POST)
def account(visit: Visit) -> HttpResponse:
    """What they have connected, and how to connect another."""
    entry, known = connectable(), connected_accounts(visit.envelope.party)
    if entry is None and not known:
        raise Http404
    form = AccountForm(visit.request.POST or None, is_criminal=visit.is_criminal)
    if visit.request.method == "POST" and form.is_valid() and _is_shown(visit, form):
        return visit.go("account_code")
    channel = name_of("routes.channel", entry.route.name, language()) if entry else ""
    shown = {"form": form, "known": known, "channel": channel, "is_ended": _has_ended(visit)}
    return visit.page("account", shown)


def _has_ended(visit: Visit) -> bool:
    """Whether they come from ending it, and it is ended."""
    try:
        ended = UUID(visit.request.GET.get("ended", ""))
    except ValueError:
        return False
    return Address.objects.filter(id=ended, party=visit.envelope.party).exclude(retired_at=None).exists()


@for_recipient(GET_ONLY)
def account_code(visit: Visit) -> HttpResponse:
    """The code to scan; once it was scanned, what came of it. Shown to nobody who could not have asked for it."""
    newest = newest_invitation(visit.envelope.party, visit.actor)
    if newest is None or (newest.address_class != TOLD_ONLY and not visit.is_enough):
        return visit.go("account")
    channel = name_of("routes.channel", newest.channel, language())
    if newest.used_at is not None:
        about = {"is_connected": newest.outcome == CONNECTED, "is_shared": newest.outcome == SHARED}
        return visit.page("account_connected", {**about, "made": newest, "channel": channel})
    if newest.expires_at <= visit.now or not newest.link:
        return visit.go("account")
    code = mark_safe(qr_svg(newest.link))  # noqa: S308 - drawn here, from a text that can only become squares
    shown = {"code": code, "made": newest, "channel": channel, "minutes": MINUTES}
    return visit.page("account_code", {**shown, "is_looked_for": "scanned" in visit.request.GET})


@for_recipient(POST_ONLY)
def end_account(visit: Visit, address_id: UUID) -> HttpResponse:
    """They want no more messages there."""
    disconnect(visit.envelope.party, address_id, visit.actor, visit.now)
    return HttpResponseRedirect(f"{visit.place('account')}?ended={address_id}")


@for_the_person(POST_ONLY)
def account_everywhere(visit: Visit, address_id: UUID) -> HttpResponse:
    """They want it used in all their cases at this court."""
    with suppress(Refused):  # one that only tells them, which no page offers
        connect_everywhere(visit.envelope.party, address_id, visit.actor, visit.now)
    return visit.go("account")


def _is_shown(visit: Visit, form: AccountForm) -> bool:
    count_try(LimitedInput.REQUEST, visit.request.META["REMOTE_ADDR"], visit.now)
    counts_as = "provided" if form.cleaned_data["serves"] == "yes" else TOLD_ONLY
    if counts_as != TOLD_ONLY and not visit.is_enough:
        form.add_error(
            "serves",
            _("In this case prove first, on the page of your papers, that it is you; or choose to be told only."),
        )
        return False
    try:
        invite(visit.envelope.party, counts_as, visit.actor, visit.now)
    except Refused as refusal:
        form.add_error(None, refusal.sentence(language()))
    return not form.errors
