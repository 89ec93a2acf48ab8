"""The action itself asks whether whoever acts has the office for it in this court; no page is trusted."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from itertools import count

import pytest

from songda.core.access import Act, Role, may
from songda.core.outreach.closed_lists import QuestionDoor
from songda.core.refusal import Refused
from songda.records.court.staff.actions import remove_user
from songda.records.court.staff.court_settings import place_below, publish_figures, withdraw_figures
from songda.records.court.staff.models import User
from songda.records.court.staff.office import check_office
from songda.records.ground.evidence.models import Event
from songda.records.overview.figures.costs import CostDraft, set_unit_cost
from songda.records.service.outreach.campaigns import (
    MaterialDraft,
    add_material,
    add_photo,
    call_off,
    change_campaign,
    count_reached,
    plan_campaign,
)
from songda.records.service.outreach.questions import AnswerDraft, ask, publish_answer, retire_answer, set_aside
from tests import make
from tests.web.console.outreach import things

pytestmark = pytest.mark.database
NOW = make.NOW
LATER = NOW + timedelta(days=60)
ANSWER = AnswerDraft("paper", "寄到外地吗？", "寄，不收钱。")
CHANGED = things.CampaignDraft("另一个", "fraud", "elderly", date(2026, 6, 1), date(2026, 6, 2), "广场", "")
COST = CostDraft("yuan_per_letter", Decimal(15), date(2026, 6, 15))
_turn = count()
Do = Callable[[User], object]


def named(user: User) -> str:
    return f"staff:{user.id}"


def question() -> things.Question:
    return ask(make.court(), "paper", QuestionDoor.CALL, f"文书第{next(_turn)}份怎么寄？", NOW)


def prepared(
    do: Callable[[object, str], object], make_it: Callable[[], object]
) -> Callable[[], Callable[[User], object]]:
    """What is acted on is made first, by the court itself; then somebody acts."""

    def ready() -> Do:
        made = make_it()
        return lambda user: do(made, named(user))

    return ready


def campaign() -> things.Campaign:
    return things.campaign(make.court())


ACTIONS: dict[str, tuple[Act, Callable[[], Do]]] = {
    "set_unit_cost": (Act.SET_UNIT_COSTS, lambda: lambda user: set_unit_cost(make.court(), COST, user, NOW)),
    "publish_figures": (Act.RUN_COURT, lambda: lambda user: publish_figures(make.court(), named(user), NOW)),
    "withdraw_figures": (Act.RUN_COURT, lambda: lambda user: withdraw_figures(make.court(), named(user), NOW)),
    "place_below": (Act.RUN_COURT, lambda: lambda user: place_below(make.court(), None, named(user), NOW)),
    "plan_campaign": (
        Act.RUN_OUTREACH,
        lambda: lambda user: plan_campaign(make.court(), things.DRAFT, named(user), NOW),
    ),
    "change_campaign": (Act.RUN_OUTREACH, prepared(lambda it, by: change_campaign(it, CHANGED, by, NOW), campaign)),
    "count_reached": (Act.RUN_OUTREACH, prepared(lambda it, by: count_reached(it, 5, "签到", by, LATER), campaign)),
    "add_material": (
        Act.RUN_OUTREACH,
        prepared(lambda it, by: add_material(it, MaterialDraft("leaflet", "fraud", "zh", 3), by, NOW), campaign),
    ),
    "call_off": (Act.RUN_OUTREACH, prepared(lambda it, by: call_off(it, by, NOW), campaign)),
    "add_photo": (
        Act.RUN_OUTREACH,
        prepared(lambda it, by: add_photo(it, things.picture(), "讲解", by, NOW), campaign),
    ),
    "publish_answer": (Act.RUN_OUTREACH, lambda: lambda user: publish_answer(make.court(), ANSWER, named(user), NOW)),
    "retire_answer": (
        Act.RUN_OUTREACH,
        prepared(lambda it, by: retire_answer(it, by, NOW), lambda: things.answer(make.court())),
    ),
    "set_aside": (Act.RUN_OUTREACH, prepared(lambda it, by: set_aside(it, by, NOW), question)),
}


def refused(do: Do, user: User) -> bool:
    before = Event.objects.count()
    with pytest.raises(Refused, match="not_your_office"):
        do(user)
    return Event.objects.count() == before


@pytest.mark.parametrize("name", ACTIONS)
def test_neither_another_office_nor_another_court_can_do_it_whatever_page_it_came_by(name: str) -> None:
    act, ready = ACTIONS[name]
    do = ready()
    for role in Role:
        if not may(role, act):
            assert refused(do, make.user(role=role)), role
    allowed = next(role for role in Role if may(role, act))
    assert refused(do, make.user(make.other_court(), allowed))
    gone = make.user(role=allowed)
    make.user(role=Role.SUPERVISOR)
    remove_user(gone, "engine", NOW)
    assert refused(do, gone)


@pytest.mark.parametrize("name", ACTIONS)
def test_whose_office_it_is_can_do_it(name: str) -> None:
    act, ready = ACTIONS[name]
    ready()(make.user(role=next(role for role in Role if may(role, act))))


@pytest.mark.parametrize("by", ["", "staff:", "staff:somebody", "client:x", "engine:", "Engine", "token:1"])
def test_a_name_that_is_nobodys_has_no_office(by: str) -> None:
    with pytest.raises(Refused, match="not_your_office"):
        check_office(by, Act.RUN_OUTREACH, make.court())
