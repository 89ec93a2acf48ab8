"""What is done to courts, accounts and API clients: opened, admitted, removed, looked into by an auditor."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import IntegrityError, transaction

from songda.clock import new_id
from songda.core.access import Act, Role, Scope, may, needs_second_person
from songda.core.evidence.canonical import Json
from songda.core.evidence.readings import Door
from songda.core.identifiers import IdentifierError, read_court_code
from songda.core.refusal import Refused, WrongField
from songda.core.warnings import COURT_LINE
from songda.records.court.staff.models import ApiClient, Court, User, password_mark
from songda.records.court.staff.office import require_second_person
from songda.records.court.staff.particulars import Particulars, check_particulars
from songda.records.court.staff.queries import SHORTEST_TOKEN, new_token, token_hash, user_named
from songda.records.court.staff.signing_in import is_opened_by_password, refuse_given_password
from songda.records.ground.evidence.actions import NewEvent, record

LONGEST = timedelta(days=366)  # that a token lasts


@dataclass(frozen=True)
class CourtDraft:
    """A court as it is to be opened; `code` is the one in its case numbers, as in 晋1181."""

    code: str
    name: str
    name_en: str = ""
    zone: str = "Asia/Shanghai"
    phone: str = COURT_LINE
    street: str = ""


@dataclass(frozen=True)
class UserDraft:
    """An account as it is to be opened."""

    username: str
    display_name: str
    role: Role
    password: str = field(repr=False)
    must_change_password: bool = False


@dataclass(frozen=True)
class ClientDraft:
    """Another system as it is to be admitted; without an end, for a year. A `token` made elsewhere may be given."""

    name: str
    scopes: tuple[Scope, ...]
    ends_at: datetime | None = None
    token: str = field(default="", repr=False)


@transaction.atomic
def make_court(draft: CourtDraft, by: str, now: datetime) -> Court:
    """Open a court; raises WrongField for a code that no court can have, an unknown time zone, a name that misleads."""
    _check_court(draft)
    check_particulars(Particulars(draft.name, draft.name_en, draft.phone, draft.street))
    court = Court.objects.create(id=new_id(), **vars(draft))
    data: dict[str, Json] = {"code": court.code, "name": court.name, "name_en": court.name_en, "zone": court.zone}
    data |= {"phone": court.phone, "street": court.street}
    record([_event("court.opened", f"court:{court.id}", by, now, data)], now)
    return court


@transaction.atomic
def make_user(draft: UserDraft, court: Court | None, by: str, now: datetime, *, approved_by: str = "") -> User:
    """Open an account in a court; the password is kept only as Django's salted hash.

    Nobody of the staff opens one of weight alone: `approved_by` names the second person.
    """
    if needs_second_person(draft.role):
        require_second_person(by, approved_by)
    refuse_taken(draft.username)
    user = User(id=new_id(), username=draft.username, court=court, role=draft.role.value, date_joined=now)
    user.display_name = draft.display_name
    user.must_change_password = draft.must_change_password
    user.set_password(draft.password)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError:
        raise Refused("account_exists") from None
    about = {**_about(user, approved_by), "password_sha256": password_mark(user)}
    admitted = _event("staff.admitted", f"staff:{user.id}", by, now, about)
    record([replace(admitted, private={"display_name": user.display_name})], now)
    return user


def refuse_taken(username: str) -> None:
    """Raise where an account has this name, be it in other capitals: neither of the two could sign in."""
    if user_named(username) is not None:
        raise Refused("account_exists")


@transaction.atomic
def set_role(user: User, role: Role, by: str, now: datetime, *, approved_by: str = "") -> None:
    """Give a member of staff another office; nobody gives themselves one, and no court is left without a head.

    Nobody of the staff gives one of weight alone, nor to somebody who has only the password that they were given.
    """
    _refuse_own(user, by)
    before = user.role
    if before == role.value:
        return
    if needs_second_person(role):
        require_second_person(by, approved_by)
        refuse_given_password(User.objects.select_for_update().get(id=user.id), by)
    if not may(role, Act.RUN_COURT):
        _refuse_last(user)
    user.role = role.value
    user.save(update_fields=["role"])
    data = {"before": before, **_about(user, approved_by)}
    record([_event("staff.reassigned", f"staff:{user.id}", by, now, data)], now)


@transaction.atomic
def remove_user(user: User, by: str, now: datetime) -> None:
    """Close an account, at once for open sessions too; what was done with it stays on record."""
    _refuse_own(user, by)
    _refuse_last(user)
    if User.objects.filter(id=user.id, is_active=True).update(is_active=False):
        record([_event("staff.removed", f"staff:{user.id}", by, now, {})], now)


@transaction.atomic
def readmit_user(user: User, by: str, now: datetime, *, approved_by: str = "") -> None:
    """Open a closed account again, in the office that it had.

    One of weight, or one that a password alone opens, is opened by nobody of the staff alone.
    """
    if needs_second_person(user.role) or is_opened_by_password(user):
        require_second_person(by, approved_by)
    if User.objects.filter(id=user.id, is_active=False).update(is_active=True):
        record([_event("staff.admitted", f"staff:{user.id}", by, now, _about(user, approved_by))], now)


def _refuse_own(user: User, by: str) -> None:
    if by == f"staff:{user.id}":
        raise Refused("own_account")


def _refuse_last(user: User) -> None:
    """The accounts that may run the court are locked in order, so that two people cannot close each other's at once."""
    heads = [role.value for role in Role if may(role, Act.RUN_COURT)]
    active = User.objects.filter(court=user.court, is_active=True, role__in=heads).order_by("id")
    if [head.id for head in active.select_for_update()] == [user.id]:
        raise Refused("last_head_of_court")


@transaction.atomic
def make_api_client(
    court: Court, draft: ClientDraft, by: str, now: datetime, *, approved_by: str = ""
) -> tuple[ApiClient, str]:
    """Admit another system; the token that comes back is shown once and kept nowhere. No member of staff does so alone.

    Raises WrongField for no scope or an end that is past or more than a year away; Refused for a token that could be
    guessed.
    """
    require_second_person(by, approved_by)
    ends_at, token = draft.ends_at or now + LONGEST, draft.token or new_token()
    check_client(draft.scopes, ends_at, now)
    if len(token) < SHORTEST_TOKEN:
        raise Refused("token_too_short", least=SHORTEST_TOKEN)
    scopes = sorted(draft.scopes)
    client = ApiClient(id=new_id(), court=court, name=draft.name, scopes=scopes, created_at=now, ends_at=ends_at)
    client.token_hash = token_hash(token)
    client.save(force_insert=True)
    details = {
        "court": str(court.id),
        "name": draft.name,
        "scopes": " ".join(scopes),
        "ends_at": ends_at.isoformat(),
        "token_sha256": sha256(client.token_hash).hexdigest(),
        **_second(approved_by),
    }
    record([_event("client.admitted", f"client:{client.id}", by, now, details)], now)
    return client, token


def check_client(scopes: Collection[Scope], ends_at: datetime | None, now: datetime) -> None:
    """Raise WrongField where no token is made with these scopes or this end."""
    if not scopes:
        raise WrongField("scopes", "client.scopes")
    if ends_at is not None and not now < ends_at <= now + LONGEST:
        raise WrongField("ends_on", "client.ends_on")


@transaction.atomic
def revoke_api_client(client: ApiClient, by: str, now: datetime) -> None:
    """Shut a system out; its token never works again."""
    if ApiClient.objects.filter(id=client.id, revoked_at=None).update(revoked_at=now):
        record([_event("client.removed", f"client:{client.id}", by, now, {})], now)


def _check_court(draft: CourtDraft) -> None:
    try:
        read_court_code(draft.code)
    except IdentifierError as error:
        raise WrongField("code", error.code, why=error, part=error.part) from error
    try:
        ZoneInfo(draft.zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise WrongField("zone", "court.zone") from None


def _about(user: User, approved_by: str) -> dict[str, str | None]:
    return {"role": user.role, "court": _id(user.court), **_second(approved_by)}


def _second(approved_by: str) -> dict[str, str | None]:
    return {"approved_by": approved_by} if approved_by else {}


def _id(row: Court | None) -> str | None:
    return str(row.id) if row else None


def _event(name: str, stream: str, by: str, now: datetime, data: Mapping[str, Json]) -> NewEvent:
    return NewEvent(name=name, stream=stream, case_id=None, happened_at=now, actor=by, data=data)


@transaction.atomic
def note_look(court: Court, by: str, now: datetime, wanted: Mapping[str, Json], *, is_file: bool) -> None:
    """Who looked, whether they took it as a file, and what they looked for, which may name a person, sealed."""
    data: dict[str, Json] = {"court": str(court.id), "door": Door.COURT.value, "file": is_file}
    private: dict[str, Json] = {"wanted": dict(wanted)} if wanted else {}
    record([NewEvent("readings.shown", by, None, happened_at=now, actor=by, data=data, private=private)], now)
