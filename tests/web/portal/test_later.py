"""What a recipient may want later: paper or help, an objection, the history; and: not me."""

from datetime import UTC, datetime

import pytest

from songda.core.care import Need
from songda.records.ground.evidence.models import Event
from songda.records.matter.circumstances.models import Circumstance
from songda.records.service.findings.models import Finding
from songda.records.service.portal_acts.models import Objection
from songda.records.service.tasks.models import Task
from songda.records.service.tasks.off_line import mark_offline
from songda.records.ways.portal.acts.answers import wishes_since
from songda.web.portal import access
from tests.web.portal.scene import Visitor, arrived

pytestmark = pytest.mark.database


@pytest.mark.parametrize(("what", "kind"), [("paper", "print_paper"), ("help", "call")])
def test_paper_or_help_is_asked_for_without_proving_anything(what: str, kind: str) -> None:
    visitor = Visitor(arrived())
    page = visitor.post("paper-or-help", {"what": what, "words": "请寄到家里"}, follow=True)
    assert "法院已收到您的请求" in page.content.decode()
    assert Task.objects.get(envelope=visitor.envelope).kind == kind


def test_the_court_promises_nothing_for_a_day_on_which_nobody_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    visitor = Visitor(arrived())
    friday = datetime(2026, 11, 27, 1, tzinfo=UTC)
    monkeypatch.setattr(access, "now", lambda: friday)
    page = visitor.post("paper-or-help", {"what": "help"}, follow=True).content.decode()
    assert "2026年11月30日（星期一）" in page


def test_paper_or_help_is_one_tap_away_on_every_page() -> None:
    visitor = Visitor(arrived())
    place = f"/s/{visitor.token}/paper-or-help"
    assert place in visitor.get("").content.decode()
    assert place in visitor.get("who").content.decode()
    visitor.prove()
    service = visitor.open()
    pages = ("papers", "agree", "history", "address", "objection", "objections")
    for page in (*pages, f"papers/{service}", f"papers/{service}/large-print"):
        assert place in visitor.get(page).content.decode(), page


def test_who_is_served_on_paper_reads_whether_that_is_their_wish_or_the_courts_decision() -> None:
    visitor = Visitor(arrived()).prove()
    party, (wish, decision) = visitor.envelope.party, ("按照您的要求", "法院已将您列为线下送达")
    mark_offline(party, "court_decision", "staff:x", party.recorded_at)
    shown = visitor.get("paper-or-help").content.decode()
    assert (wish in shown, decision in shown) == (False, True)
    mark_offline(party, "own_wish", "staff:x", party.recorded_at)
    shown = visitor.get("paper-or-help").content.decode()
    assert (wish in shown, decision in shown) == (True, True)
    stranger = Visitor(visitor.envelope)  # whoever holds the link alone learns nothing of the person
    shown = stranger.get("paper-or-help").content.decode()
    assert (wish in shown, decision in shown) == (False, False)


def test_a_wish_without_a_choice_keeps_what_was_typed() -> None:
    page = Visitor(arrived()).post("paper-or-help", {"words": "下午方便"}).content.decode()
    assert "下午方便" in page
    assert "已在下方标出" in page
    assert '<fieldset aria-describedby="id_what_error">' in page  # heard where the choice is made
    assert 'id="id_what_error"' in page


def test_paper_in_all_cases_is_asked_for_by_whoever_proved_who_they_are_and_taken_back_as_easily() -> None:
    visitor = Visitor(arrived())
    assert 'name="always"' not in visitor.get("paper-or-help").content.decode()
    visitor.post("paper-or-help", {"what": "paper", "always": "on"})
    assert not Circumstance.objects.exists()  # whoever only holds the link speaks for this paper alone
    visitor.prove()
    assert 'name="always"' in visitor.get("paper-or-help").content.decode()
    visitor.post("paper-or-help", {"what": "paper", "always": "on"})
    assert wishes_since(visitor.envelope, Need.WISH_PAPER)
    assert Event.objects.get(name="care.noted").actor == f"recipient:{visitor.envelope.party_id}"
    page = visitor.get("paper-or-help").content.decode()
    assert "另给一份纸质的" in page
    assert 'name="always"' not in page
    visitor.post("paper-no-longer", {})
    assert not wishes_since(visitor.envelope, Need.WISH_PAPER)


def test_wishes_cannot_be_sent_without_end() -> None:
    visitor = Visitor(arrived())
    answers = [visitor.post("paper-or-help", {"what": "paper"}).status_code for _ in range(21)]
    assert answers == [302] * 20 + [429]


def objected(visitor: Visitor, **changes: str) -> str:
    typed = {
        "service": str(visitor.services[0].id),
        "ground": "other_arrival_date",
        "arrived_on": "2026-06-04",
        "words": "手机坏了",
    }
    answer = visitor.post("objection", typed | changes)
    return str(answer["Location"]) if answer.status_code == 302 else answer.content.decode()


@pytest.mark.usual_day
def test_an_objection_goes_to_the_judge_with_the_day_that_he_names() -> None:
    visitor = Visitor(arrived()).prove()
    assert objected(visitor).endswith("/objections")
    raised = Objection.objects.get()
    assert (raised.ground, raised.ruling) == ("other_arrival_date", "pending")
    assert raised.proved_at is not None
    assert raised.proved_at.isoformat() == "2026-06-03T16:00:00+00:00"
    page = visitor.get("objections").content.decode()
    assert "法院已收到您的异议" in page
    assert "法官尚未处理" in page
    beside_its_paper = visitor.get("papers").content.decode().split("您提出了异议：")
    assert len(beside_its_paper) == 2  # beside that paper, and no other
    assert beside_its_paper[1].strip().startswith("法官尚未处理")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"arrived_on": ""}, "请填写日期"),
        ({"arrived_on": "2026-06-01"}, "与记录的送达日期相同"),
        ({"arrived_on": "2999-01-01"}, "尚未到来"),
        ({"arrived_on": "0001-01-01"}, "早于文书发出之日"),
        ({"words": ""}, "已在下方标出"),
    ],
)
@pytest.mark.usual_day
def test_an_objection_that_lacks_something_is_not_sent(changes: dict[str, str], told: str) -> None:
    assert told in objected(Visitor(arrived()).prove(), **changes)
    assert not Objection.objects.exists()


def test_only_against_a_letter_that_came_back_he_can_say_that_he_was_not_at_fault() -> None:
    visitor = Visitor(arrived()).prove()
    words = "邮寄的文书被退回，不是我的过错"
    assert words not in visitor.get("objection").content.decode()
    assert "已在下方标出" in objected(visitor, ground="no_fault", arrived_on="")
    Finding.objects.filter(service=visitor.services[0]).update(ground="returned")
    assert words in visitor.get("objection").content.decode()
    assert objected(visitor, ground="no_fault", arrived_on="").endswith("/objections")
    assert Objection.objects.get().ground == "no_fault"
    assert words in visitor.get("objections").content.decode()


def test_the_history_tells_what_happened_in_plain_words() -> None:
    visitor = Visitor(arrived())
    visitor.get()
    visitor.prove().open()
    page = visitor.get("history").content.decode()
    for told in ("消息到达。", "只打开链接，不算看过文书", "您打开了文书", "文书算作已经送达"):
        assert told in page
    assert "待办" not in page
    assert page.count("消息到达。") == 1  # that of the code is no arrival of the papers
