"""All certificates of a case that stand, at once: the signed files packed together, or their pages in one file."""

import zipfile
from collections.abc import Iterator, Sequence

from django.utils import timezone

from songda.records.matter.cases.models import Case
from songda.records.proof.certificates.models import Certificate
from songda.trust.paper.rendering import merged

MOST_IN_ONE = 120  # whose pages one child process puts together
NOT_IN_NAMES = str.maketrans(dict.fromkeys('/\\:*?"<>|', "-"))


def current_certificates(case: Case) -> list[Certificate]:
    """Those that stand, person by person."""
    rows = Certificate.objects.filter(service__envelope__case=case).exclude(state="replaced")
    whole = rows.select_related("service__paper", "service__envelope__party")
    return list(whole.order_by("service__envelope__party_id", "service__paper__filed_at", "id"))


def in_one(certificates: Sequence[Certificate]) -> bytes:
    """Their pages one after the other, to be read and printed; the signatures stay with the files themselves."""
    return merged([one.read() for one in certificates])


def packed(certificates: Sequence[Certificate]) -> Iterator[bytes]:
    """A ZIP file of the signed files, byte for byte, made while it is sent: one of them is in memory at a time."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as archive:
        for one in certificates:
            archive.writestr(zipfile.ZipInfo(_name(one), timezone.localtime(one.made_at).timetuple()[:6]), one.read())
            yield sink.take()
    yield sink.take()


def _name(one: Certificate) -> str:
    service = one.service
    name = f"{one.number} {service.envelope.party.name} {service.paper.title}"
    return f"{name.translate(NOT_IN_NAMES)[:120]}.pdf"


class _Sink:
    """What was written and not yet sent."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self._parts.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Nothing waits elsewhere."""

    def close(self) -> None:
        """There is nothing to close."""

    def take(self) -> bytes:
        taken, self._parts = b"".join(self._parts), []
        return taken
