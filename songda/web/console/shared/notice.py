"""What every page before a public notice shows."""

from collections.abc import Mapping
from datetime import datetime

from songda.records.boards.deeds_on_record import notice_contents, openness
from songda.records.boards.ladder import tries_so_far
from songda.records.facts.dossier import NOTICE
from songda.records.orders.models import Envelope
from songda.records.tasks.duties import open_tasks_of
from songda.web.console.shared.gate import StaffRequest
from songda.web.console.shared.story import Cast
from songda.web.console.shared.words import language


def notice_context(request: StaffRequest, envelope: Envelope, moment: datetime) -> Mapping[str, object]:
    """What every page before a public notice shows."""
    found = tries_so_far(envelope, moment)
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
