"""Prints at the counter: all papers that wait, in their order, and behind them one sheet to sign for all."""

import hashlib
from datetime import datetime

from django.db import transaction

from songda.core.evidence.canonical import Json
from songda.core.language import COURT_LANGUAGE
from songda.core.refusal import Refused
from songda.core.words import say
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.matter.parties.roles import role_name
from songda.records.matter.parties.showing import note_file
from songda.records.overview.boards.at_counter import Waiting
from songda.trust.paper.merging import merged
from songda.trust.typesetting.return_slip import ReturnSlip, return_slip_pdf

TO_FILL = ("signed", "signed_at", "refused", "server")


def printed(waiting: Waiting, by: str, now: datetime) -> bytes:
    """One PDF; that it was taken, of which papers and with which hash is on record. Refused where nothing waits."""
    if not waiting.open:
        raise Refused("nothing_to_print")
    papers = [view.paper for view in waiting.open]
    body = merged([*(paper.read() for paper in papers), return_slip_pdf(slip_of(waiting), now)])
    _note(waiting, hashlib.sha256(body).hexdigest(), by, now)
    return body


def slip_of(waiting: Waiting) -> ReturnSlip:
    """What stands on the return, in the language of the court, with room for what is written by hand."""
    party, case = waiting.envelope.party, waiting.envelope.case
    recipient = f"{role_name(party.role, COURT_LANGUAGE)} {party.name}"
    told = {"case": case.number, "cause": case.cause, "recipient": recipient, "place": _say("place_is")}
    return ReturnSlip(
        case.court.name,
        _say("title"),
        [(_say(name), value) for name, value in told.items() if value],
        _say("papers"),
        [view.paper.title for view in waiting.open],
        [_say(name) for name in TO_FILL],
    )


@transaction.atomic
def _note(waiting: Waiting, sha256: str, by: str, now: datetime) -> None:
    envelope, services = waiting.envelope, list[Json](str(view.service.id) for view in waiting.open)
    for view in waiting.open:
        note_file(envelope.case, "paper", view.paper.id, by, now)
    data: dict[str, Json] = {"services": services, "sha256": sha256}
    record([NewEvent("papers.printed", f"envelope:{envelope.id}", envelope.case_id, now, by, data)], now)


def _say(name: str) -> str:
    return say(f"deeds.slip.{name}", COURT_LANGUAGE)
