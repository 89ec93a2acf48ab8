"""What follows when the database was put back to an earlier day: a quarantine, and messages unknown here."""

from django.db import models
from django.db.models import Q

from songda.core.delivery.incidents import RestoreSign
from songda.core.delivery.states import Purpose
from songda.records.ground.closed_lists import one_of_words


class Quarantine(models.Model):
    """Nothing is sent while it lasts; one for each epoch of the log that began with a restore."""

    epoch = models.IntegerField(primary_key=True)
    sign = models.CharField(max_length=16)  # by what it was recognised
    detail = models.CharField(max_length=300, blank=True)
    is_journal_whole = models.BooleanField()  # else everything that was planned is in doubt
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [one_of_words("quarantine_sign_known", "sign", RestoreSign)]

    def __str__(self) -> str:
        return f"quarantine of epoch {self.epoch}"


class LostHandOver(models.Model):
    """A message of which the journal outside says that it was handed over, and this database does not."""

    id = models.BigAutoField(primary_key=True)
    epoch = models.IntegerField()  # that began with the restore
    ref = models.BigIntegerField()
    channel = models.CharField(max_length=16)
    envelope_id = models.UUIDField()  # no foreign key: it may be lost too
    purpose = models.CharField(max_length=10)
    n = models.PositiveSmallIntegerField()
    to_index = models.BinaryField(max_length=16)
    order_mark = models.BinaryField(max_length=16, default=bytes)
    at = models.DateTimeField()
    attempt_id = models.BigIntegerField(null=True)  # the try that was held because of it

    class Meta:
        constraints = [one_of_words("lost_purpose_known", "purpose", Purpose)]
        indexes = [
            models.Index(fields=["envelope_id"], name="lost_by_envelope", condition=Q(attempt_id=None)),
            models.Index(fields=["order_mark", "to_index"], name="lost_by_order", condition=Q(attempt_id=None)),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.ref}"


class LostCall(models.Model):
    """A call that spoke a notice, says the journal outside, and this database does not know that it was placed."""

    dial_id = models.UUIDField(primary_key=True)  # no foreign key: it may be lost too
    epoch = models.IntegerField()  # that began with the restore
    to_index = models.BinaryField(max_length=16)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"call {self.dial_id}"
