"""Loads a synthetic replay of published figures: month by month, as events of the log, under a court of its own.

Only events are written, no rows of cases: the day counts are made of events alone. Nobody in the replay exists. It can
break off and be begun again: a month is loaded whole or not at all, and never twice.
"""

import tomllib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from songda import clock
from songda.core.access import Role
from songda.records.court.staff.actions import CourtDraft, UserDraft, make_court, make_user
from songda.records.court.staff.court_settings import publish_figures
from songda.records.court.staff.models import Court, User
from songda.records.ground.evidence.actions import record_abridged, sequence
from songda.records.ground.evidence.models import Event
from songda.records.overview.figures.counting import count_new
from songda.site.demo import PASSWORD
from songda_demo.sample.replayed import Month, case_id, events_of, months_of

BY = "engine"


def published() -> dict[str, Any]:
    """What was published, and how it is spread: the file beside this one."""
    return tomllib.loads(Path(__file__).with_name("replay.toml").read_text(encoding="utf-8"))


def load_replay(tell: Callable[[str], object]) -> int:
    """Load what is missing, telling how far it is; how many services were loaded now."""
    given = published()
    months = [month for period in given["period"] for month in months_of(period)]
    court = replay_court(given)
    loaded = 0
    for place, month in enumerate(months, start=1):
        if _load(month, court, given, clock.now()):
            loaded += month.launched
            tell(f"replay: {month.first:%Y-%m} loaded, {place} of {len(months)} months")
    sequence(clock.now())
    while count_new(clock.now()):
        pass
    return loaded


def replay_court(given: dict[str, Any]) -> Court:
    """The court of the replay, apart from every other; whoever asks may see its figures."""
    named = given["court"]
    with transaction.atomic():
        court = Court.objects.filter(code=named["code"]).first()
        if court is None:
            court = make_court(CourtDraft(**named), BY, clock.now())
            publish_figures(court, BY, clock.now())
        account = given["account"]  # for the console; everybody sees the public page
        if not User.objects.filter(username=account["username"]).exists():
            make_user(
                UserDraft(account["username"], account["name"], Role.SUPERVISOR, PASSWORD), court, BY, clock.now()
            )
    return court


@transaction.atomic
def _load(month: Month, court: Court, given: dict[str, Any], now: datetime) -> bool:
    """Write the events of a month; False where they are there already."""
    Court.objects.select_for_update().get(id=court.id)
    if Event.objects.filter(case_id=case_id(month.first, 0)).exists():
        return False
    record_abridged(list(events_of(month, court, given["spread"])), now)
    return True
