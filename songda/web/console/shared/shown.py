"""Whose data a page of the console shows: noted while it is found and named, put on record by the gate.

What a view is about is noted by the function that finds it (`the_case`, `the_party` …), whoever else is named on the
page by the tag that writes the name.
"""

from datetime import datetime
from uuid import UUID

from django.http import HttpResponseBase

from songda.core.access import Act, may
from songda.core.evidence.readings import Door
from songda.records.parties.models import Party
from songda.records.parties.showing import Subject, note_page
from songda.records.staff.models import User

_WITH_A_PAGE = {200, 201, 409, 422}  # a form with a mistake in it stands on a page too
_ROOMS = "songda.web.console."


class Shown:
    """Whose data one answer shows; empty as long as nobody has said so."""

    def __init__(self) -> None:
        self.subjects: set[Subject] = set()
        self.is_on_record = False  # by an event that says more than that the page was shown

    def case(self, case_id: UUID) -> None:
        """Everybody in the case."""
        self.subjects.add(Subject(case_id))

    def person(self, party: Party | None, case_id: UUID | None = None) -> None:
        """This person alone; where it is about nobody in particular, everybody in the case."""
        if party is not None:
            self.subjects.add(Subject(party.case_id, party.id))
        elif case_id is not None:
            self.case(case_id)


def door_to(module: str) -> Door:
    """The room of the console in which a view lives, as auditors look for it."""
    return Door(module.removeprefix(_ROOMS).partition(".")[0])


def note_shown(shown: Shown, user: User, answer: HttpResponseBase, module: str, now: datetime) -> None:
    """Put on record what a page showed to somebody who sees names in full; files are put on record where taken."""
    is_page = answer.status_code in _WITH_A_PAGE and answer.get("Content-Type", "").startswith("text/html")
    if shown.is_on_record or not is_page or not may(user.role, Act.SEE_PERSONAL):
        return
    if shown.subjects and user.court_id:
        note_page(user.court_id, shown.subjects, door_to(module), f"staff:{user.id}", now)
