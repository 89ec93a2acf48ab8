"""What a recipient should know of a paper, by the law's own answer: state, why, periods, and what opening it begins.

Beside that, in plain words by its kind: what it is, what to do, by when, and what if not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from songda.core.last_days import ASKING_IN_THE_CASE, ENDING_WITH_THE_CASE, periods_shared
from songda.core.law.facts import EventKind
from songda.core.words import find
from songda.records.law.decisions.what_if import if_acted
from songda.records.matter.cases.models import Case
from songda.records.matter.papers.kinds import kind_name
from songda.records.service.findings.models import Finding
from songda.records.service.findings.queries import ServiceView, answers_of
from songda.records.service.orders.models import Service
from songda.records.service.orders.queries import corrected
from songda.records.service.portal_acts.models import RecipientAct
from songda.web.portal.answer import COUNTS
from songda.web.portal.hearings import HearingDate, HearingDates
from songda.web.portal.visit import Visit, language


@dataclass(frozen=True)
class Period:
    """A period that runs from the service of a paper, and how its last day was counted."""

    kind: str
    name: str
    length: str
    first_day: date | None
    nominal: date | None  # the last day before a rest day moved it; None where it was not moved
    last_day: date | None
    is_provisional: bool
    cite: str

    @property
    def nothing(self) -> str:
        """What happens if nothing is done until the last day; empty where nobody has worded it."""
        return find(f"periods.nothing.{self.kind}", language()) or ""


@dataclass(frozen=True)
class PaperState:
    """One paper as its recipient sees it."""

    service: Service
    title: str
    kind: str
    pages: int
    size: int  # of the file, in bytes
    tone: str  # good, open, bad
    state: str
    served_on: date | None
    law_day: date  # whose rules judge it
    cite: str
    reasons: Sequence[str]
    periods: Sequence[Period]
    acts: Mapping[str, RecipientAct]
    is_presumed: bool
    is_certificate_due: bool  # the law's answer calls for one, and it is not made yet
    is_corrected: bool  # the court sends them another in its place

    @property
    def is_opened(self) -> bool:
        """Whether its recipient opened it in the portal."""
        return "read" in self.acts

    @property
    def is_acknowledged(self) -> bool:
        """Whether its recipient confirmed to have it."""
        return "acknowledged" in self.acts


def paper_states(views: Sequence[ServiceView]) -> list[PaperState]:
    """What to say about each paper of the envelope, in the language of the page."""
    answers = answers_of([view.service for view in views], language())
    replaced = corrected([view.service for view in views])
    acts: dict[object, dict[str, RecipientAct]] = {}
    for act in RecipientAct.objects.filter(service__in=[view.service for view in views]):
        acts.setdefault(act.service_id, {})[act.kind] = act
    return [
        _paper_state(
            view, answers.get(view.service.id), acts.get(view.service.id, {}), is_corrected=view.service.id in replaced
        )
        for view in views
    ]


def _paper_state(
    view: ServiceView, answer: Mapping[str, Any] | None, acts: Mapping[str, RecipientAct], *, is_corrected: bool
) -> PaperState:
    tone, state = _state(answer, view.finding)
    rules = (answer or {}).get("rules") or []
    return PaperState(
        service=view.service,
        title=view.paper.title,
        kind=kind_name(view.paper.kind, language()),
        pages=view.paper.pages,
        size=view.paper.size,
        tone=tone,
        state=state,
        served_on=served_on(answer),
        law_day=served_on(answer) or view.service.envelope.placed_at.date(),
        cite=rules[0]["cite"] if rules else "",
        reasons=(answer or {}).get("reasons") or [],
        periods=periods_of(answer),
        acts=acts,
        is_presumed=(answer or {}).get("status") == "presumed",
        is_certificate_due=view.finding is not None and view.finding.certificate_due_at is not None,
        is_corrected=is_corrected,
    )


def periods_of(answer: Mapping[str, Any] | None) -> list[Period]:
    """The periods that an answer of the law starts."""
    return [_period(row, answer) for row in (answer or {}).get("periods") or []]


def still_running(visit: Visit, periods: Sequence[Period]) -> list[Period]:
    """Those with a last day that matters: of a case that was closed only what runs on behind it."""
    is_closed = visit.envelope.case.closed_at is not None
    return [each for each in periods if each.last_day and not (is_closed and each.kind in ENDING_WITH_THE_CASE)]


def served_on(answer: Mapping[str, Any] | None) -> date | None:
    """The day on which the paper is served, by an answer of the law."""
    day = (answer or {}).get("effective_on")
    return date.fromisoformat(day) if day else None


def _state(answer: Mapping[str, Any] | None, finding: Finding | None) -> tuple[str, str]:
    if finding is not None and finding.status == "effective" and finding.is_in_doubt:
        return "open", _("Served, but something was said against it; the judge decides")
    match (answer or {}).get("status"):
        case "effective":
            return "good", pgettext("portal", "Served")
        case "presumed":
            return "open", _("Taken as served for the time being")
        case "awaiting_judge" | "not_verified":
            return "open", _("The judge decides whether it counts as served")
        case "not_allowed":
            return "bad", _("Not served: the court must use another way")
        case _:
            return "open", pgettext("portal", "Not served yet")


def _period(row: Mapping[str, Any], answer: Mapping[str, Any] | None) -> Period:
    served = served_on(answer)
    first = served + timedelta(days=1) if served else None
    last = date.fromisoformat(row["last_day"]) if row.get("last_day") else None
    nominal = first + timedelta(days=row["days"] - 1) if first and row.get("days") else None
    return Period(
        kind=row["kind"],
        name=period_name(row["kind"]),
        length=_length(row),
        first_day=first,
        nominal=nominal if nominal != last else None,
        last_day=last,
        is_provisional=bool(row.get("provisional")),
        cite=row.get("cite", ""),
    )


def _length(row: Mapping[str, Any]) -> str:
    if "months" in row:
        return _("%(number)s months") % {"number": row["months"]}
    return _("%(number)s days") % {"number": row.get("days", "")}


def period_name(kind: str) -> str:
    """What the period is for, as its recipient would say it."""
    names = {
        "answer": _("Time to answer the complaint"),
        "jurisdiction_objection": _("Time to object to this court’s jurisdiction"),
        "evidence": _("Time to hand in evidence"),
        "agency_evidence": _("Time to hand in the agency’s evidence and rules"),
        "appeal": _("Time to appeal"),
        "answer_to_appeal": _("Time to answer the appeal"),
        "reconsideration": _("Time to ask for reconsideration"),
        "pay_or_object": _("Time to pay or to object"),
        "fee": _("Time to pay the court fee"),
        "relief": _("Time to ask for more time, where you could not act"),
        "enforcement_reconsideration": _("Time to ask for reconsideration of the enforcement"),
        "third_party_suit": _("Time to sue over the objection"),
        "third_party_objection": _("Time to pay or to object as a third party"),
        "state_default_appeal": _("Time for a foreign State to appeal against a default judgment"),
        "no_disposal": _("Time in which the court leaves the thing alone"),
        "opinion_on_retrial": _("Time to comment on the application for retrial"),
    }
    return names.get(kind, pgettext("period", "Period"))


@dataclass(frozen=True)
class Consequence:
    """From which day the paper would count as served, whether that could be disproved, and what would begin."""

    day: date
    is_presumed: bool
    periods: Sequence[Period]


def if_opened(visit: Visit, views: Sequence[ServiceView]) -> dict[UUID, Consequence]:
    """What opening each of the papers brings about; nothing for those that count already, or would not by that."""
    return _if(visit, views, EventKind.READ)


def if_confirmed(visit: Visit, views: Sequence[ServiceView]) -> dict[UUID, Consequence]:
    """The same of confirming receipt."""
    return _if(visit, views, EventKind.ACKNOWLEDGED)


def _if(visit: Visit, views: Sequence[ServiceView], kind: EventKind) -> dict[UUID, Consequence]:
    uncounted = {view.service.id for view in views if view.finding is None or view.finding.status not in COUNTS}
    if not uncounted:
        return {}
    answers = {
        service_id: decision.to_json(language())
        for service_id, decision in if_acted(visit.envelope, kind, visit.level, visit.now).items()
        if service_id in uncounted and decision.status.value in COUNTS
    }
    return {
        service_id: Consequence(day, answer["status"] == "presumed", still_running(visit, periods_of(answer)))
        for service_id, answer in answers.items()
        if (day := served_on(answer))
    }


OTHER = "other"


@dataclass(frozen=True)
class SharedPeriod:
    """A period that another paper of the same set starts, and that is named in this one too."""

    period: Period
    starts_with: str  # the title of the paper from which it runs


@dataclass(frozen=True)
class PaperExplanation:
    """The words for one paper as the case stands, and the days that the law's answer and the list of hearings give."""

    what: str
    do: str
    nothing: str
    when: str  # where no day is known here and it stands on the paper itself
    periods: Sequence[Period]
    shared: Sequence[SharedPeriod]
    hearings: Sequence[HearingDate]
    is_served: bool
    is_corrected: bool

    @property
    def has_day(self) -> bool:
        """Whether anything says by when."""
        return bool(self.periods or self.shared or self.hearings or self.when)

    @property
    def changed(self) -> Sequence[HearingDate]:
        """The hearings that are not as the paper names them."""
        return [date for date in self.hearings if date.became]


def explain(
    visit: Visit, papers: Sequence[PaperState], dates: HearingDates, counts: Mapping[UUID, Consequence] | None = None
) -> dict[UUID, PaperExplanation]:
    """Of papers that go together, in the language of the page; `counts`: what opening each of them brings about."""
    case = visit.envelope.case
    running = {p.service.id: _running(visit, p, (counts or {}).get(p.service.id)) for p in papers}
    return {paper.service.id: _explain(case, paper, dates, running, papers) for paper in papers}


def _running(visit: Visit, paper: PaperState, counts: Consequence | None) -> list[Period]:
    """The periods with their last day; of a paper that was corrected none: its correction names them."""
    if paper.is_corrected:
        return []
    return still_running(visit, counts.periods if counts else paper.periods)


def _explain(
    case: Case,
    paper: PaperState,
    dates: HearingDates,
    running: Mapping[UUID, list[Period]],
    papers: Sequence[PaperState],
) -> PaperExplanation:
    hearings = () if paper.is_corrected else dates.of_paper(paper.service)
    stand, own = _stand(case, paper, hearings), running[paper.service.id]
    said = _said(case, paper, stand)
    shared = () if paper.is_corrected else _shared(paper, running, papers)
    has_day = bool(hearings or own or shared)
    return PaperExplanation(
        what=said["what"],
        do=said["do"],
        nothing=said["nothing"],
        when="" if has_day else _when(paper, stand),
        periods=own,
        shared=shared,
        hearings=hearings,
        is_served=paper.served_on is not None,
        is_corrected=paper.is_corrected,
    )


def _when(paper: PaperState, stand: str) -> str:
    """Where the day stands, if this page knows none."""
    of_stand = stand and find(f"explained.stand.{stand}.when", language())
    return of_stand or find(f"explained.{paper.service.paper.kind}.when", language()) or ""


def _shared(
    paper: PaperState, running: Mapping[UUID, list[Period]], papers: Sequence[PaperState]
) -> list[SharedPeriod]:
    """The periods that others of the set start; a kind that this paper starts itself is told as its own."""
    own = {period.kind for period in running[paper.service.id]}
    return [
        SharedPeriod(period, other.title)
        for other in papers
        if other is not paper and periods_shared(paper.service.paper.kind, other.service.paper.kind)
        for period in running[other.service.id]
        if period.kind not in own
    ]


def _said(case: Case, paper: PaperState, stand: str) -> dict[str, str]:
    """What it is, what to do, what if not: as the case stands, else as papers of its kind are told."""
    kind = _kind(case, paper)
    return {
        part: (stand and find(f"explained.stand.{stand}.{part}", language())) or _say(kind, part, case.branch)
        for part in ("what", "do", "nothing")
    }


def _stand(case: Case, paper: PaperState, hearings: Sequence[HearingDate]) -> str:
    """What became of what the paper asks; empty where it still asks it."""
    if paper.is_corrected:
        return "corrected"
    if not hearings:
        return "closed" if case.closed_at is not None and paper.service.paper.kind in ASKING_IN_THE_CASE else ""
    if not any(date.is_to_be_held for date in hearings):
        return "cancelled"
    if all(date.is_over for date in hearings):
        return "over"
    return "changed" if any(date.became for date in hearings) else ""


def _kind(case: Case, paper: PaperState) -> str:
    """A judgment against which nobody can appeal is told as that."""
    kind = paper.service.paper.kind
    if kind == "judgment" and not _can_be_appealed(case, paper):
        return "judgment_final"
    return kind if find(f"explained.{kind}.what", language()) else OTHER


def _can_be_appealed(case: Case, paper: PaperState) -> bool:
    if paper.served_on is not None:
        return any(period.kind == "appeal" for period in paper.periods)
    return case.stage == "first_instance" and case.procedure != "small_claims"


def _say(kind: str, part: str, branch: str) -> str:
    """What holds in every branch, or what this one says otherwise."""
    own = find(f"explained.{branch}.{kind}.{part}", language())
    return own or find(f"explained.{kind}.{part}", language()) or ""
