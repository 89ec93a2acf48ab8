"""Finds cases by number, person, cause or judge, or several of these; whoever looks for a person is put on record."""

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q

from songda.channels.registry import address_kinds
from songda.core.evidence.readings import Door, door_of
from songda.core.identifiers import IdentifierError, looks_like_case_number, read_case_number
from songda.core.identifiers.person_name import plain_name
from songda.core.refusal import WrongField
from songda.records.court.staff.models import Court, User
from songda.records.ground import vault
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.pages import Page
from songda.records.ground.vault import address_index, name_index, number_index
from songda.records.matter.cases.models import Case
from songda.records.matter.cases.queries import newest_cases, with_number
from songda.records.matter.parties.models import Address, Party
from songda.records.matter.parties.showing import reading_data

OPEN, CLOSED = "open", "closed"
STATES = (OPEN, CLOSED)
MOST_WORDS = 6
BETWEEN = "\n"  # stands in no name


@dataclass(frozen=True)
class CaseFilter:
    """Which cases: words to look for, closed or not, whose (`own`: judge or clerk), `among` which others."""

    text: str = ""
    state: str = ""
    judge_id: UUID | None = None
    own: UUID | None = None
    personal: bool = True  # whether people may be looked for
    among: Q = field(default_factory=Q)


def is_personal(search: str) -> bool:
    """Whether a search may be for a person rather than for a case number."""
    if not looks_like_case_number(text := search.strip()):
        return bool(text)
    words = text.split()
    return len(words) > 1 and not _is_number(text) and not all(map(looks_like_case_number, words))


def cases_of(court: Court, wanted: CaseFilter | None = None, page: str = "") -> Page[Case]:
    """The court's cases, the newest first: all, or those that are wanted. Nobody is given a case of another court."""
    query = wanted or CaseFilter()
    found = Case.objects.filter(query.among, court=court)
    if query.state in STATES:
        found = found.filter(closed_at__isnull=query.state == OPEN)
    if query.judge_id:
        found = found.filter(judge_id=query.judge_id)
    if query.own:
        found = found.filter(Q(judge_id=query.own) | Q(registered_by_id=query.own))
    if query.text.strip():
        found = found.filter(_matches(court, query))
    return newest_cases(found, page)


@transaction.atomic
def search_cases(court: Court, wanted: CaseFilter, by: str, now: datetime, page: str = "") -> Page[Case]:
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


def _matches(court: Court, wanted: CaseFilter) -> Q:
    """All that was typed as one, or each of its words by itself: part of a name and cause, judge and telephone …"""
    text = wanted.text.strip()
    whole, _is_few = _meant(court, text, wanted)
    words = text.split()
    if not 1 < len(words) <= MOST_WORDS:
        return whole
    meanings = [_meant(court, word, wanted) for word in words]
    is_few = any(few for _found, few in meanings)
    each = Q()
    for word, (found, _few) in zip(words, meanings, strict=True):
        each &= found | _with_paper(word) if is_few and wanted.personal else found
    return whole | each


def _meant(court: Court, text: str, wanted: CaseFilter) -> tuple[Q, bool]:
    """What is meant by it, and whether it names a number or a person, so that few cases are left."""
    if looks_like_case_number(text):
        return with_number(text), True
    judges = User.objects.filter(court=court, role="judge", display_name__icontains=text).values_list("id", flat=True)
    found = Q(cause__icontains=text) | Q(judge_id__in=list(judges))
    people = _with_person(court, text) if wanted.personal else set()
    return found | Q(id__in=people), bool(people)


def _with_paper(word: str) -> Q:
    """Cases with a paper of such a title. No index finds titles: asked only where another word leaves few."""
    return Q(Exists(Case.objects.filter(pk=OuterRef("pk"), papers__title__icontains=word)))


def _is_number(text: str) -> bool:
    try:
        read_case_number(text)
    except IdentifierError:
        return False
    return True


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
        except WrongField:
            continue


# The names of a court's people, open in the memory of the process that looks for a part of one, and nowhere else.
#
# A part of a name cannot be found by a blind index of the whole, and an index of parts on disk would give names away
# by how often each part occurs. So the process that holds the keys anyway opens the names once, and later only those
# that were written since.

LONGEST_WRITE = timedelta(minutes=2)  # a transaction that began before we last looked may have ended after it


class NameBook:
    """The names of one court, one after another in one text, so that looking through them all takes milliseconds."""

    def __init__(self) -> None:
        self._text = ""
        self._starts = array("Q")
        self._people: list[tuple[UUID, UUID]] = []  # the party and its case, in the order of the text
        self._newest: dict[UUID, tuple[int, datetime]] = {}  # of each party: the entry that holds
        self._looked: datetime | None = None  # when, by the database's clock
        self._lock = Lock()

    def cases_with(self, part: str, court: Court) -> set[UUID]:
        """The cases of the court in which somebody's name has this part."""
        wanted = plain_name(part)
        if not wanted or BETWEEN in wanted:
            return set()
        with self._lock:
            self._read_on(court)
            hits = {bisect_right(self._starts, one.start()) - 1 for one in re.finditer(re.escape(wanted), self._text)}
            return {self._people[hit][1] for hit in hits if self._newest[self._people[hit][0]][0] == hit}

    def _read_on(self, court: Court) -> None:
        """Open what was written since the last time; all of it, or nothing when something does not open."""
        moment, fresh = _database_time(), list(self._fresh(court))
        length, names = len(self._text), [self._text]
        for party, case, name, at in fresh:
            self._newest[party] = (len(self._people), at)
            self._people.append((party, case))
            self._starts.append(length)
            names.append(name)
            length += len(name)
        self._text, self._looked = "".join(names), moment

    def _fresh(self, court: Court) -> Iterator[tuple[UUID, UUID, str, datetime]]:
        rows = Party.objects.filter(case__court=court)
        if self._looked is not None:
            rows = rows.filter(named_at__gt=self._looked - LONGEST_WRITE)
        for party, case, sealed, at in rows.values_list("id", "case_id", "name_sealed", "named_at").iterator():
            known = self._newest.get(party)
            if known is None or known[1] != at:
                yield party, case, plain_name(vault.open_text(f"party.name:{party}", sealed)) + BETWEEN, at


def _database_time() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement_timestamp()")
        (moment,) = cursor.fetchone()
    return moment  # type: ignore[no-any-return]


_books: dict[UUID, NameBook] = {}
_shelf = Lock()


def cases_with_name(court: Court, part: str) -> set[UUID]:
    """The cases of the court in which a party's name has this part, however it was typed."""
    with _shelf:
        book = _books.setdefault(court.id, NameBook())
    return book.cases_with(part, court)
