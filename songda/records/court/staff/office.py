"""Whether whoever acts has the office for it: asked by the action itself, whatever page or door was before it."""

from uuid import UUID

from songda.core.access import Act, may
from songda.core.refusal import Refused
from songda.records.court.staff.models import ApiClient, Court, User

ENGINE = "engine"  # the system itself: what it does is set off by no request of anybody's


def check_office(by: str, act: Act, court: Court | UUID) -> None:
    """Refused unless `by`, as events name who acts, may do this in that court.

    `staff:` and an id: an open account of the court whose office has the act. `client:` and an id: a system that acts
    for the court. `engine`: the system itself.
    """
    kind, _, name = by.partition(":")
    court_id = court.id if isinstance(court, Court) else court
    if by != ENGINE and not _has_office(kind, _read(name), act, court_id):
        raise Refused("not_your_office")


def _has_office(kind: str, own_id: UUID | None, act: Act, court_id: UUID) -> bool:
    if own_id is None:
        return False
    if kind == "client":
        return ApiClient.objects.filter(id=own_id, court=court_id, revoked_at=None).exists()
    role = User.objects.filter(id=own_id, court=court_id, is_active=True).values_list("role", flat=True).first()
    return kind == "staff" and role is not None and may(role, act)


def _read(name: str) -> UUID | None:
    try:
        return UUID(name)
    except ValueError:
        return None
