"""What a member of staff is told of their own account: whatever was done to it, by themselves or by others."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from songda.records.court.staff.models import User
from songda.records.ground.evidence.models import Event

TOLD = (
    "staff.reassigned",
    "staff.admitted",
    "staff.removed",
    "staff.password_given",
    "staff.password_chosen",
    "staff.factor_added",
    "staff.factor_removed",
    "staff.factors_dropped",
    "staff.codes_made",
    "staff.code_used",
    "staff.refused",
    "proposal.made",
    "proposal.approved",
    "proposal.declined",
    "proposal.withdrawn",
)
MOST = 20


def told_of(user: User) -> Sequence[Event]:
    """The newest facts about the account, newest first."""
    return list(_about(user).order_by("-number")[:MOST])


def by_others_since(user: User, since: datetime) -> Sequence[Event]:
    """What somebody else did to the account after this moment, oldest first; refused sign-ins are in the list alone."""
    own = ("engine", f"staff:{user.id}")
    return list(_about(user).filter(recorded_at__gt=since).exclude(actor__in=own).order_by("number")[:MOST])


def _about(user: User) -> QuerySet[Event]:
    return Event.objects.on_record().filter(stream=f"staff:{user.id}", name__in=TOLD)
