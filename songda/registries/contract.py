"""The words that the house and a registry share: a question about one person, an answer, and what can go wrong.

A registry is asked for many at once. The id of a question makes asking again safe: the same id is the same question,
answered once and counted once by the registry. Nothing here prints a name or a number.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from songda.core.lookups import NumberState

LARGEST_BATCH = 100


class Trouble(StrEnum):
    """Why a whole batch came to nothing."""

    TIME_OUT = "time_out"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"  # our name or signature is not accepted
    QUOTA = "quota"  # the provider says that the day's quota is used up
    UNREADABLE = "unreadable"  # not signed by the registry, or not in its form


class ReplyCode(StrEnum):
    """What the registry says to one question."""

    NUMBERS = "numbers"
    NONE = "none"
    REFUSED = "refused"
    LATER = "later"  # the operator has not answered yet: ask again with the same id
    TIME_OUT = "time_out"  # the operator behind the platform was silent
    QUOTA = "quota"
    OTHER_PERSON = "other_person"  # found by us: the answer is not about the person who was asked for


@dataclass(frozen=True)
class Inquiry:
    """The question to one operator about one person."""

    id: UUID
    operator: str
    purpose: str
    case_number: str
    name: str = field(repr=False)
    number: str = field(repr=False)


@dataclass(frozen=True)
class RegisteredNumber:
    """A number that the person holds with the operator."""

    value: str = field(repr=False)
    state: NumberState


@dataclass(frozen=True)
class Reply:
    """The answer to one question."""

    inquiry_id: UUID
    code: ReplyCode
    numbers: tuple[RegisteredNumber, ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class Quota:
    """What the provider says of its own counting for a purpose today."""

    purpose: str
    limit: int
    used: int


@dataclass(frozen=True)
class BatchReply:
    """What came back for a batch: at the most one answer a question, in any order, perhaps not for each."""

    replies: tuple[Reply, ...]
    quotas: tuple[Quota, ...] = ()
    digest: bytes = b""  # SHA-256 of the body as it came


@dataclass(frozen=True)
class WrongNumber:
    """That a number which the registry gave turned out not to be the person's."""

    id: UUID
    inquiry_id: UUID
    value: str = field(repr=False)


class RegistryError(Exception):
    """The registry gave no usable answer to a whole batch; the message holds nothing personal."""

    def __init__(self, trouble: Trouble, words: str, quotas: Sequence[Quota] = ()) -> None:
        super().__init__(words)
        self.trouble = trouble
        self.quotas = tuple(quotas)


class Registry(Protocol):
    """A way of finding a person's numbers."""

    def ask(self, inquiries: Sequence[Inquiry]) -> BatchReply:
        """Ask for up to LARGEST_BATCH at once; RegistryError when the batch as a whole came to nothing."""

    def report_wrong(self, wrong: Sequence[WrongNumber]) -> frozenset[UUID]:
        """Tell the source which numbers were wrong; gives the ids that it took. RegistryError as above."""


def require_batch(inquiries: Sequence[object]) -> None:
    """ValueError for a batch that no registry takes."""
    if not 1 <= len(inquiries) <= LARGEST_BATCH:
        raise ValueError(f"a batch holds 1 to {LARGEST_BATCH} questions, not {len(inquiries)}")
