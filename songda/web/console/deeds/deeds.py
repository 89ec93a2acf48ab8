"""Service by people: put on record, continued, and struck where it was entered by mistake."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from songda.clock import now
from songda.core.access import Act
from songda.core.delivery.deeds import MANNERS, TAKEN_OR_REFUSED, WAYS
from songda.core.identifiers.postal import as_written
from songda.core.law.facts import Person
from songda.records.law.facts.dossier import NOTICE, load_dossier_for_notice
from songda.records.matter.parties.consents import can_act
from songda.records.matter.parties.models import Address
from songda.records.matter.parties.showing import note_file
from songda.records.overview.boards.preview import openness
from songda.records.service.deeds.queries import places_of, scan_of_step
from songda.records.service.findings.queries import services_of
from songda.records.service.orders.models import Envelope, Service
from songda.records.ways.deeds import NEEDS_PLACE, DeedDraft, StepDraft, add_step, record_deed, strike_step
from songda.web.console.shared import words
from songda.web.console.shared.forms import (
    Moment,
    RadioChoices,
    ReasonForm,
    TickChoices,
    Words,
    before_the_order,
    is_sure,
    scan_of_return,
    succeeds,
)
from songda.web.console.shared.gate import GET_AND_POST, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import the_deed, the_envelope, the_step
from songda.web.console.shared.pages import Question, ask, attachment
from songda.web.console.shared.person import notice_context
from songda.web.console.shared.words import Table


class ExpectedChoice(forms.ChoiceField):
    """Needed for some of what may have happened: its help says when, so it is not called optional."""

    note = "expected"


class StepForm(forms.Form):
    """What happened on this way, when, and who signed."""

    kind = forms.ChoiceField(label=_lazy("What happened"), widget=RadioChoices)
    at = Moment(label=_lazy("When"))
    by = ExpectedChoice(
        label=_lazy("Who signed, or refused"),
        required=False,
        help_text=_lazy("Needed where it was signed; may stay untold else."),
    )
    how = forms.ChoiceField(label=_lazy("How it was left"), required=False)
    cause = forms.ChoiceField(label=_lazy("Why it came back"), required=False)
    where = forms.ChoiceField(label=_lazy("Where it was published"), required=False)
    words = Words(label=_lazy("Details"), max_length=400, required=False)
    scan = scan_of_return()

    def __init__(self, *args: Any, way: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.way = way
        outcomes = WAYS[way].outcomes
        fitting = {outcome: words.DEED_OUTCOME[outcome] for outcome in outcomes}
        self.fields["kind"].choices = words.choices(fitting)  # type: ignore[attr-defined]
        self.fields["words"].help_text = words.word(way, "deed_hint")
        self.fields["words"].required = outcomes == ("published",)  # a notice is told with its medium
        if len(outcomes) == 1:
            self.fields["kind"].initial = outcomes[0]
        if set(outcomes) & set(TAKEN_OR_REFUSED):
            signers = [("", _lazy("Nobody, or not told")), *words.choices(words.SIGNER)]
            self.fields["by"].choices = signers  # type: ignore[attr-defined]
        else:
            del self.fields["by"]
        self._ask_manner("left", "how", words.LEAVING)
        self._ask_manner("returned", "cause", words.RETURN_CAUSE)
        self._ask_manner("published", "where", words.POSTING)

    def _ask_manner(self, outcome: str, name: str, table: Table) -> None:
        """What the law's answer turns on, where this may come of the way; nobody has to know it."""
        if outcome in WAYS[self.way].outcomes:
            known = [("", _lazy("Not told")), *words.choices({word: table[word] for word in MANNERS[outcome]})]
            self.fields[name].choices = known  # type: ignore[attr-defined]
        else:
            del self.fields[name]

    def leaves_open_how(self) -> bool:
        """Whether a paper was left and nothing tells how, which leaves the answer to the judge."""
        return self.cleaned_data["kind"] == "left" and not self.cleaned_data.get("how")

    def leaves_open_where(self) -> bool:
        """Whether something went out or came back, and no address is chosen."""
        return (
            self.cleaned_data["kind"] in NEEDS_PLACE and "address" in self.fields and not self.cleaned_data["address"]
        )

    def step(self) -> StepDraft:
        """What is to be put on record."""
        typed = self.cleaned_data
        scan = typed["scan"].read() if typed["scan"] else None
        manner = typed.get({"left": "how", "returned": "cause", "published": "where"}.get(typed["kind"], ""), "")
        return StepDraft(typed["kind"], typed["at"], typed.get("by", ""), typed["words"], scan, manner)


class DeedForm(StepForm):
    """A try by people from its beginning."""

    papers = forms.TypedMultipleChoiceField(label=_lazy("Papers"), coerce=UUID, widget=TickChoices)
    address = forms.TypedChoiceField(label=_lazy("Address"), coerce=UUID, empty_value=None, required=False)
    field_order = ["papers", "address", "kind", "at", "by", "how", "cause", "where", "words", "scan"]

    def __init__(self, *args: Any, services: list[Service], places: list[Address], **options: Any) -> None:
        super().__init__(*args, **options)
        papers = [(str(service.id), service.paper.title) for service in services]
        self.fields["papers"].choices = papers  # type: ignore[attr-defined]
        self.fields["papers"].initial = [service_id for service_id, _title in papers]
        known = [(str(place.id), _named(place)) for place in places]
        self.fields["address"].choices = [("", _lazy("None on file")), *known]  # type: ignore[attr-defined]
        if self.way == "public_notice":
            del self.fields["address"]

    def draft(self) -> DeedDraft:
        """The try with its first step."""
        typed = self.cleaned_data
        return DeedDraft(self.way, tuple(typed["papers"]), self.step(), typed.get("address"))


def _named(place: Address) -> str:
    """The place, and from what on file it was taken where the party did not give it."""
    written = as_written(place.value, words.language())
    return f"{written} · {words.word(place.source, 'source')}" if place.source else written


@behind(Act.PLACE_ORDER, GET_AND_POST)
def new_deed(request: StaffRequest, envelope_id: UUID) -> HttpResponse:
    """Put a try by people on record; the law's word on the way stands beside the form."""
    envelope = the_envelope(request, envelope_id)
    way = request.GET.get("way", "direct")
    if way not in WAYS:
        raise Http404
    moment = now()
    services = [view.service for view in services_of(envelope)]
    places = list(places_of(envelope))
    form = DeedForm(request.POST or None, request.FILES or None, way=way, services=services, places=places)
    if (
        form.is_valid()
        and is_sure(form, _odd(envelope, form))
        and succeeds(form, lambda: record_deed(envelope, form.draft(), actor(request), moment))
    ):
        return _recorded(request, envelope.id)
    before = notice_context(request, load_dossier_for_notice(envelope), moment) if way == NOTICE else {}
    question = Question(
        _("Record service by other means"),
        _("Record"),
        reverse("console:envelope", args=[envelope.id]),
        envelope.case,
        template="console/deeds/deed.html",
        context={
            "party": envelope.party,
            "envelope": envelope,
            "way": way,
            "ways": words.DEED_WAY,
            "openness": openness(envelope, way, moment),
            "may_record": True,
            **before,
        },
    )
    return ask(request, form, question)


def _odd(envelope: Envelope, form: StepForm) -> list[str]:
    found = before_the_order(envelope.placed_at, form.cleaned_data["at"])
    if form.leaves_open_where():
        found.append(
            _(
                "Nothing tells to which address it went. Choose it, or enter it with the party first: without a place"
                " the try proves nothing, and no public notice can rest on it."
            )
        )
    if form.leaves_open_how():
        found.append(
            _(
                "Nothing tells how it was left: a witness, or photographs or film, is what makes it service."
                " Choose how it was left; untold, a judge has to find whether it counts."
            )
        )
    typed = form.cleaned_data
    if (typed["kind"], typed.get("by")) == ("signed", Person.RECIPIENT) and not can_act(envelope.party, typed["at"]):
        found.append(words.word("capacity", "lack"))
    return found


@behind(Act.PLACE_ORDER, GET_AND_POST)
def new_step(request: StaffRequest, deed_id: UUID) -> HttpResponse:
    """Add what became of a letter, an entrusted service or a notice."""
    deed = the_deed(request, deed_id)
    envelope = deed.envelope
    known = {"at": timezone.localtime(now())}
    form = StepForm(request.POST or None, request.FILES or None, way=deed.way, initial=known)
    form.fields["at"].help_text = _("Proposed is now; enter the time that the return tells.")
    if (
        form.is_valid()
        and is_sure(form, _odd(envelope, form))
        and succeeds(form, lambda: add_step(deed, form.step(), actor(request), now()))
    ):
        return _recorded(request, envelope.id)
    title = _("What became of it: %(way)s") % {"way": words.word(deed.way, "deed_way")}
    back = reverse("console:envelope", args=[envelope.id])
    context = {"party": envelope.party, "envelope": envelope}
    return ask(request, form, Question(title, _("Record"), back, envelope.case, context=context))


@behind(Act.PLACE_ORDER, GET_AND_POST)
def strike(request: StaffRequest, step_id: UUID) -> HttpResponse:
    """Strike a mistaken entry, with the reason; the law no longer looks at it."""
    step = the_step(request, step_id)
    envelope = step.deed.envelope
    form = ReasonForm(request.POST or None)
    if form.is_valid() and succeeds(form, lambda: strike_step(step, form.why(), actor(request), now())):
        messages.success(request, _("The entry is struck; it stays on record as a mistake."))
        return redirect("console:envelope", envelope.id)
    title = _("Strike an entry: %(what)s") % {"what": words.word(step.kind, "deed_outcome")}
    intro = _("Only for what was entered by mistake: it stays on record, shown as struck, and counts for nothing.")
    back = reverse("console:envelope", args=[envelope.id])
    context = {"party": envelope.party, "envelope": envelope}
    return ask(request, form, Question(title, _("Strike as mistaken"), back, envelope.case, intro, context=context))


@behind(Act.TAKE_FILES)
def scan(request: StaffRequest, step_id: UUID) -> HttpResponse:
    """The scanned return of service."""
    step = the_step(request, step_id)
    try:
        body = scan_of_step(step)
    except LookupError:
        raise Http404 from None
    note_file(step.deed.envelope.case, "scan", step.id, actor(request), now())
    return attachment(body, f"{words.word('return_of_service', 'file_name')}.pdf", "application/pdf")


def _recorded(request: StaffRequest, envelope_id: UUID) -> HttpResponse:
    messages.success(request, _("It is on record; the law is asked again."))
    return redirect("console:envelope", envelope_id)
