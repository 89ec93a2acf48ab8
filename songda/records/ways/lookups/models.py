"""Look-ups: requests, inquiries at the operators, numbers found, the quota's ledger, and what the watch saw."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from songda.clock import new_id
from songda.core.lookups import OPEN, AlarmKind, Answer, Ground, NumberState, Operator, Purpose, State, Step
from songda.records.court.staff.models import Court, User
from songda.records.ground import vault
from songda.records.ground.closed_lists import one_of_words, only_words
from songda.records.matter.cases.models import Case
from songda.records.matter.parties.models import Address, Party


class Lookup(models.Model):
    """A request to ask the operators for a party's numbers: by whom, what for, why, approved by another person."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="lookups")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="lookups")
    subject_index = models.BinaryField(max_length=16)  # of the identity number as it was asked for
    name_index = models.BinaryField(max_length=16)  # of the name as it was asked for
    purpose = models.CharField(max_length=20)
    ground = models.CharField(max_length=20)
    why_sealed = models.BinaryField()  # why other ways do not suffice
    operators = ArrayField(models.CharField(max_length=20))
    asked_by = models.CharField(max_length=60)  # staff:<id> or client:<id>
    asked_at = models.DateTimeField()
    valid_until = models.DateTimeField()
    is_of_colleague = models.BooleanField(default=False)  # somebody in the court has the same name
    state = models.CharField(max_length=12, default="waiting")
    decided_by = models.CharField(max_length=60, blank=True)  # who approved or declined
    decided_at = models.DateTimeField(null=True)
    over_at = models.DateTimeField(null=True)
    untold_until = models.DateTimeField(null=True)  # a judge delays until then that the person is told

    class Meta:
        constraints = [
            one_of_words("lookup_purpose_known", "purpose", Purpose),
            one_of_words("lookup_ground_known", "ground", Ground),
            one_of_words("lookup_state_known", "state", State),
            only_words("lookup_operators_known", "operators", Operator),
            models.UniqueConstraint(name="lookup_open_once", fields=["party"], condition=Q(state__in=OPEN)),
            models.CheckConstraint(name="lookup_by_another", condition=~Q(decided_by=F("asked_by"))),
            models.CheckConstraint(
                name="lookup_approved_by_somebody",
                condition=~Q(state__in=["approved", "answered", "declined"]) | ~Q(decided_by=""),
            ),
        ]
        indexes = [
            models.Index(fields=["state"], name="lookup_open", condition=Q(state__in=OPEN)),
            models.Index(fields=["-asked_at", "-id"], name="lookup_newest"),
            models.Index(fields=["subject_index", "asked_at"], name="lookup_by_subject"),
            models.Index(fields=["asked_by", "asked_at"], name="lookup_by_asker"),
            models.Index(fields=["decided_by", "decided_at"], name="lookup_by_decider"),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.id}"

    @property
    def why(self) -> str:
        """Why other ways do not suffice, in clear."""
        return vault.open_text(f"lookup.why:{self.id}", self.why_sealed)


class Inquiry(models.Model):
    """The question to one operator; its id goes along, so that asking again is the same question."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    lookup = models.ForeignKey(Lookup, on_delete=models.PROTECT, related_name="inquiries")
    operator = models.CharField(max_length=20)
    step = models.CharField(max_length=8, default="held")
    answer = models.CharField(max_length=16, blank=True)
    reason = models.CharField(max_length=40, blank=True)  # the operator's own, where it refused
    times_asked = models.PositiveSmallIntegerField(default=0)
    send_after = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField(null=True)
    claimed_by = models.CharField(max_length=60, blank=True)
    answered_at = models.DateTimeField(null=True)
    cost_fen = models.PositiveIntegerField(default=0, db_default=0)  # of its answer, as agreed on at that time

    class Meta:
        constraints = [
            one_of_words("inquiry_operator_known", "operator", Operator),
            one_of_words("inquiry_step_known", "step", Step),
            one_of_words("inquiry_answer_known", "answer", Answer, may_be_empty=True),
            models.UniqueConstraint(name="inquiry_once_per_operator", fields=["lookup", "operator"]),
            models.CheckConstraint(
                name="inquiry_closed_by_an_answer",
                condition=Q(step="closed") & ~Q(answer="") | ~Q(step="closed") & Q(answer=""),
            ),
        ]
        indexes = [
            models.Index(fields=["send_after", "id"], name="inquiry_due", condition=Q(step="due")),
            models.Index(fields=["claimed_at"], name="inquiry_asking", condition=Q(step="asking")),
        ]

    def __str__(self) -> str:
        return f"{self.operator} {self.step}"


class FoundNumber(models.Model):
    """A number that an operator named; with the end of the retention its value goes, the row stays."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    inquiry = models.ForeignKey(Inquiry, on_delete=models.PROTECT, related_name="numbers")
    value_sealed = models.BinaryField(null=True)
    state = models.CharField(max_length=10)
    address = models.ForeignKey(Address, on_delete=models.PROTECT, null=True, related_name="found_numbers")
    why_unused = models.CharField(
        max_length=24, blank=True
    )  # why it became no address: a code of refusals, or its state
    found_at = models.DateTimeField()
    reported_at = models.DateTimeField(null=True)  # to the source, as wrong
    shredded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            one_of_words("found_number_state_known", "state", NumberState),
            models.CheckConstraint(
                name="found_number_until_shredded",
                condition=Q(value_sealed=None) & ~Q(shredded_at=None) | ~Q(value_sealed=None) & Q(shredded_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.id}"

    @property
    def value(self) -> str:
        """The number in clear, or an empty text once it is gone; never for logs."""
        return vault.open_text(f"found_number.value:{self.id}", self.value_sealed) if self.value_sealed else ""


class Uncovering(models.Model):
    """That a member of staff had a found number shown in full."""

    number = models.ForeignKey(FoundNumber, on_delete=models.PROTECT, related_name="uncoverings")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="uncovered_once", fields=["number", "user"])]

    def __str__(self) -> str:
        return f"{self.number_id} {self.at:%Y-%m-%d}"


class Quota(models.Model):
    """How many questions a purpose may have on a day, as the provider said last; claims wait for its row."""

    purpose = models.CharField(max_length=20, primary_key=True)
    limit = models.PositiveIntegerField()
    told_at = models.DateTimeField()

    class Meta:
        constraints = [one_of_words("quota_purpose_known", "purpose", Purpose)]

    def __str__(self) -> str:
        return f"{self.purpose} {self.limit}"


class LedgerLine(models.Model):
    """One question that left for the provider, whatever came of it: errors count too."""

    id = models.BigAutoField(primary_key=True)
    purpose = models.CharField(max_length=20)
    day = models.DateField()
    at = models.DateTimeField()
    inquiry = models.ForeignKey(Inquiry, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [one_of_words("ledger_purpose_known", "purpose", Purpose)]
        indexes = [models.Index(fields=["purpose", "day", "-at"], name="ledger_by_day")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.day}"


class Alarm(models.Model):
    """What the watch raised: for the supervisor and the auditor, until somebody else has judged it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=16)
    about = models.CharField(max_length=140, unique=True)  # raised once for the same thing
    court = models.ForeignKey(Court, on_delete=models.PROTECT, null=True, related_name="+")  # None: every court
    actor = models.CharField(max_length=60, blank=True)
    lookup = models.ForeignKey(Lookup, on_delete=models.PROTECT, null=True, related_name="alarms")
    day = models.DateField()
    count = models.PositiveIntegerField(default=0)
    usual = models.PositiveIntegerField(default=0)  # up to which nothing is raised; the limit before, of a quota
    raised_at = models.DateTimeField()
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.CharField(max_length=60, blank=True)
    review_sealed = models.BinaryField(null=True)

    class Meta:
        constraints = [
            one_of_words("alarm_kind_known", "kind", AlarmKind),
            models.CheckConstraint(
                name="alarm_reviewed_by_another", condition=Q(reviewed_by="") | ~Q(reviewed_by=F("actor"))
            ),
        ]
        indexes = [
            models.Index(fields=["court", "-raised_at"], name="alarm_newest"),
            models.Index(fields=["court"], name="alarm_open", condition=Q(reviewed_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.day}"

    @property
    def review(self) -> str:
        """What whoever judged it wrote."""
        return vault.open_text(f"alarm.review:{self.id}", self.review_sealed) if self.review_sealed else ""
