"""The post, as the law sees it: see `law.ways`."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from songda.core.delivery.letters import OPEN, LetterState
from songda.core.delivery.plan import HandOver
from songda.core.law.facts import Channel
from songda.records.law.facts.dossier import Dossier
from songda.records.law.ways import LOST, Rows, Thing, Way, told_as
from songda.records.service.orders.models import Envelope, Service
from songda.records.ways.post.carriage.judging import look_again
from songda.records.ways.post.letters.actions import lost_letters, see_to_overtaken, sweep_overtaken, was_lost
from songda.records.ways.post.letters.batches import to_seal
from songda.records.ways.post.letters.models import Letter, LetterPaper
from songda.records.ways.post.propose import propose_next, with_post


def _letters(case_ids: Collection[UUID]) -> Iterator[Thing]:
    travelling = Q(state=LetterState.SEALED) & ~Q(deed__steps__kind__in=["signed", "returned"])
    rows = Letter.objects.filter(Q(state__in=OPEN) | travelling, envelope__case__in=case_ids)
    for one in rows.order_by("id").distinct().select_related("carriage").prefetch_related("paper_rows"):
        own = frozenset(paper.service_id for paper in one.paper_rows.all())
        stage = "lost" if was_lost(one) else "printed" if one.state == LetterState.READY and one.batch_id else one.state
        yield Thing("letter", stage, str(one.id), one.envelope_id, one.opened_at, own, one.state == LetterState.SEALED)


def _overtaken(envelopes: Sequence[Envelope], by: str, now: datetime) -> None:
    see_to_overtaken([envelope.id for envelope in envelopes], by, now)


def _handed_over(steps: Sequence[tuple[Dossier, HandOver]], now: datetime) -> None:
    if by_people := [each for each in steps if each[1].task != "call"]:
        propose_next(by_people, now)


def _going(envelopes: Collection[UUID]) -> Sequence[Rows]:
    letters = Letter.objects.filter(envelope__in=envelopes)
    waiting = letters.filter(state__in=OPEN).exclude(state=LetterState.PROPOSED)
    lost = lost_letters(letters.filter(deed__isnull=False))
    return told_as("letter", waiting, "envelope_id", "opened_at"), told_as(LOST, lost, "deed_id", "opened_at")


def _in_the_sack(services: Sequence[Service]) -> Collection[UUID]:
    rows = LetterPaper.objects.filter(letter__in=to_seal(), service__in=services)
    return set(rows.values_list("service_id", flat=True))


WAY = Way(
    name="letter",
    noted_in="posted_at",
    under_way=_letters,
    let_go=sweep_overtaken,
    overtaken=_overtaken,
    waiting=with_post,
    handed_over=_handed_over,
    going=_going,
    counts_as=Channel.MAIL.value,
    irrevocable=_in_the_sack,
    stepped=look_again,
)
