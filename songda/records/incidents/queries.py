"""Which disturbances there are just now, and which there were."""

from songda.records.incidents.models import Incident


def open_incidents() -> list[Incident]:
    """Those that last, the oldest first."""
    return list(Incident.objects.filter(ended_at=None).order_by("begun_at"))


def recent_incidents(most: int) -> list[Incident]:
    """The newest ones, over or not."""
    return list(Incident.objects.order_by("-begun_at")[:most])
