"""Texts compared: fixed beforehand, approved by another, given out by chance, looked at once."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from songda.channels.registry import routes
from songda.core.access import Role
from songda.core.outreach import experiments as rules
from songda.core.outreach.wording import own_text
from songda.core.refusal import Refused, WrongField
from songda.records.court.staff.models import Court
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.evidence.models import Event
from songda.records.overview.boards.preview import first_message
from songda.records.service.attempts.models import Attempt
from songda.records.service.outreach.experiments import (
    ExperimentDraft,
    begin_experiment,
    compared_in,
    draft_experiment,
    end_experiment,
    stop_experiment,
    tally,
)
from songda.records.service.outreach.models import Assignment, Experiment
from tests import make
from tests.records.stage import Stage, defendant, order
from tests.web.console.outreach.things import OTHER_TEXT

pytestmark = pytest.mark.database
WRITER = "engine"
DAY = timedelta(days=1)


def approver(court: Court | None = None) -> str:
    return f"staff:{make.user(court, Role.SUPERVISOR).id}"


def drafted(court: Court | None = None, *texts: str, weeks: int = 12) -> Experiment:
    draft = ExperimentDraft("先说姓名", texts or (own_text(), OTHER_TEXT), 50, 60, weeks)
    return draft_experiment(court or make.court(), draft, routes()[0].parts_of, WRITER, make.NOW)


def running(court: Court | None = None) -> Experiment:
    made = drafted(court)
    begin_experiment(made, approver(court), make.NOW)
    return Experiment.objects.get(id=made.id)


def sent_to(count: int = 1) -> Stage:
    stage = Stage(now=make.NOW + timedelta(minutes=1))
    for _ in range(count):
        order(defendant(make.case()))
    stage.send()
    return stage


def test_everything_that_counts_later_is_in_the_event_of_the_draft() -> None:
    made = drafted()
    told = Event.objects.get(name="experiment.drafted").data
    assert (told["needed"], told["outcome"], told["within_hours"]) == (388, "identity.proved", 72)
    assert told["texts"] == {"A": own_text(), "B": OTHER_TEXT}
    assert made.state == "draft"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"usual_percent": 60}, "wanted_percent"),
        ({"usual_percent": 0}, "wanted_percent"),
        ({"wanted_percent": 100}, "wanted_percent"),
        ({"weeks": 0}, "weeks"),
        ({"weeks": 60}, "weeks"),
        ({"name": " "}, "name"),
        ({"texts": (own_text(),)}, "texts"),
        ({"texts": (own_text(), OTHER_TEXT + "请必须来")}, "text_2"),
    ],
)
def test_a_draft_that_finds_nothing_or_varies_the_law_is_refused(changes: dict[str, object], field: str) -> None:
    given = {"name": "甲", "texts": (own_text(), OTHER_TEXT), "usual_percent": 50, "wanted_percent": 60, "weeks": 12}
    draft = ExperimentDraft(**{**given, **changes})  # type: ignore[arg-type]
    with pytest.raises(WrongField) as refused:
        draft_experiment(make.court(), draft, routes()[0].parts_of, WRITER, make.NOW)
    assert refused.value.field == field
    assert not Experiment.objects.exists()


def test_another_person_approves_and_only_one_runs_in_a_court() -> None:
    first, second, elsewhere = drafted(), drafted(), drafted(make.other_court())
    with pytest.raises(Refused, match="experiment_by_another"):
        begin_experiment(first, WRITER, make.NOW)
    begin_experiment(first, approver(), make.NOW)
    with pytest.raises(Refused, match="experiment_begun_already"):
        begin_experiment(first, approver(), make.NOW)
    with pytest.raises(Refused, match="experiment_runs_already"):
        begin_experiment(second, approver(), make.NOW)
    begin_experiment(elsewhere, approver(make.other_court()), make.NOW)


def test_without_a_comparison_sending_asks_the_database_no_more_often() -> None:
    stage = Stage(now=make.NOW + timedelta(minutes=1))
    order(defendant(make.case()))
    stage.advance()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        (claim,) = stage.claim()
    about = [query["sql"] for query in asked if "outreach_" in query["sql"]]
    assert len(about) == 1  # within the statement that finds what is due
    assert "FOR UPDATE" in about[0]
    assert Attempt.objects.get(id=claim.attempt_id).wording == ""


def test_every_text_that_goes_out_is_named_in_its_event_and_was_approved() -> None:
    running_now = running()
    sent_to(12)
    events = Event.objects.filter(name="attempt.sent")
    named = Counter(event.data["wording"] for event in events)
    assert named.total() == 12
    assert set(named) <= {f"{running_now.id}.A", f"{running_now.id}.B"}
    assert Assignment.objects.count() == 12


def test_the_text_that_is_shown_before_sending_is_the_one_that_is_sent() -> None:
    running()
    party = defendant(make.case())
    shown = first_message(party.case, party, compared_in(party.case.court, make.NOW))
    order(party)
    stage = Stage(now=make.NOW + timedelta(minutes=1))
    stage.advance()
    (claim,) = stage.claim()
    asyncio.run(stage.channel.submit([claim.message]))
    assert shown is not None
    head, _, tail = shown.text.partition("XXXXXXXXXX")
    assert claim.message.text.startswith(head)
    assert claim.message.text.endswith(tail)


def test_a_person_with_two_cases_gets_the_same_words_and_counts_once() -> None:
    running()
    number = make.resident_id()
    for _ in range(2):
        party = make.party(make.case(), number=number)
        make.address(party)
        make.consent(party)
        order(party)
    Stage(now=make.NOW + timedelta(minutes=1)).send()
    assert len(set(Attempt.objects.values_list("wording", flat=True))) == 1
    assert Assignment.objects.count() == 1


def test_after_the_end_everybody_gets_the_courts_own_text_again() -> None:
    made = running()
    stop_experiment(made, WRITER, make.NOW)
    stop_experiment(made, WRITER, make.NOW)
    sent_to()
    assert "wording" not in Event.objects.get(name="attempt.sent").data
    assert Experiment.objects.get().verdict == "stopped"
    assert Event.objects.filter(name="experiment.stopped").count() == 1


def proved(envelope_id: object, at: timedelta) -> None:
    when = make.NOW + timedelta(minutes=1) + at
    record([NewEvent("identity.proved", f"envelope:{envelope_id}", None, when, "recipient:x", {"assurance": 2})], when)


def test_only_who_came_in_time_counts_and_only_those_whose_time_is_over_are_looked_at() -> None:
    made = running()
    sent_to(3)
    first, second, _ = Assignment.objects.order_by("id").values_list("envelope_id", flat=True)
    proved(first, 2 * DAY)
    proved(second, 4 * DAY)
    now = tally(made, make.NOW + DAY)
    assert ([arm.share.of for arm in now.arms], now.waiting) == ([0, 0], 3)
    then = tally(made, make.NOW + 5 * DAY)
    assert (sum(arm.share.of for arm in then.arms), sum(arm.share.hits for arm in then.arms)) == (3, 1)


def test_the_one_look_is_refused_too_early_and_tells_too_few_at_the_end() -> None:
    made = running()
    sent_to(2)
    with pytest.raises(Refused, match="experiment_too_early") as early:
        end_experiment(made, WRITER, make.NOW + 5 * DAY)
    assert "388" in early.value.sentence("zh")
    end_experiment(made, WRITER, made.ends_at + rules.WINDOW)
    assert Experiment.objects.get().verdict == "too_few"
    told = Event.objects.get(name="experiment.ended").data
    assert sum(of for _, of in told["arms"].values()) == 2
    with pytest.raises(Refused, match="experiment_not_running"):
        end_experiment(made, WRITER, made.ends_at + 9 * DAY)
