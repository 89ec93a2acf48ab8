"""Rounds of visits, their stops, and what a phone reported of each; nothing personal stands in the open."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from songda.clock import new_id
from songda.core.delivery.deeds import SIGNERS
from songda.core.delivery.visits import LEAVINGS, OUTCOMES, PHOTO_KINDS, State
from songda.records.court.staff.models import Court, User
from songda.records.ground.closed_lists import one_of_words
from songda.records.matter.parties.models import Address
from songda.records.service.deeds.models import Deed
from songda.records.service.orders.models import Envelope


class VisitRule(models.Model):
    """Whether what a phone reports becomes a try by people by itself, where nothing is doubtful about it."""

    court = models.OneToOneField(Court, on_delete=models.CASCADE, primary_key=True, related_name="visit_rule")
    by_itself = models.BooleanField(default=False)

    def __str__(self) -> str:
        return str(self.court_id)


class Round(models.Model):
    """The visits of one person on one day.

    `mark` is handed out when the round is taken along, so that whatever carries it was written after that. The phone
    keeps everything under `key_sealed`, which the court gives to this person alone and until the round ends.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="rounds")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="rounds")
    day = models.DateField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=60)
    ends_at = models.DateTimeField()
    mark = models.CharField(max_length=32, blank=True)
    key_sealed = models.BinaryField(null=True)
    phone_hash = models.BinaryField(max_length=32, null=True, unique=True)  # of what the phone shows when it reports
    taken_at = models.DateTimeField(null=True)  # for the first time: since then the mark is known
    seen_at = models.DateTimeField(null=True)  # when the phone last reported
    shut_at = models.DateTimeField(null=True)  # the phone is lost: nothing is given to it or taken from it
    ended_at = models.DateTimeField(null=True)  # the phone has handed in everything and keeps nothing

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_round_a_day", fields=["person", "day"], condition=Q(shut_at=None, ended_at=None)
            ),
            models.CheckConstraint(
                name="round_taken_with_mark",
                condition=Q(taken_at=None, mark="") | (Q(taken_at__isnull=False) & ~Q(mark="")),
            ),
        ]
        indexes = [models.Index(fields=["court", "day"], name="round_by_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.person_id}"


class Stop(models.Model):
    """A visit that is planned: these papers, at this place; in a round once somebody is to go."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    envelope = models.ForeignKey(Envelope, on_delete=models.PROTECT, related_name="stops")
    address = models.ForeignKey(Address, on_delete=models.PROTECT, related_name="stops")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, null=True, related_name="stops")
    place = models.PositiveSmallIntegerField(default=0)  # in the round, by where it lies
    note_sealed = models.BinaryField(null=True)  # what whoever goes should know
    planned_at = models.DateTimeField()
    planned_by = models.CharField(max_length=60)
    dropped_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)  # a visit there stands as a try by people

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="stop_planned_once", fields=["envelope", "address"], condition=Q(dropped_at=None, done_at=None)
            )
        ]
        indexes = [models.Index(fields=["round", "place"], name="stop_of_round")]

    def __str__(self) -> str:
        return str(self.id)


class Visit(models.Model):
    """What a phone reported of one stop; its id was chosen there, so that what comes twice is one.

    `at` is the phone's time, `phone_now` what its clock said as it was sent; `received_at` is the court's. What was
    written, where the phone believed to be, the strokes of a signature, and who witnessed it are `told_sealed`.
    """

    id = models.UUIDField(primary_key=True)
    stop = models.ForeignKey(Stop, on_delete=models.PROTECT, related_name="visits")
    outcome = models.CharField(max_length=12)
    signer = models.CharField(max_length=30, blank=True)
    manner = models.CharField(max_length=30, blank=True)
    services = ArrayField(models.UUIDField())  # the papers that were handed over, or were to be
    at = models.DateTimeField()
    phone_now = models.DateTimeField()
    received_at = models.DateTimeField()
    has_mark = models.BooleanField()
    photos_told = models.PositiveSmallIntegerField()
    told_sealed = models.BinaryField()
    told_hash = models.BinaryField(max_length=32)
    reported_by = models.CharField(max_length=60)
    state = models.CharField(max_length=10, default=State.DRAFT)
    looked_at = models.DateTimeField(null=True)
    deed = models.OneToOneField(Deed, on_delete=models.PROTECT, null=True, related_name="visit")

    class Meta:
        constraints = [
            one_of_words("visit_outcome_known", "outcome", OUTCOMES),
            one_of_words("visit_signer_known", "signer", SIGNERS, may_be_empty=True),
            one_of_words("visit_manner_known", "manner", LEAVINGS, may_be_empty=True),
            one_of_words("visit_state_known", "state", State),
            models.CheckConstraint(
                name="visit_accepted_is_deed",
                condition=Q(state=State.ACCEPTED, deed__isnull=False) | (~Q(state=State.ACCEPTED) & Q(deed=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} {self.id}"


class VisitPhoto(models.Model):
    """A photograph taken in the page: the file as it came, and a picture of ours to be shown.

    `sha256` is what the phone reckoned when it was taken; the file is kept only if it has that hash.
    """

    id = models.UUIDField(primary_key=True)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="photos")
    kind = models.CharField(max_length=10)
    sha256 = models.BinaryField(max_length=32)
    size = models.PositiveIntegerField()
    taken_at = models.DateTimeField()  # by the phone's clock
    kept_at = models.DateTimeField(null=True)
    original_key = models.BinaryField(null=True)
    drawn_sha256 = models.BinaryField(max_length=32, null=True)
    drawn_key = models.BinaryField(null=True)
    refused = models.CharField(max_length=12, blank=True)  # why it cannot be kept
    spoilt = models.PositiveSmallIntegerField(default=0)  # times that its pieces made another file

    class Meta:
        constraints = [
            one_of_words("visit_photo_kind_known", "kind", PHOTO_KINDS),
            models.CheckConstraint(
                name="visit_photo_kept_whole",
                condition=Q(kept_at=None, original_key=None, drawn_key=None, drawn_sha256=None)
                | Q(
                    kept_at__isnull=False,
                    original_key__isnull=False,
                    drawn_key__isnull=False,
                    drawn_sha256__isnull=False,
                )
                # erased with the case
                | Q(kept_at__isnull=False, original_key=None, drawn_key=None, drawn_sha256__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    @property
    def sha256_hex(self) -> str:
        """Its hash as people compare it."""
        return bytes(self.sha256).hex()


class PhotoPart(models.Model):
    """A piece of a photograph that is still coming in, sealed; gone once it is whole."""

    photo = models.ForeignKey(VisitPhoto, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveSmallIntegerField()
    body_sealed = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(name="photo_part_once", fields=["photo", "number"])]

    def __str__(self) -> str:
        return f"{self.photo_id} {self.number}"
