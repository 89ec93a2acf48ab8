"""Address confirmation forms that were signed: the file, sealed, and what it says."""

import json
from typing import Any

from django.db import models

from songda.clock import new_id
from songda.records.ground import vault
from songda.records.ground.closed_lists import one_of_words
from songda.records.matter.parties.models import Consent, Party, Refusal

WAYS = ("paper", "portal")  # signed with a pen and scanned in, or on the platform


class SignedForm(models.Model):
    """One signed form; what it says came on record with it, as addresses and as consent or refusal."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="signed_forms")
    way = models.CharField(max_length=10)
    signed_at = models.DateTimeField()
    signer = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="+")  # None: themselves
    wants_secrecy = models.BooleanField(default=False)
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, null=True, related_name="+")
    refusal = models.ForeignKey(Refusal, on_delete=models.PROTECT, null=True, related_name="+")
    says_sealed = models.BinaryField()  # the statement, word for word
    sha256 = models.BinaryField(max_length=32)
    size = models.PositiveIntegerField()
    pages = models.PositiveIntegerField()
    wrapped_key = models.BinaryField()
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=60)

    class Meta:
        constraints = [
            one_of_words("signed_form_way_known", "way", WAYS),
            models.UniqueConstraint(name="signed_form_once", fields=["party", "sha256"]),
            models.CheckConstraint(
                name="signed_form_not_from_the_future", condition=models.Q(signed_at__lte=models.F("recorded_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.way} {self.signed_at:%Y-%m-%d}"

    @property
    def sha256_hex(self) -> str:
        """The hash as people compare it."""
        return bytes(self.sha256).hex()

    @property
    def says(self) -> dict[str, Any]:
        """The statement in clear; for pages that its reader may see, never for logs."""
        says: dict[str, Any] = json.loads(vault.open_text(f"signed_form.says:{self.id}", self.says_sealed))
        return says

    def read(self) -> bytes:
        """The PDF as it was signed."""
        return vault.read_file("address_forms", self.id, self.wrapped_key)
