"""One row for each limited input and place on the network; counts are kept for minutes, the address itself never."""

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
