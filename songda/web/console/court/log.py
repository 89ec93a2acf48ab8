"""The evidence log as administrators and auditors see it: where it stands, and what the audits found."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from songda.clock import now
from songda.core.access import Act, Role, may
from songda.core.evidence.flaws import Flaw, flaw
from songda.records.ground.evidence.audits import audit_page, audit_with, flaws_of, last_audit
from songda.records.ground.evidence.checkpoints import oldest_unsequenced_at
from songda.records.ground.evidence.epochs import contradiction_outside
from songda.records.ground.evidence.models import Audit
from songda.records.ground.evidence.signed import newest_checkpoint
from songda.records.ground.evidence.unmarked_events import checkpoints_page, unmarked_page
from songda.records.ground.evidence.witnesses import watches
from songda.records.ground.incidents.actions import incident_page
from songda.records.ground.incidents.unshown import unshown_page
from songda.records.ground.pages import Page, page_of
from songda.records.service.attempts.reports import unmatched_reports
from songda.web.console.shared.gate import StaffRequest, behind
from songda.web.console.shared.words import language

NIGHTS = 14
SOME = 20
CROWD = 50


@behind(Act.SEE_AUDITS)
def evidence_log(request: StaffRequest) -> HttpResponse:
    """The newest checkpoint, the audits, and every flaw that the newest one, or the one asked for, kept."""
    turned = {request.GET.get("pile", ""): request.GET.get("page", "")}
    newest = last_audit()
    chosen = _chosen(request.GET.get("audit", "")) or newest
    context = {
        "desk": "log",
        "checkpoint": newest_checkpoint(),
        "waiting_since": oldest_unsequenced_at(),
        "audits": audit_page(turned.get("audits", ""), NIGHTS),
        "newest": newest,
        "chosen": chosen,
        "incidents_seen": incident_page(turned.get("incidents", ""), SOME),
        "unshown_rows": unshown_page(turned.get("unshown", ""), SOME),
        "cut_off": _cut_off(),
        "watches": watches(),
        "unmarked": _in_words(unmarked_page(turned.get("unmarked", ""), CROWD)),
        "unsigned": _in_words(checkpoints_page(turned.get("unsigned", ""), CROWD)),
        "may_see_readings": may(Role(request.user.role), Act.SEE_READINGS),
        "unmatched": page_of(unmatched_reports(now()), ("-id",), turned.get("unmatched", ""), CROWD),
        "flaws": [flaw.sentence(language()) for flaw in flaws_of(chosen)] if chosen else [],
    }
    return render(request, "console/court/log.html", context)


def _chosen(typed_id: str) -> Audit | None:
    try:
        return audit_with(UUID(typed_id))
    except ValueError:
        return None


def _in_words(page: Page[Flaw]) -> Page[str]:
    return page.with_rows([one.sentence(language()) for one in page.rows])


def _cut_off() -> str:
    reason = contradiction_outside()
    newest = newest_checkpoint()
    return (
        flaw("checkpoint", newest.size if newest else 0, "cut_off", reason=reason).sentence(language())
        if reason
        else ""
    )
