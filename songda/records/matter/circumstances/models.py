"""What holds of a person or of a case since when, until when; a mistaken entry is struck, never changed."""

from functools import reduce
from operator import or_

from django.db import models
from django.db.models import F, Q

from songda.clock import new_id
from songda.core.circumstances import OF_A_CASE, OF_A_PARTY, ROWS, HowOften, Kind, details_of
from songda.records.ground.closed_lists import one_of_words
from songda.records.matter.cases.models import Case
from songda.records.matter.parties.models import Party

_BASIS = reduce(or_, (Q(kind=kind.value, basis__in=row.bases) for kind, row in ROWS.items() if row.bases))
_WITHOUT_BASIS = [kind.value for kind, row in ROWS.items() if not row.bases]
_DETAILS = reduce(
    or_, (Q(kind=kind.value, details__has_keys=list(details_of(kind))) for kind in Kind if details_of(kind))
)
_WITHOUT_DETAILS = [kind.value for kind in Kind if not details_of(kind)]
_SEVERAL = [kind.value for kind, row in ROWS.items() if row.often is HowOften.SEVERAL]
_ONE_AT_A_TIME = ~Q(kind__in=_SEVERAL) & Q(until=None, struck_at=None)


class Circumstance(models.Model):
    """One entry: of a party, or of a case as a whole; `until` None: it still holds."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="circumstances")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="circumstances")
    kind = models.CharField(max_length=24)
    basis = models.CharField(max_length=24, blank=True)  # who says so, how, or why, as the kind asks
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    struck_at = models.DateTimeField(null=True)
    words_sealed = models.BinaryField(null=True)  # the prison or unit, the evidence, who found it out and how
    details = models.JSONField(default=dict)  # what else the kind keeps, under the names of `details_of`
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=60)

    class Meta:
        constraints = [
            one_of_words("circumstance_known", "kind", Kind),
            models.CheckConstraint(
                name="circumstance_of_one_subject",
                condition=Q(kind__in=[k.value for k in OF_A_PARTY], party__isnull=False, case__isnull=True)
                | Q(kind__in=[k.value for k in OF_A_CASE], party__isnull=True, case__isnull=False),
            ),
            models.CheckConstraint(name="circumstance_basis", condition=_BASIS | Q(kind__in=_WITHOUT_BASIS, basis="")),
            models.CheckConstraint(
                name="circumstance_ends_after_it_began", condition=Q(until=None) | Q(until__gte=F("since"))
            ),
            models.CheckConstraint(
                name="circumstance_details", condition=_DETAILS | Q(kind__in=_WITHOUT_DETAILS, details={})
            ),
            models.UniqueConstraint(
                name="circumstance_of_party_once", fields=["party", "kind"], condition=_ONE_AT_A_TIME
            ),
            models.UniqueConstraint(
                name="circumstance_of_case_once", fields=["case", "kind"], condition=_ONE_AT_A_TIME
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.since:%Y-%m-%d}"
