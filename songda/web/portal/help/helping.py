"""A helper with a mandate: they name themselves and see what they may; nothing that they do is the person's act.

The person sees each helper, what they may do and did, and ends it whenever they like.
"""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from songda.core.mandates import Right
from songda.core.words import name_of
from songda.records.ground.limits.actions import LimitedInput, count_try, require_tries_left
from songda.records.service.findings.queries import ServiceView
from songda.records.service.mandates.actions import end_mandate, may_help, note_help
from songda.records.service.mandates.models import Mandate
from songda.records.service.mandates.queries import acts_of, mandates_of
from songda.records.ways.portal.acts.other_proofs import prove_mandate
from songda.web.portal import session_assurance
from songda.web.portal.access import GET_AND_POST, GET_ONLY, POST_ONLY, Page, for_holder, for_recipient
from songda.web.portal.answer import consent_state
from songda.web.portal.fields import NUMBER_INPUT_ATTRS, Words, with_tries_left
from songda.web.portal.hearings import hearing_dates
from songda.web.portal.paper_state import explain, paper_states
from songda.web.portal.papers import (
    explained_here,
    in_large_print,
    leaves,
    own_paper,
    pdf_answer,
    sharp_page,
    small_page,
    with_line_asked,
)
from songda.web.portal.visit import Visit, language


class HelpForm(forms.Form):
    """A helper's own name and number, and the code that the court gave them."""

    name = Words(label=_lazy("Your name"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    number = Words(
        label=_lazy("Your own resident ID number"),
        help_text=_lazy("Yours, not that of the person whom you help."),
        max_length=40,
        widget=forms.TextInput(attrs={**NUMBER_INPUT_ATTRS, "autocomplete": "off", "class": "spaced"}),
    )
    code = Words(
        label=_lazy("Code of the mandate"),
        help_text=_lazy("The eight digits that the court gave you."),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "spaced short"}),
    )


@for_holder(GET_AND_POST, to_its_end=False)
def helping(visit: Visit) -> HttpResponse:
    """Who helps: their own name and number, and the code of the mandate."""
    if _mandate(visit) is not None:
        return visit.go("help_papers")
    if visit.is_of_the_dead:
        return visit.go("landing")
    form = HelpForm(visit.request.POST or None)
    if visit.request.method == "POST" and form.is_valid():
        typed, place = form.cleaned_data, visit.request.META["REMOTE_ADDR"]
        require_tries_left(LimitedInput.IDENTITY, place, visit.now)
        tried = prove_mandate(visit.envelope, typed["name"], typed["number"], typed["code"], visit.now)
        if tried.mandate is not None:
            _remember(visit.request, visit, tried.mandate)
            return visit.go("help_papers")
        count_try(LimitedInput.IDENTITY, place, visit.now)
        if tried.locked:
            return visit.page("locked", {"hours": tried.hours})
        wrong = _("No mandate that holds today fits this name, number and code.")
        form.add_error(None, with_tries_left(wrong, tried.tries_left))
    return visit.page("helping", {"form": form})


def for_mandate(right: Right | None) -> Callable[[Page], Callable[..., HttpResponse]]:
    """Pages for a helper whose mandate holds at this very moment and gives them this right."""

    def close(page: Page) -> Callable[..., HttpResponse]:
        @for_holder(GET_ONLY, to_its_end=False)
        @wraps(page)
        def door(visit: Visit, **more: Any) -> HttpResponse:
            mandate = _mandate(visit)
            if mandate is None:
                return visit.go("helping")
            if right is not None and right not in mandate.rights:
                raise Http404
            if not consent_state(visit, visit.services).is_open:
                return visit.page("help_shut", {"mandate": mandate})
            _remember(visit.request, visit, mandate)
            return page(visit, mandate, **more)

        return door

    return close


@for_mandate(None)
def help_papers(visit: Visit, mandate: Mandate) -> HttpResponse:
    """The papers with what each means, and what the helper may do with them."""
    papers = paper_states(views := visit.services)
    dates = hearing_dates(visit, views)
    explained = explain(visit, papers, dates)
    context = {"mandate": mandate, "papers": papers, "explained": explained, "hearings": dates.to_come}
    return visit.page("help_papers", context)


@for_mandate(Right.SEE)
def help_pages(visit: Visit, mandate: Mandate, service_id: UUID) -> HttpResponse:
    """Every page as a picture."""
    view = own_paper(visit, service_id)
    _note_once(visit, mandate, "helper.saw_paper", view)
    explained = explained_here(visit, paper_states(visit.services), service_id)
    return with_line_asked(
        visit.page(
            "help_pages", {"mandate": mandate, "view": view, "leaves": leaves(visit, view), "explained": explained}
        )
    )


@for_mandate(Right.SEE)
def help_picture(visit: Visit, mandate: Mandate, service_id: UUID, number: int) -> HttpResponse:
    """One page, with the helper's name and whom they help across it."""
    return sharp_page(visit, own_paper(visit, service_id), number, _mark(visit, mandate))


@for_mandate(Right.SEE)
def help_small_picture(visit: Visit, mandate: Mandate, service_id: UUID, number: int) -> HttpResponse:
    """The same for a telephone."""
    return small_page(visit, own_paper(visit, service_id), number, _mark(visit, mandate))


def _mark(visit: Visit, mandate: Mandate) -> tuple[str, ...]:
    return (mandate.name, visit.envelope.party.name, f"{visit.today:%Y-%m-%d}")


@for_mandate(Right.READ_ALOUD)
def help_large_print(visit: Visit, mandate: Mandate, service_id: UUID) -> HttpResponse:
    """The words in large print, to be read aloud."""
    view = own_paper(visit, service_id)
    _note_once(visit, mandate, "helper.saw_paper", view)
    explained = explained_here(visit, paper_states(visit.services), service_id)
    return visit.page("large_print", {**in_large_print(view), "explained": explained, "mandate": mandate})


@for_mandate(Right.COPY)
def help_copy(visit: Visit, mandate: Mandate, service_id: UUID) -> HttpResponse:
    view = own_paper(visit, service_id)
    if visit.request.method == "GET":
        _note_once(visit, mandate, "helper.took_copy", view)
    return pdf_answer(view.paper.read(), f"{view.paper.title}.pdf")


def _note_once(visit: Visit, mandate: Mandate, name: str, view: ServiceView) -> None:
    if session_assurance.note_first_time(visit.request, f"{name}:{mandate.id}:{view.service.id}"):
        note_help(name, mandate, view.service, visit.now)


def _mandate(visit: Visit) -> Mandate | None:
    """The mandate that this session proved for these papers, as long as it holds."""
    entry = visit.request.session.get(session_assurance.HELPING, {}).get(str(visit.envelope.id))
    if entry is None or visit.now - datetime.fromisoformat(entry["at"]) > session_assurance.IDLE_LIMIT:
        return None
    rows = Mandate.objects.select_related("party__case", "party__acts_for")
    mandate = rows.filter(id=entry["mandate"]).first()
    return mandate if mandate is not None and may_help(mandate, visit.envelope, visit.now) else None


def _remember(request: HttpRequest, visit: Visit, mandate: Mandate) -> None:
    """From the proof on, and anew with every page, as long as they stay."""
    known = dict(request.session.get(session_assurance.HELPING, {}))
    if str(visit.envelope.id) not in known:
        request.session.cycle_key()
    known[str(visit.envelope.id)] = {"mandate": str(mandate.id), "at": visit.now.isoformat()}
    request.session[session_assurance.HELPING] = known


@for_recipient(GET_ONLY)
def helping_me(visit: Visit) -> HttpResponse:
    """Every helper with a mandate, those of before too."""
    mandates = mandates_of(visit.envelope.party)
    acts = acts_of(mandates)
    mandates_shown = [
        {
            "mandate": mandate,
            "holds": mandate.holds_at(visit.now),
            "relation": name_of("mandates.relation", mandate.relation, language()),
            "rights": rights_of(mandate),
            "acts": acts[mandate.id],
        }
        for mandate in mandates
    ]
    return visit.page("helping_me", {"told": mandates_shown})


@for_recipient(POST_ONLY)
def end(visit: Visit, mandate_id: UUID) -> HttpResponse:
    """From this moment the helper sees nothing more."""
    mandate = Mandate.objects.select_related("party").filter(id=mandate_id, party_id=visit.envelope.party_id).first()
    if mandate is None:
        raise Http404
    end_mandate(mandate, visit.actor, visit.now)
    return visit.go("helping_me")


def rights_of(mandate: Mandate) -> list[str]:
    """What the helper may do, in words."""
    return [name_of("mandates.right", right, language()) for right in mandate.rights]
