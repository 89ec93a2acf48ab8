"""The evidence log as administrators and auditors see it: where it stands, and what the audits found."""

from django.http import HttpResponse
from django.shortcuts import render

from songda.clock import now
from songda.core.access import Act, Role, may
from songda.core.evidence.flaws import flaw
from songda.records.attempts.unmatched import unmatched_reports
from songda.records.evidence.audits import flaws_of, recent_audits
from songda.records.evidence.checkpoints import oldest_unsequenced_at
from songda.records.evidence.epochs import behind_mark
from songda.records.evidence.queries import newest_checkpoint
from songda.records.evidence.strangers import flaws_of_strangers
from songda.records.evidence.witnesses import watches
from songda.records.incidents.queries import recent_incidents
from songda.web.console.shared.gate import StaffRequest, behind
from songda.web.console.shared.words import language

MOST = 50
SHOWN = 14  # audits: two weeks of nights


@behind(Act.SEE_AUDITS)
def evidence_log(request: StaffRequest) -> HttpResponse:
    """The newest checkpoint, the last audits, and every flaw that the newest one kept."""
    audits = recent_audits(SHOWN)
    newest = audits[0] if audits else None
    context = {
        "desk": "log",
        "checkpoint": newest_checkpoint(),
        "waiting_since": oldest_unsequenced_at(),
        "audits": audits,
        "newest": newest,
        "incidents_seen": recent_incidents(SHOWN),
        "cut_off": _cut_off(),
        "watches": watches(),
        "strangers": [one.sentence(language()) for one in flaws_of_strangers(MOST)],
        "may_see_readings": may(Role(request.user.role), Act.SEE_READINGS),
        "unmatched": unmatched_reports(now())[:MOST],
        "flaws": [flaw.sentence(language()) for flaw in flaws_of(newest)] if newest else [],
    }
    return render(request, "console/court/log.html", context)


def _cut_off() -> str:
    reason = behind_mark()
    newest = newest_checkpoint()
    return (
        flaw("checkpoint", newest.size if newest else 0, "cut_off", reason=reason).sentence(language())
        if reason
        else ""
    )
