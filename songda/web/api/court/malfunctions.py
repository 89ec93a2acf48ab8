"""Times in which the system was away, and their certificates. They are the installation's: everybody may read them."""

from typing import Self
from uuid import UUID

from django.http import Http404, HttpResponse
from pydantic import AwareDatetime

from songda.records.service.malfunctions.actions import certificate_of, malfunctions
from songda.records.service.malfunctions.models import Malfunction
from songda.web.api.once import ScopedRouter, as_file, file_of
from songda.web.api.shapes import Out
from songda.web.api.tokens import ApiRequest

router = ScopedRouter(tags=["malfunctions"])
_PDF = file_of("application/pdf")


class MalfunctionOut(Out):
    """What was away (`away`), since when, until when if it is over, how it was noticed (watch, person).

    `in_vain`: how often somebody tried to open a page meanwhile. `sha256`: of the certificate, once it is made.
    """

    id: UUID
    away: str
    since: AwareDatetime
    until: AwareDatetime | None
    noticed: str
    words: str
    in_vain: int
    sha256: str | None

    @classmethod
    def of(cls, row: Malfunction) -> Self:
        own = {name: getattr(row, name) for name in cls.model_fields if name != "sha256"}
        return cls(sha256=bytes(row.sha256).hex() if row.sha256 else None, **own)


@router.get("/malfunctions", response=list[MalfunctionOut], summary="List when the system was away")
def listed(request: ApiRequest) -> list[MalfunctionOut]:  # noqa: ARG001 - every door is given the request
    """The newest first, two hundred at most; what was struck as mistaken is left out."""
    return [MalfunctionOut.of(row) for row in malfunctions()]


@router.get(
    "/malfunctions/{uuid:malfunction_id}/certificate",
    summary="Fetch the certificate of a malfunction",
    openapi_extra=_PDF,
)
def certificate(request: ApiRequest, malfunction_id: UUID) -> HttpResponse:  # noqa: ARG001 - likewise
    """Sealed by the court that runs the installation; there once it is over."""
    found = Malfunction.objects.get(id=malfunction_id, struck_at=None)
    try:
        body = certificate_of(found)
    except LookupError:
        raise Http404 from None
    return as_file(HttpResponse(body, content_type="application/pdf"), f"malfunction-{malfunction_id}.pdf")
