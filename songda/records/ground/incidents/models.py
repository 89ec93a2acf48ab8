"""Disturbances: what was away or full, since when, until when; and rows whose work fails, until it does not."""

from django.db import models
from django.db.models import Q

from songda.core.delivery.incidents import IncidentKind, Work
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


class StuckRow(models.Model):
    """A row whose work failed, until it succeeds. It waits longer each time, and holds no other row up."""

    id = models.BigAutoField(primary_key=True)
    work = models.CharField(max_length=16)
    row = models.UUIDField()
    wrong = models.CharField(max_length=100)  # the kind of error alone: its words may name people
    tries = models.PositiveIntegerField(default=1)
    since = models.DateTimeField()
    again_at = models.DateTimeField()

    class Meta:
        constraints = [
            one_of_words("stuck_work_known", "work", Work),
            models.UniqueConstraint(name="row_stuck_once", fields=["work", "row"]),
        ]

    def __str__(self) -> str:
        return f"{self.work} {self.row}: {self.wrong}"
