"""The sound of a call: played in the page, in the parts that a player asks for; each listening is on record."""

import re
from uuid import UUID

from django.http import HttpResponse

from songda.clock import now
from songda.core.access import Act
from songda.core.refusal import Refused
from songda.records.service.telephone.models import Recording
from songda.records.service.telephone.recordings import note_playing
from songda.trust.sound import media_type
from songda.web.console.shared.gate import StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import lookup_or_404

_RANGE = re.compile(r"bytes=(\d{1,12})-(\d{0,12})$")
LARGEST_PART = 4 * 1024 * 1024


@behind(Act.TAKE_FILES)
def sound(request: StaffRequest, recording_id: UUID) -> HttpResponse:
    """The sound of one recording, or the part of it that is asked for (RFC 9110, 14)."""
    rows = Recording.objects.select_related("party__case")
    found = lookup_or_404(lambda: rows.get(id=recording_id, party__case__court=request.court))
    try:
        note_playing(found, actor(request), now())
    except Refused:
        return HttpResponse(status=410)
    return _part(found, request.headers.get("Range", ""))


def _part(found: Recording, byte_range: str) -> HttpResponse:
    wanted = _RANGE.match(byte_range)
    if wanted is None:
        return _sound(found, 0, found.size, 200)
    start = int(wanted[1])
    last = min(int(wanted[2] or found.size), found.size - 1, start + LARGEST_PART - 1)
    if start >= found.size or last < start:
        answer = HttpResponse(status=416)
        answer["Content-Range"] = f"bytes */{found.size}"
        return answer
    answer = _sound(found, start, last + 1, 206)
    answer["Content-Range"] = f"bytes {start}-{last}/{found.size}"
    return answer


def _sound(found: Recording, start: int, stop: int, status: int) -> HttpResponse:
    answer = HttpResponse(found.read(start, stop), content_type=media_type(found.form), status=status)
    answer["Accept-Ranges"] = "bytes"
    answer["Content-Disposition"] = "inline"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer
