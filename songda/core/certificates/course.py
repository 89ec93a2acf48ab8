"""The course of a service in the order in which one thing led to the next, whatever the clocks of others say."""

from collections.abc import Sequence
from datetime import datetime

from songda.core.certificates.facts import CertifiedMoment

# Each step comes after those before it, because it could not happen without them.
_WAY_OF_A_MESSAGE = ("ordered", "sent", "accepted", "arrived", "bounced")
_CONFIRMED = ("acknowledged", "acknowledged_in_call")
_BY_PEOPLE = ("denied", "identified", "consented", "read", "downloaded", *_CONFIRMED, "acted", "known")
_ORDER = ("ordered", "sent", "accepted", "arrived", "failed", "bounced", *_BY_PEOPLE)
_RANK = {kind: rank for rank, kind in enumerate(_ORDER)}


def in_causal_order(moments: Sequence[CertifiedMoment]) -> list[CertifiedMoment]:
    """By the second that is printed, and within one second by what led to what; the times themselves stay as told.

    A provider whose clock goes slow, or tells the minute only, may have a message arrive before it was handed over.
    """
    ranks = [_RANK.get(moment.kind, len(_RANK)) for moment in moments]
    line = sorted(zip(_turns(moments), ranks, range(len(moments)), strict=True))
    return [moments[place] for _turn, _rank, place in line]


def _turns(moments: Sequence[CertifiedMoment]) -> list[datetime]:
    """When it is each one's turn: at its own second, but no earlier than what the message went through before."""
    earliest: dict[str, datetime] = {}
    for kind in _WAY_OF_A_MESSAGE:
        own = [_second(moment.at) for moment in moments if moment.kind == kind]
        reached = max(earliest.values(), default=None)
        if own:
            earliest[kind] = min(own) if reached is None else max(min(own), reached)
    return [max(_second(moment.at), earliest.get(moment.kind, _second(moment.at))) for moment in moments]


def _second(at: datetime) -> datetime:
    return at.replace(microsecond=0)
