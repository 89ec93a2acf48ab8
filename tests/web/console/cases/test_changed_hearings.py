"""Wherever a clerk meets a summons for a hearing that is not so any more, the page says what the paper names."""

from datetime import timedelta

import pytest
from django.urls import reverse

from songda.clock import now
from songda.records.law.decisions.ask_law import ask_law
from songda.records.law.planning.advance import reconsider
from songda.records.matter.cases.hearings import move_hearing, set_hearing
from songda.records.service.orders.models import Envelope, Service
from tests import make
from tests.records.stage import defendant, envelope
from tests.surroundings.ready import ready_made
from tests.web.console.world import signed_in
from tests.web.console.world import typed as typed_moment
from tests.web.portal.scene import arrived

pytestmark = pytest.mark.database
DAY = timedelta(days=1)
SAID = "传票所载为"


@ready_made
def moved() -> tuple[Envelope, Service]:
    """A summons to a hearing that was moved since."""
    party = defendant(make.case())
    hearing = set_hearing(party.case, now() + 9 * DAY, "第三审判庭", "engine", make.NOW)
    sealed = envelope(party, make.paper(party.case))
    move_hearing(hearing, (now() + 16 * DAY, "第三审判庭"), "engine", now())
    return sealed, sealed.services.get()


@pytest.mark.parametrize("page", ["case", "hearings", "envelope", "service", "deed"])
def test_every_page_that_shows_it_says_what_it_names(page: str) -> None:
    sealed, service = moved()
    about = {"case": sealed.case_id, "hearings": sealed.case_id, "service": service.id}.get(page, sealed.id)
    assert SAID in signed_in().get(reverse(f"console:{page}", args=[about])).content.decode()


def test_whoever_serves_the_same_paper_again_is_told_to_file_another() -> None:
    sealed, service = moved()
    other = defendant(sealed.case)
    typed = {"pair": [f"{service.paper_id}:{other.id}"]}
    page = signed_in().post(reverse("console:serve_check", args=[sealed.case_id]), typed).content.decode()
    assert SAID in page
    assert "请另行登记载明现有开庭安排的传票" in page


def test_moving_and_cancelling_say_first_whom_it_concerns_and_change_nothing_until_that_is_known() -> None:
    party = defendant(make.case())
    hearing = set_hearing(party.case, now() + 9 * DAY, "第三审判庭", "engine", make.NOW)
    envelope(party, make.paper(party.case))
    page = signed_in().post(reverse("console:cancel_hearing", args=[hearing.id]), {"reason": "法官生病"})
    assert (page.status_code, "已有1人持有该次开庭的传票" in page.content.decode()) == (422, True)
    hearing.refresh_from_db()
    assert hearing.cancelled_at is None


@pytest.mark.parametrize("name", ["move_hearing", "cancel_hearing"])
def test_of_two_who_change_a_hearing_the_slower_sees_first_what_the_other_did(name: str) -> None:
    hearing = set_hearing(make.case(), now() + 9 * DAY, "第三审判庭", "engine", make.NOW)
    place, slower = reverse(f"console:{name}", args=[hearing.id]), signed_in()
    seen = slower.get(place).context["form"]["seen"].initial
    move_hearing(hearing, (hearing.at + 7 * DAY, "第四审判庭"), "engine", now())
    at = hearing.at + 21 * DAY
    sent = {"at": typed_moment(at), "place": "第五审判庭", "reason": "法官生病", "seen": seen}
    answer = slower.post(place, sent)
    asked = getattr(answer.context["form"], "doubts_mark", "")
    if asked:
        answer = slower.post(place, sent | {"is_so": asked})
    assert (answer.status_code, "已被他人更改" in answer.content.decode()) == (422, True)
    assert "第四审判庭" in answer.content.decode()
    hearing.refresh_from_db()
    assert (hearing.place, hearing.cancelled_at) == ("第四审判庭", None)
    again = sent | {"seen": answer.context["form"]["seen"].value(), "is_so": asked}
    assert slower.post(place, again).status_code == 302


def test_the_page_of_a_served_summons_says_that_it_calls_nobody_to_the_hearing_as_it_is_now() -> None:
    party = defendant(make.case())
    hearing = set_hearing(party.case, now() + 9 * DAY, "第三审判庭", "engine", make.NOW)
    sealed = arrived(party, "summons")
    move_hearing(hearing, (now() + 16 * DAY, "第三审判庭"), "engine", now())
    reconsider([], [party.case_id], now())
    ask_law(now() + timedelta(seconds=2))
    page = signed_in().get(reverse("console:service", args=[sealed.services.get().id])).content.decode()
    assert "该传票不构成对现有开庭的传唤" in page
    assert "未注明开庭日期" not in page
    assert "法院变更了开庭时间或地点" in page  # why the finding stands as it does


def test_another_room_alone_asks_nothing_about_time_and_says_of_nobody_that_they_are_not_summoned() -> None:
    party = defendant(make.case())
    at = (now() + DAY).replace(second=0, microsecond=0)
    hearing = set_hearing(party.case, at, "第三审判庭", "engine", make.NOW)
    envelope(party, make.paper(party.case))
    door = reverse("console:move_hearing", args=[hearing.id])
    said = []
    for moment in (at, at + DAY):
        page = signed_in().post(door, {"at": typed_moment(moment), "place": "第一审判庭"}).content.decode()
        said.append("尚未传唤" in page)
    assert said == [False, True]
