"""What waits for the judges of a court, in a fixed number of statements however much it is; changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.db.models.lookups import Exact

from songda.core.lookups import State
from songda.records.court.staff.models import Court, User
from songda.records.ground.closed_lists import is_one_of
from songda.records.ground.pages import HowMany, Page, how_many, page_of
from songda.records.law.rulings.guards import hearings_to_come
from songda.records.matter.cases.models import Hearing
from songda.records.matter.parties.addresses import OF_REMOVED_PARTY
from songda.records.matter.parties.models import Consent, Party
from songda.records.service.determinations.models import Determination
from songda.records.service.findings.models import FOR_THE_JUDGE, Finding
from songda.records.service.portal_acts.models import Objection, RecipientAct
from songda.records.service.tasks.models import Task
from songda.records.ways.lookups.models import Lookup
from songda.records.ways.post.carriage.models import Carriage

PAGE_SIZE = 20
AHEAD = timedelta(days=60)
GAPS = ("weigh_gap", "weigh_malfunction")
REQUESTS = ("asked_for_help", "asked_for_paper")
M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Pile(Generic[M]):
    """One page of what waits, and how much waits altogether."""

    page: Page[M]
    count: HowMany

    @property
    def rows(self) -> Sequence[M]:
        """What stands on the page."""
        return self.page.rows


@dataclass(frozen=True)
class Desk:
    """Whose desk: a court, of its judges this one (None: all), and of the cases those with this in their number."""

    court: Court
    judge: User | None
    number: str = ""

    def _own(self, path: str) -> Q:
        """What is of the court, and in the judge's own cases or in cases that no judge has.

        The court is compared as no index has it: the database begins with the few rows that wait, each by an index of
        its own, and never with all cases of a court, whose number a plan for any court takes from the average one.
        """
        return Q(Exact(Cast(f"{path}court_id", TextField()), str(self.court.id))) & self._chosen(path)

    def _chosen(self, path: str) -> Q:
        # Without a number none is compared: a plan that is made for any piece of a number looks for it first.
        named = Q(**{f"{path}number__contains": self.number}) if self.number else Q()
        if self.judge is None:
            return named
        gone = Q(**{f"{path}judge__is_active": False}) | ~Q(**{f"{path}judge__role": "judge"})
        return named & (Q(**{f"{path}judge": None}) | Q(**{f"{path}judge": self.judge}) | gone)

    def _open_tasks(self) -> QuerySet[Task]:
        """By their own column of the court, which their index begins with."""
        return Task.objects.filter(self._own("case__"), court=self.court, closed_at=None)

    def findings(self) -> QuerySet[Finding]:
        """Services that are presumed, await the judge or were denied, the oldest first; not those ruled on just now."""
        ruled = Determination.objects.filter(
            kind="finding", service_id=OuterRef("service_id"), at__gte=OuterRef("decided_at")
        )
        for_judge = Q(is_one_of("status", *FOR_THE_JUDGE)) | Q(is_denied=True)
        waiting = Finding.objects.filter(self._own("service__envelope__case__"), for_judge)
        rows = waiting.exclude(Exists(ruled)).select_related(
            "service__paper", "service__envelope__party", "service__envelope__case__judge"
        )
        return rows.order_by("decided_at", "service_id")

    def objections(self) -> QuerySet[Objection]:
        """Objections on which nobody has ruled."""
        rows = Objection.objects.filter(self._own("envelope__case__"), is_one_of("ruling", "pending"))
        return rows.select_related("envelope__party", "envelope__case__judge", "service__paper").order_by(
            "raised_at", "id"
        )

    def withdrawals(self) -> QuerySet[Consent]:
        """Withdrawals of consent on which nobody has ruled; those of one word stand as one."""
        first = Consent.objects.filter(
            party_id=OuterRef("party_id"), withdrawn_at=OuterRef("withdrawn_at"), withdrawal="pending"
        )
        earlier = first.filter(Q(at__lt=OuterRef("at")) | Q(at=OuterRef("at"), id__lt=OuterRef("id")))
        rows = Consent.objects.filter(self._own("party__case__"), is_one_of("withdrawal", "pending")).exclude(
            Exists(earlier)
        )
        return rows.exclude(OF_REMOVED_PARTY).select_related("party__case__judge").order_by("withdrawn_at", "id")

    def notices(self) -> QuerySet[Task]:
        """Public notices that clerks ask to publish though not every other way was tried."""
        rows = self._open_tasks().filter(kind="decide_notice")
        return rows.select_related("envelope__party", "case__judge").order_by("opened_at", "id")

    def letters(self) -> QuerySet[Carriage]:
        """Letters of which the carrier, or the letter itself that came back, says something else than the record."""
        rows = Carriage.objects.filter(self._own("letter__envelope__case__"), judge_asked_at__isnull=False)
        related = rows.select_related("letter__envelope__party", "letter__envelope__case__judge")
        return related.order_by("judge_asked_at", "letter_id")

    def gaps(self) -> QuerySet[Task]:
        """Times in which a notice did not stand, or the system was away, and nobody has said what follows."""
        rows = self._open_tasks().filter(kind__in=GAPS)
        return rows.select_related("envelope__party", "party", "case__judge").order_by("opened_at", "id")

    def marked(self) -> QuerySet[Party]:
        """Persons whom a clerk marked to be served off line, and no judge has looked at it since."""
        looked = Determination.objects.filter(
            kind="offline", party_id=OuterRef("id"), at__gte=OuterRef("offline_since")
        )
        rows = Party.objects.filter(self._own("case__"), offline_since__isnull=False, removed_at=None)
        rows = rows.exclude(Exists(looked))
        return rows.select_related("case__judge").order_by("offline_since", "id")

    def requests(self) -> QuerySet[Task]:
        """Open wishes for paper or help from persons who are not served off line, and no judge has looked since."""
        looked = Determination.objects.filter(
            kind="offline", party_id=OuterRef("envelope__party_id"), at__gte=OuterRef("opened_at")
        )
        open_ones = (
            self._open_tasks().filter(reason__in=REQUESTS, envelope__party__offline_since=None).exclude(Exists(looked))
        )
        return open_ones.select_related("envelope__party", "case__judge").order_by("opened_at", "id")

    def lookups(self) -> QuerySet[Lookup]:
        """Look-ups that wait for approval, the oldest first."""
        rows = Lookup.objects.filter(self._own("case__"), is_one_of("state", State.WAITING.value))
        return rows.select_related("party", "case__judge").order_by("asked_at", "id")

    def hearings(self, now: datetime) -> QuerySet[Hearing]:
        """The hearings to come, the nearest first, those of other judges left out."""
        return hearings_to_come(self.court, now, AHEAD).filter(self._chosen("case__"))

    def decided(self) -> QuerySet[Determination]:
        """What judges decided, the newest first."""
        rows = Determination.objects.filter(self._own("case__"))
        related = rows.select_related("case", "party", "by", "service__paper", "objection", "hearing")
        return related.order_by("-at", "-id")


def pile(rows: QuerySet[M], mark: str = "") -> Pile[M]:
    """The page of them that a mark asks for, in their own order; two statements."""
    order = [str(name) for name in rows.query.order_by]
    return Pile(page_of(rows, order, mark, PAGE_SIZE), how_many(rows))


def read_at(findings: Sequence[Finding]) -> dict[Any, datetime]:
    """When the recipient first read each of these papers."""
    acts = RecipientAct.objects.filter(service_id__in=[finding.service_id for finding in findings], kind="read")
    return dict(acts.values_list("service_id", "at"))
