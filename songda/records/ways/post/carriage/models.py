"""Pushes of carriers as they came, the facts in them, where each letter stands, enquiries, and what came back to us."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from songda.clock import new_id
from songda.core.delivery.carriage import Defect, Kind, SettledHow, Stage, Stray
from songda.core.delivery.deeds import MANNERS
from songda.records.court.staff.models import Court
from songda.records.ground.closed_lists import one_of_words, only_words
from songda.records.service.deeds.models import DeedStep
from songda.records.ways.post.letters.models import Letter


class Push(models.Model):
    """What a carrier sent, as it came; `once` is by what it is known when it comes again."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    carrier = models.CharField(max_length=30)
    once = models.CharField(max_length=64)
    sha256 = models.BinaryField(max_length=32)
    size = models.PositiveIntegerField()
    body_sealed = models.BinaryField()
    received_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    is_nonsense = models.BooleanField(default=False)  # it is not in the carrier's form
    seen_in = ArrayField(models.UUIDField(), default=list)  # the courts that have looked at it, where it is nonsense

    class Meta:
        constraints = [models.UniqueConstraint(name="push_kept_once", fields=["carrier", "once"])]
        indexes = [
            models.Index(fields=["received_at"], name="push_unread", condition=Q(read_at=None)),
            models.Index(fields=["-received_at"], name="push_nonsense", condition=Q(is_nonsense=True)),
        ]

    def __str__(self) -> str:
        return f"{self.carrier} {self.received_at:%Y-%m-%d %H:%M}"


class CarrierReport(models.Model):
    """One fact that a carrier reported, once, however often it came; a stray where it fits no letter.

    `cause` and `signer` hold what is no word of the law too (unknown, unreadable): nothing is made of such.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    push = models.ForeignKey(Push, on_delete=models.PROTECT, related_name="reports", null=True)
    carrier = models.CharField(max_length=30)  # or the court itself, of a picture that it added
    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="reports", null=True)
    fact = models.BinaryField(max_length=32)  # hash of what is said, so that the same is kept once
    number = models.CharField(max_length=40)
    kind = models.CharField(max_length=12, blank=True)  # empty: a word that nobody here understands
    code = models.CharField(max_length=40)
    at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField()
    cause = models.CharField(max_length=24, blank=True)
    signer = models.CharField(max_length=30, blank=True)
    product = models.CharField(max_length=40, blank=True)
    words_sealed = models.BinaryField(null=True)
    scan_key = models.BinaryField(null=True)  # opens the sealed file, whose id is that of the report
    scan_sha256 = models.BinaryField(max_length=32, null=True)
    scan_number = models.CharField(max_length=40, blank=True)  # read off the picture
    is_usable = models.BooleanField(default=True)
    stray = models.CharField(max_length=20, blank=True)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+", null=True)  # whose number it names
    seen_in = ArrayField(models.UUIDField(), default=list)  # the courts that have looked at it, where it is a stray

    class Meta:
        constraints = [
            one_of_words("carrier_report_kind_known", "kind", Kind, may_be_empty=True),
            one_of_words("carrier_report_stray_known", "stray", Stray, may_be_empty=True),
            models.UniqueConstraint(name="carrier_fact_once", fields=["carrier", "fact"]),
            models.CheckConstraint(
                name="carrier_report_of_letter_or_stray",
                condition=~Q(stray="") | Q(letter__isnull=False, at__isnull=False) & ~Q(kind=""),
            ),
        ]
        indexes = [
            models.Index(fields=["letter", "at"], name="carrier_report_of_letter"),
            models.Index(fields=["-heard_at"], name="carrier_stray", condition=~Q(stray="")),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.kind or self.code}"


# What becomes of a letter with its carrier; whose it is, who carries it and since when never changes.
BECOMES = (
    "told_at",
    "tell_after",
    "times_told",
    "stage",
    "defects",
    "facts",
    "judged_at",
    "look_at",
    "settled",
    "settled_at",
    "settled_by",
    "step",
    "judge_asked_at",
    "reason_sealed",
)


class Carriage(models.Model):
    """Where a letter stands with its carrier, and what came of it: by proof, by a person's word, or not yet."""

    letter = models.OneToOneField(Letter, on_delete=models.PROTECT, primary_key=True, related_name="carriage")
    carrier = models.CharField(max_length=30)
    begun_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)  # the carrier said that it knows of the letter
    tell_after = models.DateTimeField(null=True)
    times_told = models.PositiveSmallIntegerField(default=0)
    stage = models.CharField(max_length=16, default=Stage.UNHEARD)
    defects = ArrayField(models.CharField(max_length=30), default=list)
    facts = models.PositiveSmallIntegerField(default=0)  # of which was known when it was looked at or decided last
    judged_at = models.DateTimeField(null=True)
    look_at = models.DateTimeField(null=True)
    settled = models.CharField(max_length=12, blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=60, blank=True)
    step = models.ForeignKey(DeedStep, on_delete=models.PROTECT, related_name="+", null=True)
    judge_asked_at = models.DateTimeField(null=True)  # since when a judge is asked whether the record stands
    reason_sealed = models.BinaryField(null=True)

    class Meta:
        constraints = [
            one_of_words("carriage_stage_known", "stage", Stage),
            one_of_words("carriage_settled_known", "settled", SettledHow, may_be_empty=True),
            only_words("carriage_defects_known", "defects", Defect),
            models.CheckConstraint(
                name="carriage_settled_by_somebody",
                condition=Q(settled="", settled_at=None, settled_by="", step=None)
                | (~Q(settled="") & Q(settled_at__isnull=False) & ~Q(settled_by="")),
            ),
        ]
        indexes = [
            models.Index(fields=["look_at"], name="carriage_to_judge", condition=Q(look_at__isnull=False)),
            models.Index(
                fields=["judge_asked_at"], name="carriage_for_judge", condition=Q(judge_asked_at__isnull=False)
            ),
            models.Index(fields=["tell_after"], name="carriage_to_tell", condition=Q(tell_after__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.stage} {self.letter_id}"


class Enquiry(models.Model):
    """That the court asks the carrier where a letter is; the same id is the same question."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    carriage = models.ForeignKey(Carriage, on_delete=models.PROTECT, related_name="enquiries")
    made_at = models.DateTimeField()
    send_after = models.DateTimeField(null=True)
    times_sent = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)  # the carrier took it
    trouble = models.CharField(max_length=16, blank=True)  # why it cannot be asked
    over_at = models.DateTimeField(null=True)  # something new was heard, or people were asked to telephone

    class Meta:
        constraints = [
            models.UniqueConstraint(name="enquiry_open_once", fields=["carriage"], condition=Q(over_at=None))
        ]
        indexes = [models.Index(fields=["send_after"], name="enquiry_to_send", condition=Q(send_after__isnull=False))]

    def __str__(self) -> str:
        return f"{self.carriage_id} {self.made_at:%Y-%m-%d}"


class CameBack(models.Model):
    """A letter that somebody at the court holds in their hands again, and why it came back, as is written on it.

    `step`: what was put on record of it; none of a plain letter, or where the record says otherwise.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="returns")
    cause = models.CharField(max_length=24)
    at = models.DateTimeField()
    by = models.CharField(max_length=60)
    step = models.ForeignKey(DeedStep, on_delete=models.PROTECT, related_name="+", null=True)
    struck_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            one_of_words("came_back_cause_known", "cause", MANNERS["returned"]),
            models.UniqueConstraint(name="came_back_once", fields=["letter"], condition=Q(struck_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.letter_id} {self.cause}"


class StationCode(models.Model):
    """A code that was typed or scanned at the return station, whatever it was: nothing that was held there is lost."""

    id = models.BigAutoField(primary_key=True)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    typed = models.CharField(max_length=60)
    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=60)
    done_at = models.DateTimeField(null=True)  # its cause was told, or somebody saw to it

    class Meta:
        indexes = [models.Index(fields=["court", "-at"], name="station_code_open", condition=Q(done_at=None))]

    def __str__(self) -> str:
        return self.typed
