"""A page with a sealed text that cannot be opened says so in its place; its cell is kept for the administrator."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from songda.clock import now
from songda.records.ground import vault
from songda.records.ground.incidents import unshown
from songda.records.ground.incidents.unshown import Unshown, note_unshown
from songda.trust.sealing import SealError

_OF_PROGRAMS = "/api/"


def shown_again(request: HttpRequest, wrong: Exception) -> HttpResponse | None:
    """The page once more, in which a text that cannot be opened is said to be one; None where it is no page.

    Files, answers to programs and acts are never made of such a text: they fail as they did.
    """
    match = request.resolver_match
    is_page = request.method in {"GET", "HEAD"} and not request.path.startswith(_OF_PROGRAMS)
    if not isinstance(wrong, SealError) or not is_page or match is None or unshown.RAISES:
        return None
    unreadable: dict[str, None] = {}
    with vault.unreadable_said(lambda cell: _unreadable(cell, unreadable)):
        answer: HttpResponse = match.func(request, *match.args, **match.kwargs)
    if answer.streaming or not answer.get("Content-Type", "").startswith("text/html"):
        return None
    for cell in unreadable:
        column, _colon, number = cell.partition(":")
        note_unshown(Unshown(column[:60], number[:60], type(wrong).__name__), now())
    return answer


def _unreadable(cell: str, met: dict[str, None]) -> str:
    met[cell] = None
    return gettext("cannot be shown")
