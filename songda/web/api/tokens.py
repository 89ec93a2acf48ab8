"""Lets in only systems that show a token of a court, and puts on record whose personal data an answer gave them."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from ninja.security import HttpBearer

from songda.clock import now
from songda.core.access import Scope
from songda.core.evidence.readings import Door
from songda.records.court.staff.models import ApiClient, Court
from songda.records.court.staff.queries import client_by_token, note_use, token_hash
from songda.records.matter.cases.models import Case
from songda.records.matter.parties.models import Party
from songda.records.matter.parties.showing import Subject, note_page
from songda.web.api.problems import OutOfScope, TokenEnded, TooLarge

log = logging.getLogger("songda.web")

_FORM_ROOM = 64 * 1024  # what the fields around an uploaded file may take
_LONGEST_TOKEN = 200
_TRUSTED_FOR = timedelta(seconds=2)  # a token that was revoked may work so much longer, and no more
_MOST_TRUSTED = 1000
_trusted: dict[bytes, tuple[ApiClient, datetime]] = {}


class ApiRequest(HttpRequest):
    """A request whose token was checked."""

    auth: ApiClient


class CourtToken(HttpBearer):
    """`Authorization: Bearer …` with the token of an API client; it stands for one court, and for its scopes alone.

    An operation whose scope nobody named is open to no token.
    """

    def __init__(self, scope: Scope | None = None) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> ApiClient | None:
        """The client of this token, or None; raises TokenEnded and OutOfScope."""
        refuse_oversized(request)
        moment = now()
        client = _known(token, moment) if 0 < len(token) <= _LONGEST_TOKEN else None
        if client is not None and client.ends_at <= moment:
            raise TokenEnded
        if client is not None and (self.scope is None or self.scope not in client.scopes):
            log.warning("turned away: client %s, whose token has not the scope %s", client.id, self.scope)
            raise OutOfScope(self.scope or "")
        return client


def _known(token: str, moment: datetime) -> ApiClient | None:
    """The client; a burst of calls asks the database only once in a while. Unknown tokens are asked each time."""
    mark = token_hash(token)
    client, since = _trusted.get(mark, (None, moment))
    if client is not None and moment - since < _TRUSTED_FOR:
        return client
    client = client_by_token(token)
    if client is not None:
        note_use(client, moment)
        if len(_trusted) >= _MOST_TRUSTED:
            _trusted.clear()
        _trusted[mark] = (client, moment)
    return client


def court_of(request: ApiRequest) -> Court:
    """The court that the client speaks for."""
    return request.auth.court


def actor_of(request: ApiRequest) -> str:
    """The client as the evidence log names it."""
    return f"client:{request.auth.id}"


def party_of(request: ApiRequest, party_id: UUID) -> Party:
    """A party in a case of the client's court, with that case and whom they act for."""
    rows = Party.objects.select_related("case__court", "acts_for")
    return rows.get(id=party_id, case__court=court_of(request))


def refuse_oversized(request: HttpRequest) -> None:
    """Raise before a byte of the body is read."""
    is_upload = request.content_type == "multipart/form-data"
    is_recording = request.path.endswith("/recordings")
    largest = settings.RECORDING_LIMIT_BYTES if is_recording else settings.PAPER_LIMIT_BYTES
    limit = largest + _FORM_ROOM if is_upload else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        length = 0
    if length > limit:
        raise TooLarge


def note_case_shown(request: ApiRequest, case: Case) -> Case:
    """The answer tells of everybody in this case; that goes on record, once within ten minutes."""
    note_page(court_of(request).id, [Subject(case.id)], Door.API, actor_of(request), now())
    return case


def note_parties_shown(request: ApiRequest, parties: Iterable[Party]) -> None:
    """The answer tells of these people; that goes on record as one reading, once within ten minutes."""
    shown = [Subject(party.case_id, party.id) for party in parties]
    note_page(court_of(request).id, shown, Door.API, actor_of(request), now())


def note_party_shown(request: ApiRequest, party: Party) -> Party:
    """The answer tells of this person; that goes on record, once within ten minutes."""
    note_page(court_of(request).id, [Subject(party.case_id, party.id)], Door.API, actor_of(request), now())
    return party
