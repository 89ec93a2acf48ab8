"""What people put on record of a try that they made themselves: which papers, what happened, who signed, the scan."""

from django.db import models

from songda.clock import new_id
from songda.records.orders.models import Service


class DeedPaper(models.Model):
    """One of the papers that a try by people carried."""

    attempt = models.ForeignKey("attempts.Attempt", on_delete=models.PROTECT, related_name="carried")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="carried_by")

    class Meta:
        constraints = [models.UniqueConstraint(name="carried_once", fields=["attempt", "service"])]

    def __str__(self) -> str:
        return str(self.service_id)


class DeedStep(models.Model):
    """One thing that happened on the way; what was entered by mistake is struck, never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    attempt = models.ForeignKey("attempts.Attempt", on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=12)  # as in core.delivery.deeds.OUTCOMES
    at = models.DateTimeField()
    by = models.CharField(max_length=20, blank=True)  # who signed, as in core.delivery.deeds.SIGNERS
    words_sealed = models.BinaryField(null=True)  # name of the signer, medium of the notice, why it came back
    scan_key = models.BinaryField(null=True)  # wrapped key of the scanned return; the file's id is that of the step
    scan_sha256 = models.BinaryField(max_length=32, null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=60)
    struck_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["attempt", "at"], name="step_of_attempt")]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"
