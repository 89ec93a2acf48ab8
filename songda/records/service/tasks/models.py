"""What people must do: what, why, for whom, until when; what happened to its term, and who stands in for whom."""

from collections.abc import Sequence

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from songda.clock import new_id
from songda.core.delivery.tasks import ENDINGS, KINDS, REASONS, RUNGS, HandingRule
from songda.core.terms import EntryKind, Limit, Wait
from songda.records.court.staff.models import Court, User
from songda.records.ground.closed_lists import one_of_words
from songda.records.matter.cases.models import Case
from songda.records.matter.parties.models import Party
from songda.records.service.orders.models import Envelope

_LATER_LINES = tuple(kind for kind in EntryKind if kind not in {EntryKind.STARTED, EntryKind.NAMED})


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
    due_at = models.DateTimeField()  # reckoned from the ledger of its term; while that stands still, as it was before
    named_at = models.DateTimeField(null=True)  # where somebody named the moment; else it follows from the kind
    stands_still_since = models.DateTimeField(null=True)
    term = models.PositiveSmallIntegerField(default=1)  # an extension, or opening it again, begins the next
    rungs_left = models.PositiveSmallIntegerField(default=0)  # of this term, who is still to be told when it is late
    timer_at = models.DateTimeField(null=True)  # when the next rung is climbed
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="tasks")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=60, blank=True)
    ended_by = models.CharField(max_length=20, blank=True)  # the fact that it waited for, or a word by hand
    typed: "Sequence[str]" = ()  # no column: what people wrote about it, see boards.typed
    ended_by_whom = ""  # no column either

    class Meta:
        constraints = [
            one_of_words("task_kind_known", "kind", KINDS),
            one_of_words("task_reason_known", "reason", REASONS),
            one_of_words("task_ending_known", "ended_by", ENDINGS, may_be_empty=True),
            models.CheckConstraint(
                name="task_ended_by_something",
                condition=Q(closed_at=None, ended_by="") | (Q(closed_at__isnull=False) & ~Q(ended_by="")),
            ),
            models.CheckConstraint(  # a task whose timer is not armed would fall between two desks
                name="task_timer_is_armed",
                condition=Q(closed_at__isnull=False)
                | Q(stands_still_since__isnull=False)
                | Q(rungs_left=0)
                | Q(timer_at__isnull=False),
            ),
            models.UniqueConstraint(
                name="task_open_once", fields=["envelope", "kind", "court"], condition=Q(closed_at=None)
            ),
            models.UniqueConstraint(name="party_task_open_once", fields=["party", "kind"], condition=Q(closed_at=None)),
        ]
        indexes = [
            models.Index(  # all that a desk is counted and put in order by, so that it reads no other page of the table
                fields=["court", "due_at", "id"],
                include=["case", "kind", "reason", "owner", "stands_still_since", "term"],
                name="task_open",
                condition=Q(closed_at=None),
            ),
            models.Index(fields=["owner"], name="task_of_owner", condition=Q(closed_at=None)),
            models.Index(fields=["timer_at"], name="task_timer", condition=Q(closed_at=None, timer_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.kind

    @property
    def about(self) -> Party | None:
        """The person whom it is about."""
        return self.envelope.party if self.envelope else self.party


class TermEntry(models.Model):
    """One line of the ledger of a task's term; its first line, the start, is the task itself.

    A limit names the first moment that lies beyond it.
    """

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="entries")
    at = models.DateTimeField()
    kind = models.CharField(max_length=10)
    working_days = models.PositiveSmallIntegerField(null=True)  # of an extension
    wait = models.CharField(max_length=10, blank=True)  # for what it stands still, or did
    named_at = models.DateTimeField(null=True)  # of a limit
    limit = models.CharField(max_length=10, blank=True)
    by = models.CharField(max_length=60)

    class Meta:
        constraints = [
            one_of_words("term_entry_kind_known", "kind", _LATER_LINES),
            one_of_words("term_entry_wait_known", "wait", Wait, may_be_empty=True),
            one_of_words("term_entry_limit_known", "limit", Limit, may_be_empty=True),
            models.CheckConstraint(
                name="term_entry_says_what_its_kind_says",
                condition=Q(kind="extended", working_days__gt=0, wait="", limit="", named_at=None)
                | Q(kind__in=("paused", "resumed"), working_days=None, limit="", named_at=None) & ~Q(wait="")
                | Q(kind="limited", working_days=None, wait="", named_at__isnull=False) & ~Q(limit="")
                | Q(kind="freed", working_days=None, wait="", limit="", named_at=None),
            ),
        ]

    def __str__(self) -> str:
        return self.kind


class Escalation(models.Model):
    """A rung that was climbed: once a term, whoever tries, however often."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="escalations")
    term = models.PositiveSmallIntegerField()
    rung = models.CharField(max_length=20)
    at = models.DateTimeField()
    told = ArrayField(models.UUIDField())  # the members of staff who were told

    class Meta:
        constraints = [
            one_of_words("escalation_rung_known", "rung", RUNGS),
            models.UniqueConstraint(name="rung_climbed_once", fields=["task", "term", "rung"]),
        ]

    def __str__(self) -> str:
        return self.rung


class Substitution(models.Model):
    """Who does the work of somebody who is away, from when until when."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="absences")
    stand_in = models.ForeignKey(User, on_delete=models.PROTECT, related_name="substitutions")
    since = models.DateTimeField()
    until = models.DateTimeField()
    noted_by = models.CharField(max_length=60)
    ended_at = models.DateTimeField(null=True)  # back earlier, or entered by mistake

    class Meta:
        constraints = [
            models.CheckConstraint(name="substitution_forward_in_time", condition=Q(until__gt=F("since"))),
            models.CheckConstraint(name="nobody_stands_in_for_themselves", condition=~Q(person=F("stand_in"))),
        ]
        indexes = [models.Index(fields=["until"], name="substitution_running", condition=Q(ended_at=None))]

    def __str__(self) -> str:
        return f"{self.person_id} {self.since:%Y-%m-%d}"


class CourtHanding(models.Model):
    """To whom new tasks that are nobody's fall in a court; `last` who got the newest, where they go round."""

    court = models.OneToOneField(Court, on_delete=models.CASCADE, primary_key=True, related_name="+")
    rule = models.CharField(max_length=20)
    last = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [one_of_words("handing_rule_known", "rule", HandingRule)]

    def __str__(self) -> str:
        return self.rule


class TermsBasis(models.Model):
    """On which calendar, and on which rules, the open terms were reckoned last."""

    calendar = models.CharField(max_length=64)
    rules = models.CharField(max_length=64)
    since = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(name="one_basis_of_terms", condition=Q(id=1))]

    def __str__(self) -> str:
        return self.calendar[:12]
