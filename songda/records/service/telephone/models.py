"""What was dialled and seen on the line, and the recordings of calls."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from songda.clock import new_id
from songda.records.court.staff.models import User
from songda.records.ground import vault
from songda.records.ground.closed_lists import one_of_words, only_words
from songda.records.matter.parties.models import Address, Party
from songda.telephony.contract import LineState
from songda.trust.sound import FORMS, REFUSALS

DIAL_KINDS = ("talk", "notice")

# Why no recording came of a call that the telephone system placed; besides, whatever may be wrong with a sound file.
NEVER_CAME, RECORDER_FAILED, OF_ANOTHER_CALL = "never_came", "recorder_failed", "of_another_call"
TOLD_AS_MISSING = frozenset({NEVER_CAME, RECORDER_FAILED})  # until it is told that it is there
WHY_NO_RECORDING = tuple(sorted({NEVER_CAME, RECORDER_FAILED, OF_ANOTHER_CALL, *REFUSALS}))

# Why a call in which somebody spoke has no recording, or one that is shorter than the talk.
ABSENCES = (
    "not_wanted",  # the person did not want to be recorded
    "rung_off_at_once",
    "recorder_failed",
    "recorder_late",  # it was started after the talk had begun
    "no_recorder",
    "on_another_medium",  # kept elsewhere, and said where in words
)


class Dial(models.Model):
    """One number that was dialled by the telephone system, and what the system saw; its id names all things there."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=10)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="dials")
    address = models.ForeignKey(Address, on_delete=models.PROTECT, related_name="dials")
    caller = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    extension = models.CharField(max_length=12, blank=True)
    asked_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)  # handed to the telephone system, committed before
    desk_answered_at = models.DateTimeField(null=True)
    ringing_at = models.DateTimeField(null=True)
    early_sound_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    machine_at = models.DateTimeField(null=True)  # a long greeting at once: perhaps nobody is there
    played_at = models.DateTimeField(null=True)  # the notice, to its end
    ended_at = models.DateTimeField(null=True)
    line = models.CharField(max_length=20, blank=True)
    cause = models.CharField(max_length=10, blank=True)  # as the network gave it
    heard = ArrayField(models.CharField(max_length=5), null=True)  # on which legs somebody spoke; None: not told
    digit_at = models.DateTimeField(null=True)
    digit = models.CharField(max_length=1, blank=True)
    language = models.CharField(max_length=5, blank=True)  # of what is spoken, where nobody speaks
    spoken = models.TextField(blank=True)  # names no case and no person
    hang_up_at = models.DateTimeField(null=True)
    hung_up_at = models.DateTimeField(null=True)
    taped_at = models.DateTimeField(null=True)  # the system has a recording, to be fetched
    no_recording = models.CharField(max_length=20, blank=True)  # why no recording came of it
    copy_since = models.DateTimeField(null=True)  # the system has a copy of what is kept, or unfit, here: it is to go

    class Meta:
        constraints = [
            one_of_words("dial_kind_known", "kind", DIAL_KINDS),
            models.CheckConstraint(
                name="dial_notice_has_its_text", condition=Q(kind="notice", extension="") ^ Q(spoken="", language="")
            ),
            one_of_words("dial_line_known", "line", LineState, may_be_empty=True),
            only_words("dial_heard_known", "heard", ("desk", "party")),
            one_of_words("dial_no_recording_known", "no_recording", WHY_NO_RECORDING, may_be_empty=True),
            models.CheckConstraint(
                name="dial_ends_with_a_line",
                condition=Q(ended_at=None, line="") | (Q(ended_at__isnull=False) & ~Q(line="")),
            ),
        ]
        indexes = [
            models.Index(fields=["asked_at"], name="dial_under_way", condition=Q(ended_at=None)),
            models.Index(
                fields=["ended_at"], name="dial_answered", condition=Q(answered_at__isnull=False, no_recording="")
            ),
            models.Index(fields=["copy_since"], name="dial_copy_to_go", condition=Q(copy_since__isnull=False)),
            models.Index(fields=["address", "asked_at"], name="dial_by_number"),
            models.Index(fields=["extension", "asked_at"], name="dial_by_line"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    @property
    def ref(self) -> str:
        """What the telephone system calls it."""
        return self.id.hex

    @property
    def is_notice(self) -> bool:
        """Whether a text was spoken and no clerk took part."""
        return self.kind == "notice"

    @property
    def was_heard(self) -> bool:
        """Whether somebody said by a digit that they heard the notice. Who, nobody knows: no consent, no receipt."""
        return bool(self.digit)

    @property
    def was_played(self) -> bool:
        """Whether the notice was played to its end, and no machine is suspected to have listened."""
        return self.played_at is not None and self.machine_at is None

    @property
    def rang_at(self) -> datetime:
        """When the telephone there began to ring, as far as that was seen: by it the rules of calling count."""
        seen = [at for at in (self.ringing_at, self.early_sound_at, self.answered_at) if at is not None]
        return min(seen, default=self.asked_at)

    @property
    def began_at(self) -> datetime:
        """When the talk began; where nobody answered, when it rang."""
        return self.answered_at or self.rang_at

    @property
    def talk_ms(self) -> int:
        """From the answer to the end; 0 while nobody answered."""
        if self.answered_at is None or self.ended_at is None:
            return 0
        return max(0, int((self.ended_at - self.answered_at).total_seconds() * 1000))


class Recording(models.Model):
    """The recording of one call, sealed on disk; when its time is over the file goes and this row stays."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="recordings")
    dial = models.OneToOneField(Dial, on_delete=models.PROTECT, null=True, related_name="recording")
    sha256 = models.BinaryField(max_length=32)
    size = models.PositiveIntegerField()
    form = models.CharField(max_length=4)
    length_ms = models.PositiveIntegerField()
    heard_ms = models.PositiveIntegerField()
    wrapped_key = models.BinaryField(null=True)
    kept_at = models.DateTimeField()
    kept_by = models.CharField(max_length=60)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            one_of_words("recording_form_known", "form", FORMS),
            models.UniqueConstraint(name="recording_once", fields=["sha256"]),
            models.CheckConstraint(
                name="recording_has_its_key_until_erased",
                condition=Q(erased_at=None, wrapped_key__isnull=False) | Q(erased_at__isnull=False, wrapped_key=None),
            ),
        ]

    def __str__(self) -> str:
        return f"recording {self.id}"

    @property
    def length_seconds(self) -> int:
        """How long it is, as people say it."""
        return round(self.length_ms / 1000)

    @property
    def sha256_hex(self) -> str:
        """The hash as people compare it."""
        return bytes(self.sha256).hex()

    def read(self, start: int, stop: int) -> bytes:
        """So much of the recording as it was kept."""
        if self.wrapped_key is None:
            raise ValueError("the recording was erased")
        stop = min(stop, self.size)
        return vault.read_part("recordings", self.id, self.wrapped_key, (min(start, stop), stop))
