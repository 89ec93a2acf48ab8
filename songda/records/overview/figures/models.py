"""Day counts, the facts that they are made of, how far the log is counted, and what was found when it was recounted.

Nothing here is a source: everything can be thrown away and made anew from the evidence log. Hence no foreign keys.
"""

from django.db import models
from django.db.models import Q

from songda.clock import new_id
from songda.core.figures.facts import Unit
from songda.core.figures.savings import COST_NAMES
from songda.records.ground.closed_lists import one_of_words


class DayCount(models.Model):
    """One whole number: of a court and a day, of a part, of one key of one dimension (both empty: of all)."""

    pk = models.CompositePrimaryKey("court", "part", "dimension", "day", "key")
    court = models.UUIDField()
    part = models.CharField(max_length=40)
    dimension = models.CharField(max_length=20)
    day = models.DateField()
    key = models.CharField(max_length=120)
    n = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.part} {self.day} {self.n}"


class CountedFact(models.Model):
    """One fact as it stands in the day counts: what is behind a number, and what is taken off when it changes."""

    pk = models.CompositePrimaryKey("unit", "key")
    unit = models.CharField(max_length=10)
    key = models.CharField(max_length=60)  # of the service, the try, the person …
    court = models.UUIDField()
    case = models.UUIDField()
    since = models.DateTimeField()  # when it began: the moment of `FIRST`
    moments = models.JSONField()
    keys = models.JSONField()
    amounts = models.JSONField()

    class Meta:
        constraints = [one_of_words("counted_unit_known", "unit", Unit)]
        indexes = [
            models.Index(fields=["case"], name="counted_of_case"),
            models.Index(fields=["court", "unit", "-since", "-key"], name="counted_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.key}"


class CountedUpTo(models.Model):
    """How many entries of the log are counted; one row."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    entries = models.BigIntegerField(default=0)
    at = models.DateTimeField(null=True)
    counted_by = models.CharField(max_length=64, default="")  # COUNTED_BY of the code that counted them

    class Meta:
        constraints = [models.CheckConstraint(name="counted_up_to_once", condition=Q(id=1))]

    def __str__(self) -> str:
        return f"counted up to {self.entries}"


class Revision(models.Model):
    """That an event which became known late changed the count of an earlier day, when, and by how much."""

    court = models.UUIDField()
    part = models.CharField(max_length=40)
    day = models.DateField()
    noted_on = models.DateField()
    change = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(name="revision_once", fields=["court", "part", "day", "noted_on"])]

    def __str__(self) -> str:
        return f"{self.part} {self.day} {self.change:+d}"


class Recount(models.Model):
    """That the counts of a court and a period were made anew from the log and compared, and what differed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    court = models.UUIDField()
    first = models.DateField()
    last = models.DateField()
    entries = models.BigIntegerField()
    at = models.DateTimeField()
    cells = models.IntegerField()
    wrong_count = models.IntegerField()
    wrong = models.JSONField()
    mended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["court", "-at"], name="recount_newest")]

    def __str__(self) -> str:
        return f"{self.first} to {self.last}: {self.wrong_count} wrong"


class UnitCost(models.Model):
    """What the court itself reckons with, from a day on: an assumption, printed beside every saving."""

    court = models.UUIDField()
    name = models.CharField(max_length=30)
    value = models.DecimalField(max_digits=12, decimal_places=2)
    since = models.DateField()
    set_by = models.CharField(max_length=60)
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            one_of_words("unit_cost_known", "name", COST_NAMES),
            models.UniqueConstraint(name="unit_cost_once", fields=["court", "name", "since"]),
            models.CheckConstraint(name="unit_cost_not_below_nothing", condition=Q(value__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.value}"


class FiguresPaper(models.Model):
    """A report of figures under the court's seal: who asked for it, what it answers, and the file once it is sealed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    court = models.UUIDField()  # whose staff asked
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=60)
    asked = models.JSONField()  # the question, and the language of the answer
    made_at = models.DateTimeField(null=True)
    sha256 = models.BinaryField(max_length=32, null=True)
    wrapped_key = models.BinaryField(null=True)

    class Meta:
        indexes = [models.Index(fields=["asked_at"], name="figures_paper_to_make", condition=Q(sha256=None))]

    def __str__(self) -> str:
        return str(self.id)
