"""The story of a case: what happened, in the order in which it came."""

from dataclasses import replace
from datetime import timedelta

import pytest

from songda.carriers.registry import entries as carriers
from songda.channels.registry import entries as channels
from songda.clock import new_id
from songda.records.overview.boards.queries import TimelineRow
from songda.records.service.tasks.actions import TaskDraft, open_tasks
from songda.records.service.tasks.models import Task
from songda.web.console.shared.story import Cast, scenes_of
from tests import make

pytestmark = pytest.mark.database


def row(number: int, name: str, stream: str) -> TimelineRow:
    at = make.NOW + timedelta(days=number)
    return TimelineRow(number, name, at, at, "engine", stream, {}, new_id())


def test_what_is_recorded_every_day_is_told_once_until_something_else_comes_between() -> None:
    days = [row(number, "notice.watched", "notice:1") for number in range(30)]
    rows = [*days, row(30, "notice.ended", "notice:1"), row(31, "notice.watched", "notice:1")]
    scenes = scenes_of(rows, Cast(make.case(), make.user()))
    assert [scene.row.name for scene in scenes] == ["notice.watched", "notice.ended", "notice.watched"]
    assert ["30" in scene.sentence for scene in scenes] == [True, False, False]


def test_two_notices_are_not_told_as_one() -> None:
    rows = [row(1, "notice.watched", "notice:1"), row(2, "notice.watched", "notice:2")]
    assert len(scenes_of(rows, Cast(make.case(), make.user()))) == 2


def test_a_task_that_was_given_to_somebody_is_told_by_what_it_is() -> None:
    user, case = make.user(), make.case()
    open_tasks([TaskDraft("call", "unread", case)], make.NOW)
    task = Task.objects.get()
    given = TimelineRow(1, "task.assigned", make.NOW, make.NOW, "engine", f"task:{task.id}", {"owner": "1"}, new_id())
    gone = replace(given, stream=f"task:{new_id()}")
    cast = Cast(case, user)
    about = cast.about(given)
    assert about == cast.about(replace(given, details={"kind": "call"}))
    assert about is not None
    assert cast.about(gone) is None


def test_whoever_answers_from_outside_is_named_in_words() -> None:
    cast = Cast(make.case(), make.user())
    for word in ("registry", "telephone", *carriers(), *channels()):
        assert word not in cast.who(f"provider:{word}"), word
