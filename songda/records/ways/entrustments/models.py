"""Papers that another court serves for this one, or that a unit, a prison or an institution hands on."""

from django.db import models
from django.db.models import Q

from songda.clock import new_id
from songda.core.delivery.entrustments import CALLED_BACK, OPEN, Hand, State
from songda.records.court.staff.models import Court
from songda.records.ground.closed_lists import one_of_words
from songda.records.service.deeds.models import Deed


class Entrustment(models.Model):
    """One letter of entrustment or transfer with its papers, and what came of it.

    The try by people that it is stands in `deed`, as every other; its papers are those of the deed. A court of this
    installation sees them as its own task and writes what it did into the same deed.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    deed = models.OneToOneField(Deed, on_delete=models.PROTECT, related_name="entrustment")
    hand = models.CharField(max_length=14)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, null=True, related_name="entrusted")  # who is to serve
    name_sealed = models.BinaryField(null=True)  # of a court outside, of the unit, prison or institution
    words_sealed = models.BinaryField(null=True)  # what is asked of them beyond the serving
    sent_at = models.DateTimeField()
    sent_by = models.CharField(max_length=60)
    due_on = models.DateField()
    received_at = models.DateTimeField(null=True)  # a court of this installation has opened it
    received_by = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=12, default=State.SENT)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=60, blank=True)
    reason_sealed = models.BinaryField(null=True)
    letter_sha256 = models.BinaryField(max_length=32)
    letter_key = models.BinaryField()

    class Meta:
        constraints = [
            one_of_words("entrustment_hand_known", "hand", Hand),
            one_of_words("entrustment_state_known", "state", State),
            models.CheckConstraint(
                name="entrustment_to_somebody",
                condition=Q(hand=Hand.COURT, court__isnull=False, name_sealed=None)
                | (~Q(hand=Hand.COURT) & Q(court=None, name_sealed__isnull=False)),
            ),
            models.CheckConstraint(
                name="entrustment_ended_or_open",
                condition=Q(state=State.SENT, ended_at=None) | (~Q(state=State.SENT) & Q(ended_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(fields=["court", "due_on"], name="entrusted_open", condition=Q(ended_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.hand} {self.id}"

    @property
    def takes_answer(self) -> bool:
        """Whether what becomes of the try is told here, by whoever serves or for them, and nowhere else."""
        return self.state in OPEN | CALLED_BACK
