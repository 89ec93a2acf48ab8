"""What judges decided, of what, and why."""

from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Q

from songda.clock import new_id
from songda.records.court.staff.models import User
from songda.records.ground.closed_lists import one_of_words
from songda.records.matter.cases.models import Case, Hearing
from songda.records.matter.parties.models import Consent, Party
from songda.records.service.attempts.models import Attempt
from songda.records.service.deeds.models import Deed
from songda.records.service.deeds.try_ids import ONE_TRY
from songda.records.service.orders.models import Envelope, Service
from songda.records.service.portal_acts.models import Objection

# What a judge may decide, by what is before them.
OUTCOMES = {
    "finding": ("counts", "does_not_count"),
    "objection": ("accepted", "rejected"),
    "withdrawal": ("accepted", "rejected"),
    "offline": ("confirmed", "lifted", "ordered", "declined"),
    "guard": ("overridden", "restored"),
    "notice": ("approved", "declined"),
}
OUTCOME_KNOWN = reduce(or_, (Q(kind=kind, outcome__in=outcomes) for kind, outcomes in OUTCOMES.items()))


class Determination(models.Model):
    """What a judge decided, of what, and why. Never changed: a later one of the same thing takes its place."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="determinations")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="determinations")
    kind = models.CharField(max_length=12)  # finding, objection, withdrawal, offline, guard, notice
    outcome = models.CharField(max_length=20)
    service = models.ForeignKey(Service, on_delete=models.PROTECT, null=True, related_name="determinations")
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, null=True, related_name="determinations")
    deed = models.ForeignKey(Deed, on_delete=models.PROTECT, null=True, related_name="determinations")
    objection = models.ForeignKey(Objection, on_delete=models.PROTECT, null=True, related_name="determinations")
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, null=True, related_name="determinations")
    hearing = models.ForeignKey(Hearing, on_delete=models.PROTECT, null=True, related_name="determinations")
    envelope = models.ForeignKey(Envelope, on_delete=models.PROTECT, null=True, related_name="determinations")
    shown_to_judge = models.JSONField(
        null=True
    )  # what a judge had before them: the guard's answer, or the ways untried
    reason_sealed = models.BinaryField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            one_of_words("determination_kind_known", "kind", OUTCOMES),
            models.CheckConstraint(name="determination_outcome_known", condition=OUTCOME_KNOWN),
            models.CheckConstraint(
                name="determination_names_its_subject",
                condition=Q(kind="offline")
                | Q(kind="finding", service__isnull=False) & ONE_TRY
                | Q(kind="objection", objection__isnull=False)
                | Q(kind="withdrawal", consent__isnull=False)
                | Q(kind="guard", hearing__isnull=False, shown_to_judge__isnull=False)
                | Q(kind="notice", envelope__isnull=False, shown_to_judge__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["case", "-at"], name="determination_newest"),
            models.Index(fields=["-at", "-id"], name="determination_of_all"),
            models.Index(fields=["party", "kind", "-at"], name="determination_of_party"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.outcome}"
