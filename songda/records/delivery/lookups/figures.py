"""Look-ups counted by operator: asked, answered, what it cost, found, confirmed, served on, and wrong."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import CharField, Count, Exists, OuterRef, Q, Sum
from django.db.models.functions import Cast

from songda.core.law.decision import Status
from songda.core.lookups.words import UNANSWERED, Answer, Operator
from songda.records.court.staff.models import Court
from songda.records.delivery.attempts.models import Attempt
from songda.records.delivery.findings.models import Finding
from songda.records.delivery.lookups.models import FoundNumber, Inquiry
from songda.records.matter.parties.models import AddressFinding


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
    asked = _asked(court, since, until)
    found = _found(court, since, until)
    return [
        Figures(operator.value, *asked.get(operator, (0, 0, 0)), *found.get(operator, (0, 0, 0, 0)))
        for operator in Operator
    ]


def _asked(court: Court, since: datetime, until: datetime) -> dict[str, tuple[int, int, int]]:
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
    said = AddressFinding.objects.filter(address=OuterRef("address"))
    won = Attempt.objects.filter(address=OuterRef("address")).annotate(named=Cast("id", CharField()))
    served = won.filter(Exists(Finding.objects.filter(status__in=_SERVED, winning_attempt=OuterRef("named"))))
    rows = FoundNumber.objects.filter(
        inquiry__lookup__case__court=court, inquiry__lookup__asked_at__gte=since, inquiry__lookup__asked_at__lt=until
    ).annotate(
        is_confirmed=Exists(said.filter(address_class="confirmed")),
        is_served=Exists(served),
        is_wrong=Exists(said.filter(address_class="rejected")),
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


_SERVED = (Status.EFFECTIVE.value, Status.PRESUMED.value)
