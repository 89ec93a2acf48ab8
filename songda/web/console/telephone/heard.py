"""What came of a notice call: heard, played to the end, perhaps by a machine, or not heard; and what follows."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from songda.records.calls.following import about
from songda.records.calls.notice_calls import UNHEARD
from songda.records.tasks.models import Task
from songda.records.telephone.models import Dial


@dataclass(frozen=True)
class NoticeResult:
    """In a few words, what they mean, and the task that follows."""

    words: str | Promise
    says: str | Promise = ""
    task: Task | None = None


def notice_result(dial: Dial) -> NoticeResult | None:
    """What came of a notice; None for a call of a clerk."""
    if not dial.is_notice:
        return None
    if dial.was_heard:
        return NoticeResult(
            _("Heard: a digit was pressed."), _("By whom, nobody knows. It is neither consent nor receipt.")
        )
    if dial.ended_at is None:
        return NoticeResult(_("The notice is on its way."))
    task = Task.objects.filter(about(dial.party), reason=UNHEARD, closed_at=None).first()
    if dial.machine_at is not None:
        return NoticeResult(_("Perhaps a machine answered; nobody pressed a digit."), task=task)
    if dial.was_played:
        return NoticeResult(
            _("Played to its end; nobody pressed a digit."), _("Whether anybody listened, nobody knows."), task
        )
    return NoticeResult(_("Not heard."), task=task)
