"""Reads what the platform answered; whatever is not in its form, or not about who was asked for, counts for nothing."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from songda.core.identifiers import is_mobile
from songda.core.lookups.words import NumberState
from songda.registries.contract import BatchReply, HeldNumber, Inquiry, Quota, RegistryError, Reply, Said, Trouble
from songda.registries.platform.signing import person_mark

MOST_NUMBERS = 50
LONGEST_REASON = 40
_SAID = {
    "numbers": Said.NUMBERS,
    "none": Said.NONE,
    "refused": Said.REFUSED,
    "pending": Said.LATER,
    "operator_timeout": Said.TIME_OUT,
    "quota_exceeded": Said.QUOTA,
}


def read_batch(body: bytes, asked: Sequence[Inquiry]) -> BatchReply:
    """The answers to the questions that were asked; strangers among them are left out, the first of two counts."""
    batch = read_object(body)
    by_id = {str(inquiry.id): inquiry for inquiry in asked}
    replies: dict[UUID, Reply] = {}
    for answer in _objects(batch.get("answers")):
        inquiry = by_id.get(str(answer.get("id")))
        if inquiry is not None:
            replies.setdefault(inquiry.id, _reply(inquiry, answer))
    return BatchReply(tuple(replies.values()), read_quotas(batch), hashlib.sha256(body).digest())


def read_quotas(batch: Mapping[str, Any]) -> tuple[Quota, ...]:
    """What the provider tells of its own counting; what makes no sense is left out."""
    return tuple(
        Quota(str(one["purpose"])[:20], one["limit"], one["used"])
        for one in _objects(batch.get("quotas"))
        if isinstance(one.get("purpose"), str) and _is_count(one.get("limit")) and _is_count(one.get("used"))
    )


def read_object(body: bytes) -> Mapping[str, Any]:
    """The body as an object; RegistryError for anything else."""
    try:
        read = json.loads(body)
    except ValueError:
        read = None
    if isinstance(read, dict):
        return read
    raise RegistryError(Trouble.UNREADABLE, "the registry's answer is no JSON object")


def _reply(inquiry: Inquiry, answer: Mapping[str, Any]) -> Reply:
    said = _SAID.get(str(answer.get("status")))
    about = person_mark(str(inquiry.id), inquiry.name, inquiry.number)
    if answer.get("person") != about or answer.get("operator") != inquiry.operator:
        return Reply(inquiry.id, Said.OTHER_PERSON)
    if said is None:
        return Reply(inquiry.id, Said.LATER, reason="unknown_status")
    numbers = tuple(_numbers(answer.get("numbers"))) if said is Said.NUMBERS else ()
    if said is Said.NUMBERS and not numbers:  # it says that there are some and names none: that is not "none"
        return Reply(inquiry.id, Said.LATER, reason="no_numbers_named")
    return Reply(inquiry.id, said, numbers, str(answer.get("reason") or "")[:LONGEST_REASON])


def _numbers(listed: object) -> Iterable[HeldNumber]:
    for one in list(_objects(listed))[:MOST_NUMBERS]:
        value, state = one.get("number"), one.get("state")
        if isinstance(value, str) and is_mobile(value) and state in set(NumberState):
            yield HeldNumber(value, NumberState(str(state)))


def _objects(listed: object) -> Iterable[Mapping[str, Any]]:
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1_000_000_000
