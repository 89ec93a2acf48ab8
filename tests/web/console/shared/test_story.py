"""The story of a case: what happened, in the order in which it came."""

from datetime import timedelta

import pytest

from songda.clock import new_id
from songda.records.overview.boards.queries import TimelineRow
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
