"""Which disturbances there are just now, and which there were."""

from songda.records.ground.incidents.models import Incident
from songda.records.ground.pages import SIZE, Page, page_of


def open_incidents() -> list[Incident]:
    """Those that last, the oldest first."""
    return list(Incident.objects.filter(ended_at=None).order_by("begun_at"))


def incident_page(asked: str = "", size: int = SIZE) -> Page[Incident]:
    """A page of them, over or not, the newest first."""
    return page_of(Incident.objects.all(), ("-begun_at", "-id"), asked, size)
