"""What changed in findings that people relied on: before and after, for the clerk of the case."""

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render

from songda.clock import now
from songda.core.access import Act
from songda.records.decision.decisions.changes import Change, changes_of
from songda.records.decision.determinations.actions import together
from songda.records.decision.determinations.models import Determination
from songda.records.decision.rulings.guards import guards_of
from songda.records.overview.boards.queries import objections_of
from songda.records.proof.certificates.listing import listed
from songda.records.proof.certificates.models import Certificate
from songda.web.console.shared.gate import StaffRequest, behind
from songda.web.console.shared.lookup_or_404 import the_task
from songda.web.console.shared.words import language

LATELY = 20


@behind(Act.SEE_CASES)
def change(request: StaffRequest, task_id: UUID) -> HttpResponse:
    """Each paper with its lines of before and after, the judge's decisions, the certificates and the hearings."""
    task = the_task(request, task_id)
    if task.kind != "note_change" or task.envelope is None:
        return (
            redirect("console:envelope", task.envelope_id) if task.envelope else redirect("console:case", task.case_id)
        )
    changes = changes_of(task)
    services = [one.service.id for one in changes]
    party = task.envelope.party
    rows = Determination.objects.filter(party=party).select_related("by", "service__paper")
    context = {
        "desk": "cases",
        "now": now(),
        "task": task,
        "case": task.case,
        "party": party,
        "envelope": task.envelope,
        "changes": _alike(changes),
        "objections": [one for one in objections_of(task.case) if one.envelope_id == task.envelope_id],
        "decided": together(rows.order_by("-at", "-id")[:LATELY]),
        "certificates": listed(
            Certificate.objects.filter(service_id__in=services)
            .select_related("service__paper", "service__finding", "replaces", "replaced_by")
            .order_by("-made_at")
        ),
        "guards": [guard for guard in guards_of([task.case], language()) if guard.hearing.at >= now()],
    }
    return render(request, "console/today/change.html", context)


def _alike(changes: Sequence[Change]) -> list[list[Change]]:
    """Papers of which the same has changed, told together."""
    groups: dict[str, list[Change]] = {}
    for one in changes:
        groups.setdefault(repr(one.lines), []).append(one)
    return list(groups.values())
