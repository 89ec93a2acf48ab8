"""When it was said that the number which an attempt went to is not the recipient's."""

from datetime import datetime

from songda.records.delivery.attempts.models import Attempt


def denied_at(attempt: Attempt) -> datetime | None:
    """The last time that it was said after the attempt: by whoever holds the number, or found out on the telephone.

    The attempt comes with its address. What a later conversation with the right person put right is no denial.
    """
    moments = (_by_holder(attempt), _on_the_phone(attempt))
    return max((at for at in moments if at is not None), default=None)


def _by_holder(attempt: Attempt) -> datetime | None:
    said, went = attempt.address.disowned_at, attempt.submitted_at is not None
    return said if said is not None and went and attempt.planned_at <= said else None


def _on_the_phone(attempt: Attempt) -> datetime | None:
    address = attempt.address
    is_rejected = address.address_class == "rejected" and attempt.address_class != "rejected"
    return address.class_since if is_rejected and attempt.planned_at <= address.class_since else None
