"""Who works in a court, which systems may speak for it, and what staff are told of their own accounts.

Systems show a token, of which only a hash is kept. Whatever was done to an account, by its owner or by others, its
owner reads.
"""

import base64
import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Q, QuerySet

from songda.clock import steady
from songda.core.state import CaseState
from songda.core.state.fold import STEPS
from songda.core.state.logged import own_fields
from songda.records.court.staff.models import ApiClient, Court, EntryCode, User
from songda.records.ground.evidence.models import Event
from songda.records.ground.evidence.premises import require_told, told_of

CLIENT_PREFIX = "songda_"  # lets a scanner of leaked secrets recognise one
SHORTEST_TOKEN = 43  # letters; 32 random bytes written in base64
_TOKEN_BYTES = 32
_USE_NOTED_EVERY = timedelta(minutes=1)
_SHOWN = (
    "staff.reassigned",
    "staff.admitted",
    "staff.removed",
    "staff.password_given",
    "staff.password_chosen",
    "staff.sign_on_named",
    "staff.sign_on_struck",
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
_MOST_SHOWN = 20
OF_COURTS = sorted(name for name in STEPS if name.startswith("court.") and name != "court.way_ruled")
_IN_MESSAGES = ("name", "name_en", "phone", "street", "message_words")  # the rest settles nothing of them
_TRUE_FOR_S, _MOST_KNOWN = 60.0, 10_000
_told_courts: dict[tuple[object, ...], float] = {}  # what a court's row said, and until when that needs no other look


def require_told_court(court: Court, told: CaseState | None = None) -> None:
    """Raise `UntoldError` unless events tell of the court's name, number and words as its row has them.

    `told`: what the events of these names come to, where the log was asked already.
    """
    if is_known_as_told(court):
        return
    state = told_of([f"court:{court.id}"], OF_COURTS) if told is None else told
    known = state.courts.get(str(court.id))
    others = [] if known is None else [name for name in own_fields(type(known)) if name not in _IN_MESSAGES]
    require_told(court, known, *others)
    if len(_told_courts) >= _MOST_KNOWN:
        _told_courts.clear()
    _told_courts[_said_of(court)] = steady() + _TRUE_FOR_S


def is_known_as_told(court: Court) -> bool:
    """Whether it was compared within a minute; a row that is changed says something else and was not."""
    return _told_courts.get(_said_of(court), 0.0) > steady()


def _said_of(court: Court) -> tuple[object, ...]:
    return court.id, *(getattr(court, name) for name in _IN_MESSAGES)


def client_by_token(token: str) -> ApiClient | None:
    """The system that holds this token, with its court, even when its time is over; None when unknown or shut out."""
    known = ApiClient.objects.select_related("court")
    return next(iter(known.filter(token_hash=token_hash(token), revoked_at=None)), None)  # unique, hence unsorted


def user_named(username: str) -> User | None:
    """The account of this name, in capital or small letters, as it is looked for when somebody signs in."""
    named = User.objects.filter(username__iexact=username)
    return next((user for user in named if user.username.lower() == username.lower()), None)


def user_on_sign_on(name: str) -> User | None:
    """The account that the court's single sign-on opens by this name, letter by letter; a closed one too."""
    return User.objects.select_related("court").filter(sign_on_name=name).first()


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


def people_behind(actor: str) -> set[str]:
    """Whoever can act as this actor: of a system, those who asked for its token and who approved it."""
    admitted = Event.objects.on_record().filter(stream=actor, name="client.admitted")
    named = {one for event in admitted for one in (event.actor, event.data.get("approved_by"))}
    return {actor, *(str(one) for one in named if one)}


def new_token() -> str:
    """A fresh token of 256 random bits, to be shown once."""
    return CLIENT_PREFIX + base64.urlsafe_b64encode(secrets.token_bytes(_TOKEN_BYTES)).decode().rstrip("=")


def token_hash(token: str) -> bytes:
    """What the database keeps of a token; a plain hash is enough, since nobody can guess 256 bits."""
    return hashlib.sha256(token.encode()).digest()


def note_use(client: ApiClient, now: datetime) -> None:
    """Keep when the token was used last, to the minute: a burst of calls writes once."""
    if client.last_used_at is None or now - client.last_used_at >= _USE_NOTED_EVERY:
        stale = Q(last_used_at=None) | Q(last_used_at__lt=now)
        ApiClient.objects.filter(stale, id=client.id).update(last_used_at=now)
        client.last_used_at = now


def sign_ins_of(user: User) -> Sequence[Event]:
    """The newest facts about the account, newest first."""
    return list(_about(user).order_by("-number")[:_MOST_SHOWN])


def by_others_since(user: User, since: datetime) -> Sequence[Event]:
    """What somebody else did to the account after this moment, oldest first; refused sign-ins are in the list alone."""
    own = ("engine", f"staff:{user.id}")
    return list(_about(user).filter(recorded_at__gt=since).exclude(actor__in=own).order_by("number")[:_MOST_SHOWN])


def _about(user: User) -> QuerySet[Event]:
    return Event.objects.on_record().filter(stream=f"staff:{user.id}", name__in=_SHOWN)
