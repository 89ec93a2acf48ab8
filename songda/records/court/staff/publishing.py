"""Whether a court shows its figures to everybody: off until somebody who runs the court says so, and on record."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from songda.core.access import Act
from songda.records.court.staff.models import Court
from songda.records.court.staff.office import check_office
from songda.records.ground.evidence.actions import NewEvent, record


def courts_that_publish() -> Sequence[Court]:
    """The courts whose figures anybody may see."""
    return list(Court.objects.exclude(figures_public_since=None).order_by("name"))


def public_court(code: str) -> Court | None:
    """The court with this code in its case numbers, if it publishes its figures."""
    return Court.objects.filter(code=code).exclude(figures_public_since=None).first()


def publish_figures(court: Court, by: str, now: datetime) -> None:
    """From now on anybody may see the court's figures."""
    _set(court, "figures.published", now, by, now)


def withdraw_figures(court: Court, by: str, now: datetime) -> None:
    """From now on only the court and those above it see them."""
    _set(court, "figures.withdrawn", None, by, now)


@transaction.atomic
def _set(court: Court, event: str, since: datetime | None, by: str, now: datetime) -> None:
    check_office(by, Act.RUN_COURT, court)
    held = Court.objects.select_for_update().get(id=court.id)
    if (held.figures_public_since is None) == (since is None):
        return
    held.figures_public_since = since
    held.save(update_fields=["figures_public_since"])
    record([NewEvent(event, f"court:{court.id}", None, now, by, {})], now)
