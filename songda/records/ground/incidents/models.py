"""Disturbances: what was away or full, since when, until when, and how much waited for it."""

from django.db import models
from django.db.models import Q

from songda.core.delivery.incidents import IncidentKind
from songda.records.ground.closed_lists import one_of_words


class Incident(models.Model):
    """One disturbance; open while `ended_at` is null, and closed by itself."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=16)
    subject = models.CharField(max_length=16, blank=True)  # of which channel, where it is one's own trouble
    detail = models.CharField(max_length=200, blank=True)  # what the other side or the machine said, without names
    waiting = models.PositiveIntegerField(default=0)  # so much waited, at most
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            one_of_words("incident_kind_known", "kind", IncidentKind),
            models.UniqueConstraint(name="incident_open_once", fields=["kind", "subject"], condition=Q(ended_at=None)),
        ]
        indexes = [models.Index(fields=["-begun_at"], name="incident_newest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}".strip()
