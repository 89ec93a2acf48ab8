"""What this court entrusted to others, and what others entrusted to it; to everybody else it does not exist.

The court that serves sees this person, these papers and the letter, and nothing else of the case.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from songda.clock import now
from songda.core.access import Act, may
from songda.core.delivery.deeds import MANNERS
from songda.core.delivery.entrustments import CALLED_BACK, WAY, Hand, State, basis_of
from songda.core.identifiers.postal import as_written
from songda.records.court.staff.court_settings import courts_at_work
from songda.records.court.staff.models import Court
from songda.records.matter.cases.actions import Reason
from songda.records.matter.parties.models import Address
from songda.records.matter.parties.showing import note_file
from songda.records.overview.boards.preview import Openness, openness
from songda.records.service.deeds.queries import places_of, words_of_step
from songda.records.service.findings.queries import services_of
from songda.records.service.orders.models import Service
from songda.records.ways.deeds import StepDraft
from songda.records.ways.entrustments.actions import (
    LONGEST_NAME,
    LONGEST_WORDS,
    EntrustmentDraft,
    entrust,
    entrusted_by,
    entrusted_to,
    entrustment_of,
    letter_of,
    name_of_hand,
    papers_of,
    reason_of,
    receive,
    record_outcome,
    refuse,
    take_back,
    words_of_entrustment,
)
from songda.records.ways.entrustments.models import Entrustment
from songda.web.console.shared import words
from songda.web.console.shared.forms import (
    Moment,
    RadioChoices,
    ReasonForm,
    TickChoices,
    Words,
    carry_out,
    scan_of_return,
    succeeds,
    to_choose,
)
from songda.web.console.shared.gate import GET_AND_POST, POST_ONLY, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import lookup_or_404, the_envelope
from songda.web.console.shared.pages import Question, ask, attachment

SHOWN = 100


class EntrustForm(forms.Form):
    """Who is to serve which papers, and where."""

    hand = forms.ChoiceField(label=_lazy("Who is to serve"), widget=RadioChoices)
    court = forms.TypedChoiceField(label=_lazy("Court"), coerce=UUID, empty_value=None, required=False)
    name = Words(
        label=_lazy("Name of the court outside, unit, prison or institution"), max_length=LONGEST_NAME, required=False
    )
    papers = forms.TypedMultipleChoiceField(label=_lazy("Papers"), coerce=UUID, widget=TickChoices)
    address = forms.TypedChoiceField(label=_lazy("Place of service"), coerce=UUID, empty_value=None, required=False)
    words = Words(
        label=_lazy("What else is asked"),
        max_length=LONGEST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_lazy("Why it is difficult to serve directly, where they can be met. It stands in the letter."),
    )

    def __init__(
        self,
        *args: Any,
        services: Sequence[Service],
        places: Sequence[Address],
        courts: Sequence[Court],
        ways: Collection[str],
        **options: Any,
    ) -> None:
        """`ways`: those of entrusting and handing on that the law opens."""
        super().__init__(*args, **options)
        known = [one for one in words.choices(words.HAND) if courts or one[0] != Hand.COURT]
        self.fields["hand"].choices = [one for one in known if WAY[Hand(one[0])] in ways]  # type: ignore[attr-defined]
        named = [(str(court.id), court.name_in(words.language())) for court in courts]
        self.fields["court"].choices = to_choose(named)  # type: ignore[attr-defined]
        for needed in ("court", "name", "address"):  # each by some hands: none is called optional
            self.fields[needed].note = "expected"  # type: ignore[attr-defined]
        if not courts:
            del self.fields["court"]
        papers = [(str(service.id), service.paper.title) for service in services]
        self.fields["papers"].choices = papers  # type: ignore[attr-defined]
        self.fields["papers"].initial = [service_id for service_id, _title in papers]
        on_file = [(str(place.id), as_written(place.value, words.language())) for place in places]
        self.fields["address"].choices = [("", _lazy("None on file")), *on_file]  # type: ignore[attr-defined]
        self.fields["address"].initial = on_file[-1][0] if on_file else ""

    def draft(self) -> EntrustmentDraft:
        typed = self.cleaned_data
        return EntrustmentDraft(
            typed["hand"], tuple(typed["papers"]), typed["address"], typed.get("court"), typed["name"], typed["words"]
        )


class OutcomeForm(forms.Form):
    kind = forms.ChoiceField(label=_lazy("What happened"), widget=RadioChoices)
    at = Moment(label=_lazy("When"))
    by = forms.ChoiceField(label=_lazy("Who signed, or refused"), required=False)
    how = forms.ChoiceField(label=_lazy("How it was left"), required=False)
    words = Words(label=_lazy("Details"), max_length=400, required=False)
    scan = scan_of_return()

    def __init__(self, *args: Any, way: str, **options: Any) -> None:
        super().__init__(*args, **options)
        kinds = ("signed", "left", "returned") if way == "entrusted" else ("signed", "returned")
        self.fields["kind"].choices = [(one, words.word(one, "deed_outcome")) for one in kinds]  # type: ignore[attr-defined]
        signers = [("", _lazy("Nobody, or not told")), *words.choices(words.SIGNER)]
        self.fields["by"].choices = signers  # type: ignore[attr-defined]
        ways = [("", _lazy("Not told")), *[(one, words.word(one, "leaving")) for one in MANNERS["left"]]]
        self.fields["how"].choices = ways  # type: ignore[attr-defined]
        if "left" not in kinds:
            del self.fields["how"]

    def step(self) -> StepDraft:
        typed = self.cleaned_data
        scan = typed["scan"].read() if typed["scan"] else None
        manner = typed.get("how", "") if typed["kind"] == "left" else ""
        return StepDraft(typed["kind"], typed["at"], typed["by"], typed["words"], scan, manner)


@behind(Act.SEE_CASES)
def desk(request: StaffRequest) -> HttpResponse:
    """What others entrusted to this court, what is due first on top; and what it entrusted or had handed on."""
    theirs = list(entrusted_to(request.court).filter(state=State.SENT)[:SHOWN])
    ours = list(entrusted_by(request.court).order_by("-sent_at")[:SHOWN])
    for made in (*theirs, *ours):
        request.shown.person(made.deed.envelope.party)
    context = {
        "desk": "entrusted",
        "theirs": theirs,
        "done": list(entrusted_to(request.court).exclude(state=State.SENT).order_by("-ended_at")[:SHOWN]),
        "ours": [(made, name_of_hand(made)) for made in ours],
        "today": timezone.localtime(now()).date(),
    }
    for made in context["done"]:  # type: ignore[attr-defined]
        request.shown.person(made.deed.envelope.party)
    return render(request, "console/entrusted/desk.html", context)


def _the_entrustment(request: StaffRequest, entrustment_id: UUID) -> Entrustment:
    found = lookup_or_404(lambda: entrustment_of(request.court, entrustment_id))
    request.shown.person(found.deed.envelope.party)
    return found


def _serves(request: StaffRequest, found: Entrustment) -> bool:
    """Whether this court is the one that serves."""
    return found.court_id == request.court.id


def _asked(request: StaffRequest, found: Entrustment) -> bool:
    """Whether this court is the one that asked."""
    return found.deed.envelope.case.court_id == request.court.id


def _openness_of(by_way: Mapping[str, list[Openness]], closed: Collection[str]) -> dict[str, object]:
    """What the law says against the ways that are offered, and of those that are not why."""
    offered = [line for way, lines in by_way.items() if way not in closed for line in lines]
    return {"openness": offered, "not_offered": {way: by_way[way] for way in closed}}


@behind(Act.PLACE_ORDER, GET_AND_POST)
def new(request: StaffRequest, envelope_id: UUID) -> HttpResponse:
    """Entrust another court, or have papers handed on; the law's word on both stands beside the form."""
    envelope = the_envelope(request, envelope_id)
    courts = list(courts_at_work().exclude(id=request.court.id))
    services, places = [view.service for view in services_of(envelope)], list(places_of(envelope))
    moment = now()
    by_way = {way: openness(envelope, way, moment) for way in dict.fromkeys(WAY.values())}
    closed = {way for way, lines in by_way.items() if lines and not any(line.method.allowed for line in lines)}
    if closed == by_way.keys():  # whoever asks for it all the same is told why beside every hand
        closed = set()
    ways = [way for way in by_way if way not in closed]
    form = EntrustForm(request.POST or None, services=services, places=places, courts=courts, ways=ways)
    if form.is_valid():
        made = carry_out(form, lambda: entrust(envelope, form.draft(), actor(request), now()))
        if made is not None:
            messages.success(request, _("The letter is written, and the try is on record."))
            return redirect("console:entrustment", made.id)
    question = Question(
        _("Entrust another court, or have papers handed on"),
        _("Write the letter and send"),
        reverse("console:envelope", args=[envelope.id]),
        envelope.case,
        template="console/entrusted/new.html",
        context={"party": envelope.party, "envelope": envelope, **_openness_of(by_way, closed)},
    )
    return ask(request, form, question)


@behind(Act.SEE_CASES)
def one(request: StaffRequest, entrustment_id: UUID) -> HttpResponse:
    """The letter, the papers, the term, what was done; the same for both courts, each with what it may do."""
    found = _the_entrustment(request, entrustment_id)
    sees = may(request.user.role, Act.SEE_PERSONAL)
    place, works = found.deed.address, may(request.user.role, Act.PLACE_ORDER) and found.state == State.SENT
    context = {
        "desk": "entrusted",
        "made": found,
        "of": found.deed.envelope,
        "person": found.deed.envelope.party,
        "to": name_of_hand(found),
        "basis": basis_of(found.hand, found.deed.envelope.case.branch, words.language()),
        "place": as_written(place.value, words.language()) if place and sees else "",
        "papers": papers_of(found),
        "words": words_of_entrustment(found) if sees else "",
        "reason": reason_of(found) if sees else "",
        "steps": [(step, words_of_step(step) if sees else "") for step in found.deed.steps.order_by("id")],
        "serves": _serves(request, found),
        "asked": _asked(request, found),
        "may_serve": works and (_serves(request, found) or (_asked(request, found) and found.court_id is None)),
        "may_take_back": works and _asked(request, found),
        "is_called_back": found.state in CALLED_BACK,
        "may_tell_late": may(request.user.role, Act.PLACE_ORDER)
        and found.state in CALLED_BACK
        and (_serves(request, found) or found.court_id is None),
        "is_late": found.state == State.SENT and found.due_on < timezone.localtime(now()).date(),
    }
    return render(request, "console/entrusted/one.html", context)


def _not_theirs(request: StaffRequest, found: Entrustment) -> HttpResponse:
    """What the other of the two courts does."""
    messages.error(request, _("Only the other court does this."))
    return redirect("console:entrustment", found.id)


@behind(Act.PLACE_ORDER, POST_ONLY)
def received(request: StaffRequest, entrustment_id: UUID) -> HttpResponse:
    """The entrusted court says that it has the letter and the papers."""
    found = _the_entrustment(request, entrustment_id)
    if not _serves(request, found):
        return _not_theirs(request, found)
    receive(found, actor(request), now())
    messages.success(request, _("Receipt is on record; the other court sees it."))
    return redirect("console:entrustment", found.id)


@behind(Act.PLACE_ORDER, GET_AND_POST)
def outcome(request: StaffRequest, entrustment_id: UUID) -> HttpResponse:
    """Whoever serves says what came of it; of a court outside and of those who hand on, whoever asked."""
    found = _the_entrustment(request, entrustment_id)
    if not (_serves(request, found) or found.court_id is None):
        return _not_theirs(request, found)
    known = {"at": timezone.localtime(now())}
    form = OutcomeForm(request.POST or None, request.FILES or None, way=found.deed.way, initial=known)
    form.fields["at"].help_text = _("Proposed is now; enter the time that the return tells.")
    if form.is_valid() and succeeds(form, lambda: record_outcome(found, form.step(), actor(request), now())):
        messages.success(request, _("It is on record; the law is asked again."))
        return redirect("console:entrustment", found.id)
    return _ask_of(request, found, form, _("What came of it"), _("Record"))


@behind(Act.PLACE_ORDER, GET_AND_POST)
def refusal(request: StaffRequest, entrustment_id: UUID) -> HttpResponse:
    """They do not serve, and say why; of those outside, whoever asked writes it down."""
    found = _the_entrustment(request, entrustment_id)
    if not (_serves(request, found) or found.court_id is None):
        return _not_theirs(request, found)
    return _end(request, found, refuse, _("We do not serve") if _serves(request, found) else _("They do not serve"))


@behind(Act.PLACE_ORDER, GET_AND_POST)
def back(request: StaffRequest, entrustment_id: UUID) -> HttpResponse:
    """Whoever asked takes it back."""
    found = _the_entrustment(request, entrustment_id)
    if not _asked(request, found):
        return _not_theirs(request, found)
    return _end(request, found, take_back, _("Take it back"))


def _end(request: StaffRequest, found: Entrustment, how: Callable[..., None], title: str) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    if form.is_valid() and succeeds(
        form, lambda: how(found, Reason(form.cleaned_data["reason"]), actor(request), now())
    ):
        messages.success(request, _("It is on record; the other side sees it."))
        return redirect("console:entrustment", found.id)
    return _ask_of(request, found, form, title, title)


def _ask_of(request: StaffRequest, found: Entrustment, form: forms.Form, title: str, submit: str) -> HttpResponse:
    about = f"{found.deed.envelope.case.number} · {words.word(found.hand, 'hand')}"
    here = reverse("console:entrustment", args=[found.id])
    return ask(request, form, Question(title, submit, here, about=about, context={"desk": "entrusted"}))


@behind(Act.TAKE_FILES)
def letter(request: StaffRequest, entrustment_id: UUID) -> HttpResponse:
    """The letter with the return behind it."""
    found = _the_entrustment(request, entrustment_id)
    try:
        body = letter_of(found)
    except LookupError:
        raise Http404 from None
    note_file(found.deed.envelope.case, "entrustment", found.id, actor(request), now())
    name = words.word(found.hand, "hand")
    return attachment(body, f"{found.deed.envelope.case.number} {name}.pdf", "application/pdf")


@behind(Act.TAKE_FILES)
def paper(request: StaffRequest, entrustment_id: UUID, entrusted_paper_id: UUID) -> HttpResponse:
    """One of the papers that go with it, and none other of the case."""
    found = _the_entrustment(request, entrustment_id)
    service = next((each for each in papers_of(found) if each.paper_id == entrusted_paper_id), None)
    if service is None:
        raise Http404
    note_file(found.deed.envelope.case, "paper", service.paper_id, actor(request), now())
    return attachment(service.paper.read(), f"{service.paper.title}.pdf", "application/pdf")
