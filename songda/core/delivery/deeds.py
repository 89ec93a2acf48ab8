"""Ways of service that people take: what can come of each, who may have signed, and when somebody must look again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

Pair = tuple[str, str]


@dataclass(frozen=True)
class DeedWay:
    """One way; `outcomes` in the order in which they are offered, `patience` from the last thing known of it."""

    chinese: str
    english: str
    outcomes: tuple[str, ...]
    patience: timedelta


# Court mail is tried three times within five days before it comes back (court-express mail provisions of 2004, art. 6);
# an entrusted court serves within ten days of receipt (interpretation of the Civil Procedure Law, art. 134).
WAYS: Mapping[str, DeedWay] = {
    "direct": DeedWay("直接送达", "direct service", ("signed", "left", "failed"), timedelta(days=1)),
    "left": DeedWay("留置送达", "service by leaving", ("left",), timedelta(days=1)),
    "mail": DeedWay("邮寄送达", "court mail", ("sent", "signed", "returned"), timedelta(days=10)),
    "entrusted": DeedWay("委托送达", "entrusted service", ("sent", "signed", "left", "returned"), timedelta(days=20)),
    "transfer": DeedWay("转交送达", "service by transfer", ("sent", "signed", "returned"), timedelta(days=15)),
    "public_notice": DeedWay("公告送达", "public notice", ("published",), timedelta(days=95)),
}
OUTCOMES: Mapping[str, Pair] = {
    "sent": ("已交寄、已发出", "sent off"),
    "signed": ("签收", "signed for"),
    "left": ("留置", "left"),
    "returned": ("退回", "came back"),
    "failed": ("未能送达", "in vain"),
    "published": ("已刊登公告", "published"),
}
SIGNERS: Mapping[str, Pair] = {
    "recipient": ("本人", "the recipient himself"),
    "cohabitant": ("同住成年家属", "an adult of the household"),
    "mail_room": ("法人、其他组织负责收件的人", "the mail room of the body"),
    "representative": ("诉讼代理人", "the agent ad litem"),
    "statutory_agent": ("法定代理人", "the statutory agent"),
    "designated_receiver": ("指定代收人", "the designated receiver"),
    "opponent": ("对方当事人", "the opposing party"),
    "stranger": ("其他人", "somebody else"),
}
# Why a way cannot be used; what a judge finds is a decision of his own, and no entry of a clerk.
RULED_OUT: Mapping[str, Pair] = {
    "no_address_known": ("没有可用的送达地址", "no address is known"),
    "address_does_not_exist": ("地址不存在", "the address does not exist"),
    "recipient_left": ("受送达人已搬离", "the recipient has moved away"),
    "closed_by_law": ("法律规定不能采用", "the law does not allow it"),
}
# The ways that a public notice comes after, in the order in which the law names them.
LADDER_WAYS = ("direct", "left", "mail", "entrusted", "sms", "email", "wechat", "inbox", "fax")
FINAL = frozenset({"signed", "left", "returned", "failed"})


def fits(way: str, outcome: str) -> bool:
    """Whether this can come of that way."""
    return way in WAYS and outcome in WAYS[way].outcomes


def is_under_way(outcomes: frozenset[str]) -> bool:
    """Whether more is still to be learned: sent off or published, and nothing final yet."""
    return bool(outcomes) and not outcomes & FINAL
