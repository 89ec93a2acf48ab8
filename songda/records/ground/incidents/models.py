"""Disturbances: what was away or full, since when, until when; rows whose work fails, and rows that no page shows."""

from django.db import models
from django.db.models import Q

from songda.core.delivery.incidents import IncidentKind, Work
from songda.records.ground.closed_lists import one_of_words


class Incident(models.Model):
    """One disturbance; open while `ended_at` is null, and closed by itself."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=16)
    subject = models.CharField(max_length=16, blank=True)  # of which channel or machine, where it is one's own trouble
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


class UnshownRow(models.Model):
    """A row that a page could not show, until nobody has met it for a day."""

    id = models.BigAutoField(primary_key=True)
    thing = models.CharField(max_length=60)  # the table, by its model
    number = models.CharField(max_length=60, blank=True)  # the key of the row, where it is a row
    wrong = models.CharField(max_length=100)  # the kind of error alone: its words may name people
    times = models.PositiveIntegerField(default=1)
    since = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="row_unshown_once", fields=["thing", "number"])]
        indexes = [models.Index(fields=["-last_at"], name="row_unshown_newest")]

    def __str__(self) -> str:
        return f"{self.thing} {self.number}: {self.wrong}"
