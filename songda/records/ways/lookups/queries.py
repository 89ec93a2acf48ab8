"""Reads look-ups, always inside one court, and counts them by operator: asked, answered, found, wrong."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import CharField, Count, Exists, OuterRef, Prefetch, Q, QuerySet, Sum
from django.db.models.functions import Cast

from songda.core.law.decision import Status
from songda.core.lookups import BULK_WITHIN, UNANSWERED, Answer, Operator, State, is_bulk
from songda.records.court.staff.models import Court, User
from songda.records.ground.evidence.models import Event
from songda.records.ground.evidence.queries import secrets_of
from songda.records.ground.pages import Page, page_of
from songda.records.matter.parties.models import AddressFinding, Party
from songda.records.service.attempts.models import Attempt
from songda.records.service.findings.models import Finding
from songda.records.ways.lookups.models import FoundNumber, Inquiry, Lookup

MOST_WAITING = 200  # on the first page; of more, those that wait have a list of their own
_ENDS = (State.DECLINED, State.WITHDRAWN, State.EXPIRED, State.ENDED)
_SERVED = (Status.EFFECTIVE.value, Status.PRESUMED.value)


def lookups_of(court: Court, state: str = "", search: str = "") -> Page[Lookup]:
    """A page of the court's look-ups, the newest first; `asked` is the mark of a page.

    Where no state is asked for, those that wait for approval stand before all others on the first page.
    """
    rows, newest = _with_related().filter(case__court=court), ("-asked_at", "-id")
    if state:
        return page_of(rows.filter(state=state), newest, search)
    page = page_of(rows.exclude(state=State.WAITING), newest, search)
    if page.back:
        return page
    waiting = rows.filter(state=State.WAITING).order_by(*newest)[:MOST_WAITING]
    return page.with_rows([*waiting, *page.rows])


@dataclass(frozen=True)
class End:
    """How a request came to an end without every operator being heard."""

    why: str = ""  # a word of ours: `case_closed`, `party_left`, `person_corrected`, `time_over`
    reason: str = ""  # what whoever declined it or took it back wrote; nothing once it is erased


def end_of(lookup: Lookup) -> End:
    """What the log says of the end; nothing of a request that is open, or was answered."""
    if State(lookup.state) not in _ENDS:
        return End()
    told = Event.objects.on_record().filter(stream=f"lookup:{lookup.id}", name=f"lookup.{lookup.state}")
    event = told.order_by("number").last()
    secret = secrets_of([event.id]).get(event.id) if event else None
    return End(str(event.data.get("why", "")) if event else "", str(secret.private.get("reason", "")) if secret else "")


def lookup_of(court: Court, lookup_id: UUID) -> Lookup:
    """One look-up of the court; DoesNotExist for that of another."""
    return _with_related().get(id=lookup_id, case__court=court)


def lookups_about(party: Party) -> list[Lookup]:
    """The look-ups of a party in their case, the newest first."""
    return list(_with_related().filter(party=party).order_by("-asked_at"))


def number_of(court: Court, number_id: UUID) -> FoundNumber:
    """A found number of the court; DoesNotExist for that of another."""
    rows = FoundNumber.objects.select_related("inquiry__lookup__case", "inquiry__lookup__party", "address")
    return rows.get(id=number_id, inquiry__lookup__case__court=court)


def is_one_of_many(user: User, now: datetime) -> bool:
    """Whether this person asked for or approved so many within the hour that the next is one of many."""
    since, by = now - BULK_WITHIN, f"staff:{user.id}"
    asked = Lookup.objects.filter(asked_at__gt=since, asked_by=by)  # nobody decides on what they asked for themselves
    approved = Lookup.objects.filter(decided_at__gt=since, decided_by=by).exclude(state=State.DECLINED)
    return is_bulk(asked.count() + approved.count())


def names_of(actors: set[str]) -> dict[str, str]:
    """What the people behind actors such as `staff:<id>` are called; systems and the engine are left out."""
    ids = [actor.removeprefix("staff:") for actor in actors if actor.startswith("staff:")]
    return {f"staff:{user.id}": str(user) for user in User.objects.filter(id__in=ids)}


def _with_related() -> QuerySet[Lookup]:
    numbers = Prefetch("numbers", FoundNumber.objects.select_related("address").order_by("found_at", "id"))
    inquiries = Prefetch("inquiries", Inquiry.objects.prefetch_related(numbers).order_by("id"))
    return Lookup.objects.select_related("case__court", "case__judge", "party__case").prefetch_related(inquiries)


@dataclass(frozen=True)
class Figures:
    """One operator's figures: questions asked and answered, the cost in fen, numbers found, confirmed … and wrong."""

    operator: str
    asked: int = 0
    answered: int = 0
    cost_fen: int = 0
    found: int = 0
    confirmed: int = 0
    served_on: int = 0
    wrong: int = 0


def figures(court: Court, since: datetime, until: datetime) -> list[Figures]:
    """For requests of this time, a row for each operator; numbers count once for each operator that named them."""
    requested = _requested(court, since, until)
    found = _found(court, since, until)
    return [
        Figures(operator.value, *requested.get(operator, (0, 0, 0)), *found.get(operator, (0, 0, 0, 0)))
        for operator in Operator
    ]


def _requested(court: Court, since: datetime, until: datetime) -> dict[str, tuple[int, int, int]]:
    rows = Inquiry.objects.filter(lookup__case__court=court, lookup__asked_at__gte=since, lookup__asked_at__lt=until)
    silent = [answer.value for answer in (*UNANSWERED, Answer.NOT_ASKED)]
    counted = (
        rows.filter(times_asked__gt=0)
        .values("operator")
        .annotate(
            asked=Count("id"),
            answered=Count("id", filter=~Q(answer="") & ~Q(answer__in=silent)),
            cost=Sum("cost_fen"),
        )
    )
    return {row["operator"]: (row["asked"], row["answered"], row["cost"]) for row in counted.order_by()}


def _found(court: Court, since: datetime, until: datetime) -> dict[str, tuple[int, int, int, int]]:
    """A number once confirmed counts as confirmed, whatever became of it later."""
    findings = AddressFinding.objects.filter(address=OuterRef("address"))
    won = Attempt.objects.filter(address=OuterRef("address")).annotate(named=Cast("id", CharField()))
    served = won.filter(Exists(Finding.objects.filter(status__in=_SERVED, winning_attempt=OuterRef("named"))))
    rows = FoundNumber.objects.filter(
        inquiry__lookup__case__court=court, inquiry__lookup__asked_at__gte=since, inquiry__lookup__asked_at__lt=until
    ).annotate(
        is_confirmed=Exists(findings.filter(address_class="confirmed")),
        is_served=Exists(served),
        is_wrong=Exists(findings.filter(address_class="rejected")),
    )
    counted = rows.values("inquiry__operator").annotate(
        found=Count("id"),
        confirmed=Count("id", filter=Q(is_confirmed=True)),
        served=Count("id", filter=Q(is_served=True)),
        wrong=Count("id", filter=Q(is_wrong=True)),
    )
    return {
        row["inquiry__operator"]: (row["found"], row["confirmed"], row["served"], row["wrong"])
        for row in counted.order_by()
    }
