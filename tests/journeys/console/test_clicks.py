"""What a day's work costs in presses and pages: the main job of a clerk, and forty people out of a sheet."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import FilePayload, Locator, Page, expect

from songda import clock
from songda.records.matter.cases.models import Case
from songda.records.matter.parties.models import Party
from songda.records.service.orders.models import Service
from tests import make
from tests.journeys.console import desk

pytestmark = [
    pytest.mark.browser,
    pytest.mark.database(transaction=True),
    pytest.mark.night("whole days of work in Chromium"),
    pytest.mark.timeout(300),
]
Screen = Callable[..., Page]
PAPERS = ("起诉状副本（王桂兰）", "应诉通知书", "举证通知书（30日）", "传票", "诉讼风险告知书")
MAIN_JOB, LOADS, FORTY = 33, 14, 13


class Hand:
    """Every press of the mouse, and every page that is loaded; what is typed is not counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.presses, self.loads = page, 0, 0
        page.on("domcontentloaded", self._loaded)

    def _loaded(self, _page: Page) -> None:
        self.loads += 1

    def press(self, what: Locator) -> None:
        self.presses += 1
        what.click()

    def choose(self, what: Locator, value: str) -> None:
        self.presses += 2  # it is opened, and one is taken
        what.select_option(value)

    def files(self, what: Locator, files: list[FilePayload]) -> None:
        self.presses += 2  # the window is opened, and all are taken
        what.set_input_files(files)


def pdf(name: str) -> FilePayload:
    return {"name": f"{name}.pdf", "mimeType": "application/pdf", "buffer": make.pdf(name)}


def to_come(days: int) -> str:
    return timezone.localtime(clock.now() + timedelta(days=days)).strftime("%Y-%m-%dT09:30")


def type_person(page: Page, row: int, name: str) -> None:
    page.locator(f"[name=name_{row}]").fill(name)
    page.locator(f"[name=number_{row}]").fill(make.resident_id())
    page.locator(f"[name=contact_{row}]").fill(make.mobile())


def register(page: Page, hand: Hand) -> None:
    """A case with its hearing and three people, of whom one agreed in the pleading."""
    hand.press(page.get_by_role("link", name="登记案件"))
    page.locator("[name=number]").fill("（2026）晋1181民初801号")
    page.locator("[name=cause]").fill("民间借贷纠纷")
    page.locator("[name=hearing_at]").fill(to_come(40))
    page.locator("[name=hearing_place]").fill("第三审判庭")
    for row, name in enumerate(("王桂兰", "李卫国", "赵建国")):
        type_person(page, row, name)
    hand.choose(page.locator("[name=role_2]"), "defendant")
    hand.press(page.get_by_role("button", name="登记", exact=True))


def file_papers(page: Page, hand: Hand, names: tuple[str, ...]) -> None:
    hand.files(page.locator("input[type=file][name=chosen]"), [pdf(name) for name in names])
    rows = page.locator("fieldset.paper-row select[name^=kind]")
    expect(rows).to_have_count(len(names))
    for row in rows.all():
        if not row.input_value():
            hand.choose(row, "other")
    hand.press(page.get_by_role("button", name="存档"))
    sure = page.get_by_label("确认属实")
    if sure.count():
        hand.press(sure)
        hand.press(page.get_by_role("button", name="存档"))
    expect(page.get_by_text("份文书已存档")).to_be_visible()


def agree_by_telephone(page: Page, hand: Hand, party: Party) -> None:
    """From the page of the case to the record of a call in which they agreed."""
    hand.press(page.locator(f"a[href='/console/parties/{party.id}/calls/new/']").first)
    hand.press(page.locator("[name=address]").first)
    hand.press(page.locator("button[data-all]"))
    hand.press(page.locator("[name=outcome][value=agrees]"))
    hand.press(page.locator("[name=is_matched]"))
    hand.choose(page.locator("[name=no_recording]"), "no_recorder")
    hand.press(page.locator("form[enctype] button.main"))
    expect(page.locator("#follows")).to_be_visible()


def serve_defendants(page: Page, hand: Hand) -> None:
    hand.press(page.locator("button[data-choose='role:defendant']"))
    hand.press(page.get_by_role("button", name="下一步：核对"))
    hand.press(page.get_by_role("button", name="确认发送"))
    expect(page.locator(".note.undo")).to_be_visible()


def test_the_main_job_of_a_clerk(screen: Screen) -> None:
    page = screen()
    desk.sign_in(page, make.user())
    hand = Hand(page)
    register(page, hand)
    file_papers(page, hand, PAPERS)
    case = Case.objects.get()
    hand.press(page.get_by_role("link", name="送达一览").first)
    for party in Party.objects.filter(case=case, role="defendant").order_by("recorded_at", "id"):
        agree_by_telephone(page, hand, party)
        if Party.objects.filter(case=case, role="defendant", consents=None).exists():
            hand.press(page.locator(f".crumbs a[href='/console/cases/{case.id}/']"))
    hand.press(page.get_by_role("link", name="送达文书").first)
    serve_defendants(page, hand)
    assert Service.objects.filter(envelope__case=case, envelope__party__role="defendant").count() == 2 * len(PAPERS)
    assert hand.presses <= MAIN_JOB
    assert hand.loads <= LOADS


def test_forty_people_out_of_a_sheet(screen: Screen) -> None:
    page = screen()
    desk.sign_in(page, make.user())
    hand = Hand(page)
    hand.press(page.get_by_role("link", name="登记案件"))
    page.locator("[name=number]").fill("（2026）晋1181民初802号")
    page.locator("[name=cause]").fill("劳动争议")
    hand.press(page.locator("details.from-sheet > summary"))
    lines = [f"被告,工人{n:02},{make.resident_id()},{make.mobile()},同意" for n in range(1, 40)]
    sheet = "\n".join(["诉讼地位,姓名,证件号码,手机号码,电子送达", "原告,王桂兰,,,", *lines])
    hand.files(
        page.locator("[name=sheet]"),
        [{"name": "people.csv", "mimeType": "text/csv", "buffer": sheet.encode("gb18030")}],
    )
    hand.press(page.locator("button[name=fill]"))
    hand.press(page.get_by_role("button", name="登记", exact=True))
    file_papers(page, hand, ("应诉通知书",))
    hand.press(page.get_by_role("link", name="送达文书").first)
    serve_defendants(page, hand)
    assert Service.objects.count() == 39
    assert hand.presses <= FORTY
