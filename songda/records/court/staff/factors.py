"""Second factors: of whom they are demanded, who lacks one, and how lost ones are taken away."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction

from songda.core.access import needs_factor
from songda.core.evidence.canonical import Json
from songda.core.refusal import Refused
from songda.records.court.staff.four_eyes import refuse_alone
from songda.records.court.staff.models import Court, EntryCode, User
from songda.records.court.staff.sessions import end_sessions
from songda.records.ground.evidence.actions import NewEvent, record


def has_second_factor(user: User) -> bool:
    """Whether the password alone does not let in; a sheet of codes counts even when every code was used."""
    return has_device(user) or EntryCode.objects.filter(user=user).exists()


def has_device(user: User) -> bool:
    """Whether a passkey or an app is set up."""
    return bool(Authenticator.objects.filter(user=user).exists())


def is_demanded_of(user: User) -> bool:
    """Whether this office must show a second factor here."""
    asks_all = user.court is not None and user.court.asks_all_for_factor
    return settings.DEMANDS_SECOND_FACTOR and needs_factor(user.role, court_asks_all=asks_all)


def lacks_factor(user: User) -> bool:
    """Whether they must set one up before anything else: none is there, or the last code of their sheet is used."""
    return is_demanded_of(user) and not (has_device(user) or user.entry_codes.filter(used_at=None).exists())


def may_do_without(factor: Authenticator) -> bool:
    """Whether its owner may switch it off: always, but for the last one of an office that must have one."""
    user = factor.user
    others = Authenticator.objects.filter(user=user).exclude(pk=factor.pk).exists()
    return others or not is_demanded_of(user)


@transaction.atomic
def drop_second_factors(user: User, by: str, now: datetime, *, approved_by: str = "") -> None:
    """Take away second factors whose device is lost, codes too; the password alone lets in until new ones are set.

    Nobody of the staff does so alone, nor while the password is one that somebody of the staff was shown: they could
    enter with it.
    """
    refuse_alone(by, approved_by)
    if by.startswith("staff:") and User.objects.select_for_update().get(id=user.id).must_change_password:
        raise Refused("password_not_own")
    dropped = Authenticator.objects.filter(user=user).delete()[0] + EntryCode.objects.filter(user=user).delete()[0]
    if not dropped:
        raise Refused("no_second_factor")
    note_factor("staff.factors_dropped", user, by, now)
    end_sessions(user)


@transaction.atomic
def note_factor(name: str, user: User, by: str, now: datetime) -> None:
    """Put on record what became of somebody's second factors: one of the `staff.…` events."""
    record([NewEvent(name, f"staff:{user.id}", None, happened_at=now, actor=by, data={})], now)


@transaction.atomic
def ask_all_for_factor(court: Court, by: str, now: datetime, *, asks: bool, approved_by: str = "") -> None:
    """From now on the court demands a second factor of clerks and service officers too, or no longer.

    Nobody of the staff lowers what is demanded alone.
    """
    if not asks:
        refuse_alone(by, approved_by)
    if Court.objects.filter(id=court.id).exclude(asks_all_for_factor=asks).update(asks_all_for_factor=asks):
        name = "court.factor_demanded" if asks else "court.factor_left_open"
        data: dict[str, Json] = {"approved_by": approved_by} if approved_by else {}
        record([NewEvent(name, f"court:{court.id}", None, happened_at=now, actor=by, data=data)], now)
