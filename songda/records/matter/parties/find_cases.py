"""Finds cases by number, by a person in them, by cause or judge; who looks for a person is put on record."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from songda.channels.registry import address_kinds
from songda.core.evidence.readings import Door, door_of
from songda.core.identifiers import IdentifierError, looks_like_case_number
from songda.core.refusal import WrongField
from songda.records.court.staff.models import Court, User
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.pages import Page
from songda.records.ground.vault.indexes import address_index, name_index, number_index
from songda.records.matter.cases.models import Case
from songda.records.matter.cases.queries import newest_cases, with_number
from songda.records.matter.parties.models import Address, Party
from songda.records.matter.parties.name_book import cases_with_name
from songda.records.matter.parties.showing import reading_data

OPEN, CLOSED = "open", "closed"
STATES = (OPEN, CLOSED)


@dataclass(frozen=True)
class Wanted:
    """Which cases: words to look for, whether they are closed, whose they are (`own`: judge or clerk of the case)."""

    text: str = ""
    state: str = ""
    judge_id: UUID | None = None
    own: UUID | None = None
    personal: bool = True  # whether people may be looked for


def is_personal(search: str) -> bool:
    """Whether a search may be for a person rather than for a case number."""
    text = search.strip()
    return bool(text) and not looks_like_case_number(text)


def cases_of(court: Court, wanted: Wanted | None = None, page: str = "") -> Page[Case]:
    """The court's cases, the newest first: all, or those that are wanted. Nobody is given a case of another court."""
    asked = wanted or Wanted()
    found = Case.objects.filter(court=court)
    if asked.state in STATES:
        found = found.filter(closed_at__isnull=asked.state == OPEN)
    if asked.judge_id:
        found = found.filter(judge_id=asked.judge_id)
    if asked.own:
        found = found.filter(Q(judge_id=asked.own) | Q(registered_by_id=asked.own))
    if asked.text.strip():
        found = found.filter(_matches(court, asked))
    return newest_cases(found, page)


@transaction.atomic
def search_cases(court: Court, wanted: Wanted, by: str, now: datetime, page: str = "") -> Page[Case]:
    """The same for somebody: a search for a person, and whose data its answer shows, is itself put on record."""
    found = cases_of(court, wanted, page)
    if wanted.personal and is_personal(wanted.text):
        event = NewEvent(
            name="search.made",
            stream=by if by.startswith("staff:") else f"court:{court.id}",
            case_id=None,
            happened_at=now,
            actor=by,
            data=reading_data(court.id, [case.id for case in found.rows], (), door_of(by, Door.CASES)),
            private={"searched": wanted.text.strip()},
        )
        record([event], now)
    return found


def people_called(court: Court, text: str) -> list[Party]:
    """The people of a court by a whole name, identity number, telephone number or other address."""
    number, name = number_index(text), name_index(text)
    reached = Address.objects.filter(value_index__in=list(_addresses(text))).values("party")
    own = Party.objects.filter(case__court=court).order_by("id")
    return list(own.filter(Q(number_index=number) | Q(name_index=name) | Q(id__in=reached)))


def _matches(court: Court, wanted: Wanted) -> Q:
    text = wanted.text.strip()
    if looks_like_case_number(text):
        return with_number(text)
    judges = User.objects.filter(court=court, role="judge", display_name__icontains=text).values_list("id", flat=True)
    found = Q(cause__icontains=text) | Q(judge_id__in=list(judges))
    return found | Q(id__in=_with_person(court, text)) if wanted.personal else found


def _with_person(court: Court, text: str) -> set[UUID]:
    """By a part of a name, by a whole identity number, by a whole telephone number or other address."""
    people = Party.objects.filter(case__court=court, number_index=number_index(text))
    reached = Address.objects.filter(party__case__court=court, value_index__in=list(_addresses(text)))
    return {
        *cases_with_name(court, text),
        *people.values_list("case_id", flat=True),
        *reached.values_list("party__case_id", flat=True),
    }


def _addresses(text: str) -> Iterator[bytes]:
    """The indexes under which this would lie, for each kind of address that it could be."""
    for word, kind in address_kinds().items():
        try:
            yield address_index(word, kind.read(text))
        except (IdentifierError, WrongField):
            continue
