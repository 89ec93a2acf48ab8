"""The counter: a card is read and the person's papers lie ready, to be handed over, opened by a code, or sent on later.

Whatever is done for somebody needs their card, seen a few minutes ago at most.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from songda.channels.registry import mask_address
from songda.clock import now
from songda.core.access import Act
from songda.core.identifiers import mask_case_number
from songda.core.identity import CARD_MINUTES, COUNTER_CODE_MINUTES
from songda.core.language import COURT_LANGUAGE
from songda.core.refusal import Refused
from songda.core.words import name_of, say
from songda.records.ground.vault import link_token
from songda.records.matter.parties.models import Party
from songda.records.overview.boards.at_counter import (
    WaitingEnvelope,
    print_waiting_papers,
    receive_visitor,
    require_somebody,
    same_person,
    slip_of,
    waiting_for,
)
from songda.records.service.attempts.outgoing import facts_for
from songda.records.service.orders.models import Envelope
from songda.records.ways.deeds import DeedDraft, StepDraft, record_deed
from songda.records.ways.portal.acts.connecting import MINUTES, connectable, invite, newest_invitation
from songda.records.ways.portal.personal_proofs.actions import card_seen, give_code
from songda.trust.typesetting.drawings import qr_svg
from songda.web.console.shared.forms import (
    ChosenFile,
    RadioChoices,
    TickChoices,
    Words,
    carry_out,
    succeeds,
    with_limit,
)
from songda.web.console.shared.gate import GET_AND_POST, POST_ONLY, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import the_envelope, the_party
from songda.web.console.shared.pages import Question, ask, attachment
from songda.web.console.shared.words import language

SIGNED, REFUSED = "signed", "left"


class CardForm(forms.Form):
    """The number of the card, typed or put in by a reader that types like a keyboard."""

    number = Words(
        label=_lazy("Number of the identity card"),
        help_text=_lazy("Put the card on the reader, or type the number."),
        max_length=40,
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off", "spellcheck": "false"}),
    )
    compared = forms.BooleanField(label=_lazy("I compared the photograph with the person before me"))


class HandingForm(forms.Form):
    """Which papers were put into their hand, and whether they signed."""

    papers = forms.TypedMultipleChoiceField(label=_lazy("Papers handed over"), coerce=UUID, widget=TickChoices)
    kind = forms.ChoiceField(
        label=_lazy("What happened"),
        choices=[
            (SIGNED, _lazy("They signed the return of service")),
            (REFUSED, _lazy("They refused to sign; that is noted on the return")),
        ],
        widget=RadioChoices,
        initial=SIGNED,
    )
    scan = forms.FileField(
        label=_lazy("Scanned return of service"),
        required=False,
        widget=ChosenFile(attrs={"accept": "application/pdf"}),
        help_text=with_limit(
            _lazy("PDF, at most {megabytes} MB. It is kept sealed, and its hash goes into the evidence log.")
        ),
    )

    def __init__(self, *args: Any, waiting: WaitingEnvelope, **options: Any) -> None:
        options["prefix"] = f"e{waiting.envelope.id.hex[-12:]}"
        super().__init__(*args, **options)
        papers = [(str(view.service.id), view.paper.title) for view in waiting.open]
        self.fields["papers"].choices = papers  # type: ignore[attr-defined]
        self.fields["papers"].initial = [service_id for service_id, _title in papers]

    def draft(self, at: datetime, words: str) -> DeedDraft:
        """The handing over, as it goes on record: in person, to the person themselves."""
        typed = self.cleaned_data
        scan = typed["scan"].read() if typed["scan"] else None
        manner = "at_court" if typed["kind"] == REFUSED else ""
        step = StepDraft(typed["kind"], at, "recipient", words, scan, manner)
        return DeedDraft("direct", tuple(typed["papers"]), step)


@dataclass(frozen=True)
class Ready:
    """One envelope as it lies on the counter: what waits, and the form that is filled in when it was handed over."""

    waiting: WaitingEnvelope
    form: HandingForm


@behind(Act.SERVE_AT_COUNTER, GET_AND_POST)
def counter(request: StaffRequest) -> HttpResponse:
    form = CardForm(request.POST or None)
    if form.is_valid():
        number, by = form.cleaned_data["number"], actor(request)
        if found := carry_out(form, lambda: require_somebody(receive_visitor(request.court, number, by, now()))):
            return redirect("console:visitor", found.id)
    intro = _("For somebody who stands before you. Their papers of every open case of the court come up.")
    context = {"desk": "counter"}
    return ask(
        request,
        form,
        Question(
            _("Counter"), _("Show their papers"), intro=intro, template="console/counter/card.html", context=context
        ),
    )


@behind(Act.SERVE_AT_COUNTER)
def visitor(request: StaffRequest, party_id: UUID) -> HttpResponse:
    """Everything that waits for the person whose card was just seen."""
    party = the_party(request, party_id)
    if not _has_shown_card(request, party):
        return redirect("console:counter")
    return _show_visitor(request, party)


def _show_visitor(request: StaffRequest, party: Party, bound: HandingForm | None = None) -> HttpResponse:
    """The page of the person; `bound`: a form in which something must be mended."""
    parties, entry = same_person(party), connectable()
    ready = [(each, [_ready(waiting, bound) for waiting in waiting_for(each)]) for each in parties]
    context = {
        "desk": "counter",
        "title": _("At the counter"),
        "party": party,
        "case": party.case,
        "parties": ready,
        "minutes": CARD_MINUTES,
        "connects": name_of("routes.channel", entry.route.name, language()) if entry else "",
    }
    return render(request, "console/counter/visitor.html", context, status=422 if bound else 200)


def _ready_of(envelope: Envelope) -> WaitingEnvelope:
    """The envelope as it lies on the counter."""
    return next(waiting for waiting in waiting_for(envelope.party) if waiting.envelope.id == envelope.id)


def _ready(waiting: WaitingEnvelope, bound: HandingForm | None) -> Ready:
    own = HandingForm(waiting=waiting)
    return Ready(waiting, bound if bound is not None and bound.prefix == own.prefix else own)


@behind(Act.SERVE_AT_COUNTER, POST_ONLY)
def hand_over(request: StaffRequest, envelope_id: UUID) -> HttpResponse:
    """The papers are in their hand; the law is asked whether and since when they are served."""
    waiting = _waiting(request, envelope_id)
    envelope = waiting.envelope
    if not _is_here(request, envelope):
        return redirect("console:counter")
    form = HandingForm(request.POST, request.FILES, waiting=waiting)
    words = say("deeds.counter.handed", COURT_LANGUAGE)
    moment = now()
    if form.is_valid() and succeeds(
        form, lambda: record_deed(envelope, form.draft(moment, words), actor(request), moment)
    ):
        messages.success(request, _("On record. Within seconds the law’s answer stands with the papers."))
        return redirect("console:visitor", envelope.party_id)
    return _show_visitor(request, envelope.party, form)


@behind(Act.SERVE_AT_COUNTER)
def slip(request: StaffRequest, envelope_id: UUID) -> HttpResponse:
    """The return of service, to be printed and signed."""
    waiting = _waiting(request, envelope_id)
    if not _is_here(request, waiting.envelope):
        return redirect("console:counter")
    if not waiting.open:
        messages.error(request, _("Nothing of this waits any more."))
        return redirect("console:visitor", waiting.envelope.party_id)
    return render(request, "console/counter/return_slip.html", _slip(waiting))


@behind(Act.SERVE_AT_COUNTER)
def print_all(request: StaffRequest, envelope_id: UUID) -> HttpResponse:
    """Every paper that waits, in its order, and the return of service behind them: one file to be printed."""
    waiting = _waiting(request, envelope_id)
    if not _is_here(request, waiting.envelope):
        return redirect("console:counter")
    try:
        body = print_waiting_papers(waiting, actor(request), now())
    except Refused as refusal:
        messages.error(request, refusal.sentence(language()))
        return redirect("console:visitor", waiting.envelope.party_id)
    return attachment(body, f"{waiting.envelope.case.number}.pdf", "application/pdf")


def _slip(waiting: WaitingEnvelope) -> dict[str, object]:
    envelope = waiting.envelope
    about = {"waiting": waiting, "party": envelope.party, "case": envelope.case}
    return {**about, "slip": slip_of(waiting), "desk": "counter", "title": _("Return of service")}


@behind(Act.SERVE_AT_COUNTER, POST_ONLY)
def code(request: StaffRequest, envelope_id: UUID) -> HttpResponse:
    """A one-time code with which they open their papers themselves, on any computer; shown once."""
    waiting = _waiting(request, envelope_id)
    party = waiting.envelope.party
    try:
        given = give_code(party, actor(request), now())
    except Refused as refusal:
        messages.error(request, refusal.sentence(language()))
        return redirect("console:counter")
    context = {"waiting": waiting, "party": party, "case": party.case, "code": given, "minutes": COUNTER_CODE_MINUTES}
    return render(
        request,
        "console/counter/code.html",
        {**context, "desk": "counter", "title": _("Code for the visitor")},
        status=201,
    )


def _waiting(request: StaffRequest, envelope_id: UUID) -> WaitingEnvelope:
    envelope = the_envelope(request, envelope_id)
    if envelope.recalled_at is not None:
        raise Http404
    return _ready_of(envelope)


def _is_here(request: StaffRequest, envelope: Envelope) -> bool:
    """Whether their card was seen a moment ago; else the visitor is told to read it again."""
    if _has_shown_card(request, envelope.party):
        return True
    sentence = _("The card was read more than %(minutes)s minutes ago. Read it again.") % {"minutes": CARD_MINUTES}
    messages.error(request, sentence)
    return False


@behind(Act.SERVE_AT_COUNTER)
def letter_sheet(request: StaffRequest, envelope_id: UUID) -> HttpResponse:
    """What goes into a letter beside the papers: how they are read online, and how messages come to an account.

    Its square code leads to the link's own page, where who they are is proved first: a letter lies about for days, and
    a code that connects whoever scans it is good for minutes. It names nobody in full.
    """
    envelope = the_envelope(request, envelope_id)
    if envelope.recalled_at is not None or envelope.disowned_at is not None:
        raise Http404
    entry, facts = connectable(), facts_for(envelope.case, envelope.party, link_token(envelope.id))
    return render(
        request,
        "console/counter/letter_sheet.html",
        {
            "title": _("Sheet for a letter"),
            "desk": "counter",
            "envelope": envelope,
            "party": envelope.party,
            "case": envelope.case,
            "facts": facts,
            "case_number": mask_case_number(envelope.case.number),
            "code": mark_safe(qr_svg(facts.link)),  # noqa: S308 - a text drawn here as squares
            "channel": name_of("routes.channel", entry.route.name, COURT_LANGUAGE) if entry else "",
            "minutes": MINUTES,
        },
    )


@behind(Act.SERVE_AT_COUNTER, POST_ONLY)
def connect_account(request: StaffRequest, party_id: UUID) -> HttpResponse:
    """Show a code; the account that scans it counts as confirmed by the person, in the clerk's presence."""
    party = the_party(request, party_id)
    if not _has_shown_card(request, party):
        return redirect("console:counter")
    try:
        invite(party, "confirmed", actor(request), now())
    except Refused as refusal:
        messages.error(request, refusal.sentence(language()))
        return redirect("console:visitor", party.id)
    return redirect("console:account_code", party.id)


@behind(Act.SERVE_AT_COUNTER)
def account_code(request: StaffRequest, party_id: UUID) -> HttpResponse:
    """The code to scan, or what came of it."""
    party = the_party(request, party_id)
    newest = newest_invitation(party, actor(request))
    if newest is None or not _has_shown_card(request, party):
        return redirect("console:visitor", party.id)
    is_good = newest.link and newest.expires_at > now()
    return render(
        request,
        "console/counter/account_code.html",
        {
            "desk": "counter",
            "title": _("Connect an account"),
            "party": party,
            "case": party.case,
            "made": newest,
            "channel": name_of("routes.channel", newest.channel, language()),
            "code": mark_safe(qr_svg(newest.link)) if is_good else "",  # noqa: S308 - a text drawn here as squares
            "masked": mask_address(newest.address.kind, newest.address.value) if newest.address else "",
        },
    )


def _has_shown_card(request: StaffRequest, party: Party) -> bool:
    return card_seen(party, actor(request), now()) is not None
