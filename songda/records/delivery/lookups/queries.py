"""Reads look-ups, always inside one court."""

from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from songda.core.lookups.in_numbers import WITHIN, is_in_numbers
from songda.core.lookups.words import State
from songda.records.court.staff.models import Court, User
from songda.records.delivery.lookups.models import FoundNumber, Inquiry, Lookup
from songda.records.ground.pages import Page, page_of
from songda.records.matter.parties.models import Party

MOST_WAITING = 200  # on the first page; of more, those that wait have a list of their own


def lookups_of(court: Court, state: str = "", asked: str = "") -> Page[Lookup]:
    """A page of the court's look-ups, the newest first; `asked` is the mark of a page.

    Where no state is asked for, those that wait for approval stand before all others on the first page.
    """
    rows, newest = _whole().filter(case__court=court), ("-asked_at", "-id")
    if state:
        return page_of(rows.filter(state=state), newest, asked)
    page = page_of(rows.exclude(state=State.WAITING), newest, asked)
    if page.back:
        return page
    waiting = rows.filter(state=State.WAITING).order_by(*newest)[:MOST_WAITING]
    return page.with_rows([*waiting, *page.rows])


def lookup_of(court: Court, lookup_id: UUID) -> Lookup:
    """One look-up of the court; DoesNotExist for that of another."""
    return _whole().get(id=lookup_id, case__court=court)


def lookups_about(party: Party) -> list[Lookup]:
    """The look-ups of a party in their case, the newest first."""
    return list(_whole().filter(party=party).order_by("-asked_at"))


def number_of(court: Court, number_id: UUID) -> FoundNumber:
    """A found number of the court; DoesNotExist for that of another."""
    rows = FoundNumber.objects.select_related("inquiry__lookup__case", "inquiry__lookup__party", "address")
    return rows.get(id=number_id, inquiry__lookup__case__court=court)


def is_one_of_many(user: User, now: datetime) -> bool:
    """Whether this person asked for or approved so many within the hour that the next is one of many."""
    recent, by = Q(asked_at__gt=now - WITHIN), f"staff:{user.id}"
    approved = Q(decided_at__gt=now - WITHIN, decided_by=by) & ~Q(state=State.DECLINED)
    return is_in_numbers(Lookup.objects.filter(recent & Q(asked_by=by) | approved).count())


def names_of(actors: set[str]) -> dict[str, str]:
    """What the people behind actors such as `staff:<id>` are called; systems and the engine are left out."""
    ids = [actor.removeprefix("staff:") for actor in actors if actor.startswith("staff:")]
    return {f"staff:{user.id}": str(user) for user in User.objects.filter(id__in=ids)}


def _whole() -> QuerySet[Lookup]:
    numbers = Prefetch("numbers", FoundNumber.objects.select_related("address").order_by("found_at", "id"))
    inquiries = Prefetch("inquiries", Inquiry.objects.prefetch_related(numbers).order_by("id"))
    return Lookup.objects.select_related("case__court", "case__judge", "party__case").prefetch_related(inquiries)
