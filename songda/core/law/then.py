"""What was so at the moment of an attempt, whatever it was: it stays so for that attempt."""

from dataclasses import replace
from datetime import datetime

from songda.core.law.facts import CaseFacts, Facts, Procuratorate, RecipientFacts, Spell
from songda.core.law.persons import is_capable
from songda.core.law.plan import Service, Then, service_of
from songda.core.law.profile import Profile
from songda.core.law.rungs import withholds


def recipient_at(recipient: RecipientFacts, moment: datetime) -> RecipientFacts:
    """The person as he was at that moment: what had not begun, or was over, was not so."""
    if not recipient.spells:
        return recipient
    standing = {spell.what for spell in recipient.spells if spell.covers(moment)}
    return replace(
        recipient,
        offline=recipient.offline or Spell.OFFLINE in standing,
        soldier=recipient.soldier or Spell.SOLDIER in standing,
        in_custody=recipient.in_custody or Spell.IN_CUSTODY in standing,
        missing=Spell.MISSING in standing or recipient.missing,
    )


def service_at(facts: Facts, moment: datetime, profile: Profile) -> Service:
    """The kind of service that it was at that moment."""
    return service_of(profile, facts.case, facts.paper, recipient_at(facts.recipient, moment))


def then(facts: Facts, moment: datetime, profile: Profile) -> Then:
    """How person and case stood at that moment."""
    return Then(
        capable=is_capable(facts.recipient, profile.day_of(moment), profile),
        withholds=withholds(facts.recipient, moment),
        procuratorate=_procuratorate(facts.case, moment) if facts.case.procuratorate_takes_part else None,
    )


def _procuratorate(case: CaseFacts, moment: datetime) -> Procuratorate:
    agreed = case.procuratorate_agreed_at
    return Procuratorate.AGREES if agreed is not None and agreed <= moment else Procuratorate.HAS_NOT_AGREED
