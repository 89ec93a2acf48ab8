"""Notes what the registry said to a share of questions: answers once, silence asked again, never taken for "none"."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from songda.core.evidence.canonical import Json
from songda.core.lookups.words import Answer, NumberState, Step
from songda.records.evidence.actions import record
from songda.records.lookups.claim import Share
from songda.records.lookups.ending import finish
from songda.records.lookups.events import lookup_event
from songda.records.lookups.ledger import heed, next_day
from songda.records.lookups.models import Inquiry
from songda.records.lookups.numbers import keep_numbers
from songda.registries.contract import BatchReply, RegistryError, Reply, Said, Trouble

WAITS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))
_FINAL: Mapping[Said, Answer] = {
    Said.NONE: Answer.NONE,
    Said.REFUSED: Answer.REFUSED,
    Said.OTHER_PERSON: Answer.OTHER_PERSON,
}
Came = BatchReply | RegistryError


@transaction.atomic
def note_answers(share: Share, came: Came, now: datetime) -> None:
    """Write what came, only where the claim still holds: a question that ended meanwhile keeps nothing."""
    rows = Inquiry.objects.filter(id__in=share.ids, step=Step.ASKING.value, claimed_by=share.worker)
    asked = list(rows.select_for_update(of=("self",)).select_related("lookup__case__court", "lookup__party__acts_for"))
    said = _said(came)
    for one in asked:
        said(one)(one, now)
    finish([one.lookup for one in asked], now)
    heed(came.quotas, now)


def _said(came: Came) -> Callable[[Inquiry], Callable[[Inquiry, datetime], None]]:
    """What is to be done with each question."""
    if isinstance(came, RegistryError):
        trouble = came.trouble
        return lambda _one: _wait_for_quota if trouble is Trouble.QUOTA else _silent(trouble)
    replies: dict[UUID, Reply] = {reply.inquiry_id: reply for reply in came.replies}
    return lambda one: _heard(replies.get(one.id), came.digest)


def _heard(reply: Reply | None, digest: bytes) -> Callable[[Inquiry, datetime], None]:
    if reply is None or reply.said is Said.LATER:
        return _silent(None)
    if reply.said is Said.QUOTA:
        return _wait_for_quota
    if reply.said is Said.TIME_OUT:
        return _silent(Trouble.TIME_OUT)
    return lambda one, now: _answered(one, reply, digest, now)


def _answered(one: Inquiry, reply: Reply, digest: bytes, now: datetime) -> None:
    in_use = any(held.state is NumberState.IN_USE for held in reply.numbers)
    answer = _FINAL.get(reply.said) or (Answer.NUMBERS if in_use else Answer.SUSPENDED)
    one.reason = reply.reason
    _close(one, answer, digest.hex(), now, tuple(held.value for held in reply.numbers))
    keep_numbers(one, reply.numbers, now)


def _silent(trouble: Trouble | None) -> Callable[[Inquiry, datetime], None]:
    """Ask again with growing waits; in the end it is on record that nobody answered."""
    final = Answer.TIME_OUT if trouble is Trouble.TIME_OUT else Answer.MISSING

    def note(one: Inquiry, now: datetime) -> None:
        if one.times_asked > len(WAITS):
            _close(one, final, "", now)
            return
        _ask_again(one, now + WAITS[one.times_asked - 1])

    return note


def _wait_for_quota(one: Inquiry, now: datetime) -> None:
    """The day's quota is used up: the question was not looked at, and is asked when the next day begins."""
    one.times_asked -= 1
    _ask_again(one, next_day(now))


def _ask_again(one: Inquiry, at: datetime) -> None:
    one.step, one.send_after, one.claimed_by = Step.DUE.value, at, ""
    one.save(update_fields=["step", "send_after", "claimed_by", "times_asked"])


def _close(one: Inquiry, answer: Answer, digest: str, now: datetime, numbers: tuple[str, ...] = ()) -> None:
    one.step, one.answer, one.answered_at = Step.CLOSED.value, answer.value, now
    one.save(update_fields=["step", "answer", "reason", "answered_at"])
    data: dict[str, Json] = {
        "inquiry": str(one.id),
        "operator": one.operator,
        "answer": one.answer,
        "reason": one.reason,
        "times": one.times_asked,
        "numbers": len(numbers),
        "answer_sha256": digest,
    }
    private: dict[str, Json] = {"numbers": list(numbers)} if numbers else {}
    record([lookup_event("inquiry.answered", one.lookup, "provider:registry", now, data, private)], now)
