"""What is still open in a case, or for one person: unserved papers, the next hearing, the next last day, and the tasks.

Nobody puts work off beyond hearing and last day without being told, and a task never comes again after them.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q

from songda.core.delivery.tasks import BY_HAND, FOR_APPROVERS, LANES, Fact, Lane
from songda.core.evidence.canonical import Json
from songda.core.refusal import Refused
from songda.core.words import Phrase
from songda.records.matter.cases.actions import Reason
from songda.records.matter.cases.corrections import close_case, reopen_case
from songda.records.matter.cases.hearings import cancel_hearing
from songda.records.matter.cases.models import Case, Hearing
from songda.records.matter.parties.models import Party
from songda.records.matter.parties.notify import reconsider
from songda.records.matter.parties.offered import bring_along
from songda.records.matter.parties.people import mark_as_known
from songda.records.service.orders.models import Envelope, Service
from songda.records.service.orders.queries import corrected, unserved
from songda.records.service.tasks.actions import end_by_fact
from songda.records.service.tasks.limits import check_not_beyond, last_days, next_hearings, next_last_day
from songda.records.service.tasks.models import Task

LATELY = 20


@dataclass(frozen=True)
class UnfinishedWork:
    """`services` that are not served, each with paper and person; the next `hearing`; the next `last_day` that runs."""

    zone: ZoneInfo
    services: Sequence[Service] = ()
    hearing: Hearing | None = None
    last_day: date | None = None

    @property
    def is_nothing(self) -> bool:
        """Whether nothing is left that anybody could forget."""
        return not (self.services or self.hearing or self.last_day)

    @property
    def lines(self) -> list[Phrase]:
        """It in sentences: what is not served, which hearing and which last day come first."""
        return [*self._unserved(), *self._days()]

    def check_not_beyond(self, at: datetime, field: str) -> None:
        """Raises WrongField where somebody would put work off until then."""
        check_not_beyond(at, field, self.hearing, self.last_day, self.zone)

    def _unserved(self) -> Iterable[Phrase]:
        by_paper = Counter(service.paper for service in self.services)  # two papers may have the same title
        for paper, count in by_paper.items():
            yield Phrase("services.unfinished.unserved", {"title": paper.title, "count": count})

    def _days(self) -> Iterable[Phrase]:
        if self.hearing is not None:
            at = self.hearing.at.astimezone(self.zone)
            yield Phrase("services.unfinished.hearing", {"day": at.date(), "time": f"{at:%H:%M}"})
        if self.last_day is not None:
            yield Phrase("services.unfinished.last_day", {"day": self.last_day})

    def for_event(self) -> dict[str, Json]:
        """What whoever ended or put off the work had before them."""
        return {
            "unserved": [str(service.id) for service in self.services],
            "hearing_at": self.hearing.at.isoformat() if self.hearing else None,
            "last_day": self.last_day.isoformat() if self.last_day else None,
        }


def unfinished(case: Case, now: datetime, party: Party | None = None) -> UnfinishedWork:
    """Of the case with its court, or of one person in it; four statements, or five where a paper was corrected."""
    zone = ZoneInfo(case.court.zone)
    whose = Q(envelope__party=party) if party else Q(envelope__case=case)
    rows = unserved().filter(whose).select_related("paper", "envelope__party")
    open_ones = list(rows.order_by("envelope__placed_at", "id"))
    gone = corrected(open_ones)
    days = last_days(Q(service__envelope__party=party) if party else Q(service__envelope__case=case))
    return UnfinishedWork(
        zone,
        [service for service in open_ones if service.id not in gone],
        next_hearings([case.id], now).get(case.id),
        next_last_day(chain.from_iterable(days.values()), zone, now),
    )


def unfinished_of(task: Task, now: datetime) -> UnfinishedWork:
    """What a task must not be put off beyond; it comes with its case and court."""
    return unfinished(task.case, now, task.about)


@transaction.atomic
def close(case: Case, reason: Reason, by: str, now: datetime, *, is_known: bool = False) -> None:
    """Close a case; Refused while papers in it are not served, unless whoever closes it says that they know.

    No hearing is to come in a closed case: whoever was summoned is told. Work that serves no paper ends with it.
    """
    left = unfinished(case, now)
    if left.services and not is_known:
        raise Refused("unserved_in_case", count=len(left.services), left=left.lines)
    close_case(case, reason, by, now, left.for_event())
    for hearing in Hearing.objects.filter(case=case, cancelled_at=None, at__gt=now).order_by("at", "id"):
        cancel_hearing(hearing, reason, by, now)
    served = Q(envelope=None) | Q(envelope__closed_at__isnull=False)
    end_by_fact(Fact.CASE_CLOSED, Q(case=case) & served, by, now)


@transaction.atomic
def open_again(case: Case, reason: Reason, by: str, now: datetime) -> None:
    """Open a case again; what its people said of all their cases while it was closed holds in it too."""
    reopen_case(case, reason, by, now)
    theirs = list(Party.objects.filter(case=case, removed_at=None).select_related("case__court").order_by("id"))
    for party in theirs:
        mark_as_known(party, by, now)
    bring_along(case.court, theirs, by, now)
    reconsider([party.id for party in theirs])


def open_tasks_of(case: Case, envelope: Envelope | None = None) -> list[Task]:
    """The open tasks of one case, or of one of its envelopes, the most urgent first."""
    own = Task.objects.filter(case=case, court=case.court_id, closed_at=None)
    rows = own.select_related("envelope__party", "party", "owner", "case")
    if envelope is not None:
        rows = rows.filter(envelope=envelope)
    return list(rows.order_by("due_at", "id"))


def ended_by_hand(case: Case, envelope: Envelope | None = None) -> list[Task]:
    """The tasks that somebody ended without the fact that they waited for, the newest first."""
    rows = Task.objects.filter(case=case, ended_by=BY_HAND).select_related("envelope__party", "party", "owner", "case")
    if envelope is not None:
        rows = rows.filter(envelope=envelope)
    return list(rows.order_by("-closed_at", "-id")[:LATELY])


def calls_due(party: Party) -> list[Task]:
    """The open tasks that ask for a call to this person, each with whoever took it; the most urgent first."""
    calls = Task.objects.filter(kind__in=set(LANES[Lane.CALLS]) - FOR_APPROVERS, closed_at=None)
    of_envelopes = calls.filter(envelope__in=Envelope.objects.filter(party=party))
    theirs = calls.filter(party=party).union(of_envelopes)  # an OR over two tables would read one of them whole
    return list(
        Task.objects.filter(id__in=theirs.values("id"))
        .select_related("owner", "case", "envelope")
        .order_by("due_at", "id")
    )
