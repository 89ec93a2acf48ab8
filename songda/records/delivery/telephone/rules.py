"""The court's rules of calling, asked of what its lines did before."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings

from songda.core.calling import CallingRules, DialsBefore, load_rules
from songda.core.calling.tries import COUNTS
from songda.records.delivery.telephone.models import Dial
from songda.records.matter.parties.models import Address


def calling_rules() -> CallingRules:
    """The rules that hold in this installation."""
    return load_rules(Path(settings.CALLING_RULES) if settings.CALLING_RULES else None)


def dials_before(address: Address, extension: str, now: datetime, zone: ZoneInfo) -> DialsBefore:
    """What this line did today, and when this number was last tried in vain."""
    midnight = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    called = Dial.objects.filter(extension=extension, asked_at__gte=midnight).exclude(line="desk_did_not_answer")
    people = set(called.values_list("party__name_index", "party__number_index"))
    person = (address.party.name_index, address.party.number_index)
    known = {tuple(bytes(each) if each is not None else None for each in one) for one in people}
    own = tuple(bytes(each) if each is not None else None for each in person)
    tried = Dial.objects.filter(address=address, line__in=COUNTS).order_by("-asked_at").first()
    return DialsBefore(len(known), own not in known, tried.asked_at if tried else None)
