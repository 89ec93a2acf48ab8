"""A helper in the portal: sees what they may, never acts for the person, and every look is shown to the person."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from songda.clock import now
from songda.core.identity import MAX_TRIES
from songda.records.ground.evidence.models import Event
from songda.records.matter.cases.hearings import set_hearing
from songda.records.matter.parties.models import Consent
from songda.records.service.attempts.models import Attempt
from songda.records.service.findings.models import Finding
from songda.records.service.mandates.actions import MandateDraft, end_mandate, give_mandate
from songda.records.service.mandates.models import Mandate
from songda.records.service.orders.models import Envelope
from songda.records.service.portal_acts.models import RecipientAct
from tests import make
from tests.records.stage import defendant
from tests.web.portal.scene import Visitor, arrived, unasked

pytestmark = pytest.mark.database

SON = "王小明"


class Son:
    """The grandmother's son at his own computer, with the link of her message."""

    def __init__(self, visitor: Visitor, *rights: str) -> None:
        self.number = make.resident_id("19850101")
        told = (SON, self.number, "child", "counter", "card", rights or ("see", "read_aloud", "copy"))
        draft = MandateDraft(*told, now() + timedelta(days=3))
        self.mandate, self.code = give_mandate(visitor.envelope.party, draft, "staff:x", now())
        self.browser = Visitor(visitor.envelope)
        self.service = visitor.services[0].id

    def comes_in(self, **changes: str) -> Any:
        return self.browser.post("helping", {"name": SON, "number": self.number, "code": self.code} | changes)


def test_a_assistant_sees_the_pages_and_that_is_no_reading_by_the_person() -> None:
    visitor = Visitor(arrived())
    son = Son(visitor)
    before = Finding.objects.get().decision
    assert son.comes_in()["Location"].endswith("/helping/papers")
    assert "文书1" in son.browser.get("helping/papers").content.decode()
    for page in ("", "/page/1", "/large-print", "/copy"):
        assert son.browser.get(f"helping/papers/{son.service}{page}").status_code == 200
    assert not RecipientAct.objects.exists()
    assert Finding.objects.get().decision == before
    seen = Event.objects.get(name="helper.saw_paper", stream=f"service:{son.service}")
    assert (seen.actor, seen.data["party"]) == (son.mandate.actor, str(visitor.envelope.party_id))


def test_a_assistant_can_neither_agree_nor_confirm_nor_object() -> None:
    visitor = Visitor(unasked())
    son = Son(visitor)
    son.comes_in()
    shut = son.browser.get("helping/papers").content.decode()
    assert "尚不能查看" in shut
    for page in ("agree/yes", "agree/no", "papers/receive", f"papers/{son.service}/open", "objection"):
        assert son.browser.post(page)["Location"].endswith("/who")
    assert not Consent.objects.exists()
    assert not RecipientAct.objects.exists()


def test_only_what_the_mandate_allows_is_shown() -> None:
    son = Son(Visitor(arrived()), "read_aloud")
    son.comes_in()
    assert son.browser.get(f"helping/papers/{son.service}/large-print").status_code == 200
    for page in ("", "/page/1", "/copy"):
        assert son.browser.get(f"helping/papers/{son.service}{page}").status_code == 404


@pytest.mark.parametrize("wrong", [{"name": "李四"}, {"code": "12345"}, {"number": "11010519491231002X"}])
def test_who_does_not_fit_is_told_and_counted(wrong: dict[str, str]) -> None:
    son = Son(Visitor(arrived()))
    page = son.comes_in(**wrong)
    assert page.status_code == 200
    assert "没有与该姓名、号码和授权码相符" in page.content.decode()
    assert Event.objects.filter(name="identity.failed").exists()


def test_guessing_locks_the_link() -> None:
    son = Son(Visitor(arrived()))
    for _ in range(MAX_TRIES):
        page = son.comes_in(code="12345")
    assert "锁定" in page.content.decode()
    assert "锁定" in son.comes_in().content.decode()


def test_a_mandate_that_ended_yesterday_opens_nothing() -> None:
    son = Son(Visitor(arrived()))
    Mandate.objects.update(since=now() - timedelta(days=3), until=now() - timedelta(days=1))
    assert son.comes_in().status_code == 200
    assert son.browser.get("helping/papers")["Location"].endswith("/helping")


def test_a_mandate_outlives_the_link_by_itself(settings) -> None:
    visitor = Visitor(arrived())
    son, masked = Son(visitor), f"{visitor.envelope.party.name[0]}*"
    Envelope.objects.update(placed_at=now() - timedelta(days=settings.LINK_DAYS, minutes=1))
    Attempt.objects.update(submitted_at=now() - timedelta(days=settings.LINK_DAYS, minutes=1))
    assert f"{visitor.token}/helping" in son.browser.get().content.decode()
    assert masked not in son.browser.get("helping").content.decode()
    assert son.comes_in()["Location"].endswith("/helping/papers")
    for page in ("helping/papers", f"helping/papers/{son.service}", f"helping/papers/{son.service}/page/1"):
        assert son.browser.get(page).status_code == 200, page


def test_the_person_ends_it_and_the_assistants_open_page_shuts_at_once() -> None:
    visitor = Visitor(arrived())
    son = Son(visitor)
    son.comes_in()
    visitor.prove()
    assert visitor.post(f"helpers/{son.mandate.id}/end").status_code == 302
    assert son.browser.get(f"helping/papers/{son.service}")["Location"].endswith("/helping")
    assert Event.objects.get(name="mandate.ended").actor == f"recipient:{visitor.envelope.party_id}"


def test_each_look_is_shown_to_the_person_with_the_assistants_name() -> None:
    visitor = Visitor(arrived())
    son = Son(visitor)
    son.comes_in()
    son.browser.get(f"helping/papers/{son.service}")
    son.browser.get(f"helping/papers/{son.service}/copy")
    visitor.prove()
    page = visitor.get("helpers").content.decode()
    for word in (SON, "子女", "查看了", "下载了", "文书1"):
        assert word in page
    history = visitor.get("history").content.decode()
    assert "协助人凭授权查看了文书" in history
    assert SON in history


def test_nobody_ends_a_mandate_of_another_person() -> None:
    son = Son(Visitor(arrived()))
    other = Visitor(arrived(defendant(make.case()))).prove()
    assert other.post(f"helpers/{son.mandate.id}/end").status_code == 404
    end_mandate(son.mandate, "staff:x", now())


def test_signing_out_forgets_the_mandate() -> None:
    son = Son(Visitor(arrived()))
    son.comes_in()
    son.browser.post("leave")
    assert son.browser.get("helping/papers")["Location"].endswith("/helping")


def test_whoever_assists_reads_when_and_where_the_hearing_is() -> None:
    visitor = Visitor(arrived())
    at = now() + timedelta(days=20)
    set_hearing(visitor.envelope.case, at, "第三审判庭", "engine", now())
    son = Son(visitor)
    son.comes_in()
    page = son.browser.get("helping/papers").content.decode()
    assert "第三审判庭" in page
    assert f"{at.astimezone(ZoneInfo(visitor.envelope.case.court.zone)).day}日" in page
