"""The two doors of the portal: one for whoever holds a link, one for whoever proved to be its recipient."""

from collections.abc import Callable
from functools import wraps
from typing import cast

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render

from songda.clock import now
from songda.core.identifiers.typed import read_typed_code
from songda.core.identity import Assurance
from songda.records.ground.limits.actions import LimitedInput, count_try, require_tries_left
from songda.records.service.orders.queries import envelope_by_token
from songda.records.ways.portal.acts.other_proofs import note_reused_proof
from songda.web.portal import session_assurance
from songda.web.portal.visit import Visit

Page = Callable[..., HttpResponse]  # of a Visit, and what else stands in the address
View = Callable[..., HttpResponse]  # of a request, a link, and what else stands in the address
GET_ONLY = ("GET", "HEAD")
GET_AND_POST = ("GET", "HEAD", "POST")
POST_ONLY = ("POST",)


def for_holder(methods: tuple[str, ...], *, to_its_end: bool = True) -> Callable[[Page], View]:
    """Pages that anybody sees who holds the link: they name the court and mask the rest.

    `to_its_end`: once the link has ended, only whoever has proved who they are; others learn how to do so. Pages on
    which somebody does so, and those of a helper, who has, are there for longer.
    """

    def close(page: Page) -> View:
        @wraps(page)
        def door(request: HttpRequest, token: str, **more: object) -> HttpResponse:
            if request.method not in methods:
                return HttpResponseNotAllowed(methods)
            visit = open_visit(request, token)
            if visit is None:
                return uncached(unknown_link(request))
            if not session_assurance.has_been_here(request, visit.envelope):
                require_tries_left(LimitedInput.LINK, request.META["REMOTE_ADDR"], visit.now)
            if closed := _closed(visit, to_its_end=to_its_end):
                return uncached(visit.page(closed))
            if visit.level >= Assurance.NUMBER_AND_CODE and not visit.is_of_the_dead:
                session_assurance.note_writer(request, visit.envelope)
            return uncached(page(visit, **more))

        door.methods = methods  # type: ignore[attr-defined]
        return door

    return close


def _closed(visit: Visit, *, to_its_end: bool) -> str:
    """The page that stands in the place of all others of this link; empty as long as it is open."""
    if visit.envelope.party.removed_at is not None:
        return "acts_no_more"
    if visit.envelope.recalled_at is not None:
        return "taken_back"
    return "ended" if to_its_end and visit.has_ended and visit.level < Assurance.NUMBER_AND_CODE else ""


def for_recipient(methods: tuple[str, ...]) -> Callable[[Page], View]:
    """Pages for the recipient alone; anybody else is asked who they are."""

    def close(page: Page) -> View:
        @for_holder(methods, to_its_end=False)
        @wraps(page)
        def door(visit: Visit, **more: object) -> HttpResponse:
            if visit.level < Assurance.NUMBER_AND_CODE:
                return turn_away(visit)
            if visit.is_of_the_dead:
                return visit.page("died")
            session_assurance.keep_awake(visit.request, visit.now)
            return page(visit, **more)

        return door

    return close


def for_the_person(methods: tuple[str, ...], *, is_shown: bool = False) -> Callable[[Page], View]:
    """Pages where what the recipient says or reads counts: that they agree, where they are served, receipts.

    In a case about somebody's status they prove once more that it is them; what they typed waits. Others in the home
    know the number and hold the telephone: a spouse must not name an address of theirs as the other's. `is_shown`: the
    page may be looked at without that proof.
    """

    def close(page: Page) -> View:
        @for_recipient(methods)
        @wraps(page)
        def door(visit: Visit, **more: object) -> HttpResponse:
            if not visit.is_enough and not (is_shown and visit.request.method in GET_ONLY):
                return turn_away(visit)
            return page(visit, **more)

        door.is_for_the_person = True  # type: ignore[attr-defined]
        return door

    return close


def turn_away(visit: Visit) -> HttpResponse:
    """To the proof that is missing; what they sent waits until they have given it."""
    request = cast(session_assurance.PortalRequest, visit.request)
    request.is_turned_away, request.needs_proof = True, visit.level >= Assurance.NUMBER_AND_CODE
    return visit.go("person" if request.needs_proof else "who")


def open_visit(request: HttpRequest, token: str) -> Visit | None:
    """The visit that this link opens; None for a link that leads nowhere."""
    code = read_typed_code(token)
    envelope = envelope_by_token(code)
    if envelope is None:
        return None
    at = now()
    if (assurance_kept := session_assurance.carry_over(request, envelope, at)) is not None:
        note_reused_proof(envelope, *assurance_kept, at)
    return Visit(request, code, envelope, session_assurance.level(request, envelope, at), at)


def unknown_link(request: HttpRequest) -> HttpResponse:
    """A link that leads nowhere: the same page whatever was wrong with it, and every such try is counted."""
    count_try(LimitedInput.LINK, request.META["REMOTE_ADDR"], now())
    return render(request, "portal/unknown.html", status=404)


def uncached(answer: HttpResponse) -> HttpResponse:
    """No copy in any cache and in no search engine."""
    answer["Cache-Control"] = "no-store, private"
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer
