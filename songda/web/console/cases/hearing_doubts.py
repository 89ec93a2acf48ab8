"""What is odd about the time of a hearing."""

from datetime import datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from songda.core.law import profile_of
from songda.records.cases.models import Hearing
from songda.records.findings.law_version import JURISDICTION
from songda.records.orders.summoned import summoned_to

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


def doubts_of_change(hearing: Hearing, at: datetime | None = None, place: str = "") -> list[str]:
    """Who holds a summons that will not be true any more; `at` None: the hearing is cancelled."""
    if (at, place.strip()) == (hearing.at, hearing.place):
        return []
    people = {service.envelope.party_id for service in summoned_to(hearing)}
    if not people:
        return []
    count = {"count": len(people)}
    if at is not None and at != hearing.at:
        said = ngettext(
            "%(count)d person was summoned to the present time: they need a new summons. They become a task, and are "
            "told by text message where one reaches them that the arrangement has changed, without the new time.",
            "%(count)d people were summoned to the present time: each needs a new summons. Each becomes a task, and is "
            "told by text message where one reaches them that the arrangement has changed, without the new time.",
            len(people),
        )
    else:
        said = ngettext(
            "%(count)d person holds a summons for it: they become a task, and are told by text message where one "
            "reaches them that the arrangement has changed.",
            "%(count)d people hold a summons for it: each becomes a task, and is told by text message where one "
            "reaches them that the arrangement has changed.",
            len(people),
        )
    return [said % count]
