"""Takes in what others saw of the notices: a note that a key of this court's choice signed, kept with its words."""

from datetime import datetime, timedelta

from django.conf import settings

from songda.core.delivery.ladder.public_notice import LookFrom
from songda.core.evidence.note import NoteError, VerifierKey, read_verifier_key
from songda.core.refusal import Refused
from songda.records.ways.public_notices.looks import SeenPage, Visit, keep_looks
from songda.trust.looking import read_look

OLDEST = timedelta(days=45)  # that a file with a look is taken in
AHEAD = timedelta(minutes=5)  # that another clock may go ahead


def looker_keys() -> list[VerifierKey]:
    """The keys of those who look for this court. Raises NoteError for one that cannot be read."""
    return [read_verifier_key(line) for line in settings.LOOKER_KEYS]


def take_in(written: str, now: datetime) -> int:
    """Keep a signed look; gives of how many notices it tells. Raises Refused where nobody known signed it.

    Only rows are written; what follows from them is written by the worker.
    """
    try:
        note = read_look(written, looker_keys())
    except NoteError as wrong:
        raise Refused("look_unsigned", why=str(wrong)) from wrong
    if note.address != settings.PUBLIC_URL:
        raise Refused("look_elsewhere", address=settings.PUBLIC_URL)
    if not now - OLDEST <= note.at <= now + AHEAD:
        raise Refused("look_out_of_time", days=OLDEST.days)
    pages = [SeenPage(each.token, each.seen, each.text_sha256) for each in note.pages]
    return keep_looks(pages, Visit(note.at, LookFrom.OUTSIDE, note.looker, written), now)
