"""Who stands at the counter: the parties that are this person, the papers that wait for each, and their printing.

All papers are printed in their order, and behind them one sheet to sign for all.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from songda.core.evidence.canonical import Json
from songda.core.evidence.readings import Door, door_of
from songda.core.language import COURT_LANGUAGE
from songda.core.refusal import Refused, WrongField
from songda.core.words import say
from songda.records.court.staff.models import Court
from songda.records.ground import vault
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.vault import number_index
from songda.records.matter.parties.models import Party
from songda.records.matter.parties.roles import role_name
from songda.records.matter.parties.showing import note_file, reading_data
from songda.records.service.findings.queries import ServiceView, services_of
from songda.records.service.orders.models import Envelope
from songda.records.ways.portal.personal_proofs.actions import see_card
from songda.trust.paper.rendering import merged
from songda.trust.typesetting import ReturnSlip, return_slip_pdf

SERVED = "effective"
BLANKS = (  # lines of the return that are filled in by hand
    "signed",
    "signed_at",
    "refused",
    "server",
)


@dataclass(frozen=True)
class WaitingEnvelope:
    """An envelope whose papers wait at the counter: services still `open`, and services that are `served`."""

    envelope: Envelope
    open: Sequence[ServiceView]
    served: Sequence[ServiceView]

    @property
    def link_code(self) -> str:
        """The ten characters that open the envelope's own pages."""
        return vault.link_token(self.envelope.id)


@transaction.atomic
def receive_visitor(court: Court, number: str, by: str, now: datetime) -> list[Party]:
    """The parties in the court's open cases that are the person of this card, which a clerk compared with the face.

    Looking for them is put on record, and so is the card for each; raises WrongField where the number is nobody's.
    """
    index = number_index(number)
    rows = Party.objects.filter(case__court=court, case__closed_at=None, number_index=index, removed_at=None)
    parties = list(rows.select_related("case__court").order_by("-recorded_at", "id"))
    reading = reading_data(court.id, sorted({party.case_id for party in parties}), [], door_of(by, Door.COUNTER))
    stream = by if by.startswith("staff:") else f"court:{court.id}"
    record([NewEvent("search.made", stream, None, now, by, reading, {"searched": number.strip()})], now)
    for party in parties:
        see_card(party, number, by, now)
    return parties


def require_somebody(parties: Sequence[Party]) -> Party:
    """The first of them; WrongField where nobody was found."""
    if not parties:
        raise WrongField("number", "nobody_with_card")
    return parties[0]


def same_person(party: Party) -> list[Party]:
    """All parties in open cases of the court that are the same person by their number; this party first."""
    if party.number_index is None:
        return [party]
    rows = Party.objects.filter(case__court=party.case.court, case__closed_at=None, removed_at=None)
    others = rows.filter(number_index=bytes(party.number_index)).exclude(id=party.id)
    return [party, *others.select_related("case__court").order_by("-recorded_at", "id")]


def waiting_for(party: Party) -> list[WaitingEnvelope]:
    """The envelopes placed for a party and not recalled, the newest first."""
    rows = Envelope.objects.filter(party=party, recalled_at=None).select_related("case__court", "party")
    return [_waiting(envelope) for envelope in rows.order_by("-placed_at")]


def _waiting(envelope: Envelope) -> WaitingEnvelope:
    views = services_of(envelope)
    served = [view for view in views if view.finding is not None and view.finding.status == SERVED]
    return WaitingEnvelope(envelope, [view for view in views if view not in served], served)


def print_waiting_papers(waiting: WaitingEnvelope, by: str, now: datetime) -> bytes:
    """One PDF; that it was taken, of which papers and with which hash is on record. Refused where nothing waits."""
    if not waiting.open:
        raise Refused("nothing_to_print")
    papers = [view.paper for view in waiting.open]
    body = merged([*(paper.read() for paper in papers), return_slip_pdf(slip_of(waiting), now)])
    _note(waiting, hashlib.sha256(body).hexdigest(), by, now)
    return body


def slip_of(waiting: WaitingEnvelope) -> ReturnSlip:
    """What stands on the return, in the language of the court, with room for what is written by hand."""
    party, case = waiting.envelope.party, waiting.envelope.case
    recipient = f"{role_name(party.role, COURT_LANGUAGE)} {party.name}"
    details = {"case": case.number, "cause": case.cause, "recipient": recipient, "place": _say("place_is")}
    return ReturnSlip(
        case.court.name,
        _say("title"),
        [(_say(name), value) for name, value in details.items() if value],
        _say("papers"),
        [view.paper.title for view in waiting.open],
        [_say(name) for name in BLANKS],
    )


@transaction.atomic
def _note(waiting: WaitingEnvelope, sha256: str, by: str, now: datetime) -> None:
    envelope, services = waiting.envelope, list[Json](str(view.service.id) for view in waiting.open)
    for view in waiting.open:
        note_file(envelope.case, "paper", view.paper.id, by, now)
    data: dict[str, Json] = {"services": services, "sha256": sha256}
    record([NewEvent("papers.printed", f"envelope:{envelope.id}", envelope.case_id, now, by, data)], now)


def _say(name: str) -> str:
    return say(f"deeds.slip.{name}", COURT_LANGUAGE)
