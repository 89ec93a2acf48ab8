"""Mandates: whom a person chose to help them with their papers, for what, until when."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from songda.clock import new_id
from songda.core.mandates import GivenHow, IdentifiedHow, Relation, Right
from songda.records.ground import vault
from songda.records.ground.closed_lists import one_of_words, only_words
from songda.records.matter.parties.models import Party
from songda.records.service.orders.models import Envelope


class Mandate(models.Model):
    """One helper of one person, for the whole case or (`envelope`) for one service.

    Of the helper's number and code only keyed hashes are kept.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="mandates")
    envelope = models.ForeignKey(Envelope, on_delete=models.PROTECT, null=True, related_name="mandates")
    name_sealed = models.BinaryField()
    name_index = models.BinaryField(max_length=16)
    number_index = models.BinaryField(max_length=16)
    code_index = models.BinaryField(max_length=16)
    relation = models.CharField(max_length=20)
    given_how = models.CharField(max_length=10)
    identified_how = models.CharField(max_length=14)
    rights = ArrayField(models.CharField(max_length=12))
    since = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    recorded_by = models.CharField(max_length=60)

    class Meta:
        constraints = [
            one_of_words("mandate_relation_known", "relation", Relation),
            one_of_words("mandate_given_how_known", "given_how", GivenHow),
            one_of_words("mandate_identified_how_known", "identified_how", IdentifiedHow),
            only_words("mandate_rights_known", "rights", Right),
            models.CheckConstraint(name="mandate_ends_after_it_began", condition=Q(until__gt=F("since"))),
            models.UniqueConstraint(
                name="mandate_once_per_helper",
                fields=["party", "envelope", "number_index"],
                condition=Q(ended_at=None),
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.relation} until {self.until:%Y-%m-%d}"

    @property
    def name(self) -> str:
        """The helper's name in clear; for the person and the staff, never for logs."""
        return vault.open_text(f"mandate.name:{self.id}", self.name_sealed)

    @property
    def actor(self) -> str:
        """The helper as events name them; whom they help stands beside."""
        return f"helper:{self.id}"

    def holds_at(self, moment: datetime) -> bool:
        """Whether it was given, not ended, and its time is not over."""
        return self.ended_at is None and self.since <= moment < self.until

    def reaches(self, envelope: Envelope) -> bool:
        """Whether it covers these papers."""
        return self.party_id == envelope.party_id and self.envelope_id in (None, envelope.id)
