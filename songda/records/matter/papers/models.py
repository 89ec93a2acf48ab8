"""The papers to be served, each fixed by its hash and kept sealed on disk."""

from django.db import models

from songda.clock import new_id
from songda.core.law.facts import PaperKind
from songda.records.ground import vault
from songda.records.ground.closed_lists import one_of_words
from songda.records.matter.cases.models import Case
from songda.records.matter.parties.models import Party


class Paper(models.Model):
    """One paper; a corrected paper is another one that names the paper it replaces."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    filed_by = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="own_papers")
    sha256 = models.BinaryField(max_length=32)
    size = models.PositiveIntegerField()
    pages = models.PositiveIntegerField()
    wrapped_key = models.BinaryField()
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaced_by", blank=True)
    filed_at = models.DateTimeField()
    struck_at = models.DateTimeField(null=True)  # filed by mistake: it is served on nobody
    days_set_in_paper = models.PositiveSmallIntegerField(null=True)  # the period that a notice to produce evidence sets
    carried_out_at = models.DateTimeField(null=True)  # of a preservation ruling
    issued_at = models.DateTimeField(null=True)  # of a payment order, which lapses when it is not served in time

    class Meta:
        constraints = [
            one_of_words("paper_kind_known", "kind", PaperKind),
            models.UniqueConstraint(
                name="paper_once_per_case", fields=["case", "kind", "sha256"], condition=models.Q(struck_at=None)
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def sha256_hex(self) -> str:
        """The hash as people compare it."""
        return bytes(self.sha256).hex()

    def read(self) -> bytes:
        """The PDF as it was filed."""
        return vault.read_file("papers", self.id, self.wrapped_key)
