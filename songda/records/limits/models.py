"""One row for each door and place on the network; counts are kept for minutes, the address itself never."""

from django.db import models


class Tries(models.Model):
    """How often somebody knocked since `since`; `place` is a keyed index of door and network address."""

    place = models.BinaryField(max_length=16, primary_key=True)
    since = models.DateTimeField()
    count = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["since"], name="tries_oldest")]

    def __str__(self) -> str:
        return f"{self.count} since {self.since:%H:%M}"
