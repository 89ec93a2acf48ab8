"""A notice call: the court's telephone rings a number by itself and speaks a text that names no case and no person."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from songda.core.calling import notice_text
from songda.core.refusal import Refused
from songda.records.court.staff.models import Court
from songda.records.delivery.telephone.dialling import placed
from songda.records.delivery.telephone.models import Dial
from songda.records.matter.parties.models import Address
from songda.records.matter.parties.reading import one_of
from songda.telephony.opening import gives_notices
from songda.telephony.speech import speaker


def why_no_notices(court: Court) -> str:
    """The refusal that stands against every notice call of this court; empty where none does."""
    if not settings.TELEPHONE_URL:
        return "no_telephone_system"
    if not gives_notices(settings.TELEPHONE_URL) or speaker() is None:
        return "no_notice_calls"
    return "" if any(letter.isdigit() for letter in court.phone) else "no_court_phone"


def languages_of(court: Court) -> list[str]:
    """In which languages a notice can be spoken: those in which the court has a name that a voice can say."""
    return ["zh", "en"] if court.name_en else ["zh"]


def text_of(court: Court, language: str) -> str:
    """What is spoken for this court in this language."""
    return notice_text(court.name_in(language), court.phone, language)


@transaction.atomic
def place_notice(address: Address, language: str, by: str, now: datetime) -> Dial:
    """Ask that the number be rung and the notice be spoken; hours, tries and pace are those of every other dial."""
    court = address.party.case.court
    if why := why_no_notices(court):
        raise Refused(why)
    one_of("language", language, languages_of(court))
    dial = Dial(kind="notice", address=address, language=language, spoken=text_of(court, language))
    return placed(dial, by, now)
