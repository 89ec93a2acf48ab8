"""First passwords, and passwords that people choose themselves."""

import secrets
from datetime import datetime

from django.db import transaction

from songda.core.evidence.canonical import Json
from songda.core.refusal import Refused
from songda.records.court.staff.factors import has_second_factor
from songda.records.court.staff.four_eyes import refuse_alone
from songda.records.court.staff.models import User
from songda.records.ground.evidence.actions import NewEvent, record

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is misread on a slip of paper
GROUPS, GROUP = 4, 4  # 16 characters of 31: 79 bits


def new_password() -> str:
    """A password that nobody can guess and everybody can copy from a slip: four groups of four characters."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(GROUP)) for _ in range(GROUPS))


@transaction.atomic
def give_password(user: User, by: str, now: datetime, *, approved_by: str = "") -> str:
    """A new password that must be changed at the next sign-in; shown once, kept only as a hash. Ends all sessions.

    Nobody of the staff gives one alone to an account that a password alone opens.
    """
    if is_opened_by_password(User.objects.select_for_update().get(id=user.id)):  # an office may be given just now
        refuse_alone(by, approved_by)
    password = new_password()
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    _note("staff.password_given", user, by, now, approved_by)
    return password


@transaction.atomic
def note_own_password(user: User, now: datetime) -> None:
    """The member of staff chose a password; a given one has had its day."""
    user.must_change_password = False
    user.save(update_fields=["must_change_password"])
    _note("staff.password_chosen", user, f"staff:{user.id}", now)


def is_opened_by_password(user: User) -> bool:
    """Whether whoever gives this account a password could enter with it: it has no second factor.

    Whatever its office is today: another one may be given to it tomorrow.
    """
    return not has_second_factor(user)


def refuse_given_password(user: User, by: str) -> None:
    """Raise where nothing protects the account but a password that somebody of the staff was shown.

    They could enter with it once the account is one of weight, which nobody brings about alone.
    """
    if by.startswith("staff:") and user.must_change_password and not has_second_factor(user):
        raise Refused("password_not_own")


def _note(name: str, user: User, by: str, now: datetime, approved_by: str = "") -> None:
    data: dict[str, Json] = {"approved_by": approved_by} if approved_by else {}
    record([NewEvent(name, f"staff:{user.id}", None, happened_at=now, actor=by, data=data)], now)
