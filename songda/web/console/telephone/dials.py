"""A number is dialled: by a clerk, who watches the line until they record what came of it, or for a notice call.

For a notice call the court's telephone rings by itself and speaks a text that names no case and no person.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from songda.channels.registry import mask_address, telephone_kinds
from songda.clock import now
from songda.core.access import Act
from songda.core.refusal import Refused
from songda.records.matter.parties.models import Address, Party
from songda.records.service.tasks.unfinished import calls_due
from songda.records.service.telephone.dialling import (
    NumberTries,
    hang_up,
    languages_of,
    may_ring_from,
    place_dial,
    place_notice,
    text_of,
    tries_of_numbers,
    why_no_notices,
)
from songda.records.service.telephone.models import Dial
from songda.records.ways.lookups.disclosure import covered
from songda.records.ways.telephone.calls.desk import hour_agreed_with, untold_dials
from songda.web.console.shared import words
from songda.web.console.shared.forms import RadioChoices, Words, carry_out, is_sure
from songda.web.console.shared.gate import GET_AND_POST, POST_ONLY, StaffRequest, actor, behind
from songda.web.console.shared.lines import line_of
from songda.web.console.shared.lookup_or_404 import lookup_or_404, the_party
from songda.web.console.shared.pages import Question, ask
from songda.web.console.shared.words import language

LANGUAGES = {"zh": _lazy("Chinese"), "en": _lazy("English")}  # in which a notice can be spoken


class NumberForm(forms.Form):
    """Which number."""

    address = forms.TypedChoiceField(label=_lazy("Number to be rung"), coerce=UUID, widget=RadioChoices)

    def __init__(self, *args: Any, numbers: list[Address], masked: Collection[UUID] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.numbers = {number.id: number for number in numbers}
        choices = [(str(number.id), _label(number, is_masked=number.id in masked)) for number in numbers]
        self.fields["address"].choices = choices  # type: ignore[attr-defined]

    def number(self) -> Address:
        """The number that was chosen."""
        return self.numbers[self.cleaned_data["address"]]


class NoticeForm(NumberForm):
    """Which number, and in which language the notice is spoken."""

    language = forms.ChoiceField(label=_lazy("Language of the notice"), choices=[], widget=RadioChoices)

    def __init__(self, *args: Any, languages: list[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["language"].choices = [(code, LANGUAGES[code]) for code in languages]  # type: ignore[attr-defined]


class DialForm(NumberForm):
    """Which number, and at which of the court's telephones."""

    what_to_mend = _lazy("Nothing was dialled.")

    extension = Words(
        label=_lazy("Your own telephone"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "short"}),
        help_text=_lazy(
            "The extension in the court at which you sit. It rings first; pick it up, then the party is rung."
        ),
    )


def _label(number: Address, *, is_masked: bool) -> str:
    """A number that a look-up found is dialled without being shown."""
    shown = mask_address(number.kind, number.value) if is_masked else number.value
    sure = words.word(number.address_class, "address_class")
    return _("%(number)s (%(sure)s)") % {"number": shown, "sure": sure}


@behind(Act.RECORD_CONSENT, GET_AND_POST)
def new_dial(request: StaffRequest, party_id: UUID) -> HttpResponse:
    """Dial one of a party's numbers; where no telephone system is connected, a link for the clerk's own telephone."""
    party = the_party(request, party_id)
    numbers = numbers_of(party)
    last = Dial.objects.filter(caller=request.user).order_by("-asked_at").first()
    tries = tries_of_numbers(numbers)
    first = {"address": _ready_first(numbers, tries), "extension": last.extension if last else ""}
    masked = covered(request.user, numbers)
    form = DialForm(request.POST or None, numbers=numbers, masked=masked, initial=first)
    act = actor(request)
    if (
        form.is_valid()
        and is_sure(form, _before_their_hour(party))
        and (dialled := carry_out(form, lambda: place_dial(form.number(), form.cleaned_data["extension"], act, now())))
    ):
        return redirect("console:dial", dialled.id)
    context = {
        "party": party,
        "numbers": [(number, tries[number.id], number.id in masked, _rests_until(number, tries)) for number in numbers],
        "tasks": calls_due(party),
        "has_system": bool(settings.TELEPHONE_URL),
        "named_at": hour_agreed_with(party, now()),
        "untold": untold_dials([party.id]).get(party.id),
        "desk": "calls",
    }
    back = reverse("console:party", args=[party.id])
    question = Question(
        _("Dial"), _("Dial"), back, party.case, template="console/telephone/new_dial.html", context=context
    )
    return ask(request, form, question)


def _rests_until(number: Address, tries: Mapping[UUID, NumberTries]) -> datetime | None:
    """From when it may be rung again; None where that is now."""
    at = now()
    from_at = may_ring_from(tries[number.id], at, ZoneInfo(number.party.case.court.zone))
    return from_at if from_at > at else None


def _before_their_hour(party: Party) -> list[str]:
    """That another hour was agreed with them."""
    at = hour_agreed_with(party, now())
    said = {"at": f"{timezone.localtime(at):%Y-%m-%d %H:%M}"} if at else {}
    return [_("It was agreed that they are called at %(at)s. Ring them now all the same?") % said] if at else []


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
        "desk": "calls",
    }
    return render(request, "console/telephone/dial.html", context)


@behind(Act.RECORD_CONSENT, POST_ONLY)
def end_dial(request: StaffRequest, dial_id: UUID) -> HttpResponse:
    found = _the_dial(request, dial_id)
    hang_up(found, actor(request), now())
    return redirect("console:dial", found.id)


def numbers_of(party: Party) -> list[Address]:
    """Numbers that may be rung, those that the party gave first."""
    in_use = party.addresses.filter(retired_at=None, kind__in=telephone_kinds()).exclude(address_class="rejected")
    return list(in_use.select_related("party__case__court").order_by("recorded_at", "id"))


def _ready_first(numbers: Sequence[Address], tries: Mapping[UUID, NumberTries]) -> str | None:
    """The number that may be rung soonest; of several, the one that the party gave first."""
    at = now()

    def ready(number: Address) -> datetime:
        return may_ring_from(tries[number.id], at, ZoneInfo(number.party.case.court.zone))

    return str(min(numbers, key=ready).id) if numbers else None


def _the_dial(request: StaffRequest, dial_id: UUID) -> Dial:
    rows = Dial.objects.select_related("party__case__court", "address", "caller", "recording")
    return lookup_or_404(lambda: rows.get(id=dial_id, party__case__court=request.court))


@behind(Act.RECORD_CONSENT, GET_AND_POST)
def new_notice(request: StaffRequest, party_id: UUID) -> HttpResponse:
    """Start a notice call to one of a party's numbers, having read what will be said."""
    party = the_party(request, party_id)
    numbers, act = numbers_of(party), actor(request)
    masked = covered(request.user, numbers)
    first = {"address": _ready_first(numbers, tries_of_numbers(numbers)), "language": "zh"}
    languages = languages_of(request.court)
    form = NoticeForm(request.POST or None, numbers=numbers, masked=masked, languages=languages, initial=first)
    if form.is_valid() and (
        begun := carry_out(form, lambda: place_notice(form.number(), form.cleaned_data["language"], act, now()))
    ):
        return redirect("console:dial", begun.id)
    why = why_no_notices(request.court)
    context = {
        "party": party,
        "numbers": numbers,
        "why_not": Refused(why).sentence(language()) if why else "",
        "texts": [(code, LANGUAGES[code], text_of(request.court, code)) for code in languages],
    }
    question = Question(
        _("Notice call"),
        _("Start the notice call"),
        reverse("console:party", args=[party.id]),
        party.case,
        _("The court's telephone rings the number and speaks a fixed text; you do not take part."),
        "console/telephone/new_notice.html",
        context,
    )
    return ask(request, form, question)
