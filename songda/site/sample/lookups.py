"""Look-ups of the demo: one that waits for approval, one that the made-up registry answers once the worker runs."""

from datetime import datetime, timedelta

from songda.core.access import Role
from songda.records.lookups.actions import LookupDraft, approve, request_lookup
from songda.records.parties.models import Party
from songda.records.staff.models import User

WHY = "已登记的号码停机，邮件被退回，上门送达时家中无人（演示）"
VALID = timedelta(days=14)


def look_up(party: Party, by: str, now: datetime, *, is_approved: bool) -> None:
    """Request it as the clerk; approve it as the head of the service centre where the sample says so."""
    lookup = request_lookup(party, LookupDraft("service", "unreachable", WHY, now + VALID), by, now)
    if is_approved:
        head = User.objects.get(court=party.case.court, role=Role.SUPERVISOR.value, is_active=True)
        approve(lookup, head, now)
