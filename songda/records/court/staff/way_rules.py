"""What a court lets the program begin by itself: set, taken back, read. Nobody alone widens what the program does."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from songda.channels.registry import routes
from songda.core.access import Act
from songda.core.delivery.ladder.way_rules import EVERY_KIND, WAYS_OF_PEOPLE, WayChoice, WayRules, choices_of
from songda.core.evidence.canonical import Json
from songda.core.law.facts import PaperKind
from songda.core.refusal import Refused, WrongField
from songda.records.court.staff.models import Court, WayRule
from songda.records.court.staff.office import ENGINE, check_office
from songda.records.ground.evidence.actions import NewEvent, record


@dataclass(frozen=True)
class WayRuleDraft:
    """What is to hold of a way: for one kind of paper, or for every kind where it is empty.

    Without a `choice` what was said of it is taken back, and what holds for every kind holds for it too.
    """

    way: str
    paper_kind: str = EVERY_KIND
    choice: WayChoice | None = None


def ruled_ways() -> tuple[str, ...]:
    """Every way of which a court may say something: its channels, then the ways of people."""
    return (*(route.name for route in routes()), *WAYS_OF_PEOPLE)


def way_rules_of(court: Court | UUID) -> WayRules:
    """The rules of a court; one statement."""
    court_id = court.id if isinstance(court, Court) else court
    return _rules(WayRule.objects.filter(court=court_id))


def way_rules_of_each(courts: Sequence[UUID]) -> Mapping[UUID, WayRules]:
    """The rules of several courts by id, also of those that said nothing; one statement."""
    rows: dict[UUID, list[WayRule]] = {court: [] for court in courts}
    for row in WayRule.objects.filter(court__in=courts):
        rows[row.court_id].append(row)
    return {court: _rules(own) for court, own in rows.items()}


def _rules(rows: Iterable[WayRule]) -> WayRules:
    return WayRules({(row.way, row.paper_kind): WayChoice(row.choice) for row in rows if row.choice})


def needs_two(court: Court, draft: WayRuleDraft) -> bool:
    """Whether the program would then begin what it does not begin today."""
    return way_rules_of(court).widened_by(draft.way, draft.paper_kind, draft.choice)


def check_rule(draft: WayRuleDraft) -> None:
    """Raise WrongField for a way, a kind of paper or a choice that there is not."""
    if draft.way not in ruled_ways():
        raise WrongField("way", "unknown_way")
    if draft.paper_kind != EVERY_KIND and draft.paper_kind not in set(PaperKind):
        raise WrongField("paper_kind", "unknown_kind")
    if draft.choice is not None and draft.choice not in choices_of(draft.way):
        raise WrongField("choice", "court.way_choice")


@transaction.atomic
def set_way_rule(court: Court, draft: WayRuleDraft, by: str, now: datetime, *, approved_by: str = "") -> bool:
    """Say what holds; False where it held so before. What is under way already goes on.

    Refused for whoever does not run the court, and where one person alone would widen what the program begins.
    """
    check_office(by, Act.RUN_COURT, court)
    check_rule(draft)
    locked = Court.objects.select_for_update().get(id=court.id)
    if by != ENGINE and approved_by in {"", by} and needs_two(locked, draft):
        raise Refused("needs_second_person")
    row = WayRule.objects.filter(court=locked, way=draft.way, paper_kind=draft.paper_kind).first()
    before, after = row.choice if row else "", draft.choice.value if draft.choice else ""
    if before == after:
        return False
    columns = {"choice": after, "set_at": now}
    WayRule.objects.update_or_create(court=locked, way=draft.way, paper_kind=draft.paper_kind, defaults=columns)
    data: dict[str, Json] = {"way": draft.way, "paper_kind": draft.paper_kind, "before": before, "choice": after}
    data |= {"approved_by": approved_by} if approved_by else {}
    record([NewEvent("court.way_ruled", f"court:{locked.id}", None, now, by, data)], now)
    return True
