"""The sandbox's first page, and the page that tells which number or address does what."""

import os

from aiohttp import web

from songda_demo.sandbox.mail_reports import MAIL_FATES
from songda_demo.sandbox.mail_reports import ORDINARY as ORDINARY_MAIL
from songda_demo.sandbox.pages import mailboxes, phones, wechats
from songda_demo.sandbox.pages.render import fill, fill_with, page, rows
from songda_demo.sandbox.smsc.fates import FATES, ORDINARY
from songda_demo.sandbox.timestamps import STATE
from songda_demo.sandbox.wechat.people import ORDINARY as ORDINARY_WECHAT
from songda_demo.sandbox.wechat.people import WECHAT_FATES
from songda_demo.sandbox.world import WORLD

SHORT_LIST = 8
PASSWORD = "songda-demo-2022"  # noqa: S105 - of the sample court, which the sandbox knows by its protocols alone
TOURED_NUMBER, TOURED_MOBILE = "141181196805120011", "13835800051"  # of the plaintiff in the sample's first case


async def show_home(request: web.Request) -> web.Response:
    """Phones, WeChat, mailboxes, the time-stamp authority, and a few figures."""
    world = request.app[WORLD]
    parts = {
        "phones": phones.entries(request, SHORT_LIST),
        "mailboxes": mailboxes.entries(request, SHORT_LIST),
        "wechats": wechats.entries(request, SHORT_LIST),
        "stamps": _stamps(request.app),
    }
    body = fill_with(
        "home",
        parts,
        parts=world.sms.centre.taken,
        waiting=len(world.sms.postman.shelf),
        mails=world.mail.taken,
        cards=world.wechat.people.taken,
    )
    return page("首页 Home", body)


async def show_tour(_request: web.Request) -> web.Response:
    """What a newcomer presses, as the court and as a party, to see one service from end to end."""
    court = os.environ.get("SONGDA_PUBLIC_URL", "").rstrip("/")
    return page("两分钟 Tour", fill("tour", court=court, password=PASSWORD, mobile=TOURED_MOBILE, number=TOURED_NUMBER))


async def show_outcomes(_request: web.Request) -> web.Response:
    """The three tables of magic numbers and names."""
    numbers = [(f"…{digits}", fate.zh, fate.en) for digits, fate in FATES.items()]
    numbers.append(("其他 else", ORDINARY.zh, ORDINARY.en))
    addresses = [(f"{name}@", fate.zh, fate.en) for name, fate in MAIL_FATES.items()]
    addresses.append(("其他 else", ORDINARY_MAIL.zh, ORDINARY_MAIL.en))
    accounts = [(f"…{digits}", fate.zh, fate.en) for digits, fate in WECHAT_FATES.items()]
    accounts.append(("其他 else", ORDINARY_WECHAT.zh, ORDINARY_WECHAT.en))
    tables = {"numbers": _table(numbers), "addresses": _table(addresses), "accounts": _table(accounts)}
    body = fill_with("outcomes", tables)
    return page("特殊号码 Outcomes", body)


def _table(lines: list[tuple[str, str, str]]) -> str:
    return rows("outcome", ({"sign": sign, "zh": zh, "en": en} for sign, zh, en in lines))


async def turn_time_stamps(request: web.Request) -> web.Response:
    """Switches the time-stamp authority off or on, and shows the first page again."""
    request.app[STATE].is_down = (await request.post()).get("turn") == "off"
    raise web.HTTPSeeOther("/")


def _stamps(app: web.Application) -> str:
    authority = app[STATE]
    return fill("stamps_down" if authority.is_down else "stamps_up", answered=authority.answered)
