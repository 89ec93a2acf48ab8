"""Tags of the judge's desk and of the pages on which decisions are shown."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext

from songda.clock import now
from songda.core.access import may_hand_over
from songda.core.delivery.sentences import OldHearing
from songda.core.delivery.tasks import BY_DECISION, FOR_APPROVERS, FOR_JUDGES
from songda.core.law.decision import Decision
from songda.core.lookups import State
from songda.records.court.staff.models import User
from songda.records.law.rulings.guards import Guard, GuardRow, in_pairs
from songda.records.matter.papers.models import Paper
from songda.records.service.determinations.actions import reason_of as written_reason
from songda.records.service.determinations.models import Determination
from songda.records.service.findings.models import Finding
from songda.records.service.orders.summoned import CALLING, HearingChange, Hearings, Summoned, named_by, would_call_to
from songda.records.service.portal_acts.models import Objection
from songda.records.service.tasks.by_hand import MAY_BE_SEEN
from songda.records.service.tasks.models import Task
from songda.web.console.shared import words

register = template.Library()
BRIEF = 90
_PILE = {
    "decide_finding": "findings",
    "rule_objection": "objections",
    "rule_withdrawal": "withdrawals",
    "decide_notice": "notices",
    "decide_carriage": "letters",
    "weigh_gap": "gaps",
    "weigh_malfunction": "gaps",
}


@register.filter
def outcome(determination: Determination) -> str:
    """What was decided, in a few words."""
    return words.word(f"{determination.kind}_{determination.outcome}", "determination")


@register.filter
def reason_of(determination: Determination) -> str:
    """The judge's own words; the page asks first whether its reader may see them."""
    return written_reason(determination)


@register.filter
def in_words(decision: Decision) -> Mapping[str, Any]:
    """What the law would say, in the reader's language."""
    return decision.to_json(words.language())


@dataclass(frozen=True)
class Seat:
    """A party at a hearing, with the guard of its summons; a hearing without parties has one empty seat."""

    guard: Guard
    row: GuardRow | None
    is_first: bool


@register.filter
def seats(guards: Iterable[Guard]) -> list[Seat]:
    """The hearings as lines of a list: one for each party, of which the first names the hearing."""
    return [Seat(guard, row, place == 0) for guard in guards for place, row in enumerate(guard.rows or (None,))]


@register.filter
def tested(guard: Mapping[str, Any]) -> list[tuple[bool, str]]:
    """What a guard in words looked at: whether it is there, and the sentence about it."""
    return in_pairs(guard)


@register.simple_tag
def old_hearing_of(paper: Paper, known: Hearings | None = None) -> str:
    """What a summons names that is not so any more; nothing of any other paper, or where all is as it names it.

    `known` are the hearings of its case, where they were read already.
    """
    summoned = named_by([paper], known).get(paper.id)
    return _old_hearing(summoned) if summoned else ""


@register.simple_tag
def summons_in_doubt(paper: Paper) -> str:
    """Of a summons that is about to go out, why nobody would find a hearing by it; nothing of any other paper."""
    if paper.kind != CALLING:
        return ""
    summoned = would_call_to(paper, now())
    if summoned is None:
        return gettext("No hearing that is to come is on record. Set it first, or see what the paper calls to.")
    zone = timezone.get_current_timezone()
    is_over = summoned.named_at < now() and summoned.change is HearingChange.AS_NAMED
    old = OldHearing("over", summoned.named_at.astimezone(zone), summoned.named_place) if is_over else None
    old = old or summoned.old_hearing(zone)
    if old is None:
        return ""
    asked = gettext("File a new paper that names the hearing as it is, and serve that.")
    return f"{capfirst(old.phrase.sentence(words.language()))}{gettext('. ')}{asked}"


@register.filter
def what_it_names(row: GuardRow) -> str:
    """What the newest summons for the hearing names that is not so any more."""
    return _old_hearing(row.outdated.summoned) if row.outdated else ""


@register.filter
def answering_in_words(row: GuardRow) -> str:
    """Whether the claim was served on a defendant, and the time to answer it is over; nothing of anybody else."""
    return row.answering.phrase.sentence(words.language()) if row.answering and row.possible else ""


def _old_hearing(summoned: Summoned) -> str:
    old = summoned.old_hearing(timezone.get_current_timezone())
    return str(capfirst(old.phrase.sentence(words.language()))) if old else ""


@register.filter
def is_for_judges(task: Task) -> bool:
    """Whether only a judge's decision closes it."""
    return task.kind in FOR_JUDGES


@register.filter
def is_for_approvers(task: Task) -> bool:
    """Whether it ends by the approval of another person than who asked."""
    return task.kind in FOR_APPROVERS


@register.filter
def may_be_seen(task: Task) -> bool:
    """Whether it waits for nothing but that somebody has seen it."""
    return task.kind in MAY_BE_SEEN


@register.filter
def may_end_by_hand(task: Task) -> bool:
    """Whether somebody's word and reason can end it."""
    return task.kind not in BY_DECISION


@register.filter
def may_hand(user: User, task: Task) -> bool:
    """Whether they may give this task to somebody else."""
    is_open = task.closed_at is None and task.kind not in FOR_JUDGES
    return is_open and may_hand_over(user.role, user.id, task.owner_id)


ROOMS = {
    "look_at_visit": "console:visits",
    "await_entrusted": "console:entrusted",
    "serve_entrusted": "console:entrusted",
    "stop_entrusted": "console:entrusted",
}


@register.filter
def page_of(task: Task) -> str:
    """Where the work of a task is done."""
    if task.kind == "note_change" and task.envelope_id:
        return reverse("console:change", args=[task.id])
    if task.kind in FOR_APPROVERS:
        return f"{reverse('console:lookups')}?state={State.WAITING}"
    if task.kind in ROOMS:
        return reverse(ROOMS[task.kind])
    if task.kind == "note_notice" and task.envelope_id:
        return f"{reverse('console:deed', args=[task.envelope_id])}?way=public_notice"
    if task.envelope_id:
        return reverse("console:envelope", args=[task.envelope_id])
    return reverse("console:party", args=[task.party_id]) if task.party_id else ""


@register.filter
def judged_at(task: Task) -> str:
    """Where the judge decides what a task waits for."""
    return f"{reverse('console:judge')}#{_PILE.get(task.kind, 'marked')}"


@register.filter
def subject_page(determination: Determination) -> str:
    """The page on which a determination can be looked at, and be taken back."""
    match determination.kind:
        case "finding":
            return reverse("console:judge_finding", args=[determination.service_id])
        case "objection":
            return reverse("console:judge_objection", args=[determination.objection_id])
        case "withdrawal":
            return reverse("console:judge_withdrawal", args=[determination.consent_id])
        case "notice":
            return reverse("console:judge_notice", args=[determination.envelope_id])
        case "guard":
            return reverse("console:judge_guard", args=[determination.hearing_id, determination.party_id])
        case _:
            return reverse("console:judge_offline", args=[determination.party_id])


@register.filter
def answer_in(finding: Finding, language: str) -> list[str]:
    """The law's reasons for a finding, in the reader's language."""
    return list(finding.decision.reasons(language))


@register.filter
def deciding_reason(finding: Finding, language: str) -> str:
    """The one reason that names the rule on which the finding rests first; else the first reason."""
    decision = finding.decision
    rests_on = {rule.id for rule in decision.rules[:1]}
    named = [step for step in decision.findings if step.rule is not None and step.rule.id in rests_on]
    steps = [*named, *decision.findings][:1]
    return "".join([decision.wording.sentence(step, language) for step in steps])


@register.filter
def brief(objection: Objection) -> str:
    """The beginning of what the recipient wrote."""
    return Truncator(objection.words).chars(BRIEF)


@register.filter
def law_says(task: Task) -> list[tuple[str, list[str]]]:
    """What the law says of the papers that a task is about: papers of which it says the same stand together."""
    if task.envelope is None:
        return []
    titles_by_reasons: dict[tuple[str, ...], list[str]] = {}
    for service in task.envelope.services.all():
        if hasattr(service, "finding"):
            reasons = tuple(answer_in(service.finding, words.language()))
            titles_by_reasons.setdefault(reasons, []).append(service.paper.title)
    return [(gettext(", ").join(titles), list(reasons)) for reasons, titles in titles_by_reasons.items()]
