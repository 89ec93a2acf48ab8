"""Attempts to reach a recipient, what providers reported, what the recipient did, and what people must do."""

from django.db import models
from django.db.models import Q

from songda.clock import new_id
from songda.records.cases.models import Case, Hearing
from songda.records.delivery.handed_models import HandedPaper, HandedStep
from songda.records.delivery.ruled_out_models import RuledOut
from songda.records.orders.models import Envelope, Service
from songda.records.parties.models import Address, Consent, Party
from songda.records.staff.models import Court, User

__all__ = [
    "LONGEST_ID",
    "Attempt",
    "Determination",
    "HandedPaper",
    "HandedStep",
    "Objection",
    "OneTimeCode",
    "Part",
    "RawReport",
    "Receipt",
    "RecipientAct",
    "RuledOut",
    "Task",
]

LONGEST_ID = 80  # of a provider's id; what is longer is none (SMPP 3.4, 5.2.23: at most 64 letters)


class Attempt(models.Model):
    """One try over one channel to one address; `id` is also the reference that providers echo.

    `state` moves only by the table in core.delivery.states, each move conditional on the state before.
    """

    id = models.BigAutoField(primary_key=True)
    envelope = models.ForeignKey(Envelope, on_delete=models.PROTECT, related_name="attempts")
    purpose = models.CharField(
        max_length=10, default="service"
    )  # service, code; handed: by people, see handed_models.py
    channel = models.CharField(max_length=16)
    n = models.PositiveSmallIntegerField(default=1)
    address = models.ForeignKey(Address, on_delete=models.PROTECT, related_name="attempts", null=True)
    address_class = models.CharField(max_length=10, blank=True)  # as it was when the attempt was planned
    to_index = models.BinaryField(max_length=16, default=bytes)
    text_sealed = models.BinaryField(null=True)  # the very words that went out
    state = models.CharField(max_length=12, default="pending")
    planned_at = models.DateTimeField()
    send_after = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    claimed_by = models.CharField(max_length=60, blank=True)
    handed_at = models.DateTimeField(null=True)
    code = models.CharField(max_length=40, blank=True)
    parts_total = models.PositiveSmallIntegerField(default=1)
    arrived_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    bounced_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)  # silence after this is an outcome

    class Meta:
        constraints = [
            models.UniqueConstraint(name="attempt_once", fields=["envelope", "purpose", "channel", "n"]),
            models.CheckConstraint(
                name="attempt_has_address",
                condition=Q(purpose="handed") | Q(address__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["channel", "send_after"], name="attempt_pending", condition=Q(state="pending")),
            models.Index(fields=["claimed_at"], name="attempt_claimed", condition=Q(state="submitting")),
            models.Index(fields=["claimed_at"], name="attempt_unknown", condition=Q(state="unknown")),
            models.Index(fields=["expires_at"], name="attempt_waiting", condition=Q(state__in=["accepted", "unknown"])),
            models.Index(fields=["to_index", "-id"], name="attempt_by_address"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.id} {self.state}"

    @property
    def target(self) -> Address:
        """Where the engine sends it; only tries by people may do without."""
        assert self.address is not None  # noqa: S101 - the table's own rule
        return self.address


class Part(models.Model):
    """The provider's id of one part of a message; arrival of the message needs the arrival of every part."""

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="parts")
    number = models.PositiveSmallIntegerField()
    channel = models.CharField(max_length=12)
    provider_id = models.CharField(max_length=LONGEST_ID)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="part_once", fields=["attempt", "number"]),
            models.UniqueConstraint(name="part_by_provider_id", fields=["channel", "provider_id"]),
        ]

    def __str__(self) -> str:
        return self.provider_id


class RawReport(models.Model):
    """A provider's report exactly as it came, kept before anything is made of it."""

    channel = models.CharField(max_length=12)
    provider = models.CharField(max_length=60)
    body_sealed = models.BinaryField()
    sha256 = models.BinaryField(max_length=32)
    received_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    unread_since = models.DateTimeField(null=True)  # matches no attempt yet; looked at again for some days

    class Meta:
        indexes = [models.Index(fields=["id"], name="report_unread", condition=Q(read_at=None))]

    def __str__(self) -> str:
        return f"{self.channel} {self.id}"


class Receipt(models.Model):
    """A report, read and matched to its attempt; a repetition of a known receipt is not stored again."""

    report = models.ForeignKey(RawReport, on_delete=models.PROTECT, related_name="receipts")
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="receipts")
    part = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=12)
    code = models.CharField(max_length=40)
    happened_at = models.DateTimeField()
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="receipt_once", fields=["attempt", "part", "kind", "code", "happened_at"])
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"


class RecipientAct(models.Model):
    """Something the recipient himself did after proving who he is: read, acknowledged, acted."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="acts")
    kind = models.CharField(max_length=14)
    at = models.DateTimeField()
    assurance = models.PositiveSmallIntegerField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="first_act_of_its_kind", fields=["service", "kind"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"


class Objection(models.Model):
    """What a recipient says against an attempt, and how the judge ruled."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="objections")
    ground = models.CharField(max_length=24)  # a word of core.law.facts.RebuttalGround
    proved_at = models.DateTimeField(null=True)
    words_sealed = models.BinaryField(null=True)
    raised_at = models.DateTimeField()
    ruling = models.CharField(max_length=10, default="pending")
    ruled_at = models.DateTimeField(null=True)
    ruled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.ground} {self.ruling}"


class OneTimeCode(models.Model):
    """A code sent to the address that the message went to; kept only as a keyed hash."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    envelope = models.ForeignKey(Envelope, on_delete=models.PROTECT, related_name="codes")
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="+")
    code_index = models.BinaryField(max_length=16)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.id)


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

    class Meta:
        constraints = [
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


class Determination(models.Model):
    """What a judge decided, of what, and why. Never changed: a later one of the same thing takes its place."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="determinations")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="determinations")
    kind = models.CharField(max_length=12)  # finding, objection, withdrawal, offline, guard, notice
    outcome = models.CharField(max_length=20)
    service = models.ForeignKey(Service, on_delete=models.PROTECT, null=True, related_name="determinations")
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, null=True, related_name="determinations")
    objection = models.ForeignKey(Objection, on_delete=models.PROTECT, null=True, related_name="determinations")
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, null=True, related_name="determinations")
    hearing = models.ForeignKey(Hearing, on_delete=models.PROTECT, null=True, related_name="determinations")
    envelope = models.ForeignKey(Envelope, on_delete=models.PROTECT, null=True, related_name="determinations")
    given_for = models.JSONField(null=True)  # what a judge had before him: the guard's answer, or the ways untried
    reason_sealed = models.BinaryField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="determination_names_its_subject",
                condition=Q(kind="offline")
                | Q(kind="finding", service__isnull=False, attempt__isnull=False)
                | Q(kind="objection", objection__isnull=False)
                | Q(kind="withdrawal", consent__isnull=False)
                | Q(kind="guard", hearing__isnull=False, given_for__isnull=False)
                | Q(kind="notice", envelope__isnull=False, given_for__isnull=False),
            )
        ]
        indexes = [
            models.Index(fields=["case", "-at"], name="determination_newest"),
            models.Index(fields=["party", "kind", "-at"], name="determination_of_party"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.outcome}"
