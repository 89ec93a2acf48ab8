"""Orders of service: these papers to these recipients, and what the law says of each of them."""

from collections.abc import Sequence
from datetime import datetime

from django.db import models
from django.db.models import Q

from songda.clock import new_id
from songda.records.court.staff.models import Court
from songda.records.matter.cases.models import Case
from songda.records.matter.papers.models import Paper
from songda.records.matter.parties.models import Party


class Order(models.Model):
    """One order; `idempotency_key` makes a repeated request the same order."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="orders")
    placed_at = models.DateTimeField()
    placed_by = models.CharField(max_length=60)  # staff:<id> or client:<id>
    idempotency_key = models.CharField(max_length=80, null=True)
    request_hash = models.BinaryField(max_length=32)
    new_services: "Sequence[Service]" = ()  # no column: those of an order that was placed a moment ago

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="order_once_per_key", fields=["court", "idempotency_key"], condition=~Q(idempotency_key=None)
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class Envelope(models.Model):
    """The papers of one order for one recipient: what one message tells of and one link opens."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="envelopes")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="envelopes")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="envelopes")
    link_index = models.BinaryField(max_length=16, unique=True)
    placed_at = models.DateTimeField()
    held_until = models.DateTimeField(
        null=True
    )  # before it nothing is handed over, so that whoever ordered may undo it
    next_step_at = models.DateTimeField(null=True)  # when the engine looks at it again; null: nothing more to do
    ask_law_at = models.DateTimeField(null=True)  # facts changed since the law was last asked
    law_first_asked_at = models.DateTimeField(null=True)  # until then no paper in it has an answer, from then on all do
    closed_at = models.DateTimeField(null=True)  # every paper in it is served, or people took over
    wrong_tries = models.PositiveSmallIntegerField(default=0)  # of those who hold the link, and nothing more
    locked_at = models.DateTimeField(null=True)
    wrong_answers = models.PositiveSmallIntegerField(default=0)  # of those who read the code, to what the person knows
    answers_locked_at = models.DateTimeField(null=True)
    fetched_at = models.DateTimeField(null=True)  # the last time that something fetched the link
    disowned_at = models.DateTimeField(null=True)  # the person at this address said: not me
    recalled_at = models.DateTimeField(null=True)  # every paper in it was taken back
    posted_at = models.DateTimeField(null=True)  # when its first letter was begun; null: there is none to be looked for
    has_english_page = models.BooleanField(default=False)  # somebody asked for English behind its certificates

    class Meta:
        constraints = [models.UniqueConstraint(name="one_envelope_per_recipient", fields=["order", "party"])]
        indexes = [
            models.Index(fields=["next_step_at"], name="envelope_due", condition=~Q(next_step_at=None)),
            models.Index(fields=["ask_law_at"], name="envelope_to_ask_law", condition=~Q(ask_law_at=None)),
            models.Index(
                fields=["id"], name="envelope_unanswered", condition=Q(law_first_asked_at=None, recalled_at=None)
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Service(models.Model):
    """One paper for one recipient: the thing that is served, or not."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    envelope = models.ForeignKey(Envelope, on_delete=models.PROTECT, related_name="services")
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="services")
    recalled_at = models.DateTimeField(null=True)  # the court took it back before it was served or seen
    first_ordered_at: datetime  # no column: when its paper was ordered first, see orders.summoned

    class Meta:
        constraints = [models.UniqueConstraint(name="paper_once_per_envelope", fields=["envelope", "paper"])]

    def __str__(self) -> str:
        return str(self.id)
