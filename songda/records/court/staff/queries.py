"""Who works in a court, and which systems may speak for it."""

from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef

from songda.records.court.staff.clients import token_hash
from songda.records.court.staff.models import ApiClient, Court, EntryCode, User


def client_by_token(token: str) -> ApiClient | None:
    """The system that holds this token, with its court, even when its time is over; None when unknown or shut out."""
    known = ApiClient.objects.select_related("court")
    return next(iter(known.filter(token_hash=token_hash(token), revoked_at=None)), None)  # unique, hence unsorted


def user_named(username: str) -> User | None:
    """The account of this name, in capital or small letters, as it is looked for when somebody signs in."""
    named = User.objects.filter(username__iexact=username)
    return next((user for user in named if user.username.lower() == username.lower()), None)


def everybody_of(court: Court) -> list[User]:
    """All accounts that the court ever had, those in use first; `has_second_factor` tells how each is protected."""
    factors = Authenticator.objects.filter(user=OuterRef("pk"))
    sheets = EntryCode.objects.filter(user=OuterRef("pk"))
    rows = User.objects.filter(court=court).annotate(has_second_factor=Exists(factors) | Exists(sheets))
    return list(rows.order_by("-is_active", "display_name", "username"))


def clients_of(court: Court) -> list[ApiClient]:
    """The systems that the court ever admitted, those still admitted first."""
    return list(ApiClient.objects.filter(court=court).order_by("-revoked_at", "name", "id"))


def judges_of(court: Court) -> list[User]:
    """The judges of a court, to choose from when a case is registered."""
    return list(User.objects.filter(court=court, is_active=True, role="judge").order_by("display_name"))


def staff_id(actor: str) -> UUID | None:
    """The account behind an actor such as `staff:<uuid>`; None when a system or the engine acted."""
    kind, _, identity = actor.partition(":")
    return UUID(identity) if kind == "staff" else None
