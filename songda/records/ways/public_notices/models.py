"""Public notices that the court publishes here: their text, their boards, the looks at them, and times without them."""

from django.db import models
from django.db.models import Q

from songda.clock import new_id
from songda.core.delivery.ladder.public_notice import OTHER_BOARDS, TAKEN_DOWN, GapOutcome, LookFrom, LookResult
from songda.records.ground.closed_lists import one_of_words
from songda.records.service.deeds.models import Deed, DeedStep
from songda.records.service.orders.models import Envelope, Service

SHORTEST_TOKEN = 20
GAP_KINDS = (LookResult.ABSENT.value, LookResult.OTHER.value, TAKEN_DOWN)


class PublicNotice(models.Model):
    """One notice of some papers of an envelope; drafted, published, down for a while, taken down for good, or ended.

    Its text stays sealed until it is published, and is sealed again by leaving the list once it has run.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    envelope = models.ForeignKey(Envelope, on_delete=models.PROTECT, related_name="public_notices")
    token = models.CharField(max_length=32, unique=True)  # of its page; nobody can guess it
    says_sealed = models.BinaryField()  # the fields as they were typed, and the text made of them
    text_sha256 = models.BinaryField(max_length=32)
    drafted_at = models.DateTimeField()
    drafted_by = models.CharField(max_length=60)
    published_at = models.DateTimeField(null=True)
    deed = models.OneToOneField(Deed, on_delete=models.PROTECT, related_name="public_notice", null=True)
    sha256 = models.BinaryField(max_length=32, null=True)  # of the document, once the worker sealed it
    wrapped_key = models.BinaryField(null=True)  # opens the sealed file that lies under the id of the notice
    runs_until = models.DateTimeField(null=True)  # as the law says of the last publication
    ended_at = models.DateTimeField(null=True)  # when it was put on record that it has run
    read_at = models.DateTimeField(null=True)  # when whoever it is for first read it, having proved who they are
    down_since = models.DateTimeField(null=True)  # taken down by a person, and not put back yet
    removed_at = models.DateTimeField(null=True)  # for good
    look_due_at = models.DateTimeField(null=True)  # when this system itself looks again
    watched_until = models.DateField(null=True)  # the last day whose looks are on record
    event_id = models.UUIDField(null=True)  # that tells of its publication

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_notice_at_a_time", fields=["envelope"], condition=Q(removed_at=None, ended_at=None)
            ),
            models.CheckConstraint(
                name="notice_published_whole",
                condition=Q(published_at=None, deed=None, sha256=None, wrapped_key=None, event_id=None)
                | Q(published_at__isnull=False, deed__isnull=False),
            ),
            models.CheckConstraint(
                name="notice_sealed_whole",
                condition=Q(sha256=None, wrapped_key=None)
                | Q(sha256__isnull=False, wrapped_key__isnull=False)
                | Q(sha256__isnull=False, says_sealed=b""),  # erased
            ),
        ]
        indexes = [
            models.Index(fields=["look_due_at"], name="notice_look_due", condition=~Q(look_due_at=None)),
            models.Index(fields=["runs_until"], name="notice_running", condition=Q(ended_at=None, removed_at=None)),
            models.Index(
                fields=["published_at"], name="notice_to_seal", condition=Q(sha256=None) & ~Q(published_at=None)
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def is_standing(self) -> bool:
        """Whether its page is meant to stand just now."""
        return self.published_at is not None and self.down_since is None and self.removed_at is None


class NoticePaper(models.Model):
    """One of the papers that a notice is given for."""

    notice = models.ForeignKey(PublicNotice, on_delete=models.PROTECT, related_name="paper_rows")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="noticed_by")

    class Meta:
        constraints = [models.UniqueConstraint(name="noticed_once", fields=["notice", "service"])]

    def __str__(self) -> str:
        return str(self.service_id)


class NoticePosting(models.Model):
    """The same notice on another board: ordered, and proved by a scan or a photograph once it stands there."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    notice = models.ForeignKey(PublicNotice, on_delete=models.PROTECT, related_name="postings")
    board = models.CharField(max_length=16)
    ordered_at = models.DateTimeField()
    ordered_by = models.CharField(max_length=60)
    words_sealed = models.BinaryField(null=True)  # medium and issue, or the place
    posted_at = models.DateTimeField(null=True)
    step = models.OneToOneField(DeedStep, on_delete=models.PROTECT, related_name="notice_posting", null=True)
    photo_key = models.BinaryField(null=True)  # opens the sealed photograph under the id of the posting
    photo_sha256 = models.BinaryField(max_length=32, null=True)
    sheet_key = models.BinaryField(null=True)  # opens the sealed sheet for that board
    sheet_sha256 = models.BinaryField(max_length=32, null=True)

    class Meta:
        constraints = [
            one_of_words("posting_board_known", "board", OTHER_BOARDS),
            models.CheckConstraint(
                name="posting_proved_whole",
                condition=Q(posted_at=None, step=None) | Q(posted_at__isnull=False, step__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.board} {self.notice_id}"


class NoticeLook(models.Model):
    """One look at the page, by this system or by another host; of the latter with the words that it signed."""

    notice = models.ForeignKey(PublicNotice, on_delete=models.PROTECT, related_name="looks")
    at = models.DateTimeField()
    source = models.CharField(max_length=8)
    looker = models.CharField(max_length=80)  # the name of the key that signed, or of this system
    seen = models.CharField(max_length=8)
    text_sha256 = models.BinaryField(max_length=32, null=True)
    signed = models.TextField(blank=True)  # the note as it came
    taken_at = models.DateTimeField()
    is_followed = models.BooleanField(default=False, db_default=False)  # what follows from it was drawn
    mark = models.BinaryField(max_length=16)  # of the process that took it in; without it the look counts for nothing

    class Meta:
        constraints = [
            one_of_words("look_source_known", "source", LookFrom),
            one_of_words("look_seen_known", "seen", LookResult),
            models.UniqueConstraint(name="looked_once", fields=["notice", "looker", "at"]),
        ]
        indexes = [
            models.Index(fields=["notice", "at"], name="look_of_notice"),
            models.Index(fields=["notice"], name="look_to_follow", condition=Q(is_followed=False)),
        ]

    def __str__(self) -> str:
        return f"{self.seen} {self.at:%Y-%m-%d %H:%M}"


class NoticeGap(models.Model):
    """A time in which a published notice did not stand; the judge says what follows."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    notice = models.ForeignKey(PublicNotice, on_delete=models.PROTECT, related_name="gaps")
    kind = models.CharField(max_length=12)
    since = models.DateTimeField()  # when it was seen last
    until = models.DateTimeField(null=True)  # when it was seen again
    found_by = models.CharField(max_length=80)
    weighed_at = models.DateTimeField(null=True)
    weighed_by = models.CharField(max_length=60, blank=True)
    outcome = models.CharField(max_length=12, blank=True)
    reason_sealed = models.BinaryField(null=True)

    class Meta:
        constraints = [
            one_of_words("gap_kind_known", "kind", GAP_KINDS),
            one_of_words("gap_outcome_known", "outcome", GapOutcome, may_be_empty=True),
            models.UniqueConstraint(name="one_open_gap", fields=["notice"], condition=Q(until=None)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.since:%Y-%m-%d %H:%M}"


class NoticeReport(models.Model):
    """The report of every way that was tried, sealed for the file."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    envelope = models.ForeignKey(Envelope, on_delete=models.PROTECT, related_name="notice_reports")
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=60)
    made_at = models.DateTimeField(null=True)  # when the worker had made and sealed it
    sha256 = models.BinaryField(max_length=32, null=True)
    wrapped_key = models.BinaryField(null=True)

    class Meta:
        indexes = [models.Index(fields=["asked_at"], name="notice_report_to_make", condition=Q(sha256=None))]

    def __str__(self) -> str:
        return str(self.id)
