"""The mailboxes: a list, a page for each, and the same as JSON."""

from typing import Any
from urllib.parse import quote

from aiohttp import web

from songda_demo.sandbox.mail import Letter
from songda_demo.sandbox.pages.phones import REFRESH_S, pause_link
from songda_demo.sandbox.pages.render import day_and_time, entry_list, fill_with, links_in, page, with_links
from songda_demo.sandbox.world import WORLD


def add_routes(app: web.Application) -> None:
    """Adds the mailboxes' pages."""
    app.router.add_get("/mailboxes", show_mailboxes)
    app.router.add_get("/mailboxes/{address}", show_mailbox)
    app.router.add_get("/api/mailboxes", list_mailboxes)
    app.router.add_get("/api/mailboxes/{address}/messages", list_messages)


async def show_mailboxes(request: web.Request) -> web.Response:
    """Every mailbox that ever got a mail; or, asked for an address, that mailbox."""
    address = request.query.get("address", "").strip()[:254]
    if address:
        raise web.HTTPSeeOther(f"/mailboxes/{quote(address)}")
    body = fill_with("list", {"items": entries(request)}, heading="邮箱", heading_en="Mailboxes")
    return page("邮箱 Mailboxes", body, refresh_s=REFRESH_S)


def entries(request: web.Request, most: int = 200) -> str:
    """The list of mailboxes as HTML."""
    named = list(request.app[WORLD].mail.mailboxes.addresses().items())[:most]
    links = ((f"/mailboxes/{quote(name)}", name, count) for name, count in named)
    return entry_list(links, "还没有电子邮件。", "No mails yet.")


async def show_mailbox(request: web.Request) -> web.Response:
    """One mailbox, the newest mail on top."""
    address = request.match_info["address"]
    letters = request.app[WORLD].mail.mailboxes.letters_of(address)
    shown = "\n".join(_letter(letter) for letter in reversed(letters))
    parts = {
        "letters": shown or '<p class="empty">没有电子邮件。 <span lang="en">No mails.</span></p>',
        "hold": pause_link(request),
    }
    body = fill_with("mailbox", parts, address=address)
    return page(f"邮箱 Mailbox {address}", body, refresh_s=0 if "hold" in request.query else REFRESH_S)


def _letter(letter: Letter) -> str:
    return fill_with(
        "letter",
        {"text": with_links(letter.text)},
        id=letter.id,
        subject=letter.subject,
        sender=letter.sender,
        at=day_and_time(letter.at),
    )


async def list_mailboxes(request: web.Request) -> web.Response:
    """The mailboxes as JSON."""
    addresses = request.app[WORLD].mail.mailboxes.addresses()
    return web.json_response({"mailboxes": [{"address": name, "mails": count} for name, count in addresses.items()]})


async def list_messages(request: web.Request) -> web.Response:
    """The mails of a mailbox as JSON, oldest first."""
    address = request.match_info["address"]
    letters = request.app[WORLD].mail.mailboxes.letters_of(address)
    return web.json_response({"address": address, "messages": [_as_json(letter) for letter in letters]})


def _as_json(letter: Letter) -> dict[str, Any]:
    return {
        "id": letter.id,
        "sender": letter.sender,
        "subject": letter.subject,
        "text": letter.text,
        "message_id": letter.message_id,
        "at": letter.at.isoformat(),
        "links": links_in(letter.text),
    }
