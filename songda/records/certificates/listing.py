"""The list of a court's certificates, a page at a time."""

from dataclasses import dataclass

from songda.records.certificates.models import Certificate
from songda.records.staff.models import Court

PAGE_SIZE = 50


@dataclass(frozen=True)
class CertificatePage:
    """One page of certificates, newest first."""

    rows: tuple[Certificate, ...]
    number: int
    has_next: bool


def certificates_of_court(court: Court, page: int = 1) -> CertificatePage:
    """The certificates of a court, replaced ones too, newest first."""
    found = Certificate.objects.filter(service__envelope__case__court=court)
    whole = found.select_related(
        "service__paper", "service__envelope__party", "service__envelope__case", "service__finding"
    )
    start = (max(page, 1) - 1) * PAGE_SIZE
    rows = list(whole.order_by("-made_at", "-id")[start : start + PAGE_SIZE + 1])
    return CertificatePage(tuple(rows[:PAGE_SIZE]), max(page, 1), len(rows) > PAGE_SIZE)
