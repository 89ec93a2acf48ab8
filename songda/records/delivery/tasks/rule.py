"""How a court gives out new tasks that are nobody's: chosen by whoever runs the court."""

from datetime import datetime

from django.db import transaction

from songda.core.delivery.handing import HandingRule
from songda.core.refusal import WrongField
from songda.records.court.staff.models import Court
from songda.records.delivery.tasks.models import CourtHanding
from songda.records.ground.evidence.actions import NewEvent, record


def rule_of(court: Court) -> HandingRule:
    """The rule of the court; nobody's until somebody takes them, where none was chosen."""
    row = CourtHanding.objects.filter(court=court).first()
    return HandingRule(row.rule) if row else HandingRule.NOBODY


@transaction.atomic
def set_rule(court: Court, rule: str, by: str, now: datetime) -> HandingRule:
    """Choose the rule; it counts for tasks that open from now on. WrongField for a word that is none."""
    if rule not in tuple(HandingRule):
        raise WrongField("rule", "no_such_handing_rule")
    Court.objects.select_for_update().get(id=court.id)
    before = rule_of(court)
    if before == rule:
        return before
    CourtHanding.objects.update_or_create(court=court, defaults={"rule": rule})
    told = {"before": before.value, "rule": rule}
    record([NewEvent("handing.ruled", f"court:{court.id}", None, now, by, told)], now)
    return HandingRule(rule)
