"""Certificates of electronic service: one per paper and recipient, signed and time-stamped."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from songda.clock import new_id
from songda.records.court.staff.models import Court
from songda.records.ground import vault
from songda.records.ground.closed_lists import one_of_words
from songda.records.service.orders.models import Service

STATES = ("stamp_pending", "issued", "replaced")


class SerialCount(models.Model):
    """The last serial that was ever given out in a court: each counts its own, so that none sees another's as gaps."""

    court = models.OneToOneField(Court, on_delete=models.PROTECT, primary_key=True, related_name="+")
    last = models.BigIntegerField()

    def __str__(self) -> str:
        return str(self.last)


class HeldSerial(models.Model):
    """A serial that was given out and is in no certificate yet; free again from `held_until` on."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+", db_index=False)
    serial = models.BigIntegerField()
    held_until = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="serial_held_once", fields=["court", "serial"])]

    def __str__(self) -> str:
        return str(self.serial)


class Certificate(models.Model):
    """One certificate; a later change issues a new one that names the one it replaces."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="certificates")
    number = models.CharField(max_length=60, unique=True)
    code = models.CharField(max_length=16, unique=True)  # typed or scanned by whoever wants to check it
    finding_digest = models.BinaryField(max_length=32)  # of the decision that it certifies
    printed = models.BinaryField(max_length=16, null=True)  # keyed mark of whom and which case it names
    substance = models.BinaryField(max_length=16, null=True)  # keyed mark of all that it says of the service
    state = models.CharField(max_length=14)  # stamp_pending, issued, replaced
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    sha256 = models.BinaryField(max_length=32)
    unstamped_sha256 = models.BinaryField(max_length=32, null=True)  # of the file that stood until the time stamp came
    file_id = models.UUIDField()  # a stamped file is another file; the row names the one that stands
    wrapped_key = models.BinaryField()
    made_at = models.DateTimeField()
    stamped_at = models.DateTimeField(null=True)
    stamp_due_at = models.DateTimeField(null=True)
    event_id = models.UUIDField()  # the certificate.issued event that carries the file's hash

    class Meta:
        constraints = [
            one_of_words("certificate_state_known", "state", STATES),
            models.UniqueConstraint(name="one_current_certificate", fields=["service"], condition=~Q(state="replaced")),
        ]
        indexes = [
            models.Index(fields=["stamp_due_at"], name="stamp_due", condition=~Q(stamp_due_at=None)),
            models.Index(fields=["-made_at", "-id"], name="certificate_newest"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def sha256_hex(self) -> str:
        """The hash as people compare it."""
        return bytes(self.sha256).hex()

    @property
    def waits_for_stamp(self) -> bool:
        """Whether a time stamp is still to come; without an authority none ever does, and none is promised."""
        return self.state == "stamp_pending" and bool(settings.TSA_URL)

    @property
    def size(self) -> int:
        """How many bytes the signed PDF has."""
        return vault.size_of_file("certificates", self.file_id, self.wrapped_key)

    def read(self) -> bytes:
        """The signed PDF."""
        return vault.read_file("certificates", self.file_id, self.wrapped_key)
