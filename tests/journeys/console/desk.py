"""What clerks do at their desks, over the pages; and what the world outside does meanwhile."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import urljoin

from django.db import connection
from django.test import Client
from playwright.sync_api import Page, expect

from songda import clock
from songda.core.delivery.states import HELD_BACK
from songda.records.court.staff.models import User
from songda.records.law.decisions.ask_law import ask_law
from songda.records.matter.cases.models import Case
from tests import make
from tests.journeys.leaving import leave_by
from tests.journeys.portal.stagehands import elsewhere
from tests.records.stage import Stage

PASSWORD = "correct horse battery"


def sign_in(page: Page, user: User) -> None:
    """Name, password, and the page of today."""
    give_password(page, user)
    expect(page.get_by_role("heading", name="今日待办", level=1)).to_be_visible()


def enter(page: Page, user: User, language: str) -> None:
    """Signed in, in this language."""

    def cookie() -> str:
        client = Client()
        client.force_login(user)
        return client.cookies["sessionid"].value

    page.goto("/")
    keep(page, "sessionid", elsewhere(cookie))
    speak(page, language)


def speak(page: Page, language: str) -> None:
    """The visitor chose this language."""
    chosen = "zh-hans" if language == "zh-CN" else language
    keep(page, "django_language", chosen)


def keep(page: Page, name: str, value: str) -> None:
    """A cookie for every page of the site on which the visitor is."""
    home = urljoin(page.url, "/")
    page.context.add_cookies([{"name": name, "value": value, "url": home}])


def give_password(page: Page, user: User) -> None:
    """The first step of signing in."""
    page.goto("/accounts/login/")
    page.get_by_label("用户名").fill(user.username)
    page.get_by_label("密码").fill(PASSWORD)
    leave_by(page.get_by_role("button", name="登录"))


def open_own_menu(page: Page) -> None:
    """What stands under one's own name in the head: language, size of type, the way out."""
    page.locator(".bar .who > summary").click()


def register(page: Page, number: str) -> None:
    """Register a case about a loan."""
    page.goto("/console/cases/new/")
    page.get_by_label("案号").fill(number)
    page.locator("[name=cause]").fill("民间借贷纠纷")
    page.get_by_role("button", name="登记", exact=True).click()


def add_defendant(page: Page) -> None:
    """Enter Li with a number that a look-up found."""
    page.get_by_role("link", name="添加当事人").click()
    page.get_by_label("诉讼地位").select_option(label="被告")
    page.get_by_label("姓名或名称").fill("李卫国")
    page.get_by_label("身份证件号码或统一社会信用代码").fill(make.resident_id())
    page.get_by_role("button", name="添加").click()
    page.get_by_role("link", name="添加送达地址").click()
    page.get_by_label("送达地址", exact=True).fill(make.mobile())
    page.get_by_label("法院查明").check()
    page.get_by_label("地址来源").select_option(label="运营商协查")
    page.get_by_role("button", name="添加").click()


def call_and_hear_yes(page: Page) -> None:
    """Record the call in which he was told everything and agreed."""
    page.get_by_role("link", name="电话联系").click()
    page.get_by_role("group", name="拨打的是哪个号码？").get_by_role("radio").first.check()
    told = page.get_by_role("group", name="已告知内容")
    expect(told).to_be_visible()  # to look for all of something waits for none of it
    for topic in told.get_by_role("checkbox").all():
        topic.check()
    page.get_by_label("同意电子送达", exact=True).check()
    page.get_by_label("证件号码后四位").check()
    page.get_by_label("没有录音或者录音短于通话时的原因").select_option(label="该电话没有录音设备")
    page.get_by_role("button", name="保存通话记录").click()
    expect(page.get_by_text("号码已确认")).to_be_visible()


def file_summons(page: Page) -> None:
    """Place a summons on file."""
    page.get_by_role("link", name="上传文书", exact=True).click()
    upload = {"name": "传票.pdf", "mimeType": "application/pdf", "buffer": make.pdf()}
    page.get_by_label("PDF文件").set_input_files(upload)
    page.get_by_label("文书种类").select_option(label="传票")
    page.get_by_role("button", name="存档").click()
    expect(page.get_by_text("本案没有待开庭审")).to_be_visible()
    page.get_by_label("确认属实").check()
    page.get_by_label("PDF文件").set_input_files(upload)
    page.get_by_role("button", name="存档").click()
    expect(page.get_by_text("“传票”已存档。")).to_be_visible()


def case_to_serve() -> Case:
    """A case with two parties who agreed and two papers of the court."""
    case = make.case(cause="民间借贷纠纷")
    for role, name in (("plaintiff", "陈秀英"), ("defendant", "李卫国")):
        party = make.party(case, role, name=name)
        make.address(party)
        make.consent(party)
    make.paper(case, "notice_to_respond", title="应诉通知书")
    make.paper(case, "summons", title="传票")
    return case


def choose_everything_and_check(page: Page, case: Case) -> None:
    """Tick every pair and go on to the check page."""
    page.goto(f"/console/cases/{case.id}/serve/")
    for tick in page.get_by_role("checkbox").all():
        tick.check()
    page.get_by_role("button", name="下一步：核对").click()


def serve_everything(page: Page, case: Case) -> None:
    """Choose, check, send."""
    choose_everything_and_check(page, case)
    page.get_by_role("button", name="确认发送").click()
    expect(page.get_by_text("发起送达").first).to_be_visible()


def let_it_arrive() -> None:
    """The provider takes the messages and reports that every part arrived.

    Beside this thread, because the browser's driver runs a loop in it.
    """
    with ThreadPoolExecutor(1) as worker:
        worker.submit(_arrive).result()


def _arrive() -> None:
    try:
        stage = Stage(now=clock.now() + HELD_BACK)
        stage.send()
        stage.apply()
        ask_law(stage.now + timedelta(seconds=1))
    finally:
        connection.close()
