"""Courts, the people who work there, and the systems that may speak for them."""

import json
from hashlib import sha256

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.db.models import F, Q

from songda import clock
from songda.clock import new_id
from songda.core.access import ProposalKind, ProposalState, Role, Scope
from songda.core.delivery.ladder.way_rules import FOR_PEOPLE_ALONE, WAYS_OF_PEOPLE, WayChoice
from songda.core.evidence.canonical import Json
from songda.core.language import COURT_LANGUAGE
from songda.core.law.facts import PaperKind
from songda.core.warnings import COURT_LINE
from songda.core.words import language_of
from songda.records.ground.closed_lists import one_of_words, only_words
from songda.records.ground.evidence.actions import NewEvent, record
from songda.trust.sign_on import LONGEST_NAME


class Court(models.Model):
    """One court; everything in songda belongs to exactly one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=12, unique=True)  # as in case numbers: 晋1181
    name = models.CharField(max_length=120, unique=True)
    name_en = models.CharField(max_length=120, blank=True)
    zone = models.CharField(max_length=40, default="Asia/Shanghai")
    phone = models.CharField(max_length=40, default=COURT_LINE)
    street = models.CharField(max_length=200, blank=True)
    above = models.ForeignKey("self", on_delete=models.PROTECT, related_name="below", null=True)  # sees its figures
    asks_all_for_factor = models.BooleanField(default=True)  # of clerks too; of offices of weight it is asked anyway
    calls_found_first = models.BooleanField(default=False, db_default=False)  # before a message goes to a found number
    channels_paused = models.TextField(default="{}", db_default="{}")  # JSON: by channel, until when nothing goes out
    message_words = models.TextField(default="{}", db_default="{}")  # JSON: its own texts, by message
    figures_public_since = models.DateTimeField(null=True)  # null: its figures are not shown to everybody

    def __str__(self) -> str:
        return self.name

    def name_in(self, language: str) -> str:
        """The court's name as readers of this language know it."""
        return (self.name_en if language_of(language) != COURT_LANGUAGE else "") or self.name

    @property
    def own_words(self) -> dict[str, str]:
        """Its own texts, by message; without those that go out in standard words."""
        words: dict[str, str] = json.loads(self.message_words)
        return words


class User(AbstractUser):
    """A member of a court's staff."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="staff", null=True)
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role])
    display_name = models.CharField(max_length=60)
    must_change_password = models.BooleanField(default=False)  # somebody else knows it: whoever gave it
    sign_on_name = models.CharField(
        max_length=LONGEST_NAME, unique=True, null=True
    )  # as the court's sign-on calls them

    class Meta:
        constraints = [
            models.CheckConstraint(name="user_role_known", condition=Q(role__in=[role.value for role in Role]))
        ]

    def __str__(self) -> str:
        return self.display_name or self.username

    def check_password(self, raw_password: str | None) -> bool:
        """Whether it is theirs. One that Django stores anew at this moment, by a stronger reckoning, is told."""
        before = self.password
        with transaction.atomic():
            is_theirs = super().check_password(raw_password)
            if self.password != before:
                data: dict[str, Json] = {"password_sha256": password_mark(self)}
                now = clock.now()
                event = NewEvent("staff.password_strengthened", f"staff:{self.id}", None, now, "engine", data)
                record([event], now)
        return is_theirs


def password_mark(user: User) -> str:
    """The SHA-256 of the salted hash of a password: the log knows by it what stands there, and nobody learns it."""
    return sha256(user.password.encode()).hexdigest()


class Proposal(models.Model):
    """Something of weight that one person asks for and another approves; over when its time is, or when decided."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="proposals")
    kind = models.CharField(max_length=20)
    about = models.ForeignKey(User, on_delete=models.PROTECT, related_name="proposals_about", null=True)
    draft = models.JSONField()  # what is to be made or changed, by the names of its fields
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="proposals_made")
    asked_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=20, default=ProposalState.OPEN)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="proposals_decided", null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            one_of_words("proposal_kind_known", "kind", ProposalKind),
            one_of_words("proposal_state_known", "state", ProposalState),
            models.CheckConstraint(
                name="proposal_has_four_eyes",
                condition=Q(state=ProposalState.WITHDRAWN) | Q(decided_by=None) | ~Q(decided_by=F("asked_by")),
            ),
            models.CheckConstraint(
                name="proposal_decided_or_open",
                condition=Q(state=ProposalState.OPEN, decided_by=None, decided_at=None)
                | (~Q(state=ProposalState.OPEN) & Q(decided_by__isnull=False, decided_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class WayRule(models.Model):
    """What a court lets the program do of one way, for one kind of paper or for every kind."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="way_rules")
    way = models.CharField(max_length=16)  # a channel, or a way of people
    paper_kind = models.CharField(max_length=40, blank=True)  # empty: every kind
    choice = models.CharField(max_length=16, blank=True)  # empty: taken back
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            one_of_words("way_rule_choice_known", "choice", WayChoice, may_be_empty=True),
            one_of_words("way_rule_paper_kind_known", "paper_kind", PaperKind, may_be_empty=True),
            models.CheckConstraint(
                name="way_rule_proposes_ways_of_people",
                condition=~Q(choice=WayChoice.PROPOSE) | Q(*(("way", way) for way in WAYS_OF_PEOPLE), _connector=Q.OR),
            ),
            models.CheckConstraint(
                name="way_rule_people_begin",
                condition=~Q(way__in=FOR_PEOPLE_ALONE) | ~Q(choice=WayChoice.AUTOMATICALLY),
            ),
            models.UniqueConstraint(name="way_ruled_once", fields=["court", "way", "paper_kind"]),
        ]

    def __str__(self) -> str:
        return f"{self.way} {self.paper_kind} {self.choice}"


class EntryCode(models.Model):
    """One line of a printed sheet that opens an account once, in the place of a second factor."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="entry_codes")
    code_hash = models.BinaryField(max_length=32)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="entry_code_once", fields=["user", "code_hash"])]

    def __str__(self) -> str:
        return f"entry code of {self.user_id}"


class ApiClient(models.Model):
    """Another system that may act for one court; only a hash of its token is kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="api_clients")
    name = models.CharField(max_length=80)
    token_hash = models.BinaryField(max_length=32, unique=True)
    scopes = ArrayField(models.CharField(max_length=20))  # what it may do, nothing else
    created_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)  # to the minute
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            only_words("client_scopes_known", "scopes", Scope),
            models.CheckConstraint(name="client_ends", condition=Q(ends_at__gt=F("created_at"))),
        ]

    def __str__(self) -> str:
        return self.name


class KeptAnswer(models.Model):
    """What a system was answered under an idempotency key, so that a repetition of its request changes nothing."""

    client = models.ForeignKey(ApiClient, on_delete=models.PROTECT, related_name="kept_answers")
    key = models.CharField(max_length=80)
    request_hash = models.BinaryField(max_length=32)
    status = models.PositiveSmallIntegerField()
    body_sealed = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="answer_once_per_key", fields=["client", "key"])]
        indexes = [models.Index(fields=["at"], name="answer_by_age")]

    def __str__(self) -> str:
        return self.key
