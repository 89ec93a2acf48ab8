"""What is counted and kept for minutes: wrong tries by place on the network, and what libraries ask to have kept."""

from django.db import models


class TryCount(models.Model):
    """How often somebody failed since `since`; `origin` is a keyed index of what is tried and network address."""

    origin = models.BinaryField(max_length=16, primary_key=True)
    since = models.DateTimeField()
    count = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["since"], name="failures_oldest")]

    def __str__(self) -> str:
        return f"{self.count} since {self.since:%H:%M}"


class KeptValue(models.Model):
    """A value that a library has kept until `expires`: JSON, never a Python object."""

    cache_key = models.CharField(max_length=250, primary_key=True)
    value = models.JSONField(null=True)
    expires = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["expires"], name="kept_values_oldest")]

    def __str__(self) -> str:
        return self.cache_key
