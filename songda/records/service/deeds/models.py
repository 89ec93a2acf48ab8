"""Tries that people make themselves, put on record step by step: the way, the papers, what happened, who signed."""

from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Q

from songda.clock import new_id
from songda.core.delivery.deeds import (
    MANNERS,
    OUTCOMES,
    REFUSED_LETTER,
    SIGNERS,
    TAKEN_OR_REFUSED,
    WAYS,
)
from songda.core.law.facts import AddressClass
from songda.records.ground.closed_lists import one_of_words
from songda.records.matter.parties.models import Address
from songda.records.service.orders.models import Envelope, Service


class Deed(models.Model):
    """One try by people: a visit, a letter, an entrusted service, a public notice.

    Not every way has an address: a notice goes to nobody's, and a person may be met anywhere.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    envelope = models.ForeignKey(Envelope, on_delete=models.PROTECT, related_name="deeds")
    way = models.CharField(max_length=16)
    address = models.ForeignKey(Address, on_delete=models.PROTECT, related_name="deeds", null=True)
    address_class = models.CharField(max_length=10, blank=True)  # as it was when the deed was put on record
    began_at = models.DateTimeField()  # when the first step happened that was put on record of it

    class Meta:
        constraints = [
            one_of_words("deed_way_known", "way", WAYS),
            one_of_words("deed_class_known", "address_class", AddressClass, may_be_empty=True),
            models.CheckConstraint(
                name="deed_class_of_address", condition=Q(address__isnull=False) | Q(address_class="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.way} {self.began_at:%Y-%m-%d}"


class DeedPaper(models.Model):
    """One of the papers that a deed carried."""

    deed = models.ForeignKey(Deed, on_delete=models.PROTECT, related_name="paper_rows")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="deed_papers")

    class Meta:
        constraints = [models.UniqueConstraint(name="carried_once", fields=["deed", "service"])]

    def __str__(self) -> str:
        return str(self.service_id)


class DeedStep(models.Model):
    """One thing that happened on the way; what was entered by mistake is struck, never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    deed = models.ForeignKey(Deed, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=12)
    at = models.DateTimeField()
    by = models.CharField(max_length=30, blank=True)  # who signed, or who refused (empty: not told)
    manner = models.CharField(max_length=30, blank=True, db_default="")  # how left, why back, where posted
    words_sealed = models.BinaryField(null=True)  # name of the signer, medium of the notice, why it came back
    scan_key = models.BinaryField(null=True)  # wrapped key of the scanned return; the file's id is that of the step
    scan_sha256 = models.BinaryField(max_length=32, null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=60)
    struck_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            one_of_words("deed_step_known", "kind", OUTCOMES),
            models.CheckConstraint(
                name="deed_step_signer",
                condition=Q(kind__in=TAKEN_OR_REFUSED, by__in=list(SIGNERS))
                | Q(kind=REFUSED_LETTER[0], manner=REFUSED_LETTER[1], by__in=list(SIGNERS))
                | (~Q(kind="signed") & Q(by="")),
            ),
            models.CheckConstraint(
                name="deed_step_manner",
                condition=Q(manner="")
                | reduce(or_, (Q(kind=kind, manner__in=manners) for kind, manners in MANNERS.items())),
            ),
        ]
        indexes = [models.Index(fields=["deed", "at"], name="step_of_deed")]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"


PUBLISHED = "published"
