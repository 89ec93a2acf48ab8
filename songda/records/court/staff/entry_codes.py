"""Codes on a printed sheet, each good once in the place of a second factor: for a day without telephone or key."""

import hashlib
import secrets
from datetime import datetime

from django.db import transaction

from songda.core.identifiers.visible import one_line
from songda.records.court.staff.models import EntryCode, User
from songda.records.court.staff.passwords import ALPHABET
from songda.records.ground.evidence.actions import NewEvent, record

COUNT = 10
GROUPS, GROUP = 3, 4  # 12 characters of 31: 59 bits, and each try at a copy of the table costs a slow hash


@transaction.atomic
def make_codes(user: User, now: datetime) -> list[str]:
    """A new sheet, to be shown once; only slow hashes are kept, and every code of an earlier sheet is void."""
    User.objects.select_for_update().get(id=user.id)
    EntryCode.objects.filter(user=user).delete()
    codes = [_new_code() for _ in range(COUNT)]
    EntryCode.objects.bulk_create(EntryCode(user=user, code_hash=_hash(user, code), made_at=now) for code in codes)
    _note("staff.codes_made", user, now, COUNT)
    return codes


@transaction.atomic
def spend_code(user: User, typed: str, now: datetime) -> bool:
    """Whether what was typed is a code of their sheet that nobody used; from now on it is used."""
    if not user.entry_codes.filter(used_at=None).exists():
        return False
    unused = user.entry_codes.filter(code_hash=_hash(user, typed), used_at=None)
    if not unused.update(used_at=now):
        return False
    _note("staff.code_used", user, now, codes_left(user))
    return True


def codes_left(user: User) -> int:
    """How many codes of the sheet are unused."""
    return user.entry_codes.filter(used_at=None).count()


def _new_code() -> str:
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(GROUP)) for _ in range(GROUPS))


def _hash(user: User, code: str) -> bytes:
    """The account is the salt, so that one try asks about a whole sheet and no two accounts at once."""
    plain = "".join(letter for letter in one_line(code).lower() if letter in ALPHABET)
    return hashlib.scrypt(plain.encode(), salt=user.id.bytes, n=2**14, r=8, p=1, dklen=32)


def _note(name: str, user: User, now: datetime, left: int) -> None:
    actor = f"staff:{user.id}"
    record([NewEvent(name, actor, None, happened_at=now, actor=actor, data={"left": left})], now)
