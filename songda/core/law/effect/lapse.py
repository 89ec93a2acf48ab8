"""What keeps an effect from counting: the paper had lapsed by then, or there was nobody any more."""

from datetime import datetime

from songda.core.law.attempt.applicable_rules import ApplicableRules
from songda.core.law.attempt.state_at_attempt import recipient_at
from songda.core.law.decision import Reason
from songda.core.law.facts import Facts
from songda.core.law.periods.counting import Length, count
from songda.core.law.profile.rows import LapseRow


def why_void(at: datetime, facts: Facts, rules: ApplicableRules) -> Reason | None:
    """Why an effect at that moment comes too late; None where it does not."""
    return _why_lapsed(at, facts, rules) or _why_nobody(at, facts, rules)


def _why_lapsed(at: datetime, facts: Facts, rules: ApplicableRules) -> Reason | None:
    issued, row = facts.paper.issued_at, rules.lapse
    if issued is None or row is None:
        return None
    day_of = rules.profile.day_of
    last = count(day_of(issued), Length(days=row.days), rules.profile, rules.service.circumstances).last_day
    return _lapsed(row, issued, last) if day_of(at) > last else None


def _lapsed(row: LapseRow, issued: datetime, last: object) -> Reason:
    return Reason(row.say, (("day", issued), ("amount", row.days), ("end", last)), row.rule)


def _why_nobody(at: datetime, facts: Facts, rules: ApplicableRules) -> Reason | None:
    """They were there when it was sent, but no more when it would have taken effect."""
    if not facts.recipient.status_periods:
        return None
    then = recipient_at(facts.recipient, at)
    if then.deceased and not rules.service.circumstances["deceased"]:
        return rules.defect("recipient_died_first", (("at", at),))
    if then.dissolved and not rules.service.circumstances["dissolved"]:
        return rules.defect("recipient_ended_first", (("at", at),))
    return None
