"""Finds look-ups and found numbers of the visitor's own court."""

from uuid import UUID

from songda.records.delivery.lookups.models import Alarm, FoundNumber, Lookup
from songda.records.delivery.lookups.queries import lookup_of, number_of
from songda.web.console.shared.gate import StaffRequest
from songda.web.console.shared.lookup_or_404 import lookup_or_404


def the_lookup(request: StaffRequest, lookup_id: UUID) -> Lookup:
    """A look-up in a case of the visitor's court."""
    found = lookup_or_404(lambda: lookup_of(request.court, lookup_id))
    request.shown.person(found.party)
    return found


def the_number(request: StaffRequest, number_id: UUID) -> FoundNumber:
    """A number that such a look-up found."""
    found = lookup_or_404(lambda: number_of(request.court, number_id))
    request.shown.person(found.inquiry.lookup.party)
    return found


def the_alarm(request: StaffRequest, alarm_id: UUID) -> Alarm:
    """An alarm of the visitor's court, or one that concerns every court."""
    rows = Alarm.objects.filter(court=request.court) | Alarm.objects.filter(court=None)
    return lookup_or_404(lambda: rows.get(id=alarm_id))
