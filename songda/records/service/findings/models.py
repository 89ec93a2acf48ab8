"""What the law says of each service, as it was last asked."""

from typing import Any

from django.db import models
from django.db.models import Q

from songda.core.law import Decision
from songda.core.law.decision import Ground, Status
from songda.core.law.record import to_decision
from songda.records.ground.closed_lists import one_of_words
from songda.records.service.findings.law_version import LawVersion, words_of
from songda.records.service.orders.models import Service

FOR_THE_JUDGE = frozenset({"presumed", "awaiting_judge", "not_verified"})  # statuses


class Finding(models.Model):
    """What the law says of a service at this moment; always recomputed from facts, its history is in the events.

    It is kept in codes, values and rules, and told when somebody reads.
    """

    service = models.OneToOneField(Service, on_delete=models.CASCADE, primary_key=True, related_name="finding")
    status = models.CharField(max_length=20)
    effective_at = models.DateTimeField(null=True)
    effective_on = models.DateField(null=True)
    ground = models.CharField(max_length=24, null=True)
    winning_attempt = models.CharField(
        max_length=36, null=True
    )  # as the law names it: see records.service.deeds.try_ids
    record = models.JSONField()  # the whole answer, as songda.core.law.record writes it
    # of the rules that gave the answer
    law_version = models.ForeignKey(LawVersion, models.PROTECT, db_column="law_version", db_index=False)
    is_denied = models.BooleanField(default=False, db_default=False)  # by the number's holder, and no judge decided yet
    is_marked_anew = models.BooleanField(default=False)  # to be decided anew, whatever the version
    decided_at = models.DateTimeField()
    certificate_due_at = models.DateTimeField(null=True)  # when a certificate of this answer is to be made
    is_stated = models.BooleanField(default=False, db_default=False)  # a certificate or statement of it was issued
    _read: tuple[Any, str, Decision] | None = None  # no column: the answer as it was read last, and of what

    class Meta:
        constraints = [
            one_of_words("finding_status_known", "status", Status),
            one_of_words("finding_ground_known", "ground", Ground),
        ]
        indexes = [
            models.Index(fields=["status", "service"], name="finding_by_status"),
            models.Index(fields=["service"], name="finding_denied", condition=Q(is_denied=True)),
            models.Index(
                fields=["decided_at", "service"],
                name="finding_for_judge",
                condition=Q(status__in=sorted(FOR_THE_JUDGE)) | Q(is_denied=True),
            ),
            models.Index(fields=["certificate_due_at"], name="certificate_due", condition=~Q(certificate_due_at=None)),
        ]

    def __str__(self) -> str:
        return self.status

    @property
    def decision(self) -> Decision:
        """The law's answer, with the words of the version that gave it; read once, as often as a page asks for it."""
        if self._read is None or self._read[0] is not self.record or self._read[1] != self.law_version_id:
            decision = to_decision(self.record, words_of(self.law_version_id))
            self._read = self.record, self.law_version_id, decision
        return self._read[2]

    @property
    def awaits_judge(self) -> bool:
        """Whether a judge is to find if it counts: it is presumed, it hangs on them, or it was denied."""
        return self.status in FOR_THE_JUDGE or self.is_denied

    @property
    def is_in_doubt(self) -> bool:
        """Whether something was said against it on which no judge has decided: a denial, or an objection."""
        return bool(self.decision.doubts)

    def answer(self, language: str) -> dict[str, Any]:
        """The answer told in this language, as `songda explain` prints it."""
        return self.decision.to_json(language)
