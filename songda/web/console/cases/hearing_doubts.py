"""What is odd about the time of a hearing."""

from datetime import datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from songda.core.law import profile_of
from songda.records.findings.law_version import JURISDICTION

EARLIEST, LATEST = time(7), time(20)
FAR = timedelta(days=730)


def doubts_about(at: datetime, now: datetime) -> list[str]:
    """Sentences that ask; none where the time is like that of other hearings."""
    local = timezone.localtime(at)
    values = {"at": f"{local:%Y-%m-%d %H:%M}"}
    doubts = []
    if at <= now:
        doubts.append(_("The hearing lies in the past: %(at)s.") % values)
    if not EARLIEST <= local.time() <= LATEST:
        doubts.append(_("The hearing begins at an unusual hour: %(at)s.") % values)
    if profile_of(JURISDICTION).calendar.working_day_from(local.date()) != local.date():
        doubts.append(_("The hearing falls on a day of rest: %(at)s.") % values)
    if at > now + FAR:
        doubts.append(_("The hearing is more than two years away: %(at)s.") % values)
    return doubts
