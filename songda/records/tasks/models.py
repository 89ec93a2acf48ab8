"""What people must do: what, why, for whom, until when."""

from collections.abc import Sequence

from django.db import models
from django.db.models import Q

from songda.clock import new_id
from songda.core.delivery.tasks import ENDINGS, KINDS, REASONS
from songda.records.cases.models import Case
from songda.records.closed_lists import one_of_words
from songda.records.orders.models import Envelope
from songda.records.parties.models import Party
from songda.records.staff.models import Court, User


class Task(models.Model):
    """Something that the engine cannot do alone: what, why, for whom, until when."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="tasks")
    envelope = models.ForeignKey(Envelope, on_delete=models.PROTECT, null=True, related_name="tasks")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="tasks")  # where no envelope is
    kind = models.CharField(max_length=24)
    reason = models.CharField(max_length=40)  # a word with a sentence in both languages, see core.delivery.tasks
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="tasks")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=60, blank=True)
    ended_by = models.CharField(max_length=20, blank=True)  # the fact that it waited for, or a word by hand
    typed: "Sequence[str]" = ()  # no column: what people wrote about it, see boards.typed
    ended_by_whom = ""  # no column either

    class Meta:
        constraints = [
            one_of_words("task_kind_known", "kind", KINDS),
            one_of_words("task_reason_known", "reason", REASONS),
            one_of_words("task_ending_known", "ended_by", ENDINGS, may_be_empty=True),
            models.CheckConstraint(
                name="task_ended_by_something",
                condition=Q(closed_at=None, ended_by="") | (Q(closed_at__isnull=False) & ~Q(ended_by="")),
            ),
            models.UniqueConstraint(name="task_open_once", fields=["envelope", "kind"], condition=Q(closed_at=None)),
            models.UniqueConstraint(name="party_task_open_once", fields=["party", "kind"], condition=Q(closed_at=None)),
        ]
        indexes = [models.Index(fields=["court", "due_at"], name="task_open", condition=Q(closed_at=None))]

    def __str__(self) -> str:
        return self.kind

    @property
    def about(self) -> Party | None:
        """The person whom it is about."""
        return self.envelope.party if self.envelope else self.party
