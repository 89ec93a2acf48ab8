"""The list of a court's certificates, a page at a time, each with what it certifies."""

from collections.abc import Iterable
from dataclasses import dataclass

from songda.records.court.staff.models import Court
from songda.records.delivery.orders.models import Service
from songda.records.ground.pages import Page, page_of
from songda.records.proof.certificates.certified import Certified, certified_by
from songda.records.proof.certificates.models import Certificate


@dataclass(frozen=True)
class Listed:
    """A certificate, what it certifies (None: not in the log yet), and the number of the one that took its place."""

    certificate: Certificate
    certified: Certified | None
    superseded_by: str

    @property
    def is_superseded(self) -> bool:
        """Whether another one took its place, or it stands no more for another reason."""
        return self.certificate.state == "replaced"

    @property
    def is_statement(self) -> bool:
        """Whether it says that the electronic service does not count, or no more, instead of certifying it."""
        return self.certified is not None and self.certified.result != "effective"


def certificates_of_court(court: Court, asked: str = "") -> Page[Listed]:
    """The certificates of a court, superseded ones too, newest first; `asked` is the mark of a page."""
    found = Certificate.objects.filter(service__envelope__case__court=court)
    whole = found.select_related(
        "service__paper", "service__envelope__party", "service__envelope__case", "service__finding", "replaced_by"
    )
    page = page_of(whole, ("-made_at", "-id"), asked)
    return page.with_rows(listed(page.rows))


def listed_of(service: Service) -> list[Listed]:
    """Every certificate of a service, superseded ones too, newest first."""
    return listed(service.certificates.select_related("replaced_by").order_by("-made_at", "-id"))


def listed(certificates: Iterable[Certificate]) -> list[Listed]:
    """Each with what it certifies, which is not what the law says of the service today."""
    rows = list(certificates)
    said = certified_by([row.id for row in rows])
    return [Listed(row, said.get(row.id), _successor(row)) for row in rows]


def _successor(certificate: Certificate) -> str:
    newer = getattr(certificate, "replaced_by", None)
    return newer.number if newer else ""
