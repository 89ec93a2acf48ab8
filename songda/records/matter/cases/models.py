"""Cases and their hearings."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from songda.clock import new_id
from songda.core.law.facts import Branch, Procedure, Stage
from songda.records.court.staff.models import Court, User
from songda.records.ground.closed_lists import one_of_words


def _known(table: str) -> list[models.BaseConstraint]:
    """The closed lists of what a case is."""
    return [
        one_of_words(f"{table}_branch_known", "branch", Branch),
        one_of_words(f"{table}_procedure_known", "procedure", Procedure),
        one_of_words(f"{table}_stage_known", "stage", Stage),
    ]


class Case(models.Model):
    """One case of one court; `number` is normalised, `number_as_typed` is what the clerk wrote."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="cases")
    number = models.CharField(max_length=60)
    number_as_typed = models.CharField(max_length=80)
    earlier_numbers = ArrayField(models.CharField(max_length=60), default=list)  # under which it is found as well
    branch = models.CharField(max_length=20, default="civil")
    procedure = models.CharField(max_length=20, default="ordinary")
    stage = models.CharField(max_length=20, default="first_instance")
    is_status_case = models.BooleanField(default=False)
    cause = models.CharField(max_length=120, blank=True)
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)  # since when nothing more is ordered in it
    status_reason = ""  # no column: why it is none about status though its cause is, see the event of its registration
    judge = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            *_known("case"),
            models.UniqueConstraint(name="case_number_once_per_court", fields=["court", "number"]),
        ]
        indexes = [
            models.Index(fields=["court", "-registered_at", "-id"], name="case_newest"),
            GinIndex(fields=["earlier_numbers"], name="case_by_earlier_number"),
        ]

    def __str__(self) -> str:
        return self.number


class Hearing(models.Model):
    """A sitting of the court; default judgments hang on its summons."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="hearings")
    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+", db_index=False)  # that of the case
    at = models.DateTimeField()
    place = models.CharField(max_length=120)
    set_at = models.DateTimeField()
    moved_at = models.DateTimeField(null=True)  # what was ordered before names another time
    changed_at = models.DateTimeField(null=True)  # the last time that its time or its room became another
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["court", "at", "id"], name="hearing_to_come", condition=models.Q(cancelled_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.at:%Y-%m-%d}"


class EarlierPhase(models.Model):
    """What a case was until it moved on: what was ordered before is judged by it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="earlier_phases")
    until = models.DateTimeField()
    branch = models.CharField(max_length=20)
    procedure = models.CharField(max_length=20)
    stage = models.CharField(max_length=20)
    is_status_case = models.BooleanField()

    class Meta:
        constraints = _known("earlierphase")

    def __str__(self) -> str:
        return f"{self.stage} {self.until:%Y-%m-%d}"
