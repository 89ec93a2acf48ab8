"""What people put on record of ways that cannot be used for a recipient: which, since when, why, and in what words."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from songda.clock import new_id
from songda.records.parties.models import Party


class RuledOut(models.Model):
    """Ways that cannot be used for a person at one stage of the case; a mistaken entry is struck, never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="ruled_out")
    stage = models.CharField(max_length=20)
    ways = ArrayField(models.CharField(max_length=16))
    ground = models.CharField(max_length=24)  # as in core.delivery.deeds.RULED_OUT
    at = models.DateTimeField()
    words_sealed = models.BinaryField()  # who found it out, and how
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=60)
    struck_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["party", "at"], name="ruled_out_of_party")]

    def __str__(self) -> str:
        return f"{self.ground} {self.at:%Y-%m-%d}"
