"""The letter by which another court is entrusted with the service, or a unit, prison or institution hands papers on."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from songda.core.delivery.entrustments import Hand, basis_of, request_text
from songda.core.identifiers.postal import as_written
from songda.core.language import COURT_LANGUAGE
from songda.core.words import day, say
from songda.records.matter.papers.models import Paper
from songda.records.matter.parties.models import Address
from songda.records.matter.parties.roles import role_name
from songda.records.service.orders.models import Envelope
from songda.trust.typesetting import RequestLetter, request_letter_pdf


@dataclass(frozen=True)
class Letter:
    """Who is asked by whom to serve what on whom, and until when."""

    envelope: Envelope
    papers: Sequence[Paper]
    hand: Hand
    to: str
    words: str
    due_on: date
    address_id: UUID | None


@dataclass(frozen=True)
class LetterPdf:
    """The letter as it is kept and sent."""

    pdf: bytes
    sha256: bytes


def letter_pdf(letter: Letter, now: datetime) -> LetterPdf:
    """The letter with the return of service that comes back signed, in the language of the court."""
    case, party = letter.envelope.case, letter.envelope.party
    court = case.court
    on = now.astimezone(ZoneInfo(court.zone)).date()
    recipient = f"{role_name(party.role, COURT_LANGUAGE)} {party.name}"
    values = {
        "recipient": recipient,
        "case": case.number,
        "cause": case.cause,
        "due": day(letter.due_on, COURT_LANGUAGE),
    }
    content = RequestLetter(
        court=court.name,
        title=_say(f"title.{letter.hand}"),
        number=case.number,
        to=letter.to,
        paragraphs=[
            request_text(letter.hand, case.branch, COURT_LANGUAGE, **values),
            *([letter.words] if letter.words else []),
            _say("return"),
        ],
        lines=[(_say(name), value) for name, value in _lines(letter) if value],
        papers_name=_say("papers"),
        papers=[
            f"{paper.title} · {_say('pages', pages=paper.pages)} · SHA-256 {paper.sha256_hex}"
            for paper in letter.papers
        ],
        closing=[court.name, day(on, COURT_LANGUAGE)],
        slip_title=_say("slip"),
        to_fill=[_say(f"fill.{name}") for name in ("signed", "signed_at", "refused", "server", "witness")],
        recipient=recipient,
    )
    body = request_letter_pdf(content, now)
    return LetterPdf(body, hashlib.sha256(body).digest())


def _lines(letter: Letter) -> Iterator[tuple[str, str]]:
    case, party = letter.envelope.case, letter.envelope.party
    yield "case", case.number
    yield "cause", case.cause
    yield "recipient", f"{role_name(party.role, COURT_LANGUAGE)} {party.name}"
    address = Address.objects.filter(id=letter.address_id, party=party).first() if letter.address_id else None
    yield "place", as_written(address.value, COURT_LANGUAGE) if address else ""
    yield "term", day(letter.due_on, COURT_LANGUAGE) if letter.hand is Hand.COURT else ""
    yield "basis", basis_of(letter.hand, case.branch, COURT_LANGUAGE)
    yield "phone", case.court.phone
    yield "street", case.court.street


def _say(name: str, **values: str | int) -> str:
    return say(f"entrustments.letter.{name}", COURT_LANGUAGE, **values)
