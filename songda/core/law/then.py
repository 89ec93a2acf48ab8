"""What was so at the moment of an attempt, whatever it was: it stays so for that attempt."""

from datetime import datetime

from songda.core.law.facts import CaseFacts, Facts, Procuratorate
from songda.core.law.persons import is_capable
from songda.core.law.plan import Then
from songda.core.law.profile import Profile
from songda.core.law.rungs import withholds


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
