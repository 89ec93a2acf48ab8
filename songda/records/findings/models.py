"""What the law says of each service, as it was last asked."""

from typing import Any

from django.db import models
from django.db.models import Q

from songda.core.law.decision import Ground, Status
from songda.records.closed_lists import one_of_words
from songda.records.orders.models import Service


class Finding(models.Model):
    """What the law says of a service at this moment; always recomputed from facts, its history is in the events."""

    service = models.OneToOneField(Service, on_delete=models.CASCADE, primary_key=True, related_name="finding")
    status = models.CharField(max_length=20)
    effective_at = models.DateTimeField(null=True)
    effective_on = models.DateField(null=True)
    ground = models.CharField(max_length=24, null=True)
    is_rebuttable = models.BooleanField(default=False)
    winning_attempt = models.CharField(max_length=36, null=True)  # as the law names it: see records.deeds.tries
    decision = models.JSONField()  # the whole answer as `songda explain` prints it
    decision_en = models.JSONField(default=dict)  # the same answer told in English
    law_version = models.CharField(max_length=16, default="")  # of the rules that gave it; empty: not known
    decided_at = models.DateTimeField()
    certificate_due_at = models.DateTimeField(null=True)  # when a certificate of this answer is to be made

    class Meta:
        constraints = [
            one_of_words("finding_status_known", "status", Status),
            one_of_words("finding_ground_known", "ground", Ground),
        ]
        indexes = [
            models.Index(fields=["status", "effective_on"], name="finding_by_status"),
            models.Index(fields=["certificate_due_at"], name="certificate_due", condition=~Q(certificate_due_at=None)),
        ]

    def __str__(self) -> str:
        return self.status

    def answer(self, language: str) -> dict[str, Any]:
        """The answer told in this language ("zh…" or any other, which gets English)."""
        return dict(self.decision if language.startswith("zh") or not self.decision_en else self.decision_en)
