"""Reads what people put on record of service by other means, and what the law says of a way before it is taken."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from songda.channels.registry import place_kinds
from songda.core.law import OpenMethod
from songda.records.court.staff.models import Court
from songda.records.delivery.deeds.models import Deed, DeedStep
from songda.records.delivery.findings.queries import services_of
from songda.records.delivery.orders.models import Envelope
from songda.records.matter.papers.models import Paper
from songda.records.matter.parties.models import Address
from songda.records.overview.boards.preview import preview


@dataclass(frozen=True)
class Openness:
    """Whether the law opens the way for this paper, and why (not)."""

    paper: Paper
    method: OpenMethod


def openness(envelope: Envelope, way: str, now: datetime) -> list[Openness]:
    """One line for every paper of the envelope."""
    papers = [view.paper for view in services_of(envelope)]
    rows = preview(envelope.case, papers, [envelope.party], now)
    return [Openness(row.paper, method) for row in rows for method in row.methods if method.channel == way]


@dataclass(frozen=True)
class MustTell:
    """One thing that the text of a notice must tell, the papers that ask for it, and the article."""

    sentence: str
    papers: tuple[str, ...]
    article: str


def notice_contents(lines: Sequence[Openness], language: str) -> list[MustTell]:
    """What a notice of these papers must tell, each thing once, in the order of the law."""
    found: dict[str, list[str]] = {}
    for line in lines:
        for sentence in line.method.contents(language):
            found.setdefault(sentence, []).append(line.paper.title)
    article = next((words for line in lines if (words := line.method.contents_article(language))), "")
    return [MustTell(sentence, tuple(titles), article) for sentence, titles in found.items()]


def deeds_of(envelope: Envelope) -> list[Deed]:
    """The tries by people, oldest first, each with its papers and all its steps, struck ones too."""
    rows = Deed.objects.filter(envelope=envelope).select_related("address").order_by("id")
    return list(rows.prefetch_related("steps", "carried__service__paper"))


def places_of(envelope: Envelope) -> Sequence[Address]:
    """The postal addresses of the recipient that are in use."""
    places = Address.objects.filter(party_id=envelope.party_id, kind__in=place_kinds(), retired_at=None)
    return list(places.order_by("id"))


def deed_of(court: Court, deed_id: UUID) -> Deed:
    """One such try of this court; Deed.DoesNotExist for any other."""
    rows = Deed.objects.select_related("envelope__case__court", "envelope__party")
    return rows.get(id=deed_id, envelope__case__court=court)


def step_of(court: Court, step_id: UUID) -> DeedStep:
    """One step of this court; DeedStep.DoesNotExist for any other."""
    rows = DeedStep.objects.select_related("deed__envelope__case__court", "deed__envelope__party")
    return rows.get(id=step_id, deed__envelope__case__court=court)
