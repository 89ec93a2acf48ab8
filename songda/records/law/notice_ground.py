"""What a public notice rests on: an exhausted ladder, or the approval of a judge."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from songda.core.law import (
    Ladder,
    LadderStanding,
    decide,
    ladder,
)
from songda.core.law.decision import Ground, Status
from songda.core.refusal import Refused
from songda.records.law.facts.dossier import NOTICE, Dossier, load_dossier_for_notice
from songda.records.law.facts.law_facts import law_facts
from songda.records.service.deeds.models import PUBLISHED
from songda.records.service.determinations.actions import Subject
from songda.records.service.orders.models import Envelope, Service
from songda.records.service.tasks.actions import TaskDraft, open_tasks


def require_ground(envelope: Envelope, services: Iterable[Service], at: datetime, now: datetime) -> None:
    """Refused where a notice published on that day would rest on too little; a closed way is for the law to tell.

    Nor is one published once it has run: the last publication is the one that counts (interpretation of the Civil
    Procedure Law, article 138), and one of after its effect would unmake what the law has brought about.
    """
    dossier, wanted = load_dossier_for_notice(envelope), {service.id for service in services}
    for service in dossier.services:
        if service.id in wanted and (since := _served_by_notice(dossier, service, min(at, now))) is not None:
            raise Refused("notice_has_run", since=since)
    for service, own_ladder in ladders(dossier, min(_end_of_day(envelope, at), now)):
        if service.id in wanted and own_ladder.is_open and not own_ladder.has_ground:
            raise Refused("notice_needs_the_ladder", ladder=own_ladder)


def _served_by_notice(dossier: Dossier, service: Service, at: datetime) -> date | None:
    """Since which day a notice serves them, as the law stood at that moment; None where none does."""
    answer = decide(law_facts(dossier, service, at))
    is_so = answer.status is Status.EFFECTIVE and answer.ground is Ground.PUBLIC_NOTICE
    return answer.effective_on if is_so else None


def _end_of_day(envelope: Envelope, at: datetime) -> datetime:
    """A notice is dated by its day; what that day brought was there."""
    return at.astimezone(ZoneInfo(envelope.case.court.zone)).replace(hour=23, minute=59, second=59)


@transaction.atomic
def ask_judge(envelope_id: UUID, now: datetime) -> None:
    """Put the notice before the judge of the case; raises Refused where there is nothing for them to decide."""
    envelope = Envelope.objects.select_related("case__court", "party").get(id=envelope_id)
    question_of(load_dossier_for_notice(envelope), now)
    open_tasks([TaskDraft("decide_notice", "notice_asked", envelope.case, envelope)], now)


def ladders(dossier: Dossier, at: datetime) -> list[tuple[Service, Ladder]]:
    """How the ladder stands for each paper, where a rule asks for one."""
    each_ladder = ((service, ladder(law_facts(dossier, service, at))) for service in dossier.services)
    return [(service, own_ladder) for service, own_ladder in each_ladder if own_ladder is not None]


def question_of(dossier: Dossier, now: datetime) -> Subject:
    """What a judge is asked: may a notice be published though these ways were not tried? Refused where nothing asks."""
    if any(PUBLISHED in each.kinds for each in dossier.deeds if each.deed.way == NOTICE):
        raise Refused("notice_published")
    open_ladders = [each for _, each in ladders(replace(dossier, approval=None), now) if each.is_open]
    standings = {each.standing for each in open_ladders}
    if LadderStanding.NONE in standings:
        raise Refused("nothing_tried_yet")
    if LadderStanding.INCOMPLETE not in standings:
        raise Refused("notice_needs_no_judge")
    ways = list(dict.fromkeys(way.value for each in open_ladders for way in each.untried))
    return Subject(
        party=dossier.envelope.party,
        kind="notice",
        keys={"envelope": dossier.envelope},
        basis=",".join(ways),
        more={"shown_to_judge": {"ways": ways}},
    )
