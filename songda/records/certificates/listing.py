"""The list of a court's certificates, a page at a time."""

from songda.records.certificates.models import Certificate
from songda.records.pages import Page, page_of
from songda.records.staff.models import Court


def certificates_of_court(court: Court, asked: str = "") -> Page[Certificate]:
    """The certificates of a court, replaced ones too, newest first; `asked` is the mark of a page."""
    found = Certificate.objects.filter(service__envelope__case__court=court)
    whole = found.select_related(
        "service__paper", "service__envelope__party", "service__envelope__case", "service__finding"
    )
    return page_of(whole, ("-made_at", "-id"), asked)
