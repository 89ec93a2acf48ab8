"""Looks at a notice in whichever order they arrive, with a worker that is away at times: the same gaps in the end."""

from collections.abc import Callable, Sequence
from random import Random

import pytest
from django.db import transaction

from songda.core.access import Role
from songda.core.delivery.ladder.public_notice import GapOutcome, LookFrom, LookResult
from songda.records.ground.evidence.actions import sequence
from songda.records.ground.evidence.models import Event
from songda.records.matter.cases.actions import Reason
from songda.records.proof.certificates.contradictions import compare_cases
from songda.records.service.tasks.models import Task
from songda.records.ways.public_notices.actions import put_back, take_down, weigh_gap
from songda.records.ways.public_notices.looks import SeenPage, Visit, follow_looks, keep_looks, note_days
from songda.records.ways.public_notices.models import PublicNotice
from tests import make
from tests.records.ways.public_notices.scene import HOUR, PUBLISHED, clerk_of, end, exhausted, published
from tests.records.ways.public_notices.test_ladder import DAY

pytestmark = pytest.mark.database
STOOD, ABSENT, OTHER, SILENT = LookResult.STOOD, LookResult.ABSENT, LookResult.OTHER, LookResult.SILENT
Seen = tuple[float, LookResult, str]
ONE_GAP: list[Seen] = [(1, STOOD, "a"), (2, ABSENT, "a"), (3, ABSENT, "b"), (4, STOOD, "b"), (5, STOOD, "a")]
LOOKS: dict[str, list[Seen]] = {
    "one gap": ONE_GAP,
    "two gaps": [*ONE_GAP, (6, OTHER, "b"), (7, STOOD, "a")],
    "one that lasts": [*ONE_GAP[:3], (4, SILENT, "a")],
    "a look between": [(1, STOOD, "a"), (2, ABSENT, "a"), (2.5, STOOD, "b"), (3, OTHER, "b"), (4, STOOD, "a")],
    "two looks at one moment": [(1, STOOD, "a"), (2, ABSENT, "a"), (2, STOOD, "b"), (3, STOOD, "a")],
    "over midnight": [(1, STOOD, "a"), (14, ABSENT, "a"), (26, STOOD, "b"), (30, STOOD, "a")],
}


@pytest.fixture
def notice() -> PublicNotice:
    return published(exhausted())


def arrive(notice: PublicNotice, seen: Seen, at: float) -> None:
    hours, result, looker = seen
    page = SeenPage(notice.token, result, bytes(notice.text_sha256) if result is STOOD else None)
    keep_looks([page], Visit(PUBLISHED + hours * HOUR, LookFrom.OUTSIDE, looker), PUBLISHED + at * HOUR)


def outcome(notice: PublicNotice, arrivals: Sequence[Seen], works: Callable[[int], bool]) -> object:
    """The gaps, and what people are asked, once all looks have arrived and the worker is back."""
    begun = 0 if arrivals == sorted(arrivals, key=lambda seen: seen[0]) else 40  # in their order they come at once
    for place, seen in enumerate(arrivals):
        at = max(begun + place / 10, seen[0])
        arrive(notice, seen, at)
        if works(place):
            follow_looks(PUBLISHED + at * HOUR)
            note_days(PUBLISHED + at * HOUR)
    late = PUBLISHED + 3 * DAY
    follow_looks(late)
    note_days(late)
    gaps = sorted(notice.gaps.values_list("kind", "since", "until", "found_by"))
    asked = Task.objects.filter(envelope=notice.envelope_id, closed_at=None, kind__in=["weigh_gap", "restore_notice"])
    days: dict[str, tuple[object, ...]] = {}
    for event in Event.objects.filter(name__in=["notice.watched", "notice.looks_added"]).order_by("number"):
        told = ("outside", "failed", "looks_sha256")
        days[event.data["day"]] = tuple(event.data[name] for name in told)
    return gaps, sorted(asked.values_list("kind", flat=True)), days


def _compare(notice: PublicNotice, looks: Sequence[Seen], walks: int) -> None:
    random = Random(3)
    found: dict[str, object] = {}
    for number in range(walks):
        arrivals = list(looks) if number == 0 else [*random.sample(looks, len(looks)), random.choice(looks)]
        away = random.random() * (number % 3)  # always there, away now and then, never there until the end
        with transaction.atomic():
            came_to = outcome(notice, arrivals, lambda _place, away=away: random.random() >= away)  # type: ignore[misc]
            found.setdefault(repr(came_to), arrivals)
            sequence(PUBLISHED + 4 * DAY)
            assert [str(one) for one in compare_cases([notice.envelope.case_id]) if "notice" in one.row] == []
            transaction.set_rollback(True)
    assert len(found) == 1, "\n".join(f"{arrivals}: {came_to}" for came_to, arrivals in found.items())


@pytest.mark.rows_by_day(2, "tells of looks in several orders")
@pytest.mark.parametrize("name", LOOKS)
def test_the_order_in_which_looks_arrive_decides_nothing(notice: PublicNotice, name: str) -> None:
    _compare(notice, LOOKS[name], 5)


@pytest.mark.night("many orders in which looks arrive")
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("name", LOOKS)
def test_no_order_of_looks_decides_anything(notice: PublicNotice, name: str) -> None:
    _compare(notice, LOOKS[name], 60)


def test_a_worker_that_was_away_over_two_looks_finds_what_lay_between(notice: PublicNotice) -> None:
    for seen in ONE_GAP:
        arrive(notice, seen, seen[0])

    assert follow_looks(PUBLISHED + 5 * DAY) == 1

    gap = notice.gaps.get()
    assert (gap.since, gap.until) == (PUBLISHED + HOUR, PUBLISHED + 4 * HOUR)
    asked = Task.objects.filter(envelope=notice.envelope_id, closed_at=None)
    assert set(asked.values_list("kind", flat=True)) & {"weigh_gap", "restore_notice"} == {"weigh_gap"}


def test_a_late_look_narrows_a_gap_and_what_the_judge_decided_holds_for_what_is_left(notice: PublicNotice) -> None:
    for seen in ONE_GAP:
        arrive(notice, seen, seen[0])
    follow_looks(PUBLISHED + 6 * HOUR)
    judge = make.user(notice.envelope.case.court, role=Role.JUDGE)
    weigh_gap(notice.gaps.get().id, GapOutcome.STANDS, Reason("中断不久"), judge, PUBLISHED + 7 * HOUR)

    arrive(notice, (3.5, STOOD, "c"), 8)
    follow_looks(PUBLISHED + 8 * HOUR)

    gap = notice.gaps.get()
    assert (gap.until, gap.outcome) == (PUBLISHED + 3.5 * HOUR, "stands")
    (redrawn,) = Event.objects.filter(name="notice.gap_redrawn")
    before = Event.objects.filter(name__in=["notice.gone", "notice.back"]).order_by("number")
    assert redrawn.data["replaces"] == [str(event.id) for event in before]
    sequence(PUBLISHED + DAY)
    assert [str(one) for one in compare_cases([notice.envelope.case_id]) if "notice" in one.row] == []


def test_a_person_has_it_down_meanwhile_and_looks_of_that_time_tell_nothing(notice: PublicNotice) -> None:
    by = clerk_of(notice.envelope)
    take_down(notice.id, Reason("误操作"), by, PUBLISHED + 2 * HOUR)
    put_back(notice.id, by, PUBLISHED + 4 * HOUR)
    for seen in ((3, ABSENT, "a"), (1, STOOD, "a"), (5, STOOD, "a")):
        arrive(notice, seen, 6)
        follow_looks(PUBLISHED + 6 * HOUR)

    gap = notice.gaps.get()
    assert (gap.kind, gap.since, gap.until) == ("taken_down", PUBLISHED + 2 * HOUR, PUBLISHED + 4 * HOUR)

    arrive(notice, (1.5, ABSENT, "a"), 7)
    follow_looks(PUBLISHED + 7 * HOUR)

    gap.refresh_from_db()
    assert (gap.kind, gap.since, gap.until) == ("absent", PUBLISHED + HOUR, PUBLISHED + 4 * HOUR)


@pytest.mark.parametrize("change", ["delete", "move", "close"])
def test_the_audit_draws_the_looks_of_each_day_and_the_gaps_again(notice: PublicNotice, change: str) -> None:
    for seen in ONE_GAP:
        arrive(notice, seen, seen[0])
    follow_looks(PUBLISHED + 6 * HOUR)
    note_days(PUBLISHED + DAY)
    sequence(PUBLISHED + DAY)
    assert [str(one) for one in compare_cases([notice.envelope.case_id]) if "notice" in one.row] == []
    match change:
        case "delete":
            notice.looks.filter(seen=ABSENT).delete()
        case "move":
            notice.looks.filter(seen=ABSENT).update(seen=STOOD)
        case "close":
            notice.gaps.all().delete()

    found = {one.column for one in compare_cases([notice.envelope.case_id]) if str(notice.id) in one.row}

    assert "gaps" in found
    assert any(column.startswith("looks of") for column in found) == (change != "close")


def test_at_the_end_a_gap_ends_too_and_the_judge_can_weigh_it(notice: PublicNotice) -> None:
    arrive(notice, (1, STOOD, "a"), 1)
    arrive(notice, (2, ABSENT, "a"), 2)
    follow_looks(PUBLISHED + 3 * HOUR)

    end(notice.envelope)

    gap = notice.gaps.get()
    notice.refresh_from_db()
    assert gap.until == notice.runs_until
    judge = make.user(notice.envelope.case.court, role=Role.JUDGE)
    weigh_gap(gap.id, GapOutcome.ANEW, Reason("长期中断"), judge, PUBLISHED + 32 * DAY)
