"""The way in: typing the code of a message, and the first page behind a link."""

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods

from songda.clock import now
from songda.core.identifiers.person_name import LONGEST
from songda.core.identifiers.typed import read_typed_code
from songda.core.identity import Assurance
from songda.core.warnings import COURT_LINE
from songda.records.ground.limits.actions import LimitedInput, count_try, require_tries_left
from songda.records.service.orders.queries import envelope_by_token
from songda.records.ways.portal.acts.identity import is_envelope_locked
from songda.records.ways.portal.acts.links_again import ask_for_links
from songda.records.ways.portal.acts.opening import may_be_opened
from songda.records.ways.portal.acts.visits import note_fetch
from songda.web.portal.access import GET_AND_POST, GET_ONLY, for_holder, uncached
from songda.web.portal.fields import NUMBER_INPUT_ATTRS, Words
from songda.web.portal.visit import Visit


class LinkCodeForm(forms.Form):
    """The code of a message, typed by hand."""

    code = Words(
        label=_lazy("Code from the message"),
        help_text=_lazy("The ten letters and digits after /s/ in the court’s message. Capital or small is the same."),
        max_length=80,
        widget=forms.TextInput(attrs={**NUMBER_INPUT_ATTRS, "autocomplete": "off", "class": "spaced"}),
    )


@require_http_methods(list(GET_AND_POST))
def enter(request: HttpRequest) -> HttpResponse:
    """Type the code, because links get lost and nobody need press one in a message."""
    form = LinkCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        place = request.META["REMOTE_ADDR"]
        require_tries_left(LimitedInput.LINK, place, now())
        token = read_typed_code(form.cleaned_data["code"])
        if envelope_by_token(token):
            return HttpResponseRedirect(reverse("portal:landing", kwargs={"token": token}))
        count_try(LimitedInput.LINK, place, now())
        form.add_error("code", _no_papers())
    return uncached(render(request, "portal/enter.html", {"form": form}))


class LinksAgainForm(forms.Form):
    """Who lost the message: what the court knows them by."""

    name = Words(
        label=_lazy("Your full name; of a company or body its full name"),
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "name", **NUMBER_INPUT_ATTRS}),
    )
    number = Words(
        label=_lazy("Identity card number; of a company its credit code"),
        max_length=40,
        widget=forms.TextInput(attrs={**NUMBER_INPUT_ATTRS, "autocomplete": "off", "class": "spaced"}),
    )


@require_http_methods(list(GET_AND_POST))
def links_again(request: HttpRequest) -> HttpResponse:
    """The message once more to the number on record; what is answered is the same whoever asks."""
    form = LinksAgainForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        count_try(LimitedInput.REQUEST, request.META["REMOTE_ADDR"], now())
        ask_for_links(form.cleaned_data["name"], form.cleaned_data["number"])
        return HttpResponseRedirect(reverse("portal:links_again") + "?asked=1")
    context = {"form": form, "is_asked": "asked" in request.GET}
    return uncached(render(request, "portal/links_again.html", context, status=422 if form.errors else 200))


def _no_papers() -> str:
    sentence = _("No papers are known under this code. Compare it with the message, or call %(phone)s.")
    return sentence % {"phone": COURT_LINE}


@for_holder(GET_ONLY)
def landing(visit: Visit) -> HttpResponse:
    """Who wrote, to whom, and three equal ways on. Fetching it is noted and means nothing more."""
    note_fetch(visit.envelope, visit.request.headers.get("User-Agent", ""), visit.now)
    return visit.page(
        "landing",
        {
            "is_over": visit.is_of_the_dead,
            "is_known": visit.level >= Assurance.NUMBER_AND_CODE,
            "is_locked": is_envelope_locked(visit.envelope, visit.now),
            "may_open": may_be_opened(visit.envelope, visit.now),
        },
    )
