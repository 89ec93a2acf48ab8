"""Tries by people are put on record; a public notice only on an exhausted ladder or a judge's approval."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from songda.core.delivery.entrustments import CALLED_BACK, OPEN
from songda.core.delivery.ladder.public_notice import MANNER_OF, Board
from songda.core.law import decide
from songda.core.law.decision import Ground, Status
from songda.core.refusal import Refused
from songda.records.law.facts.dossier import Dossier, load_dossier_for_notice
from songda.records.law.facts.law_facts import ladders, law_facts
from songda.records.law.rulings.service_rulings import question_of
from songda.records.matter.cases.actions import Reason
from songda.records.service.deeds import actions
from songda.records.service.deeds.actions import DeedDraft, StepDraft
from songda.records.service.deeds.models import Deed, DeedStep
from songda.records.service.orders.models import Envelope, Service
from songda.records.service.tasks.actions import TaskDraft, open_tasks
from songda.records.ways.post.carriage.judging import look_again


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


def record_deed(envelope: Envelope, draft: DeedDraft, by: str, now: datetime) -> Deed:
    """Put a try by people on record; raises WrongField or Refused, and then nothing is kept."""
    return actions.record_deed(envelope, draft, by, now, require_ground)


@transaction.atomic
def add_step(deed: Deed, step: StepDraft, by: str, now: datetime) -> DeedStep:
    """Add what became of a try that is on record already; raises WrongField or Refused."""
    _require_no_other_desk(deed)
    actions.require_order(deed, step)
    made = actions.add_step(deed, step, by, now, require_ground)
    look_again(deed, now)
    return made


@transaction.atomic
def strike_step(step: DeedStep, why: Reason, by: str, now: datetime) -> None:
    """Strike what was entered by mistake; raises WrongField without a reason, or Refused."""
    _require_no_other_desk(step.deed)
    if step.manner == MANNER_OF[Board.PAGE] and _stands(step.deed):
        raise Refused("notice_page_stands")
    actions.strike_step(step, why, by, now)
    look_again(step.deed, now, was_struck=True)


def _require_no_other_desk(deed: Deed) -> None:
    """Refused where somebody else says what became of this try: whoever serves for the court, or the judge.

    Else both desks would tell of one try, and the records of two courts would tell of it differently.
    """
    mine = Deed.objects.filter(id=deed.id)
    if mine.filter(entrustment__state__in=OPEN | CALLED_BACK).exists():
        raise Refused("entrusted_answers_there")
    if mine.filter(letter__carriage__judge_asked_at__isnull=False).exists():
        raise Refused("carriage_with_the_judge")


def _stands(deed: Deed) -> bool:
    """Whether everybody can read the notice on the page of the court."""
    running = Deed.objects.filter(public_notice__removed_at=None, public_notice__ended_at=None)
    return running.filter(id=deed.id, public_notice__isnull=False).exists()
