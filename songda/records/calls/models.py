"""Telephone calls with parties."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from songda.clock import new_id
from songda.records import vault
from songda.records.calls.outcomes import OUTCOMES, TOPICS
from songda.records.closed_lists import one_of_words, only_words
from songda.records.parties.models import Address, Party
from songda.records.staff.models import User


class Call(models.Model):
    """A telephone call with a party: what they were told, what they said, who called."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="calls")
    address = models.ForeignKey(Address, on_delete=models.PROTECT, null=True, related_name="calls")
    caller = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(null=True)  # null: nobody counted them
    outcome = models.CharField(max_length=20)  # agrees, refuses, wrong_person, unreachable, call_again
    told = ArrayField(models.CharField(max_length=30), default=list)  # scope, effect, change_of_address, questions
    number_sealed = models.BinaryField(null=True)  # what was dialled, where it is none of their addresses
    note_sealed = models.BinaryField(null=True)
    recording_sha256 = models.BinaryField(max_length=32, null=True)
    recorded_at = models.DateTimeField()
    struck_at = models.DateTimeField(null=True)  # entered by mistake: it was never made, or came to something else

    class Meta:
        constraints = [
            one_of_words("call_outcome_known", "outcome", OUTCOMES),
            only_words("call_told_known", "told", TOPICS),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} {self.at:%Y-%m-%d}"

    @property
    def recording_hex(self) -> str:
        """The hash of its recording as people compare it."""
        return bytes(self.recording_sha256 or b"").hex()

    @property
    def note(self) -> str:
        """What the clerk wrote, in clear; for pages that its reader may see, never for logs."""
        return vault.open_text(f"call.note:{self.id}", self.note_sealed) if self.note_sealed else ""

    @property
    def other_number(self) -> str:
        """The number that was dialled, where it is none of their addresses; for those who may see it."""
        return vault.open_text(f"call.number:{self.id}", self.number_sealed) if self.number_sealed else ""
