"""Opens a court with its first account, in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import IntegrityError, transaction

from songda.core.access import Role
from songda.core.refusal import Refused
from songda.records.staff.actions import CourtDraft, UserDraft, make_court, make_user
from songda.records.staff.passwords import new_password


@dataclass(frozen=True)
class Opening:
    """The court's particulars by their field names, and who runs it first."""

    court: Mapping[str, str]
    username: str
    display_name: str


def open_court(opening: Opening, now: datetime) -> str:
    """The first password of the new administrator; raises Refused, and then nothing was opened."""
    password = new_password()
    try:
        with transaction.atomic():
            court = make_court(CourtDraft(**opening.court), "engine", now)
            head = UserDraft(opening.username, opening.display_name, Role.ADMINISTRATOR, password)
            make_user(replace(head, must_change_password=True), court, "engine", now)
    except IntegrityError:
        raise Refused("court_exists") from None
    return password
