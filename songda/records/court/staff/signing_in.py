"""How staff show who they are: passwords, second factors, codes on a sheet; and that they came or left.

A sheet is for a day without telephone or key: each code is good once in the place of a second factor. Lost factors are
taken away by two people, and every session ends with them.
"""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from songda.core.access import needs_factor
from songda.core.evidence.canonical import Json, canonical
from songda.core.identifiers.typed import one_line
from songda.core.refusal import Refused
from songda.records.court.staff.models import Court, EntryCode, User, password_mark
from songda.records.court.staff.office import require_second_person
from songda.records.court.staff.queries import user_named
from songda.records.court.staff.sessions import contents, row_key
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.evidence.models import Event
from songda.records.ground.queue import CHUNK

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is misread on a slip of paper
GROUP = 4
GROUPS_OF_A_PASSWORD = 4  # 16 characters of 31: 79 bits
GROUPS_OF_A_CODE = 3  # 12 characters of 31: 59 bits, and each try at a copy of the table costs a slow hash
CODES_ON_A_SHEET = 10
HASH_COST = 2**14  # scrypt's own measure: 16 MiB and a twentieth of a second a try
WRONG_CODES_A_DAY = 100
_NO_MARK = {"name", "sign_count"}


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


def factor_marks(factors: Iterable[Authenticator]) -> list[str]:
    """The SHA-256 of each as it is stored, its secret sealed: the log knows by it what opens the account.

    How a passkey is called, and how far it has counted, is left out.
    """
    kept = ([one.type, {key: one.data[key] for key in one.data.keys() - _NO_MARK}] for one in factors)
    return sorted(hashlib.sha256(canonical(each)).hexdigest() for each in kept)


def code_mark(code: EntryCode) -> str:
    """The SHA-256 of the slow hash of a code of a sheet; nobody learns the code by it."""
    return hashlib.sha256(bytes(code.code_hash)).hexdigest()


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
    require_second_person(by, approved_by)
    if by.startswith("staff:") and User.objects.select_for_update().get(id=user.id).must_change_password:
        raise Refused("password_not_own")
    dropped = Authenticator.objects.filter(user=user).delete()[0] + EntryCode.objects.filter(user=user).delete()[0]
    if not dropped:
        raise Refused("no_second_factor")
    note_factor("staff.factors_dropped", user, by, now)
    end_sessions(user)


@transaction.atomic
def note_factor(name: str, user: User, by: str, now: datetime) -> None:
    """Put on record what became of somebody's second factors: one of the `staff.…` events, and what they are now."""
    _note(name, user, by, now, factors_sha256=factor_marks(Authenticator.objects.filter(user=user)))


@transaction.atomic
def ask_all_for_factor(court: Court, by: str, now: datetime, *, asks: bool, approved_by: str = "") -> None:
    """From now on the court demands a second factor of clerks and service officers too, or no longer.

    Nobody of the staff lowers what is demanded alone.
    """
    if not asks:
        require_second_person(by, approved_by)
    if Court.objects.filter(id=court.id).exclude(asks_all_for_factor=asks).update(asks_all_for_factor=asks):
        name = "court.factor_demanded" if asks else "court.factor_left_open"
        data = _approval(approved_by)
        record([NewEvent(name, f"court:{court.id}", None, happened_at=now, actor=by, data=data)], now)


def end_sessions(user: User | None = None, *, spared_key: str | None = None) -> int:
    """End the sessions of this person, or of everybody, but the one with the spared key. Gives how many there were.

    Every session that still lasts is opened for it, which is seldom done: who is signed in stands inside, under the
    site's signature.
    """
    lasting = Session.objects.filter(expire_date__gt=Now()).exclude(session_key=row_key(spared_key))
    ended = [row.session_key for row in lasting.iterator() if _belongs_to(row, user)]
    Session.objects.filter(session_key__in=ended).delete()
    return len(ended)


def forget_sessions(now: datetime) -> int:  # noqa: ARG001 - as all periodic work is called
    """Take away a chunk of those whose time is over, by the machines' own clock as all sessions are; how many."""
    over = Session.objects.filter(expire_date__lte=Now()).order_by("expire_date")
    keys = list(over.values_list("session_key", flat=True)[:CHUNK])
    return Session.objects.filter(session_key__in=keys).delete()[0]


def _belongs_to(row: Session, person: User | None) -> bool:
    who = contents(row).get(SESSION_KEY)
    return who is not None and (person is None or who == str(person.id))


def new_password() -> str:
    """A password that nobody can guess and everybody can copy from a slip: four groups of four characters."""
    return _random(GROUPS_OF_A_PASSWORD)


def _random(groups: int) -> str:
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(GROUP)) for _ in range(groups))


@transaction.atomic
def give_password(user: User, by: str, now: datetime, *, approved_by: str = "") -> str:
    """A new password that must be changed at the next sign-in; shown once, kept only as a hash. Ends all sessions.

    Nobody of the staff gives one alone to an account that a password alone opens.
    """
    if is_opened_by_password(User.objects.select_for_update().get(id=user.id)):  # an office may be given just now
        require_second_person(by, approved_by)
    password = new_password()
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    _note("staff.password_given", user, by, now, **_approval(approved_by), password_sha256=password_mark(user))
    return password


@transaction.atomic
def note_own_password(user: User, now: datetime) -> None:
    """The member of staff chose a password; a given one has had its day."""
    user.must_change_password = False
    user.save(update_fields=["must_change_password"])
    _note("staff.password_chosen", user, f"staff:{user.id}", now, password_sha256=password_mark(user))


@transaction.atomic
def name_for_sign_on(user: User, name: str, by: str, now: datetime, *, approved_by: str = "") -> None:
    """From now on whoever the court's single sign-on calls by this name opens the account, their second factor shown.

    Nobody of the staff enters that alone: they could enter their own.
    """
    require_second_person(by, approved_by)
    require_free(name, user)
    try:
        with transaction.atomic():
            changed = User.objects.filter(id=user.id).exclude(sign_on_name=name).update(sign_on_name=name)
    except IntegrityError:
        raise Refused("sign_on_name_taken") from None
    if changed:
        end_sessions(user)
        data = _approval(approved_by)
        event = NewEvent("staff.sign_on_named", f"staff:{user.id}", None, happened_at=now, actor=by, data=data)
        record([replace(event, private={"sign_on_name": name})], now)


def require_free(name: str, user: User) -> None:
    """Raise where the name opens another account, a closed one too."""
    if User.objects.filter(sign_on_name=name).exclude(id=user.id).exists():
        raise Refused("sign_on_name_taken")


@transaction.atomic
def strike_sign_on(user: User, by: str, now: datetime) -> None:
    """The sign-on opens this account no more, and whoever came in by it is out."""
    if User.objects.filter(id=user.id).exclude(sign_on_name=None).update(sign_on_name=None):
        _note("staff.sign_on_struck", user, by, now)
        end_sessions(user)


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


@transaction.atomic
def make_codes(user: User, now: datetime) -> list[str]:
    """A new sheet, to be shown once; only slow hashes are kept, and every code of an earlier sheet is void."""
    User.objects.select_for_update().get(id=user.id)
    EntryCode.objects.filter(user=user).delete()
    codes = [_random(GROUPS_OF_A_CODE) for _ in range(CODES_ON_A_SHEET)]
    sheet = [EntryCode(user=user, code_hash=_hash(user, code), made_at=now) for code in codes]
    EntryCode.objects.bulk_create(sheet)
    marks = sorted(map(code_mark, sheet))
    _note("staff.codes_made", user, f"staff:{user.id}", now, left=CODES_ON_A_SHEET, codes_sha256=marks)
    return codes


@transaction.atomic
def spend_code(user: User, typed: str, now: datetime) -> bool:
    """Whether what was typed is a code of their sheet that nobody used; from now on it is used."""
    if not user.entry_codes.filter(used_at=None).exists():
        return False
    code = EntryCode(user=user, code_hash=_hash(user, typed))
    if not user.entry_codes.filter(code_hash=code.code_hash, used_at=None).update(used_at=now):
        return False
    _note("staff.code_used", user, f"staff:{user.id}", now, left=codes_left(user), code_sha256=code_mark(code))
    return True


def codes_left(user: User) -> int:
    """How many codes of the sheet are unused."""
    return user.entry_codes.filter(used_at=None).count()


def _hash(user: User, code: str) -> bytes:
    """The account is the salt, so that one try asks about a whole sheet and no two accounts at once."""
    plain = "".join(letter for letter in one_line(code).lower() if letter in ALPHABET)
    return hashlib.scrypt(plain.encode(), salt=user.id.bytes, n=HASH_COST, r=8, p=1, dklen=32)


def note_sign_in(user: User, now: datetime, how: str) -> None:
    """The member of staff is in, with every factor shown: `how` names them in their order."""
    _note_presence("staff.signed_in", user, now, how=how)


def note_sign_out(user: User, now: datetime) -> None:
    """The member of staff left."""
    _note_presence("staff.signed_out", user, now)


def note_end(user: User, now: datetime, why: str) -> None:
    """The session of a member of staff who had gone away (`idle`), or had signed in long ago (`long`), was ended."""
    _note_presence("staff.signed_out", user, now, why=why)


def note_refused(username: str, now: datetime) -> None:
    """Somebody failed to sign in under this name; names that nobody has are not kept, since they may be passwords."""
    user = user_named(username)
    if user is not None:
        _note_presence("staff.refused", user, now)


def note_wrong_code(user: User, now: datetime) -> None:
    """The password was right, and what was to follow it was wrong."""
    _note_presence("staff.refused", user, now, factor="code")


def had_enough_wrong_codes(user: User, now: datetime) -> bool:
    """Whether the log tells of so many within a day that no more are taken for this account, from wherever they come.

    What is counted by place and computer are rows: whoever has the web's role of the database could put them back to
    nothing after each guess, and guess on. What the log tells nobody takes back.
    """
    told = Event.objects.on_record().filter(name="staff.refused", stream=f"staff:{user.id}", leaf__contains='"factor":')
    return told.filter(recorded_at__gt=now - timedelta(days=1)).count() >= WRONG_CODES_A_DAY


def note_refused_on_sign_on(user: User, now: datetime) -> None:
    """The court's single sign-on named somebody whose account here is closed."""
    _note_presence("staff.refused", user, now, way="sign_on")


def note_stepped_up(user: User, door: str, how: str, now: datetime) -> None:
    """The member of staff proved once more that it is they, and goes through this door."""
    _note_presence("staff.stepped_up", user, now, door=door, how=how)


@transaction.atomic
def _note_presence(name: str, user: User, now: datetime, **data: Json) -> None:
    by = "engine" if name == "staff.refused" or "why" in data else f"staff:{user.id}"
    _note(name, user, by, now, **data)


def _note(name: str, user: User, by: str, now: datetime, **data: Json) -> None:
    record([NewEvent(name, f"staff:{user.id}", None, happened_at=now, actor=by, data=data)], now)


def _approval(by: str) -> dict[str, Json]:
    return {"approved_by": by} if by else {}
