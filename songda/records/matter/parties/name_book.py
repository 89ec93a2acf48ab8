"""The names of a court's people, open in the memory of the process that looks for a part of one, and nowhere else.

A part of a name cannot be found by a blind index of the whole, and an index of parts on disk would give names away by
how often each part occurs. So the process that holds the keys anyway opens the names once, and later only those that
were written since.
"""

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from datetime import datetime, timedelta
from threading import Lock
from uuid import UUID

from django.db import connection

from songda.core.identifiers.person_name import plain_name
from songda.records.court.staff.models import Court
from songda.records.ground import vault
from songda.records.matter.parties.models import Party

# A transaction that began before we last looked may have ended after it.
LONGEST_WRITE = timedelta(minutes=2)
BETWEEN = "\n"  # stands in no name


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
