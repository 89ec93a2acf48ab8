"""Builders for tests, one per noun; each makes the least that a test needs, over the same actions as the doors do."""

from datetime import UTC, datetime
from itertools import count

from songda.core.access import Role
from songda.core.identifiers.resident_id import check_character
from songda.records.cases.actions import CaseDraft, register_case
from songda.records.cases.models import Case
from songda.records.staff.actions import CourtDraft, UserDraft, make_court, make_user
from songda.records.staff.models import Court, User

NOW = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)  # ten o'clock on a working Monday in Xiaoyi
_numbers = count(1)


def court(code: str = "晋1181", name: str = "孝义市人民法院") -> Court:
    """The court of Xiaoyi, or another one; the same one when it is there already."""
    return Court.objects.filter(code=code).first() or make_court(CourtDraft(code, name), "engine", NOW)


def other_court() -> Court:
    """The neighbouring court, whose staff must not see a thing."""
    return court("晋1182", "汾阳市人民法院")


def user(of: Court | None = None, role: Role = Role.CLERK, name: str = "书记员陈") -> User:
    """A member of staff; without a court he works in Xiaoyi."""
    draft = UserDraft(f"{role.value}{next(_numbers)}", name, role, "correct horse battery")
    return make_user(draft, of or court(), "engine", NOW)


def case(of: Court | None = None, **changes: object) -> Case:
    """A civil case of ordinary procedure at first instance, with a number of its own."""
    home = of or court()
    number = f"（2026）{home.code}民初{next(_numbers)}号"
    return register_case(home, CaseDraft(**{"number": number, **changes}), "engine", NOW)  # type: ignore[arg-type]


def resident_id(born: str = "19800101", order: int | None = None) -> str:
    """An identity number that is right in form and belongs to nobody; another one at each call."""
    body = f"141181{born}{order if order is not None else next(_numbers) % 1000:03d}"
    return body + check_character(body)


def mobile(ending: str = "") -> str:
    """A mobile number of no operator's customer that we know; `ending` chooses what the sandbox does with it."""
    serial = f"{next(_numbers):08d}"
    return "138" + serial[: 8 - len(ending)] + ending if ending else "138" + serial
