"""What a paper means to whoever gets it, in plain words by its kind: what it is, what to do, by when, what if not."""

from collections.abc import Sequence
from dataclasses import dataclass

from songda.core.words import find
from songda.records.matter.cases.models import Case
from songda.web.portal.consequences import Consequence
from songda.web.portal.hearings import HearingDate, HearingDates
from songda.web.portal.paper_state import PaperState, Period
from songda.web.portal.visit import language

CALLED = {"summons", "hearing_notice"}  # papers that call somebody to a hearing
OTHER = "other"


@dataclass(frozen=True)
class Explained:
    """The words for one paper, and the days that the law's answer and the court's list of hearings give."""

    what: str
    do: str
    nothing: str
    when: str  # where the day stands on the paper itself
    periods: Sequence[Period]
    hearings: Sequence[HearingDate]
    is_served: bool

    @property
    def has_day(self) -> bool:
        """Whether anything says by when."""
        return bool(self.periods or self.hearings or self.when)


def explain(case: Case, paper: PaperState, dates: HearingDates, counts: Consequence | None = None) -> Explained:
    """In the language of the page; a kind without words of its own is told as any other paper."""
    kind = _kind(case, paper)
    periods = [period for period in (counts.periods if counts else paper.periods) if period.last_day]
    return Explained(
        _say(kind, "what"),
        _say(kind, "do"),
        _say(kind, "nothing"),
        find(f"explained.{kind}.when", language()) or "",
        periods,
        dates.of_paper(paper.service) if paper.service.paper.kind in CALLED else (),
        paper.served_on is not None,
    )


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


def _say(kind: str, part: str) -> str:
    return find(f"explained.{kind}.{part}", language()) or ""
