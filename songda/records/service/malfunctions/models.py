"""Times in which the system was away, and the people whose periods ended meanwhile."""

from django.db import models
from django.db.models import F, Q

from songda.clock import new_id
from songda.core.delivery.incidents import Away, NoticedHow, WeighingOutcome
from songda.records.ground.closed_lists import one_of_words
from songda.records.matter.parties.models import Party


class Malfunction(models.Model):
    """One time in which something was away for everybody; it names no person and no court."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    away = models.CharField(max_length=10)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    noticed = models.CharField(max_length=10)
    noted_by = models.CharField(max_length=60)
    noted_at = models.DateTimeField()
    words = models.CharField(max_length=200, blank=True)  # for everybody to read
    in_vain = models.PositiveIntegerField(default=0)  # how often somebody tried to open a page in vain
    looked_for_periods_at = models.DateTimeField(null=True)
    sha256 = models.BinaryField(max_length=32, null=True)  # of the certificate
    wrapped_key = models.BinaryField(null=True)  # opens the sealed file that lies under the id of the row
    event_id = models.UUIDField(null=True)  # that tells of the certificate
    struck_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            one_of_words("malfunction_away_known", "away", Away),
            one_of_words("malfunction_noticed_known", "noticed", NoticedHow),
            models.CheckConstraint(name="malfunction_ends_later", condition=Q(until=None) | Q(until__gt=F("since"))),
            models.UniqueConstraint(name="malfunction_once", fields=["away", "since"], condition=Q(struck_at=None)),
        ]
        indexes = [models.Index(fields=["-since"], name="malfunction_newest")]

    def __str__(self) -> str:
        return f"{self.away} {self.since:%Y-%m-%d %H:%M}"


class RanMeanwhile(models.Model):
    """A person for whom a period ended while the system was away; the judge of their case decides."""

    malfunction = models.ForeignKey(Malfunction, on_delete=models.PROTECT, related_name="ran")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="ran_meanwhile")
    last_day = models.DateField()
    outcome = models.CharField(max_length=10, blank=True)
    weighed_at = models.DateTimeField(null=True)
    weighed_by = models.CharField(max_length=60, blank=True)
    reason_sealed = models.BinaryField(null=True)

    class Meta:
        constraints = [
            one_of_words("ran_meanwhile_known", "outcome", WeighingOutcome, may_be_empty=True),
            models.UniqueConstraint(name="ran_once", fields=["malfunction", "party"]),
        ]

    def __str__(self) -> str:
        return f"{self.party_id} {self.last_day}"
