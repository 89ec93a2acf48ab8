"""Ways of service that people take: what can come of each, who may have signed, and when somebody must look again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from songda.core.law.facts import Leaving, Person, Posting, ReturnCause, RuledOutGround


@dataclass(frozen=True)
class DeedWay:
    """One way; `outcomes` in the order in which they are offered, `patience` from the last thing known of it."""

    outcomes: tuple[str, ...]
    patience: timedelta


# Court mail is tried three times within five days before it comes back (court-express mail provisions of 2004, art. 6);
# an entrusted court serves within ten days of receipt (interpretation of the Civil Procedure Law, art. 134).
WAYS: Mapping[str, DeedWay] = {
    "direct": DeedWay(("signed", "left", "failed"), timedelta(days=1)),
    "left": DeedWay(("left",), timedelta(days=1)),
    "mail": DeedWay(("sent", "signed", "returned"), timedelta(days=10)),
    "entrusted": DeedWay(("sent", "signed", "left", "returned"), timedelta(days=20)),
    "transfer": DeedWay(("sent", "signed", "returned"), timedelta(days=15)),
    "public_notice": DeedWay(("published",), timedelta(days=95)),
}
OUTCOMES = ("sent", "signed", "left", "returned", "failed", "published")
SIGNERS = tuple(person.value for person in Person)
TAKEN_OR_REFUSED = ("signed", "left")  # what somebody did: signed, or refused, which may stay untold
SAID_DECEASED = ("returned", ReturnCause.SAID_DECEASED.value)
REFUSED_LETTER = ("returned", ReturnCause.REFUSED.value)  # so too what came back, and why
# What is asked further of an outcome, since the law's answer turns on it: how it was left, why it came back, where a
# notice was posted. Each may stay untold, which is told by leaving it empty.
MANNERS: Mapping[str, tuple[str, ...]] = {
    "left": tuple(how.value for how in Leaving if how is not Leaving.UNTOLD),
    "returned": tuple(cause.value for cause in ReturnCause if cause is not ReturnCause.UNTOLD),
    "published": tuple(where.value for where in Posting if where is not Posting.UNTOLD),
}
# Why a way cannot be used; what a judge finds is the judge's own decision, and no entry of a clerk.
RULED_OUT = tuple(ground.value for ground in RuledOutGround if ground is not RuledOutGround.FOUND_BY_JUDGE)
# The ways that a public notice comes after, in the order in which the law names them.
LADDER_WAYS = ("direct", "left", "mail", "entrusted", "sms", "email", "wechat", "inbox", "fax")
FINAL = frozenset({"signed", "left", "returned", "failed"})


def in_order(steps: Iterable[tuple[str, datetime]]) -> bool:
    """Whether nothing came of a try before it was sent, by the minute, which is what people note of a time."""
    told = [(kind, at.replace(second=0, microsecond=0)) for kind, at in steps]
    sent = [at for kind, at in told if kind == "sent"]
    return not sent or all(at >= min(sent) for kind, at in told if kind in FINAL)


def fits(way: str, outcome: str) -> bool:
    """Whether this can come of that way."""
    return way in WAYS and outcome in WAYS[way].outcomes


def is_under_way(outcomes: frozenset[str]) -> bool:
    """Whether more is still to be learned: sent off or published, and nothing final yet."""
    return bool(outcomes) and not outcomes & FINAL
