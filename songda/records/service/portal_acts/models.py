"""What recipients do in the portal: what they read and confirmed, what they object to, the codes they were sent."""

from uuid import UUID

from django.db import models

from songda.clock import new_id
from songda.core.law.facts import AddressClass, EventKind, RebuttalGround, Ruling
from songda.records.court.staff.models import User
from songda.records.ground import vault
from songda.records.ground.closed_lists import one_of_words
from songda.records.matter.parties.models import Address, Party
from songda.records.service.attempts.models import Attempt
from songda.records.service.deeds.models import Deed
from songda.records.service.deeds.try_ids import ONE_TRY
from songda.records.service.orders.models import Envelope, Service

ACTS = (EventKind.READ, EventKind.ACKNOWLEDGED, EventKind.ACTED)  # what a recipient does


class RecipientAct(models.Model):
    """Something the recipient themselves did after proving who they are: read, acknowledged, acted."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="acts")
    kind = models.CharField(max_length=14)
    at = models.DateTimeField()
    assurance = models.PositiveSmallIntegerField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            one_of_words("act_kind_known", "kind", ACTS),
            models.UniqueConstraint(name="first_act_of_its_kind", fields=["service", "kind"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"


MOST_WORDS_LOGGED = 2000  # letters of an objection that its event holds


class Objection(models.Model):
    """What a recipient says against a try, the engine's or people's, and how the judge ruled."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    envelope = models.ForeignKey(Envelope, on_delete=models.PROTECT, related_name="objections")
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, null=True, related_name="objections")
    deed = models.ForeignKey(Deed, on_delete=models.PROTECT, null=True, related_name="objections")
    service = models.ForeignKey(
        Service, on_delete=models.PROTECT, null=True, related_name="objections"
    )  # the paper that they named
    ground = models.CharField(max_length=24)  # a word of core.law.facts.RebuttalGround
    proved_at = models.DateTimeField(null=True)
    words_sealed = models.BinaryField(null=True)
    raised_at = models.DateTimeField()
    ruling = models.CharField(max_length=10, default="pending")
    ruled_at = models.DateTimeField(null=True)
    ruled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            one_of_words("objection_ground_known", "ground", RebuttalGround),
            one_of_words("objection_ruling_known", "ruling", Ruling),
            models.CheckConstraint(name="objection_against_one_try", condition=ONE_TRY),
        ]
        indexes = [
            models.Index(fields=["raised_at", "id"], name="objection_pending", condition=models.Q(ruling="pending"))
        ]

    def __str__(self) -> str:
        return f"{self.ground} {self.ruling}"

    @property
    def words(self) -> str:
        """What the recipient wrote, in clear."""
        return vault.open_text(f"objection.words:{self.id}", self.words_sealed) if self.words_sealed else ""

    def concerns(self, service_id: UUID) -> bool:
        """Whether it is about this service of its envelope."""
        return RebuttalGround(self.ground).concerns(self.service_id, service_id)


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


class Invitation(models.Model):
    """A code that a person was shown to connect an account of theirs: a keyed hash, good for minutes and once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="invitations")
    channel = models.CharField(max_length=16)
    word_index = models.BinaryField(max_length=16, unique=True)
    link_sealed = models.BinaryField(null=True)  # what the code says; None: the provider gave none
    address_class = models.CharField(max_length=10)  # what the account counts as once it is connected
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    made_by = models.CharField(max_length=60)
    used_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=40, default="", db_default="")  # connected, or why not
    address = models.ForeignKey(Address, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [one_of_words("invitation_class_known", "address_class", AddressClass)]
        indexes = [models.Index(fields=["party", "-made_at"], name="invitation_newest")]

    def __str__(self) -> str:
        return f"{self.channel} {self.id}"

    @property
    def link(self) -> str:
        """What the code says; never for logs."""
        return vault.open_text(f"invitation.link:{self.id}", self.link_sealed) if self.link_sealed else ""
