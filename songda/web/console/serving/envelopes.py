"""One envelope: the papers of one order for one recipient, what was tried, reported and done.

What was ordered by mistake is taken back here, before it is served or seen.
"""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from songda.clock import now
from songda.core.access import Act
from songda.core.law import Status
from songda.core.law.facts import Channel
from songda.records.law.decisions.recall import recall, services_of_order, why_not_recallable
from songda.records.overview.boards.board import BoardCell, cells_of
from songda.records.overview.boards.preview import not_spoken_of, ways_left
from songda.records.overview.boards.queries import (
    acts_of,
    attempts_of,
    objections_of,
    reasons_of,
    stream,
    with_findings,
)
from songda.records.service.attempts.models import Attempt
from songda.records.service.deeds.models import Deed
from songda.records.service.deeds.queries import deeds_of
from songda.records.service.findings.queries import ServiceView, all_services_of
from songda.records.service.orders.models import Envelope, Service
from songda.records.service.orders.queries import corrected
from songda.records.service.tasks.unfinished import ended_by_hand, open_tasks_of
from songda.records.ways.portal.acts.identity import is_envelope_locked, unlock
from songda.records.ways.post.letters.models import Letter
from songda.records.ways.post.letters.queries import letters_of
from songda.web.console.shared import words
from songda.web.console.shared.forms import ReasonForm, TickChoices, succeeds
from songda.web.console.shared.gate import GET_AND_POST, POST_ONLY, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import the_envelope
from songda.web.console.shared.pages import Question, ask
from songda.web.console.shared.story import Cast, Scene, scenes_of
from songda.web.console.shared.words import language


@behind(Act.SEE_CASES)
def envelope(request: StaffRequest, envelope_id: UUID) -> HttpResponse:
    """Papers, attempts with parts and receipts, acts, objections, and the story of the envelope."""
    found = the_envelope(request, envelope_id)
    services, attempts, deeds = all_services_of(found), attempts_of(found), deeds_of(found)
    letters = letters_of(found) if found.posted_at else []
    context = {
        "envelope": found,
        "case": found.case,
        "party": found.party,
        "desk": "cases",
        "now": now(),
        "services": services,
        "cells": _cells(found, services),
        "to_serve": [view for view in services if _is_to_serve(view)],
        "has_notice": any(deed.way == Channel.PUBLIC_NOTICE for deed in deeds),
        "attempts": attempts,
        "left": ways_left(found, services, attempts, now()),
        "not_spoken_of": not_spoken_of(found, attempts),
        "deeds": deeds,
        "letters": letters,
        "acts": acts_of(found),
        "locked": is_envelope_locked(found, now()),
        "objections": [o for o in objections_of(found.case) if o.envelope_id == found.id],
        "tasks": with_findings(open_tasks_of(found.case, found)),
        "ended": reasons_of(ended_by_hand(found.case, found)),
        "scenes": _story(request, found, [*_streams(found, services, attempts, deeds), *_of_letters(letters)]),
    }
    return render(request, "console/serving/envelope.html", context)


def _is_to_serve(view: ServiceView) -> bool:
    """Whether somebody is to serve it still: neither taken back, nor counting undenied."""
    if view.service.recalled_at is not None or view.service.envelope.recalled_at is not None:
        return False
    return view.finding is None or view.finding.status != Status.EFFECTIVE or view.finding.is_denied


def _cells(found: Envelope, services: Iterable[ServiceView]) -> dict[UUID, BoardCell]:
    """What the board says of the papers of which the law has said nothing yet."""
    silent = [view.service for view in services if view.finding is None and view.service.recalled_at is None]
    if not silent:
        return {}
    return {service.id: cell for service, cell in cells_of(found.case, silent, gone=corrected(silent))}


def _streams(
    found: Envelope, services: Iterable[ServiceView], attempts: Iterable[Attempt], deeds: Iterable[Deed]
) -> list[str]:
    """The envelope, the order that made it, its papers, and all that was tried for it."""
    papers = [f"service:{view.service.id}" for view in services]
    tried = [*(f"attempt:{attempt.id}" for attempt in attempts), *(f"deed:{deed.id}" for deed in deeds)]
    return [f"order:{found.order_id}", f"envelope:{found.id}", *papers, *tried]


def _of_letters(letters: Iterable[Letter]) -> list[str]:
    return [f"letter:{letter.id}" for letter in letters]


def _story(request: StaffRequest, found: Envelope, streams: Sequence[str]) -> list[Scene]:
    return scenes_of(stream(*streams)[::-1], Cast(found.case, request.user))


@behind(Act.UNLOCK_PORTAL, POST_ONLY)
def unlock_link(request: StaffRequest, envelope_id: UUID) -> HttpResponse:
    """Open the recipient's link again, after their identity was checked by a person."""
    found = the_envelope(request, envelope_id)
    unlock(found, actor(request), now())
    messages.success(request, _("The link is open again."))
    return redirect("console:envelope", found.id)


def name_of_service(service: Service) -> str:
    """The recipient and the paper, as a clerk knows them."""
    party = service.envelope.party
    return f"{words.word(party.role, 'role')} {party.name} · {service.paper.title}"


class RecallForm(ReasonForm):
    """The papers that can still be taken back; those of the recipient from whom one came are ticked."""

    services = forms.MultipleChoiceField(label=_lazy("Papers to take back"), widget=TickChoices)
    field_order = ["services", "reason"]

    def __init__(self, typed: Any, *, services: Sequence[Service], first: UUID) -> None:
        super().__init__(typed)
        field = self.fields["services"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - as declared above
        field.choices = [(str(s.id), name_of_service(s)) for s in services]
        field.initial = [str(s.id) for s in services if s.envelope_id == first]

    def chosen(self) -> list[UUID]:
        """The ids of the services."""
        return [UUID(ticked) for ticked in self.cleaned_data["services"]]


@behind(Act.PLACE_ORDER, GET_AND_POST)
def take_back(request: StaffRequest, envelope_id: UUID) -> HttpResponse:
    """Choose among the papers of the order; those that stay are listed with the reason."""
    found = the_envelope(request, envelope_id)
    services = services_of_order(found.order)
    staying = why_not_recallable(services)
    form = RecallForm(request.POST or None, services=[s for s in services if s.id not in staying], first=found.id)
    back = reverse("console:envelope", args=[found.id])
    if form.is_valid():
        chosen, why = form.chosen(), form.why()
        if succeeds(form, lambda: recall(found.order, chosen, why, actor(request), now())):
            messages.success(request, _("Taken back. The recipients can no longer open these papers."))
            return redirect(back)
    kept = [(name_of_service(s), staying[s.id].sentence(language())) for s in services if s.id in staying]
    intro = _(
        "For what was ordered by mistake. A recipient whose link is opened later reads that the court took the papers "
        "back and that nothing need be done."
    )
    question = Question(
        _("Take papers back"), _("Take back"), back, found.case, intro, "console/serving/take_back.html", {"kept": kept}
    )
    return ask(request, form, question)
