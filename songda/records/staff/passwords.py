"""First passwords, passwords that people choose themselves, and second factors that were lost."""

import secrets
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction

from songda.core.refusal import Refused
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


def has_second_factor(user: User) -> bool:
    """Whether the password alone does not let in."""
    return bool(Authenticator.objects.filter(user=user).exists())


@transaction.atomic
def drop_second_factors(user: User, by: str, now: datetime) -> None:
    """Take away second factors whose device is lost; the password alone lets in until new ones are set up."""
    dropped, _rows = Authenticator.objects.filter(user=user).delete()
    if not dropped:
        raise Refused("no_second_factor")
    _note("staff.factors_dropped", user, by, now)


def _note(name: str, user: User, by: str, now: datetime) -> None:
    record([NewEvent(name, f"staff:{user.id}", None, happened_at=now, actor=by, data={})], now)
