"""What the line did in a call: its own story, and where the clerk's words differ."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from songda.core.calling import COUNTS
from songda.core.words import say
from songda.records.service.calls.models import Call
from songda.records.service.tasks.models import Task
from songda.records.service.telephone.models import Dial, Recording
from songda.records.ways.telephone.calls.following import UNHEARD, about
from songda.records.ways.telephone.calls.sound import call_of
from songda.web.console.shared.words import language

NOBODY = "unreachable"  # the one outcome in which nobody spoke


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


@dataclass(frozen=True)
class Line:
    """One call as it is shown. `is_live`: it is worth looking again by itself. `is_vain`: the line says so."""

    steps: list[tuple[datetime, str | Promise]]
    state: str
    is_live: bool
    is_vain: bool
    recording: Recording | None
    call: Call | None
    why_none: str
    warnings: list[str | Promise]
    notice: NoticeResult | None


def line_of(dial: Dial) -> Line:
    """The line of one dial."""
    recording, call = getattr(dial, "recording", None), call_of(dial)
    awaits = dial.answered_at is not None and recording is None and not dial.no_recording
    return Line(
        steps=_steps(dial),
        state=say(f"telephone.line.{dial.line}", language()) if dial.line else "",
        is_live=dial.ended_at is None or awaits,
        is_vain=dial.line in COUNTS and dial.answered_at is None,
        recording=recording,
        call=call,
        why_none=_why_none(dial),
        warnings=_warnings(dial, call, recording),
        notice=notice_result(dial),
    )


def _steps(dial: Dial) -> list[tuple[datetime, str | Promise]]:
    steps = (
        (dial.asked_at, _("The number was to be dialled")),
        (dial.desk_answered_at, _("Your telephone was picked up; the number is dialled")),
        (dial.early_sound_at, _("An announcement or music; nobody has answered")),
        (dial.ringing_at, _("It rings there")),
        (dial.answered_at, _("Answered; who it is, the line does not tell")),
        (dial.machine_at, _("A long greeting at once: perhaps a machine")),
        (dial.played_at, _("The notice was played to its end")),
        (dial.ended_at, _("The call ended")),
    )
    return sorted(((at, words) for at, words in steps if at is not None), key=lambda step: step[0])


def _why_none(dial: Dial) -> str:
    known = ("recorder_failed", "never_came", "of_another_call", "silent", "nothing_in_it", "too_large")
    word = dial.no_recording if dial.no_recording in known or not dial.no_recording else "other"
    return say(f"telephone.no_recording.{word}", language()) if word else ""


def _warnings(dial: Dial, call: Call | None, recording: Recording | None) -> list[str | Promise]:
    """What a person should look at before they believe one of the two."""
    found = list[str | Promise]()
    if dial.heard is not None and dial.answered_at and "party" not in dial.heard and not dial.is_notice:
        found.append(_("Nothing was heard from the other side: the line was perhaps one-sided."))
    if call is not None and call.outcome != NOBODY and dial.answered_at is None and dial.ended_at is not None:
        found.append(_("The clerk recorded an answer, but the line was never answered."))
    if call is not None and call.outcome == NOBODY and dial.answered_at is not None:
        found.append(_("The line was answered, but the clerk recorded that nobody could be reached."))
    if recording is not None and recording.length_ms + 3000 < dial.talk_ms:
        found.append(_("The recording is shorter than the talk."))
    return found
