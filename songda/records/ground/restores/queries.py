"""Whether the court is in quarantine, and whether the journal outside knows of messages that the database does not."""

from dataclasses import dataclass

from django.db import connection

from songda.records.ground import vault
from songda.records.ground.restores.models import Quarantine

_STANDING = """
SELECT EXISTS (SELECT FROM restores_quarantine WHERE ended_at IS NULL),
       EXISTS (SELECT FROM restores_losthandover WHERE attempt_id IS NULL)
"""


@dataclass(frozen=True)
class RestoreState:
    """`is_quarantined`: nothing may go out; `has_lost`: what is to go out is compared with the journal first."""

    is_quarantined: bool
    has_lost: bool


def restore_state() -> RestoreState:
    """How it stands at this moment."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDING)
        return RestoreState(*cursor.fetchone())


def open_quarantine() -> Quarantine | None:
    """The one that lasts."""
    return Quarantine.objects.filter(ended_at=None).first()


def order_mark(court_code: str, idempotency_key: str | None) -> bytes:
    """The keyed hash by which an order that is said again is recognised; empty without a key."""
    return vault.mark("order.key", f"{court_code}:{idempotency_key}") if idempotency_key else b""
