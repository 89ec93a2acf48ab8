"""People decide, many at a time, about what may have gone out before a restore, and end the quarantine."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from songda.channels.registry import route_of
from songda.core.delivery.incidents import (
    RESTORED_UNKNOWN,
    SEND_AGAIN,
    TAKEN_AS_SENT,
    HandedOver,
    IncidentKind,
    RestoreChoice,
    choices_for,
)
from songda.core.evidence.canonical import Json
from songda.core.refusal import Refused
from songda.records.court.staff.models import Court
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.incidents.actions import end_incident
from songda.records.ground.restores.models import LostHandOver, Quarantine
from songda.records.service.attempts.models import Attempt
from songda.records.service.attempts.restored.hold import hold
from songda.records.service.attempts.states import ask_provider

LONGEST_REASON = 400
CHUNK = 500


@dataclass(frozen=True)
class Kind:
    """Messages that are decided about together: over which channel, what for, and what is known of them."""

    channel: str
    purpose: str
    handed_over: HandedOver


@dataclass(frozen=True)
class HeldGroup:
    """How many of one kind wait for a decision in a court."""

    kind: Kind
    count: int


@dataclass(frozen=True)
class Decision:
    """What is to become of all of a kind, why, and who says so (`staff:<id>`)."""

    kind: Kind
    choice: RestoreChoice
    reason: str
    by: str


def marks_in(court: Court | None = None) -> QuerySet[Attempt]:
    """What nobody has decided about, of one court or of all."""
    unknown = Attempt.objects.filter(state="unknown", code=RESTORED_UNKNOWN)
    return unknown.filter(envelope__case__court=court) if court else unknown


def held_groups(court: Court) -> list[HeldGroup]:
    """What waits for a decision, by kind."""
    known, counts = _Known(), Counter[Kind]()
    for number, channel, purpose in marks_in(court).values_list("id", "channel", "purpose"):
        counts[Kind(channel, purpose, known.of(number))] += 1
    ordered = sorted(counts, key=lambda kind: (list(HandedOver).index(kind.handed_over), kind.channel, kind.purpose))
    return [HeldGroup(kind, counts[kind]) for kind in ordered]


class _Known:
    """What the journal tells of held messages, read once."""

    def __init__(self) -> None:
        lost = LostHandOver.objects.exclude(attempt_id=None)
        self._written_down = set(lost.values_list("attempt_id", flat=True))
        is_whole = Quarantine.objects.order_by("-epoch").values_list("is_journal_whole", flat=True).first()
        self._else = HandedOver.NEVER if is_whole else HandedOver.UNKNOWN

    def of(self, attempt: int) -> HandedOver:
        return HandedOver.WRITTEN_DOWN if attempt in self._written_down else self._else


def lost_hand_overs() -> int:
    """How many hand-overs the journal tells of that fit no try of this database: their orders are lost too."""
    return LostHandOver.objects.filter(attempt_id=None).count()


@transaction.atomic
def decide_held(court: Court, decision: Decision, window: timedelta, now: datetime) -> int:
    """Decide about all of one kind in a court; how many.

    Raises Refused without a reason, and where what the journal tells of would be sent a second time. `window` is how
    long reports may take over channels that do not say otherwise.
    """
    if decision.choice not in choices_for(decision.kind.handed_over):
        raise Refused("held_written_down")
    if not 0 < len(decision.reason.strip()) <= LONGEST_REASON:
        raise Refused("wrong_reason", longest=LONGEST_REASON)
    attempts = _of_kind(court, decision.kind)
    ids = [attempt.id for attempt in attempts]
    rows = Attempt.objects.filter(id__in=ids)
    if decision.choice is RestoreChoice.TAKE_AS_SENT:
        route = route_of(decision.kind.channel)
        silence = route.silence_window if route and route.silence_window else window
        rows.update(code=TAKEN_AS_SENT, expires_at=now + silence)
    else:
        rows.update(state="pending", code=SEND_AGAIN, expires_at=None)
    record([_event(attempt, decision, now) for attempt in attempts], now)
    if decision.choice is RestoreChoice.CANCEL:
        _cancel(attempts, now)
    return len(attempts)


@transaction.atomic
def end_quarantine(reason: str, by: str, now: datetime) -> None:
    """Messages go out again. Raises Refused while something is undecided, without a reason, or when none lasts."""
    if not 0 < len(reason.strip()) <= LONGEST_REASON:
        raise Refused("wrong_reason", longest=LONGEST_REASON)
    open_now = Quarantine.objects.filter(ended_at=None).select_for_update().first()
    if open_now is None:
        raise Refused("no_quarantine")
    hold(now)
    if undecided := marks_in().count():
        raise Refused("held_undecided", count=undecided)
    Quarantine.objects.filter(epoch=open_now.epoch).update(ended_at=now)
    end_incident(IncidentKind.RESTORED, now)
    about: Mapping[str, Json] = {"epoch": open_now.epoch, "begun_at": open_now.begun_at.isoformat()}
    event = NewEvent(
        "quarantine.ended", f"quarantine:{open_now.epoch}", None, now, by, about, {"reason": reason.strip()}
    )
    record([event], now)


def _of_kind(court: Court, kind: Kind) -> list[Attempt]:
    known = _Known()
    unknown = marks_in(court).filter(channel=kind.channel, purpose=kind.purpose).select_related("envelope__case__court")
    locked = unknown.select_for_update(of=("self",)).order_by("id")
    return [attempt for attempt in locked if known.of(attempt.id) is kind.handed_over]


def _cancel(attempts: Sequence[Attempt], now: datetime) -> None:
    """Not sent, and not to be sent by the engine: a person takes each envelope on."""
    ids = [attempt.id for attempt in attempts]
    Attempt.objects.filter(id__in=ids).update(state="cancelled")
    ask_provider([attempt for attempt in attempts if attempt.purpose == "service"], now)


def _event(attempt: Attempt, decision: Decision, now: datetime) -> NewEvent:
    names = {
        RestoreChoice.SEND_AGAIN: "attempt.sent_again",
        RestoreChoice.TAKE_AS_SENT: "attempt.taken_as_sent",
        RestoreChoice.CANCEL: "attempt.cancelled",
    }
    return NewEvent(
        name=names[decision.choice],
        stream=f"attempt:{attempt.id}",
        case_id=attempt.envelope.case_id,
        happened_at=now,
        actor=decision.by,
        data={"channel": attempt.channel, "address": str(attempt.address_id), "handed_over": decision.kind.handed_over},
        private={"reason": decision.reason.strip()},
    )
