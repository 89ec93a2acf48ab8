"""Opens a court with its first account, and accounts of weight while nobody runs the court yet."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import IntegrityError, transaction

from songda.core.access import Role
from songda.core.refusal import Refused
from songda.records.court.staff.actions import CourtDraft, UserDraft, make_court, make_user
from songda.records.court.staff.models import Court, User
from songda.records.court.staff.signing_in import give_password, new_password


@dataclass(frozen=True)
class Opening:
    """The court's particulars by their field names, and who runs it first."""

    court: Mapping[str, str]
    username: str
    display_name: str


def open_court(opening: Opening, now: datetime) -> str:
    """The first password of the new administrator; raises Refused, and then nothing was opened.

    A command that ended before it showed the password may be given again: there is another one until somebody has
    signed in with it.
    """
    password = new_password()
    try:
        with transaction.atomic():
            court = make_court(CourtDraft(**opening.court), "engine", now)
            head = UserDraft(opening.username, opening.display_name, Role.ADMINISTRATOR, password)
            make_user(replace(head, must_change_password=True), court, "engine", now)
    except IntegrityError:
        return _another_password(opening, now)
    return password


def admit_person(code: str, username: str, display_name: str, role: Role, now: datetime) -> str:
    """The first password of an account of any office that whoever runs the machine opens; LookupError: no such court.

    Raises Refused as `make_user` does.
    """
    court = Court.objects.filter(code=code).first()
    if court is None:
        raise LookupError(f"There is no court {code} here. `songda court` opens one.")
    password = new_password()
    draft = UserDraft(username, display_name, role, password, must_change_password=True)
    make_user(draft, court, "engine", now)
    return password


def _another_password(opening: Opening, now: datetime) -> str:
    """For the first account of the very same court, which waits for its first sign-in; Refused for any other."""
    same = {"court__code": opening.court["code"], "court__name": opening.court["name"]}
    waiting = User.objects.filter(username=opening.username, is_active=True, must_change_password=True, last_login=None)
    head = waiting.filter(**same, role=Role.ADMINISTRATOR.value).first()
    if head is None:
        raise Refused("court_exists")
    return give_password(head, "engine", now)
