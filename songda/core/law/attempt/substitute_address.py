"""Where a letter may go when the recipient withholds their address: to a place on file, in the order of the law."""

from collections.abc import Iterator
from datetime import date, datetime
from itertools import takewhile

from songda.core.law.attempt.applicable_rules import ApplicableRules
from songda.core.law.calendar import months_after
from songda.core.law.decision import Reason
from songda.core.law.facts import AddressWithheld, AttemptFacts, EventKind, RecipientFacts, Withholding
from songda.core.law.profile.rows import SubstituteAddressRow

_IN_VAIN = frozenset({EventKind.RETURNED, EventKind.LEFT})


def withheld_at(recipient: RecipientFacts, moment: datetime) -> AddressWithheld | None:
    """That the recipient withheld their address at that moment; None where they did not, not yet, or no longer."""
    withheld = (each for each in recipient.address_withheld if each.at <= moment)
    return next((each for each in withheld if each.ended_at is None or each.ended_at > moment), None)


def withholds(recipient: RecipientFacts, moment: datetime) -> Withholding | None:
    """How they did."""
    withheld = withheld_at(recipient, moment)
    return None if withheld is None else withheld.how


def why_no_substitute(attempt: AttemptFacts, rules: ApplicableRules, day: date) -> Reason | None:
    """Why the place does not stand for the address that they withhold; None where it does."""
    row = _row_for(attempt, rules)
    if row is None:
        return Reason("no_substitute_then", (("source", attempt.address_source),))
    if not row.within_months:
        return None
    if attempt.address_last_used_on is None:
        return Reason("address_use_not_told", (("source", row.source),), row.rule)
    if _is_fresh(row, attempt.address_last_used_on, day):
        return None
    values = (("source", row.source), ("day", attempt.address_last_used_on), ("amount", row.within_months))
    return Reason("address_used_too_long_ago", values, row.rule)


def why_not_withheld(attempt: AttemptFacts, rules: ApplicableRules, as_of: datetime) -> Reason | None:
    """Why it does not matter that it came back from a place on file: they had not withheld their address by then."""
    if attempt.address_source is None or rules.attempt_kind.withholds is not None:
        return None
    is_in_vain = any(event.kind in _IN_VAIN and event.at <= as_of for event in attempt.events)
    return rules.defect("address_not_withheld", (("source", attempt.address_source),)) if is_in_vain else None


def about_substitute(
    attempt: AttemptFacts, rules: ApplicableRules, recipient: RecipientFacts, made: datetime
) -> Iterator[Reason]:
    """Why this place stands for their address, and that a better one was known, if one was."""
    above = tuple(takewhile(lambda row: row.source is not attempt.address_source, rules.substitute_addresses))
    row, withheld, day = (
        rules.substitute_addresses[len(above)],
        withheld_at(recipient, made),
        rules.profile.day_of(made),
    )
    yield Reason(row.say, (("at", withheld.at),) if withheld is not None else (), row.rule)
    for higher in above:
        on_file = (each for each in recipient.addresses_on_file if each.source is higher.source)
        if any(_is_fresh(higher, each.last_used_on, day) for each in on_file):
            yield Reason("better_address_known", (("source", higher.source),), higher.rule)
            break


def _row_for(attempt: AttemptFacts, rules: ApplicableRules) -> SubstituteAddressRow | None:
    return next((row for row in rules.substitute_addresses if row.source is attempt.address_source), None)


def _is_fresh(row: SubstituteAddressRow, last_used_on: date | None, day: date) -> bool:
    """Whether it was last used within those months, by the calendar: 30 June is within a year of 30 June."""
    if not row.within_months:
        return True
    return last_used_on is not None and day <= months_after(last_used_on, row.within_months)
