"""First passwords, and passwords that people choose themselves."""

import secrets
from datetime import datetime

from django.db import transaction

from songda.records.evidence.actions import NewEvent, record
from songda.records.staff.models import User

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is misread on a slip of paper
GROUPS, GROUP = 4, 4  # 16 characters of 31: 79 bits


def new_password() -> str:
    """A password that nobody can guess and everybody can copy from a slip: four groups of four characters."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(GROUP)) for _ in range(GROUPS))


@transaction.atomic
def give_password(user: User, by: str, now: datetime) -> str:
    """A new password that must be changed at the next sign-in; shown once, kept only as a hash. Ends all sessions."""
    password = new_password()
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    _note("staff.password_given", user, by, now)
    return password


@transaction.atomic
def note_own_password(user: User, now: datetime) -> None:
    """The member of staff chose a password; a given one has had its day."""
    user.must_change_password = False
    user.save(update_fields=["must_change_password"])
    _note("staff.password_chosen", user, f"staff:{user.id}", now)


def _note(name: str, user: User, by: str, now: datetime) -> None:
    record([NewEvent(name, f"staff:{user.id}", None, happened_at=now, actor=by, data={})], now)
