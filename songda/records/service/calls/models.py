"""Telephone calls with parties, and the papers that they confirmed there to have received."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from songda.clock import new_id
from songda.core.care import STATED
from songda.records.court.staff.models import User
from songda.records.ground import vault
from songda.records.ground.closed_lists import one_of_words, only_words
from songda.records.matter.parties.models import Address, Party
from songda.records.service.orders.models import Service
from songda.records.service.telephone.models import ABSENCES, Dial, Recording


@dataclass(frozen=True)
class Outcome:
    """`needs_number`: it says something of the number that was called. `is_reached`: they themselves were spoken with.

    `again`: they are called again at a moment that was agreed, for this reason. `tells_nothing`: whoever answered may
    be told nothing of the case. `may_confirm`: with it they may say that they have received papers. `needs_identity`:
    it counts only of whoever showed that it is them. `is_not_them`: nobody spoke, or somebody else, so nobody can show
    it. `to_enter`: the task of entering somebody else, for this reason.
    """

    needs_number: bool = False
    is_reached: bool = False
    again: str = ""
    tells_nothing: bool = False
    may_confirm: bool = False
    needs_identity: bool = False
    is_not_them: bool = False
    to_enter: str = ""


OUTCOMES: Mapping[str, Outcome] = {
    "agrees": Outcome(needs_number=True, is_reached=True, may_confirm=True, needs_identity=True),
    "received": Outcome(is_reached=True, may_confirm=True, needs_identity=True),
    "refuses": Outcome(is_reached=True),
    "wants_paper": Outcome(is_reached=True, needs_identity=True),
    "has_lawyer": Outcome(is_reached=True, to_enter="enter_agent"),
    "wants_helper": Outcome(is_reached=True, to_enter="enter_helper"),
    "family_answered": Outcome(again="family_answered", tells_nothing=True, is_not_them=True),  # it stays theirs
    "wrong_person": Outcome(needs_number=True, tells_nothing=True, is_not_them=True),
    "unreachable": Outcome(tells_nothing=True, is_not_them=True),
    "broke_off": Outcome(),  # somebody answered, and the line went before anything was agreed
    "call_again": Outcome(again="call_again"),
    "nobody_competent": Outcome(again="nobody_competent", tells_nothing=True),  # a child, for instance
}
AGAIN = tuple(row.again for row in OUTCOMES.values() if row.again)
TO_ENTER = tuple(name for name, row in OUTCOMES.items() if row.to_enter)
REACHED = tuple(name for name, row in OUTCOMES.items() if row.is_reached)
TOPICS = (
    "scope",
    "effect",
    "change_of_address",
    "questions",
)


class Call(models.Model):
    """A telephone call with a party: what they were told, what they said, who called."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="calls")
    address = models.ForeignKey(Address, on_delete=models.PROTECT, null=True, related_name="calls")
    caller = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(null=True)  # null: nobody counted them
    outcome = models.CharField(max_length=20)  # one of `outcomes.OUTCOMES`
    told = ArrayField(models.CharField(max_length=30), default=list)  # scope, effect, change_of_address, questions
    number_sealed = models.BinaryField(null=True)  # what was dialled, where it is none of their addresses
    note_sealed = models.BinaryField(null=True)  # of no length, as the number is, once it was erased with the case
    is_matched = models.BooleanField(default=False)  # they said the last characters of their number, as on file
    is_known_otherwise = models.BooleanField(default=False)  # no number is on file; the note says how they were known
    wishes = ArrayField(models.CharField(max_length=20), default=list)  # needs and wishes of theirs, see core.care
    dial = models.ForeignKey(Dial, on_delete=models.PROTECT, null=True, related_name="calls")
    recording = models.ForeignKey(Recording, on_delete=models.PROTECT, null=True, related_name="calls")
    no_recording = models.CharField(max_length=20, blank=True)  # why there is none, or why it is shorter than the talk
    recorded_at = models.DateTimeField()
    struck_at = models.DateTimeField(null=True)  # entered by mistake: it was never made, or came to something else

    class Meta:
        constraints = [
            one_of_words("call_outcome_known", "outcome", OUTCOMES),
            one_of_words("call_no_recording_known", "no_recording", ABSENCES, may_be_empty=True),
            only_words("call_told_known", "told", TOPICS),
            only_words("call_wishes_known", "wishes", STATED),
            models.UniqueConstraint(name="one_call_of_a_dial", fields=["dial"], condition=Q(struck_at=None)),
            models.UniqueConstraint(name="one_call_of_a_recording", fields=["recording"], condition=Q(struck_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} {self.at:%Y-%m-%d}"

    @property
    def note(self) -> str:
        """What the clerk wrote, in clear; for pages that its reader may see, never for logs."""
        return vault.open_text(f"call.note:{self.id}", self.note_sealed) if self.note_sealed else ""

    @property
    def other_number(self) -> str:
        """The number that was dialled, where it is none of their addresses; for those who may see it."""
        return vault.open_text(f"call.number:{self.id}", self.number_sealed) if self.number_sealed else ""

    @property
    def has_erased_note(self) -> bool:
        """Whether something was written, and went when the time of its case was over."""
        return _is_emptied(self.note_sealed)

    @property
    def has_erased_number(self) -> bool:
        """Whether another number than those of their addresses was dialled, and went when the time was over."""
        return _is_emptied(self.number_sealed)


def _is_emptied(sealed: bytes | memoryview | None) -> bool:
    return sealed is not None and len(sealed) == 0


class CallReceipt(models.Model):
    """A paper that they said, in a call, to have received; it counts as long as the call does."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="receipts")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="call_receipts")

    class Meta:
        constraints = [models.UniqueConstraint(name="one_receipt_of_a_call", fields=["call", "service"])]

    def __str__(self) -> str:
        return f"{self.call_id} {self.service_id}"
