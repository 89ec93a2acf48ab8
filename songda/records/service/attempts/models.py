"""Attempts to reach a recipient, and what providers reported of them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from songda.channels.contract import Outcome, ReportKind
from songda.core.delivery.states import PartReceipt, Purpose, State
from songda.core.law.facts import AddressClass, Channel
from songda.records.court.staff.models import Court, User
from songda.records.ground.closed_lists import one_of_words
from songda.records.matter.parties.models import Address
from songda.records.service.orders.models import Envelope

LONGEST_ID = 80  # of a provider's id; what is longer is none (SMPP 3.4, 5.2.23: at most 64 letters)


WORKER_DIED = "worker_died"  # the code of an attempt whose holder fell silent while it was being handed over


class Lease(models.Model):
    """A worker that hands messages over: what it claimed is its own for as long as it renews its lease.

    All times are of the database's clock. Once `lost_at` is set the name holds nothing any more, whoever bears it.
    """

    name = models.CharField(max_length=60, primary_key=True)
    channels = ArrayField(models.CharField(max_length=16), default=list)  # those that it can send over just now
    ready_at = models.DateTimeField()  # since when it can send over all of these
    renewed_at = models.DateTimeField()
    lost_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Attempt(models.Model):
    """One try over one channel to one address; `id` is also the reference that providers echo.

    `state` moves only by the table in core.delivery.states, each move conditional on the state before.
    """

    id = models.BigAutoField(primary_key=True)
    envelope = models.ForeignKey(Envelope, on_delete=models.PROTECT, related_name="attempts")
    purpose = models.CharField(max_length=10, default="service")
    channel = models.CharField(max_length=16)  # of an open list: the routes of channels.registry
    counts_as = models.CharField(max_length=16)  # the way of service that the law saw in it when it was planned
    n = models.PositiveSmallIntegerField(default=1)
    address = models.ForeignKey(Address, on_delete=models.PROTECT, related_name="attempts")
    address_class = models.CharField(max_length=10)  # as it was when the attempt was planned
    to_index = models.BinaryField(max_length=16, default=bytes)
    text_sealed = models.BinaryField(null=True)  # the very words that went out
    wording = models.CharField(
        max_length=40, blank=True, default="", db_default=""
    )  # which compared text, or the mark of own words
    state = models.CharField(max_length=12, default="pending")
    planned_at = models.DateTimeField()
    send_after = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    claimed_by = models.CharField(max_length=60, blank=True)
    submitted_at = models.DateTimeField(null=True)
    code = models.CharField(max_length=40, blank=True)
    parts_total = models.PositiveSmallIntegerField(default=1)
    arrived_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    bounced_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)  # silence after this is an outcome

    class Meta:
        constraints = [
            one_of_words("attempt_state_known", "state", State),
            one_of_words("attempt_purpose_known", "purpose", Purpose),
            one_of_words("attempt_class_known", "address_class", AddressClass),
            models.UniqueConstraint(name="attempt_once", fields=["envelope", "purpose", "channel", "n"]),
            models.CheckConstraint(name="attempt_way_known", condition=Q(counts_as__in=[way.value for way in Channel])),
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


class Part(models.Model):
    """The provider's id of one part of a message; arrival of the message needs the arrival of every part."""

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="parts")
    number = models.PositiveSmallIntegerField()
    channel = models.CharField(max_length=16)
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

    channel = models.CharField(max_length=16)
    provider = models.CharField(max_length=60)
    body_sealed = models.BinaryField()
    sha256 = models.BinaryField(max_length=32)
    received_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    unread_since = models.DateTimeField(null=True)  # matches no attempt yet; looked at again for some days

    class Meta:
        indexes = [
            models.Index(fields=["id"], name="report_unread", condition=Q(read_at=None)),
            models.Index(fields=["-id"], name="report_waited", condition=~Q(unread_since=None)),
        ]

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
            one_of_words("receipt_kind_known", "kind", ReportKind),
            models.UniqueConstraint(name="receipt_once", fields=["attempt", "part", "kind", "code", "happened_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"

    @property
    def of_part(self) -> PartReceipt:
        """As the rule of states takes it; the receipt comes with its report."""
        return PartReceipt(self.part, self.kind, self.happened_at, bytes(self.report.sha256).hex())


class ChannelTest(models.Model):
    """A message with which staff try a channel out: to an address of their own, about no case, and never sent again."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="channel_tests")
    channel = models.CharField(max_length=16)
    kind = models.CharField(max_length=10)  # of the address
    to_sealed = models.BinaryField()
    to_index = models.BinaryField(max_length=16)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="channel_tests")
    asked_at = models.DateTimeField()
    handed_at = models.DateTimeField(null=True)  # a worker took it
    outcome = models.CharField(max_length=12, blank=True)  # what the provider said then; empty: nothing yet
    code = models.CharField(max_length=40, blank=True)
    answered_at = models.DateTimeField(null=True)
    provider_ids = ArrayField(models.CharField(max_length=LONGEST_ID), default=list)
    parts_arrived = ArrayField(models.CharField(max_length=LONGEST_ID), default=list)
    arrived_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [one_of_words("channel_test_outcome_known", "outcome", Outcome, may_be_empty=True)]
        indexes = [models.Index(fields=["court", "-id"], name="channel_tests_of_court")]

    def __str__(self) -> str:
        return f"{self.channel} {self.id} {self.outcome}"

    @property
    def stage(self) -> str:
        """How far it came: arrived, failed, an outcome of the hand-over, handed, or waits."""
        if self.failed_at is not None:
            return "failed"
        if self.arrived_at is not None:
            return "arrived"
        return self.outcome or ("waits" if self.handed_at is None else "handed")

    @property
    def took(self) -> float | None:
        """Seconds from the hand-over until the newest that is known of it."""
        ended = self.failed_at or self.arrived_at or self.answered_at
        return max(0.0, (ended - self.handed_at).total_seconds()) if ended and self.handed_at else None
