"""Requests, approvals and answers in one line each."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from songda.core.access import Role
from songda.core.lookups import NumberState
from songda.records.court.staff.models import User
from songda.records.matter.parties.models import Party
from songda.records.ways.lookups.actions import LookupDraft, approve, request_lookup
from songda.records.ways.lookups.inquiries import InquiryShare, claim_share, note_answers
from songda.records.ways.lookups.models import Lookup
from songda.registries.contract import (
    BatchReply,
    Inquiry,
    Quota,
    RegisteredNumber,
    Registry,
    RegistryError,
    Reply,
    ReplyCode,
)
from tests import make

WHY = "电话、邮寄、上门均未能联系到本人"


def draft(**changes: object) -> LookupDraft:
    """A request that nothing is wrong with, valid for a week, to China Mobile alone."""
    given = {
        "purpose": "service",
        "ground": "no_address",
        "why": WHY,
        "valid_until": make.NOW + timedelta(days=7),
        "operators": ("mobile",),
    }
    return LookupDraft(**{**given, **changes})  # type: ignore[arg-type]


def requested(party: Party | None = None, by: User | None = None, at: datetime = make.NOW, **changes: object) -> Lookup:
    wanted = draft(**{"valid_until": at + timedelta(days=7), **changes})
    return request_lookup(party or make.party(), wanted, f"staff:{(by or make.user()).id}", at)


def supervisor() -> User:
    return make.user(role=Role.SUPERVISOR, name="庭长梁")


def approved(party: Party | None = None, at: datetime = make.NOW, **changes: object) -> Lookup:
    lookup = requested(party, at=at, **changes)
    approve(lookup, make.user(lookup.case.court, Role.SUPERVISOR, "庭长梁"), at)
    return lookup


Answer = Callable[[Inquiry], Reply | None]


@dataclass
class Book:
    """A registry that answers from a book: the same question in the same way, each asking noted."""

    answer: Answer
    quotas: tuple[Quota, ...] = ()
    heard: list[Inquiry] = field(default_factory=list)

    def ask(self, inquiries: tuple[Inquiry, ...]) -> BatchReply:
        self.heard += inquiries
        replies = [reply for one in inquiries if (reply := self.answer(one))]
        return BatchReply(tuple(replies), self.quotas, b"\x01" * 32)


def says(said: ReplyCode, *numbers: str, state: NumberState = NumberState.IN_USE) -> Answer:
    return lambda one: Reply(one.id, said, tuple(RegisteredNumber(number, state) for number in numbers))


def ask_all(registry: Registry | Book, now: datetime = make.NOW, worker: str = "w1") -> int:
    """What the worker does: claims, asks, notes, until nothing may go out; how many shares."""
    shares = 0
    while share := claim_share(worker, now):
        note_answers(share, came(registry, share), now)
        shares += 1
    return shares


def came(registry: Registry | Book, share: InquiryShare) -> BatchReply | RegistryError:
    try:
        return registry.ask(share.inquiries)
    except RegistryError as error:
        return error


def found(*numbers: str, party: Party | None = None, at: datetime = make.NOW) -> Lookup:
    """A look-up that was answered with these numbers."""
    lookup = approved(party, at=at)
    ask_all(Book(says(ReplyCode.NUMBERS, *(numbers or (make.mobile(),)))), at)
    lookup.refresh_from_db()
    return lookup
