"""One letter: planned by hand or agreed to, what the check before printing found, where it is, what may come next."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from songda.clock import now
from songda.core.access import Act
from songda.core.delivery.letters import OPEN, PRODUCTS, LetterReason, LetterState, Product, Withdrawal, sheets_of
from songda.core.delivery.letters.sheets import LetterFault
from songda.core.identifiers.postal import as_written
from songda.core.refusal import Refused
from songda.core.words import say
from songda.records.matter.parties.models import Address
from songda.records.matter.parties.showing import note_file
from songda.records.overview.boards.preview import openness
from songda.records.overview.boards.queries import stream
from songda.records.service.deeds.queries import places_of
from songda.records.service.findings.queries import services_of
from songda.records.service.orders.models import Envelope, Service
from songda.records.ways.post.carriage.queries import outcomes_of
from songda.records.ways.post.letters.actions import lines_of, next_try_of, was_lost, withdraw
from songda.records.ways.post.letters.models import Letter
from songda.records.ways.post.letters.queries import faults_of, is_late, letter_of
from songda.records.ways.post.letters.setting import letter_file
from songda.records.ways.post.planning import Agreement, LetterDraft, agree, plan_letter
from songda.trust.paper import PaperError, page_images
from songda.trust.press import marked
from songda.web.console.shared import words
from songda.web.console.shared.forms import RadioChoices, TickChoices, succeeds
from songda.web.console.shared.gate import GET_AND_POST, POST_ONLY, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import lookup_or_404, the_envelope
from songda.web.console.shared.pages import Question, ask, attachment
from songda.web.console.shared.story import Cast, scenes_of

DPI = 80


def the_letter(request: StaffRequest, letter_id: UUID) -> Letter:
    """A letter of the visitor's court."""
    found = lookup_or_404(lambda: letter_of(request.court, letter_id))
    request.shown.person(found.envelope.party)
    return found


class LetterForm(forms.Form):
    """Which papers go where, and how."""

    papers = forms.TypedMultipleChoiceField(label=_lazy("Papers"), coerce=UUID, widget=TickChoices)
    address = forms.TypedChoiceField(label=_lazy("Address"), coerce=UUID, widget=RadioChoices)
    product = forms.ChoiceField(label=_lazy("Kind of letter"), widget=RadioChoices)
    is_large_print = forms.BooleanField(
        label=_lazy("Large print on the sheet that goes before"),
        required=False,
        help_text=_lazy("Whoever needs it, by their age or by what they said, gets it anyway."),
    )

    def __init__(self, *args: Any, services: Sequence[Service], places: Sequence[Address], **options: Any) -> None:
        super().__init__(*args, **options)
        papers = [(str(service.id), service.paper.title) for service in services]
        self.fields["papers"].choices = papers  # type: ignore[attr-defined]
        self.fields["papers"].initial = [service_id for service_id, _title in papers]
        known = [(str(place.id), as_written(place.value, words.language())) for place in places]
        self.fields["address"].choices = known  # type: ignore[attr-defined]
        self.fields["address"].initial = known[-1][0] if known else None
        self.fields["product"].choices = [  # type: ignore[attr-defined]
            (product.value, f"{words.word(product, 'letter_product')} · {words.word(product, 'letter_hint')}")
            for product in Product
            if PRODUCTS[product].is_service
        ]
        self.fields["product"].initial = Product.COURT_POST.value

    def draft(self, previous: Letter | None) -> LetterDraft:
        """What is to be planned."""
        typed = self.cleaned_data
        return LetterDraft(
            typed["address"],
            tuple(typed["papers"]),
            typed["product"],
            (LetterReason.CAME_BACK if previous else LetterReason.BY_HAND).value,
            typed["is_large_print"],
            previous.id if previous else None,
        )


@behind(Act.PLACE_ORDER, GET_AND_POST)
def new_letter(request: StaffRequest, envelope_id: UUID) -> HttpResponse:
    """Send papers by post; the law's word on it stands beside the form."""
    envelope = the_envelope(request, envelope_id)
    previous = _previous(request, envelope)
    services = [view.service for view in services_of(envelope)]
    places = list(places_of(envelope))
    form = LetterForm(request.POST or None, services=services, places=places)
    moment = now()
    if form.is_valid() and succeeds(form, lambda: plan_letter(envelope, form.draft(previous), actor(request), moment)):
        messages.success(request, _("The letter is planned: it is set in type, checked, and waits in the print room."))
        return redirect("console:envelope", envelope.id)
    question = Question(
        _("Send it again by post") if previous else _("Send by post"),
        _("Plan the letter"),
        reverse("console:envelope", args=[envelope.id]),
        envelope.case,
        template="console/letters/new_letter.html",
        context={
            "party": envelope.party,
            "envelope": envelope,
            "openness": openness(envelope, "mail", moment),
            "places": places,
            "previous": previous,
            "is_lost": previous is not None and was_lost(previous),
        },
    )
    return ask(request, form, question)


def _previous(request: StaffRequest, envelope: Envelope) -> Letter | None:
    typed_id = request.GET.get("again", "")
    if not typed_id:
        return None
    try:
        letter_id = UUID(typed_id)
    except ValueError:
        raise Http404 from None
    return lookup_or_404(lambda: Letter.objects.get(id=letter_id, envelope=envelope, state=LetterState.SEALED))


@dataclass(frozen=True)
class FaultRow:
    """One fault as the page tells it; `page` 0 where it is on none."""

    sentence: str
    page: int
    stops: bool


@behind(Act.SEE_CASES)
def letter(request: StaffRequest, letter_id: UUID) -> HttpResponse:
    """Where it is, what it carries, what was found before printing, and what may be done."""
    found = the_letter(request, letter_id)
    deed = found.deed
    steps = list(deed.steps.filter(struck_at=None).order_by("at", "id")) if deed else []
    faults = faults_of(found)
    came_back = any(step.kind == "returned" for step in steps)
    is_in_vain = came_back or was_lost(found)
    streams = [f"letter:{found.id}", *([f"deed:{deed.id}"] if deed else [])]
    context = {
        "desk": "letters",
        "letter": found,
        "case": found.envelope.case,
        "party": found.envelope.party,
        "envelope": found.envelope,
        "lines": lines_of(found),
        "papers": [paper.service for paper in found.paper_rows.select_related("service__paper")],
        "sheets": sheets_of(found.pages or 0),
        "faults": [FaultRow(_fault(each), each.page, each.stops) for each in faults],
        "marked_pages": sorted({each.page for each in faults if each.page}) if found.file_id else [],
        "steps": steps,
        "deed": deed,
        "reported": [] if any(step.kind != "sent" for step in steps) else outcomes_of(found),
        "came_back": came_back,
        "is_in_vain": is_in_vain,
        "next_try": next_try_of(found),
        "is_open": found.state in OPEN,
        "is_late": is_late(found),
        "scenes": scenes_of(stream(*streams)[::-1], Cast(found.envelope.case, request.user)),
    }
    return render(request, "console/letters/letter.html", context)


def _fault(found: LetterFault) -> str:
    return say(f"letters.fault.{found.fault}", words.language(), detail=found.detail)


@behind(Act.TAKE_FILES)
def file(request: StaffRequest, letter_id: UUID) -> HttpResponse:
    """The letter as it is printed."""
    found = the_letter(request, letter_id)
    try:
        body = letter_file(found)
    except LookupError:
        raise Http404 from None
    note_file(found.envelope.case, "letter", found.id, actor(request), now())
    return attachment(body, f"{found.number}.pdf", "application/pdf")


@behind(Act.SEE_PERSONAL)
def page(request: StaffRequest, letter_id: UUID, number: int) -> HttpResponse:
    """One page as a picture, with a red frame where something was found."""
    found = the_letter(request, letter_id)
    try:
        (image,) = page_images(letter_file(found), DPI, only=range(number, number + 1))
    except (LookupError, PaperError, ValueError):
        raise Http404 from None
    note_file(found.envelope.case, "letter", found.id, actor(request), now())
    picture = marked(image, [each for each in faults_of(found) if each.page == number])
    return HttpResponse(picture.body, content_type=picture.mime)


@behind(Act.PLACE_ORDER, POST_ONLY)
def agree_to(request: StaffRequest, letter_id: UUID) -> HttpResponse:
    """Say yes to a letter that was prepared, or have one that was stopped set anew."""
    found = the_letter(request, letter_id)
    try:
        agree(found, Agreement(), actor(request), now())
    except Refused as refused:
        messages.error(request, refused.sentence(words.language()))
    else:
        messages.success(request, _("The letter is planned."))
    return redirect("console:letter", found.id)


@behind(Act.PLACE_ORDER, POST_ONLY)
def take_out(request: StaffRequest, letter_id: UUID) -> HttpResponse:
    """Take it out before its batch is sealed."""
    found = the_letter(request, letter_id)
    try:
        withdraw(found, Withdrawal.BY_HAND, actor(request), now())
    except Refused as refused:
        messages.error(request, refused.sentence(words.language()))
    else:
        messages.success(request, _("The letter is taken out. If it was printed already, remove it from the pile."))
    return redirect("console:envelope", found.envelope_id)
