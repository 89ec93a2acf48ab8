"""The end of a period that the law counts in hours: the hour in which it starts does not count."""

from datetime import datetime, timedelta

from songda.core.law.attempt.applicable_rules import first_fitting
from songda.core.law.citation import Citation
from songda.core.law.decision import Reason
from songda.core.law.periods.counting import Deadline
from songda.core.law.profile import Profile
from songda.core.law.profile.conditions import Circumstances

_HOUR = timedelta(hours=1)


def count_hours(started: datetime, hours: int, profile: Profile, circumstances: Circumstances) -> Deadline:
    """So many whole hours from the hour after the one in which it started; rest days do not move it.

    The rule that moves an end speaks of a last day: whoever has forty-eight hours has them on a Saturday too.
    """
    local = started.astimezone(profile.zone)
    first = local.replace(minute=0, second=0, microsecond=0) + _HOUR
    ends = first + hours * _HOUR
    rule = _rule(profile, circumstances, local)
    values = (("at", local), ("amount", hours), ("end_at", ends))
    steps = (Reason("hours_counted", values, rule),)
    return Deadline(ends.date(), provisional=False, rule=rule, findings=steps, wording=profile.wording, ends_at=ends)


def _rule(profile: Profile, circumstances: Circumstances, started: datetime) -> Citation | None:
    row = first_fitting(profile.rows.hours, circumstances, started.date())
    return None if row is None else row.rule
