"""What the law may ask of a way of service beside messages; a way answers with a row, and a court's settings name them.

The law lies below the ways and imports none of them: a new way is a folder with a row in `way.py`, and a line in
`settings.WAYS`.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import import_module
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet, Value

from songda.core.delivery.ladder.person import Mover
from songda.core.delivery.plan import EnvelopeFacts, HandOver
from songda.records.law.facts.dossier import Dossier
from songda.records.service.deeds.models import Deed
from songda.records.service.orders.models import Envelope, Service

STOP_NOTICE = "stop_notice"  # the task: a notice stands for somebody who is gone
LOST = "lost"  # rows of this word name the deed of a try that the way lost: nothing is waited for
Known = tuple[Dossier, EnvelopeFacts]


@dataclass(frozen=True)
class Thing:
    """One thing that is under way: of which way, how far, of which envelope, since when, with which papers."""

    way: str
    stage: str
    key: str
    envelope_id: UUID | None
    since: datetime
    service_ids: frozenset[UUID]
    has_left: bool = False  # the house: nobody can keep it back any more
    party_id: UUID | None = None  # where no paper says whom it is for


Rows = QuerySet[Any, tuple[str, UUID, datetime]]


def told_as(word: str, rows: QuerySet[Any], key: str, moment: str) -> Rows:
    """Of each row the word that it stands for, a key and a moment, so that rows of all ways go into one statement."""
    return rows.order_by().values_list(Value(word), key, moment)


@dataclass(frozen=True, kw_only=True)
class Way:
    """What it leaves out it has nothing to do with. All of it runs in the transaction of who holds the envelopes."""

    name: str
    noted_in: str = "id"  # the column of an envelope that is set once this way has anything for it
    # Its things of these cases.
    under_way: Callable[[Collection[UUID]], Iterator[Thing]] | None = None
    # For the clock: takes out what must not go on and no act has looked at; how many.
    let_go: Callable[[datetime], int] | None = None
    # Something came about for these envelopes: takes out what is in the house, marks what has left it.
    overtaken: Callable[[Sequence[Envelope], str, datetime], object] | None = None
    # Of the first envelopes something may wait for this way: the facts of the next step, with that.
    waiting: Callable[[Sequence[Envelope], Sequence[Known], datetime], Sequence[Known]] | None = None
    # People take over: what the way does or prepares by itself then.
    handed_over: Callable[[Sequence[tuple[Dossier, HandOver]], datetime], object] | None = None
    # What is prepared for these envelopes and has not gone yet, told as `name`; tries that were lost, as `LOST`.
    going: Callable[[Collection[UUID]], Sequence[Rows]] | None = None
    counts_as: str = ""  # the law's name of the way, which other ways may have too
    mover: Mover = Mover.COURT  # of what is prepared
    # Those of these services that can be taken back no more.
    irrevocable: Callable[[Sequence[Service]], Collection[UUID]] | None = None
    # People put a step of this try on record, or struck one.
    stepped: Callable[[Deed, datetime, bool], object] | None = None
    # People of these parties died or left; the second are the dead.
    gone: Callable[[Collection[UUID], Collection[UUID], datetime], object] | None = None


@cache
def ways() -> tuple[Way, ...]:
    """The rows of the ways of this house, in the order of the settings."""
    return tuple(import_module(f"{folder}.way").WAY for folder in settings.WAYS)


def tell_overtaken(envelopes: Sequence[Envelope], by: str, now: datetime) -> None:
    """Every way lets go of what these envelopes need no more."""
    for way in ways():
        own = [each for each in envelopes if getattr(each, way.noted_in)] if way.overtaken is not None else []
        if way.overtaken is not None and own:
            way.overtaken(own, by, now)
