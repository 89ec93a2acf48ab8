"""The print room: letters that wait for a yes, for print or for mending, batches, numbers, and how much is printed."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from songda.clock import now
from songda.core.access import Act, may
from songda.core.delivery.letters import MOST_IN_BATCH, OPEN, PRODUCTS, LetterState, Product
from songda.core.refusal import Refused
from songda.records.ways.post.letters.manifest import name_of
from songda.records.ways.post.letters.models import Letter
from songda.records.ways.post.letters.queries import batches_of, print_room_of, ranges_of, waiting_letters
from songda.records.ways.post.letters.rooms import Capacity, RangeDraft, give_range, room_of, set_capacity
from songda.records.ways.post.planning import Agreement, agree
from songda.web.console.shared import words
from songda.web.console.shared.forms import Words, succeeds
from songda.web.console.shared.gate import GET_AND_POST, POST_ONLY, StaffRequest, actor, behind
from songda.web.console.shared.pages import Question, Slice, ask, page_number

SIZE = 50


@behind(Act.SEE_CASES)
def print_room(request: StaffRequest) -> HttpResponse:
    """What waits, state by state, and the batches."""
    state = request.GET.get("state", "")
    state = state if state in OPEN else _first_state(request)
    number = page_number(request.GET.get("page", ""))
    start = (number - 1) * SIZE
    rows = list(waiting_letters(request.court, state)[start : start + SIZE + 1])
    for letter in rows[:SIZE]:
        request.shown.person(letter.envelope.party)
    context = {
        "desk": "letters",
        "room": print_room_of(request.court),
        "state": state,
        "states": [one.value for one in OPEN],
        "page": Slice(rows[:SIZE], number, len(rows) > SIZE),
        "kept": {"state": state},
        "batches": [(batch, name_of(batch)) for batch in batches_of(request.court)],
        "most": MOST_IN_BATCH,
    }
    return render(request, "console/letters/print_room.html", context)


def _first_state(request: StaffRequest) -> str:
    """What somebody must see to comes first."""
    counts = print_room_of(request.court).counts
    order = (LetterState.STOPPED, LetterState.PROPOSED, LetterState.READY, LetterState.PLANNED)
    return next((state.value for state in order if counts[state]), LetterState.PROPOSED.value)


@behind(Act.PLACE_ORDER, POST_ONLY)
def agree_to_many(request: StaffRequest) -> HttpResponse:
    """Say yes to every letter that was ticked; what stands against one is told, the others go on."""
    done, refusals = 0, []
    for letter in Letter.objects.filter(court=request.court, id__in=_ticked(request)).order_by("opened_at", "id"):
        try:
            agree(letter, Agreement(), actor(request), now())
            done += 1
        except Refused as refused:
            refusals.append(refused.sentence(words.language()))
    if done:
        summary = ngettext("%(count)s letter is planned.", "%(count)s letters are planned.", done)
        messages.success(request, summary % {"count": done})
    for sentence in dict.fromkeys(refusals):
        messages.error(request, sentence)
    return redirect("console:letters")


def _ticked(request: StaffRequest) -> list[UUID]:
    found = []
    for typed in request.POST.getlist("letter")[: 10 * SIZE]:
        try:
            found.append(UUID(typed))
        except ValueError:
            continue
    return found


class CapacityForm(forms.Form):
    """How much is printed and taken."""

    a_day = forms.IntegerField(label=_lazy("Letters that are printed a day"), min_value=1, max_value=1_000_000)
    a_week = forms.IntegerField(label=_lazy("Letters that are printed a week"), min_value=1, max_value=1_000_000)
    carrier_a_day = forms.IntegerField(
        label=_lazy("Letters that the carrier takes a day"), min_value=1, max_value=1_000_000
    )


@behind(Act.RUN_COURT, GET_AND_POST)
def capacity(request: StaffRequest) -> HttpResponse:
    """Set it; every waiting letter gets its day anew."""
    desk, room = _desk_of(request), room_of(request.court)
    known = {name: getattr(room, name) for name in ("a_day", "a_week", "carrier_a_day")}
    form = CapacityForm(request.POST or None, initial=known)
    if form.is_valid():
        wanted = Capacity(**form.cleaned_data, prints_at_id=room.prints_at_id, share=room.share)
        if succeeds(form, lambda: set_capacity(request.court, wanted, actor(request), now())):
            messages.success(request, _("It is set; the days of waiting letters are reckoned anew."))
            return redirect(f"console:{desk}")
    question = Question(
        _("How much is printed"),
        _("Set it"),
        reverse(f"console:{desk}"),
        intro=_("By it each waiting letter gets the day on which it is printed: the most urgent first, no rest days."),
        context={"desk": desk},
    )
    return ask(request, form, question)


class RangeForm(forms.Form):
    """Numbers as the carrier gave them."""

    product = forms.ChoiceField(label=_lazy("Kind of letter"))
    two_letters = Words(label=_lazy("The two letters before the digits"), max_length=2, min_length=2)
    first = forms.RegexField(
        label=_lazy("First number"), regex="^[0-9]{8}$", help_text=_lazy("Eight digits, without the check digit.")
    )
    last = forms.RegexField(label=_lazy("Last number"), regex="^[0-9]{8}$")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        fitting = [product for product in Product if PRODUCTS[product].is_service]
        self.fields["product"].choices = [(p.value, words.word(p, "letter_product")) for p in fitting]  # type: ignore[attr-defined]

    def draft(self) -> RangeDraft:
        typed = self.cleaned_data
        return RangeDraft(typed["product"], typed["two_letters"], int(typed["first"]), int(typed["last"]))


@behind(Act.RUN_COURT, GET_AND_POST)
def numbers(request: StaffRequest) -> HttpResponse:
    """Enter numbers of the carrier's; letters that wait for one are set."""
    desk, form = _desk_of(request), RangeForm(request.POST or None)
    if form.is_valid() and succeeds(form, lambda: give_range(request.court, form.draft(), actor(request), now())):
        messages.success(request, _("The numbers are entered; each is given to one letter."))
        return redirect(f"console:{desk}")
    question = Question(
        _("Numbers of letters"),
        _("Enter them"),
        reverse(f"console:{desk}"),
        intro=_("The carrier gives a court numbers for each kind of letter. The check digit is reckoned here."),
        template="console/letters/numbers.html",
        context={"desk": desk, "ranges": ranges_of(request.court)},
    )
    return ask(request, form, question)


def _desk_of(request: StaffRequest) -> str:
    """Where whoever runs the print room's settings comes from: not every office that may sees letters."""
    return "letters" if may(request.user.role, Act.SEE_CASES) else "court"
