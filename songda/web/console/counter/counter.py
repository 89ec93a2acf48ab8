"""The counter: the card is read, and the person's papers lie ready, case by case."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from songda.clock import now
from songda.core.access import Act
from songda.core.identity import CARD_MINUTES
from songda.core.words import name_of
from songda.records.delivery.orders.models import Envelope
from songda.records.delivery.personal_proofs.actions import card_seen
from songda.records.delivery.portal_acts.connecting import connectable
from songda.records.matter.parties.models import Party
from songda.records.overview.boards.at_counter import (
    Waiting,
    receive_visitor,
    require_somebody,
    same_person,
    waiting_for,
)
from songda.web.console.counter.forms import CardForm, HandingForm
from songda.web.console.shared.forms import carry_out
from songda.web.console.shared.gate import GET_AND_POST, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import the_party
from songda.web.console.shared.pages import Question, ask
from songda.web.console.shared.words import language


@dataclass(frozen=True)
class Ready:
    """One envelope as it lies on the counter: what waits, and the form that is filled in when it was handed over."""

    waiting: Waiting
    form: HandingForm


@behind(Act.SERVE_AT_COUNTER, GET_AND_POST)
def counter(request: StaffRequest) -> HttpResponse:
    """Read the card."""
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
    if card_seen(party, actor(request), now()) is None:
        return redirect("console:counter")
    return show_visitor(request, party)


def show_visitor(request: StaffRequest, party: Party, bound: HandingForm | None = None) -> HttpResponse:
    """The page of the person; `bound`: a form in which something must be mended."""
    parties, entry = same_person(party), connectable()
    ready = [(each, [_ready(waiting, bound) for waiting in waiting_for(each)]) for each in parties]
    context = {
        "desk": "counter",
        "party": party,
        "case": party.case,
        "parties": ready,
        "minutes": CARD_MINUTES,
        "connects": name_of("routes.channel", entry.route.name, language()) if entry else "",
    }
    return render(request, "console/counter/visitor.html", context, status=422 if bound else 200)


def ready_of(envelope: Envelope) -> Waiting:
    """The envelope as it lies on the counter."""
    return next(waiting for waiting in waiting_for(envelope.party) if waiting.envelope.id == envelope.id)


def _ready(waiting: Waiting, bound: HandingForm | None) -> Ready:
    own = HandingForm(waiting=waiting)
    return Ready(waiting, bound if bound is not None and bound.prefix == own.prefix else own)
