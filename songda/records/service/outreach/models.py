"""Campaigns with their material and photographs, questions of the public with their answers."""

from django.db import models
from django.db.models import F, Q

from songda.clock import new_id
from songda.core.language import COURT_LANGUAGE, FALLBACK
from songda.core.outreach.closed_lists import Aim, Group, MaterialKind, QuestionDoor, Subject, Topic
from songda.records.court.staff.models import Court
from songda.records.ground.closed_lists import one_of_words


class Campaign(models.Model):
    """Something that the court did or will do so that people know more; nothing in it is personal."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="campaigns")
    title = models.CharField(max_length=80)
    aim = models.CharField(max_length=12)
    group = models.CharField(max_length=16)
    starts_on = models.DateField()
    ends_on = models.DateField()
    place = models.CharField(max_length=120)
    speaker = models.CharField(max_length=60, blank=True)
    reached = models.PositiveIntegerField(null=True)  # None: not counted yet
    counted_how = models.CharField(max_length=120, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=60)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            one_of_words("campaign_aim_known", "aim", Aim),
            one_of_words("campaign_group_known", "group", Group),
            models.CheckConstraint(name="campaign_ends_after_it_begins", condition=Q(ends_on__gte=F("starts_on"))),
            models.CheckConstraint(name="campaign_says_how_it_counted", condition=Q(reached=None) | ~Q(counted_how="")),
        ]
        indexes = [models.Index(fields=["court", "starts_on"], name="campaign_by_day")]

    def __str__(self) -> str:
        return self.title


class Material(models.Model):
    """What was handed out or shown in a campaign, and how often."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="materials")
    kind = models.CharField(max_length=12)
    topic = models.CharField(max_length=12)
    language = models.CharField(max_length=2)
    copies = models.PositiveIntegerField()

    class Meta:
        constraints = [
            one_of_words("material_kind_known", "kind", MaterialKind),
            one_of_words("material_topic_known", "topic", Topic),
            one_of_words("material_language_known", "language", (COURT_LANGUAGE, FALLBACK)),
            models.UniqueConstraint(name="material_once", fields=["campaign", "kind", "topic", "language"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.topic} {self.copies}"


class Photo(models.Model):
    """A photograph of a campaign, drawn anew when it came in and kept sealed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="photos")
    shows = models.CharField(max_length=120)  # read out to whoever cannot see it
    sha256 = models.BinaryField(max_length=32)
    wrapped_key = models.BinaryField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="photo_once", fields=["campaign", "sha256"])]

    def __str__(self) -> str:
        return self.shows


class Answer(models.Model):
    """What the court answers once to everybody who asks the same."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="answers")
    subject = models.CharField(max_length=10)
    question = models.CharField(max_length=200)
    words = models.TextField(max_length=1000)
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=60)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            one_of_words("answer_subject_known", "subject", Subject),
            models.UniqueConstraint(name="answer_once", fields=["court", "question"], condition=Q(retired_at=None)),
        ]

    def __str__(self) -> str:
        return self.question


class Question(models.Model):
    """What somebody asked, without who they are; `settled_at` when it was answered or set aside."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="questions")
    subject = models.CharField(max_length=10)
    door = models.CharField(max_length=8)
    words = models.CharField(max_length=300)
    likeness = models.BinaryField(max_length=16)  # the same words give the same one
    times = models.PositiveIntegerField(default=1)
    asked_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, null=True, related_name="questions")

    class Meta:
        constraints = [
            one_of_words("question_subject_known", "subject", Subject),
            one_of_words("question_door_known", "door", QuestionDoor),
            models.UniqueConstraint(
                name="question_open_once", fields=["court", "subject", "likeness"], condition=Q(settled_at=None)
            ),
        ]
        indexes = [models.Index(fields=["court", "subject"], name="question_open", condition=Q(settled_at=None))]

    def __str__(self) -> str:
        return self.words
