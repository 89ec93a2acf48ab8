"""Letters with the papers that they carry, batches of the print room with what was scanned, numbers, capacities."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from songda.clock import new_id
from songda.core.delivery.carriage import Stage
from songda.core.delivery.deeds import SIGNERS
from songda.core.delivery.letters import OPEN, LetterReason, LetterState, Product, RetryPlace, ScanResult, Withdrawal
from songda.core.law.facts import AddressClass
from songda.records.court.staff.models import Court
from songda.records.ground.closed_lists import one_of_words, only_words
from songda.records.matter.parties.models import Address
from songda.records.service.deeds.models import Deed
from songda.records.service.orders.models import Envelope, Service


class PrintRoom(models.Model):
    """How much a court prints and its carrier takes; a court may print in the room of another, for a share of it."""

    court = models.OneToOneField(Court, on_delete=models.PROTECT, related_name="print_room")
    a_day = models.PositiveIntegerField(default=500)  # letters that are printed
    a_week = models.PositiveIntegerField(default=2500)
    carrier_a_day = models.PositiveIntegerField(default=500)  # letters that the carrier takes
    prints_at = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="prints_for", null=True)
    share = models.PositiveSmallIntegerField(default=1, validators=[MinValueValidator(1)])  # beside the others there

    class Meta:
        constraints = [
            models.CheckConstraint(name="print_room_of_another", condition=~Q(prints_at=F("court"))),
            models.CheckConstraint(name="print_room_has_share", condition=Q(share__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.a_day} letters a day"


class NumberRange(models.Model):
    """Numbers that the carrier gave to a court for one product; each is used once, in their order."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="number_ranges")
    product = models.CharField(max_length=12)
    prefix = models.CharField(max_length=2)
    first = models.PositiveIntegerField()
    last = models.PositiveIntegerField()
    next = models.PositiveIntegerField()  # the next serial number that nobody has; beyond `last`: none is left
    given_at = models.DateTimeField()
    given_by = models.CharField(max_length=60)

    class Meta:
        constraints = [
            one_of_words("number_range_product_known", "product", Product),
            models.CheckConstraint(
                name="number_range_in_order",
                condition=Q(first__lte=F("last"), next__gte=F("first"), next__lte=F("last") + 1),
            ),
        ]
        indexes = [models.Index(fields=["court", "product", "given_at"], name="number_range_of_court")]

    def __str__(self) -> str:
        return f"{self.prefix} {self.first:08d}–{self.last:08d}"

    @property
    def left(self) -> int:
        """How many of its numbers nobody has."""
        return self.last - self.next + 1


class Batch(models.Model):
    """Letters that are printed and counted together, in the carrier's order. What is sealed stays sealed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="letter_batches")
    product = models.CharField(max_length=12)
    n = models.PositiveIntegerField()  # of the court, from 1
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=60)
    bound_at = models.DateTimeField(null=True)  # the one PDF and its manifest are there
    pages = models.PositiveIntegerField(null=True)
    sha256 = models.BinaryField(max_length=32, null=True)
    wrapped_key = models.BinaryField(null=True)
    manifest_sha256 = models.BinaryField(max_length=32, null=True)
    manifest_key = models.BinaryField(null=True)
    sealed_at = models.DateTimeField(null=True)
    sealed_by = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            one_of_words("batch_product_known", "product", Product),
            models.UniqueConstraint(name="batch_number_once", fields=["court", "n"]),
            models.CheckConstraint(
                name="batch_sealed_by_somebody",
                condition=Q(sealed_at=None, sealed_by="") | (Q(sealed_at__isnull=False) & ~Q(sealed_by="")),
            ),
            models.CheckConstraint(
                name="batch_bound_whole",
                condition=Q(bound_at=None, sha256=None, wrapped_key=None)
                | Q(bound_at__isnull=False, sha256__isnull=False, wrapped_key__isnull=False)
                | Q(bound_at__isnull=False, sha256__isnull=False, sealed_at__isnull=False),  # its file was erased
            ),
        ]
        indexes = [models.Index(fields=["court", "sealed_at"], name="batch_of_court")]

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d} {self.n}"


class Letter(models.Model):
    """Papers of one envelope for one place, as a letter; the place is kept as it was when the letter was planned."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="letters")
    envelope = models.ForeignKey(Envelope, on_delete=models.PROTECT, related_name="letters")
    address = models.ForeignKey(Address, on_delete=models.PROTECT, related_name="letters")
    address_class = models.CharField(max_length=10)  # as it was when the letter was planned
    place_sealed = models.BinaryField()  # the lines on the envelope, as JSON
    postcode = models.CharField(max_length=6, blank=True)
    product = models.CharField(max_length=12)
    state = models.CharField(max_length=10, default=LetterState.PROPOSED)
    why = models.CharField(max_length=12)
    is_large_print = models.BooleanField(default=False)
    may_sign = ArrayField(models.CharField(max_length=30), default=list)  # whose signature would make it service
    must_be_there_by = models.DateField(null=True)  # the hearing, or the day until which the paper must be served
    previous = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="next_tries", null=True
    )  # the letter that came back or was lost, in whose place this one goes
    again = models.CharField(max_length=12, blank=True)
    opened_at = models.DateTimeField()  # proposed or planned
    opened_by = models.CharField(max_length=60)
    planned_at = models.DateTimeField(null=True)
    expected_on = models.DateField(null=True)  # when the planner sees it printed
    number = models.CharField(max_length=16, blank=True)
    set_at = models.DateTimeField(null=True)
    faults = models.JSONField(default=list)  # of the check before printing: page, what, where
    sha256 = models.BinaryField(max_length=32, null=True)
    size = models.PositiveIntegerField(null=True)
    pages = models.PositiveIntegerField(null=True)
    file_id = models.UUIDField(null=True)  # under which the sealed file lies: one set anew is another
    wrapped_key = models.BinaryField(null=True)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="letters", null=True)
    place_in_batch = models.PositiveSmallIntegerField(null=True)
    counted_at = models.DateTimeField(null=True)
    sealed_at = models.DateTimeField(null=True)
    deed = models.OneToOneField(Deed, on_delete=models.PROTECT, related_name="letter", null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawal = models.CharField(max_length=12, blank=True)
    overtaken_at = models.DateTimeField(null=True)  # another way took effect, or it was taken back, while it travelled
    overtaken = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints = [
            one_of_words("letter_product_known", "product", Product),
            one_of_words("letter_state_known", "state", LetterState),
            one_of_words("letter_why_known", "why", LetterReason),
            one_of_words("letter_class_known", "address_class", AddressClass),
            one_of_words("letter_again_known", "again", RetryPlace, may_be_empty=True),
            one_of_words("letter_withdrawal_known", "withdrawal", Withdrawal, may_be_empty=True),
            one_of_words("letter_overtaken_known", "overtaken", Withdrawal, may_be_empty=True),
            only_words("letter_signers_known", "may_sign", SIGNERS),
            models.UniqueConstraint(name="letter_number_once", fields=["number"], condition=~Q(number="")),
            models.UniqueConstraint(
                name="letter_tried_again_once", fields=["previous"], condition=~Q(state=LetterState.WITHDRAWN)
            ),
            models.UniqueConstraint(name="letter_place_in_batch_once", fields=["batch", "place_in_batch"]),
            models.CheckConstraint(
                name="letter_withdrawn_or_not",
                condition=Q(state=LetterState.WITHDRAWN, withdrawn_at__isnull=False, sealed_at=None)
                | (~Q(state=LetterState.WITHDRAWN) & Q(withdrawn_at=None, withdrawal="")),
            ),
            models.CheckConstraint(
                name="letter_sealed_was_counted",
                condition=Q(
                    state=LetterState.SEALED, sealed_at__isnull=False, counted_at__isnull=False, batch__isnull=False
                )
                | (~Q(state=LetterState.SEALED) & Q(sealed_at=None, deed=None)),
            ),
            models.CheckConstraint(
                name="letter_ready_was_set",
                condition=~Q(state__in=[LetterState.READY, LetterState.SEALED])
                | (~Q(number="") & Q(sha256__isnull=False, wrapped_key__isnull=False))
                | (~Q(number="") & Q(sha256__isnull=False, place_sealed=b"")),  # erased with the case
            ),
        ]
        indexes = [
            models.Index(fields=["court", "state"], name="letter_of_court"),
            models.Index(fields=["state", "opened_at"], name="letter_open", condition=Q(state__in=OPEN)),
            models.Index(
                fields=["batch"],
                name="letter_to_seal",
                condition=Q(state=LetterState.READY, counted_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.number or str(self.id)

    @property
    def stage(self) -> str:
        """Where it stands, as people are told: a ready one that was counted waits for its sealing alone, and of one in
        the post what became of it, last as it was put on record.
        """
        if self.state == LetterState.READY and self.counted_at:
            return "counted"
        if self.state != LetterState.SEALED:
            return self.state
        steps = [step for step in self.deed.steps.all() if step.struck_at is None] if self.deed else []
        ends = sorted((step.recorded_at, step.kind) for step in steps if step.kind != "sent")
        carriage = getattr(self, "carriage", None)
        if not ends and carriage is not None and carriage.stage == Stage.MISHAP:
            return Stage.MISHAP
        return ends[-1][1] if ends else self.state


class LetterPaper(models.Model):
    """One of the papers that a letter carries."""

    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="paper_rows")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="letters")

    class Meta:
        constraints = [models.UniqueConstraint(name="letter_carries_once", fields=["letter", "service"])]

    def __str__(self) -> str:
        return str(self.service_id)


class BatchScan(models.Model):
    """One code that the print room scanned while it counted a batch, and what it was."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="scans")
    typed = models.CharField(max_length=40)
    found = models.CharField(max_length=10)
    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="scans", null=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=60)

    class Meta:
        constraints = [one_of_words("batch_scan_known", "found", ScanResult)]
        indexes = [models.Index(fields=["batch", "at"], name="scan_of_batch")]

    def __str__(self) -> str:
        return f"{self.typed} {self.found}"
