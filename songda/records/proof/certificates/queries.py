"""Certificates as they are read: by code for anybody, with persons masked, and page by page for the court."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from songda.core.certificates.listing import Listing
from songda.core.language import COURT_LANGUAGE
from songda.core.law.decision import Citation
from songda.core.law.record import read_citation
from songda.records.court.staff.models import Court
from songda.records.ground import vault
from songda.records.ground.pages import Page, page_of
from songda.records.proof.certificates.bundles import bundle, hand_out
from songda.records.proof.certificates.draft import digest_of
from songda.records.proof.certificates.models import Certificate
from songda.records.proof.certificates.says.certified import Certified, certified_by, lines_in_log
from songda.records.service.findings.models import Finding
from songda.records.service.orders.models import Envelope, Service

__all__ = [
    "Certified",
    "PublicCheck",
    "bundle",
    "by_code",
    "certificate_of",
    "check_message",
    "current",
    "hand_out",
]


@dataclass(frozen=True)
class PublicCheck:
    """What a stranger learns from a certificate's code: whether it is genuine, what it says, and if it still stands.

    `certified` and `lines` are None where the log holds them not yet, or not any more.
    """

    state: str  # issued, stamp_pending, replaced
    number: str
    court: Court
    made_at: datetime
    sha256: str
    unstamped_sha256: str  # of the same certificate before its time stamp came; empty when it never waited
    replaced_by: str | None  # of a superseded one, the number of the one that stands today
    certified: Certified | None = None
    newer: Certified | None = None  # what that one says, unless it was decided otherwise since
    lines: Listing | None = None
    waits_for_stamp: bool = False
    is_outdated: bool = False  # it was decided otherwise since, and the one that says so is not made yet
    rule: Citation | None = None  # by which the service counts; it names nobody
    counted_on: date | None = None  # the legal day of that
    is_in_doubt: bool = False  # something was said against what it certifies, and no judge has decided


def current(service: Service) -> Certificate | None:
    """The certificate of a service that stands now."""
    return Certificate.objects.filter(service=service).exclude(state="replaced").first()


def current_of(services: Iterable[Service]) -> list[Certificate]:
    """Those that stand now of these services, in their order; one statement."""
    known = {service.id: place for place, service in enumerate(services)}
    rows = Certificate.objects.filter(service__in=known).exclude(state="replaced").order_by("id")
    return sorted(rows, key=lambda one: known[one.service_id])


def certificate_of(court: Court, certificate_id: UUID) -> Certificate:
    """One certificate of this court; Certificate.DoesNotExist for any other."""
    rows = Certificate.objects.select_related("service__envelope__case", "service__paper")
    return rows.get(id=certificate_id, service__envelope__case__court=court)


def by_code(code: str, language: str = COURT_LANGUAGE) -> PublicCheck | None:
    """What the verify page tells, its lines in this language; None for a code that names nothing."""
    rows = Certificate.objects.select_related("service__envelope__case__court", "service__finding", "replaced_by")
    certificate = rows.filter(code=code.strip().replace("-", "").upper()).first()
    if certificate is None:
        return None
    replaced_by = _newest_of(certificate)
    finding = getattr(certificate.service, "finding", None)
    certified = certified_by([certificate.id, *([replaced_by.id] if replaced_by else [])])
    return PublicCheck(
        state=certificate.state,
        number=certificate.number,
        court=certificate.service.envelope.case.court,
        made_at=certificate.made_at,
        sha256=bytes(certificate.sha256).hex(),
        unstamped_sha256=bytes(certificate.unstamped_sha256 or b"").hex(),
        replaced_by=replaced_by.number if replaced_by else None,
        certified=certified.get(certificate.id),
        newer=certified.get(replaced_by.id) if replaced_by and not _is_outdated(replaced_by, finding) else None,
        lines=lines_in_log(certificate.id, language),
        waits_for_stamp=certificate.waits_for_stamp,
        is_outdated=_is_outdated(certificate, finding),
        rule=read_citation(finding.record["rules"][0]) if finding is not None and finding.record["rules"] else None,
        counted_on=finding.effective_on if finding is not None else None,
        is_in_doubt=finding is not None and finding.is_in_doubt,
    )


def _newest_of(certificate: Certificate) -> Certificate | None:
    """What took the place of a superseded one: the one that stands today, however many came between them."""
    if certificate.state != "replaced":
        return None
    return current(certificate.service) or getattr(certificate, "replaced_by", None)


def _is_outdated(certificate: Certificate, finding: Finding | None) -> bool:
    """Whether another answer stands by now, of which a certificate is due."""
    if finding is None or finding.certificate_due_at is None or certificate.state == "replaced":
        return False
    return digest_of(finding) != bytes(certificate.finding_digest)


def check_message(code: str) -> Court | None:
    """The court that sent a message with this code in its link, or None: nothing else is told."""
    rows = Envelope.objects.select_related("case__court").filter(link_index=vault.link_index(code.strip()))
    envelope = rows.first()
    return envelope.case.court if envelope else None


@dataclass(frozen=True)
class ListedCertificate:
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


def certificates_of_court(court: Court, mark: str = "") -> Page[ListedCertificate]:
    """The certificates of a court, superseded ones too, newest first; `mark` is the mark of a page."""
    found = Certificate.objects.filter(service__envelope__case__court=court)
    whole = found.select_related(
        "service__paper", "service__envelope__party", "service__envelope__case", "service__finding", "replaced_by"
    )
    page = page_of(whole, ("-made_at", "-id"), mark)
    return page.with_rows(listed(page.rows))


def listed_of(service: Service) -> list[ListedCertificate]:
    """Every certificate of a service, superseded ones too, newest first."""
    return listed(service.certificates.select_related("replaced_by").order_by("-made_at", "-id"))


def listed(certificates: Iterable[Certificate]) -> list[ListedCertificate]:
    """Each with what it certifies, which is not what the law says of the service today."""
    rows = list(certificates)
    certified = certified_by([row.id for row in rows])
    return [ListedCertificate(row, certified.get(row.id), _successor(row)) for row in rows]


def _successor(certificate: Certificate) -> str:
    newer = getattr(certificate, "replaced_by", None)
    return newer.number if newer else ""
