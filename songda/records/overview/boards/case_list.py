"""The list of cases with their parties and how far service has come, in a fixed number of statements."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q

from songda.core.law import Status
from songda.records.delivery.orders.models import Service
from songda.records.matter.cases.models import Case
from songda.records.matter.parties.models import Party

SHOWN = 4  # parties of a case; of the rest only the number


@dataclass(frozen=True)
class ListedCase:
    """One line: the case, the first of its parties, how many more there are, and of its services how many are done."""

    case: Case
    parties: Sequence[Party]
    more: int
    ordered: int
    served: int
    waiting: int  # for a judge


def listed(cases: Sequence[Case]) -> list[ListedCase]:
    """The lines of these cases, in their order."""
    ids = [case.id for case in cases]
    people = _people(ids)
    counts = _services(ids)
    return [_line(case, people[case.id], counts.get(case.id, {})) for case in cases]


def _line(case: Case, people: Sequence[Party], counts: dict[str, int]) -> ListedCase:
    sums = [counts.get(name, 0) for name in ("ordered", "served", "waiting")]
    return ListedCase(case, people[:SHOWN], max(0, len(people) - SHOWN), *sums)


def _people(ids: Sequence[UUID]) -> dict[UUID, list[Party]]:
    grouped: dict[UUID, list[Party]] = defaultdict(list)
    for party in Party.objects.filter(case_id__in=ids, acts_for=None).order_by("recorded_at", "id"):
        grouped[party.case_id].append(party)
    return grouped


def _services(ids: Sequence[UUID]) -> dict[UUID, dict[str, int]]:
    rows = Service.objects.filter(envelope__case_id__in=ids, recalled_at=None)
    done = Q(finding__status=Status.EFFECTIVE)
    open_to_judge = Q(finding__status__in=(Status.PRESUMED, Status.AWAITING_JUDGE, Status.NOT_VERIFIED))
    counted = rows.values_list("envelope__case_id").annotate(
        ordered=Count("id"), served=Count("id", filter=done), waiting=Count("id", filter=open_to_judge)
    )
    return {
        case: {"ordered": ordered, "served": served, "waiting": waiting} for case, ordered, served, waiting in counted
    }
