"""What every page before a public notice shows."""

from collections.abc import Mapping
from datetime import datetime

from songda.records.decision.facts.dossier import NOTICE, Dossier
from songda.records.delivery.tasks.duties import open_tasks_of
from songda.records.overview.boards.deeds_on_record import notice_contents, openness
from songda.records.overview.boards.ladder import tries_in
from songda.web.console.shared.gate import StaffRequest
from songda.web.console.shared.story import Cast
from songda.web.console.shared.words import language


def notice_context(request: StaffRequest, dossier: Dossier, moment: datetime) -> Mapping[str, object]:
    """What every page before a public notice shows."""
    envelope, found = dossier.envelope, tries_in(dossier, moment)
    return {
        "party": envelope.party,
        "envelope": envelope,
        "tried": found,
        "may_record": found.has_ground or found.is_closed or request.method == "POST",
        "cast": Cast(envelope.case, request.user),
        "must_tell": notice_contents(openness(envelope, NOTICE, moment), language()),
        "asked": [task for task in open_tasks_of(envelope.case, envelope) if task.kind == "decide_notice"],
        "now": moment,
    }
