"""Is this so? What was typed can be true but hardly ever is: it is asked once more before it is kept.

    if form.is_valid() and is_sure(form, doubts) and succeeds(form, …):

What cannot be true at all is no doubt but an error of the field, which the records refuse. The page comes back with
everything that was typed and one tick more; the tick answers these doubts alone, so that other ones are asked anew.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

from songda.records.matter.cases.models import Case

ANSWER = "is_so"
A_DAY = timedelta(days=1)


def is_sure(form: forms.Form, doubts: Iterable[str]) -> bool:
    """Whether nothing is odd about what was typed, or whoever typed it has said that it is so."""
    asked = tuple(doubts)
    mark = hashlib.sha256("\n".join(asked).encode()).hexdigest()[:16]
    if not asked or form.data.get(ANSWER) == mark:
        return True
    form.doubts, form.doubts_mark = asked, mark  # type: ignore[attr-defined]  # for parts/form_errors.html
    return False


def before_the_case(case: Case, at: datetime) -> list[str]:
    """What happened in a case that did not exist yet; the days on which clerks catch up are left out."""
    if at > case.registered_at - A_DAY:
        return []
    days = {"at": _day(at), "registered": _day(case.registered_at)}
    return [_("It is dated %(at)s; the case was registered only on %(registered)s.") % days]


def before_the_order(placed_at: datetime, at: datetime) -> list[str]:
    """Papers that went on their way before anybody ordered them to be served."""
    if at > placed_at - A_DAY:
        return []
    days = {"at": _day(at), "placed": _day(placed_at)}
    return [_("It is dated %(at)s; service of these papers was ordered only on %(placed)s.") % days]


def _day(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d}"
