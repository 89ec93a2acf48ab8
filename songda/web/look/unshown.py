"""A row that cannot be shown is said in its own place, and its number kept for the administrator; the rest stands."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from songda.clock import now
from songda.records.ground import vault
from songda.records.ground.incidents.unshown import Unshown, not_shown, note_unshown
from songda.trust.sealing import SealError

T = TypeVar("T")
_OF_PROGRAMS = "/api/"
R = TypeVar("R")


def each_shown(rows: Iterable[T], show: Callable[[T], R]) -> list[R | Unshown]:
    """What each row is shown as; in the place of one for which that fails what is to be said of it."""
    return [shown_or(show, row) for row in rows]


def shown_or(show: Callable[[T], R], row: T) -> R | Unshown:
    """The same for one row."""
    try:
        return show(row)
    except Exception as wrong:  # noqa: BLE001 - whatever is wrong with a row, the others are shown
        return not_shown(row, wrong, now())


def shown_again(request: HttpRequest, wrong: Exception) -> HttpResponse | None:
    """The page once more, in which a text that cannot be opened is said to be one; None where it is no page.

    Files, answers to programs and acts are never made of such a text: they fail as they did.
    """
    match = request.resolver_match
    is_page = request.method in {"GET", "HEAD"} and not request.path.startswith(_OF_PROGRAMS)
    if not isinstance(wrong, SealError) or not is_page or match is None or settings.RAISE_UNSHOWN:
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
