"""What messages, pages and letters call a court, and how it is reached: corrected by whoever runs it, on record.

What was sent, signed or printed before keeps the words that it had.
"""

import re
from dataclasses import astuple, dataclass
from datetime import datetime
from hashlib import sha256

from django.db import IntegrityError, transaction

from songda.core.access import Act
from songda.core.identifiers.typed import narrow, one_line
from songda.core.refusal import Refused, WrongField
from songda.core.warnings import COURT_LINE
from songda.records.court.staff.message_words import check_still_fits
from songda.records.court.staff.models import Court
from songda.records.court.staff.office import ENGINE, check_office
from songda.records.ground.evidence.actions import NewEvent, record

LONGEST_NAME, LONGEST_NAME_EN, LONGEST_PHONE, LONGEST_STREET = 60, 120, 40, 200
# The name stands in the brackets that operators read as the sender, and in sentences that take values in braces.
_MISLEADS = re.compile(r"[\u3010\u3011\[\]{}<>/\\@\ufffc]|\.\w")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f][A-Za-z\u00c0-\u024f0-9 .,'’()&-]*")
_PHONE = re.compile(r"\+?(?:[\d(][\d ()-]*)\d")
_DIGITS = range(3, 16)


@dataclass(frozen=True)
class Particulars:
    """The court's name, also as readers of other languages know it; the telephone that messages name; its street."""

    name: str
    name_en: str = ""
    phone: str = COURT_LINE
    street: str = ""


@dataclass(frozen=True)
class Correction:
    """What somebody typed, and the mark of those that they saw."""

    typed: Particulars
    seen: str


def particulars_of(court: Court) -> Particulars:
    return Particulars(court.name, court.name_en, court.phone, court.street)


def mark_of(particulars: Particulars) -> str:
    """Stands for them in a form: whoever sends it back says which ones they saw."""
    return sha256(repr(astuple(particulars)).encode()).hexdigest()


def check_particulars(given: Particulars) -> None:
    """Raise WrongField for the first that cannot be: a name that would read as something else, no number to call."""
    if not 2 <= len(given.name) <= LONGEST_NAME or given.name != one_line(given.name) or _MISLEADS.search(given.name):
        raise WrongField("name", "court.name", longest=LONGEST_NAME)
    if given.name_en and not (len(given.name_en) <= LONGEST_NAME_EN and _LATIN.fullmatch(given.name_en)):
        raise WrongField("name_en", "court.name_en", longest=LONGEST_NAME_EN)
    digits = sum(letter.isdigit() for letter in given.phone)
    if not _PHONE.fullmatch(given.phone) or not given.phone.isascii() or digits not in _DIGITS:
        raise WrongField("phone", "court.phone")
    if len(given.street) > LONGEST_STREET or given.street != one_line(given.street):
        raise WrongField("street", "court.street", longest=LONGEST_STREET)


def read_particulars(typed: Particulars) -> Particulars:
    """As they are kept: in one line each, the number in narrow figures; WrongField for what cannot be."""
    named = {name: one_line(getattr(typed, name)) for name in ("name", "name_en", "street")}
    read = Particulars(**named, phone=" ".join(narrow(part) for part in typed.phone.split()))
    check_particulars(read)
    return read


@transaction.atomic
def correct_court(court: Court, wanted: Correction, by: str, now: datetime, *, approved_by: str = "") -> bool:
    """Set them from now on; False where they stood so before.

    Refused for whoever does not run the court, without a second person (whoever could set name and telephone alone
    could have every recipient ring them), or where other ones stand than were seen; WrongField as `check_correction`.
    """
    check_office(by, Act.RUN_COURT, court)
    becomes = read_particulars(wanted.typed)
    locked = Court.objects.select_for_update().get(id=court.id)
    before = particulars_of(locked)
    check_correction(locked, becomes, wanted.seen)
    changed = {name: value for name, value in vars(becomes).items() if getattr(before, name) != value}
    if not changed:
        return False
    if by != ENGINE and approved_by in {"", by}:
        raise Refused("needs_second_person")
    try:
        with transaction.atomic():
            Court.objects.filter(id=locked.id).update(**changed)
    except IntegrityError:
        raise WrongField("name", "court.name_taken") from None
    data = {**vars(becomes), "before": {name: getattr(before, name) for name in changed}}
    data |= {"approved_by": approved_by} if approved_by else {}
    record([NewEvent("court.corrected", f"court:{locked.id}", None, now, by, data)], now)
    court.refresh_from_db()
    return True


def check_correction(court: Court, becomes: Particulars, seen: str) -> None:
    """Refused where other ones stand than were seen; WrongField for a name that another court has, and for one with
    which a message in words of its own would be cut or take more parts."""
    before = particulars_of(court)
    if mark_of(before) != seen:
        raise Refused("changed_meanwhile")
    if Court.objects.filter(name=becomes.name).exclude(id=court.id).exists():
        raise WrongField("name", "court.name_taken")
    as_it_becomes = Court.objects.get(id=court.id)
    for name, value in vars(becomes).items():
        setattr(as_it_becomes, name, value)
    check_still_fits(as_it_becomes, "name" if becomes.name != before.name else "phone")
