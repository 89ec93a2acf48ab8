"""A recipient is told what opening or confirming a paper brings about before they press, by the law's own answer."""

import re

import pytest

from songda.records.service.findings.models import Finding
from songda.records.service.portal_acts.models import RecipientAct
from tests import make
from tests.records.stage import defendant
from tests.web.portal.scene import Visitor, arrived, settled

pytestmark = pytest.mark.database

COUNTS = {"zh-hans": "打开这份文书会产生法律效果", "en": "Opening this counts in law"}
CONFIRMING = "确认收悉会产生法律效果"


def found(*kinds: str, language: str = "zh-hans") -> Visitor:
    """Papers that came to a number which the court only found; its holder has agreed since, and opened nothing."""
    visitor = Visitor(arrived(defendant(make.case(), "found"), *(kinds or ("complaint_copy",))), language).prove()
    settled(visitor.envelope)
    return visitor


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_opening_at_a_found_number_says_first_that_it_counts_and_until_when_one_may_answer(language: str) -> None:
    visitor = found(language=language)
    service = visitor.services[0].id
    pages = [visitor.get(page).content.decode() for page in ("papers", f"papers/{service}")]
    assert not RecipientAct.objects.exists()
    for page in pages:
        assert page.index(COUNTS[language]) < page.index(f"papers/{service}/open")
    visitor.open()
    settled(visitor.envelope)
    finding = Finding.objects.get(service=service)
    assert finding.status == "presumed"
    last_day = finding.answer("zh")["periods"][0]["last_day"]
    year, month, day = (int(part) for part in last_day.split("-"))
    told = f"{year}年{month}月{day}日" if language == "zh-hans" else f"{day} "
    assert all(told in page for page in pages)
    assert COUNTS[language] not in visitor.get("papers").content.decode()


def test_at_an_own_number_opening_changes_nothing_and_says_nothing() -> None:
    visitor = Visitor(arrived(None, "complaint_copy")).prove()
    assert COUNTS["zh-hans"] not in visitor.get("papers").content.decode()


def test_nothing_is_ticked_beforehand_not_even_what_was_opened() -> None:
    visitor = Visitor(arrived(None, "summons", "complaint_copy")).prove()
    visitor.open()
    boxes = re.findall(r'<input type="checkbox"[^>]*>', visitor.get("papers").content.decode())
    assert len(boxes) == 2
    assert not any("checked" in box for box in boxes)


def test_papers_that_were_not_opened_are_named_before_they_are_confirmed() -> None:
    visitor = found("summons", "complaint_copy")
    first, second = visitor.services
    visitor.open(first.id)
    both = {"service": [str(first.id), str(second.id)]}
    page = visitor.post("papers/receive", both).content.decode()
    assert "您还没有打开" in page
    asked = page.split("您还没有打开")[1]
    assert second.paper.title in asked
    assert first.paper.title not in asked
    assert CONFIRMING in asked
    assert not RecipientAct.objects.filter(kind="acknowledged").exists()
    assert visitor.post("papers/receive", {**both, "unopened": "known"}).status_code == 302
    assert RecipientAct.objects.filter(kind="acknowledged").count() == 2


def test_papers_that_were_all_opened_are_confirmed_at_once() -> None:
    visitor = Visitor(arrived()).prove()
    visitor.open()
    assert visitor.post("papers/receive", {"service": str(visitor.services[0].id)}).status_code == 302


def test_after_confirming_what_is_unread_stands_there_and_the_next_is_one_press_away() -> None:
    visitor = Visitor(arrived(None, "summons", "complaint_copy")).prove()
    first, second = visitor.services
    paper = visitor.get(f"papers/{visitor.open(first.id)}").content.decode()
    assert f"papers/{second.id}/open" in paper
    page = visitor.post("papers/receive", {"service": str(first.id)}, follow=True).content.decode()
    assert "还没有看的文书" in page
    assert f"papers/{second.id}/open" in page
    visitor.open(second.id)
    assert "还没有看的文书" not in visitor.get("papers/received").content.decode()
