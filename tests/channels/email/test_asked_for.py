"""Every mail of a connection asks for reports, whichever way the connection was encrypted; with a real mail server."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult

from songda.channels.contract import Message, Outcome
from songda.channels.email.address import read_mail_address
from songda.channels.email.channel import EmailChannel
from songda_demo.sandbox.mail import Speaker
from tests.channels.contract_suite import Notebook
from tests.channels.sms.encrypted import Authority, Papers

WAYS = {
    "in clear": ("smtp", "&tls=offered", False),
    "STARTTLS": ("smtp", "&tls=demanded", False),
    "STARTTLS, when it is offered": ("smtp", "&tls=offered", True),
    "STARTTLS and log-in": ("smtp", "&tls=demanded", True),
    "TLS from the first byte": ("smtps", "", False),
    "TLS from the first byte, and log-in": ("smtps", "", True),
}


class Office:
    """A mail server that notes what it is asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def handle_EHLO(  # noqa: N802
        self, _server: SMTP, session: Any, _envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return [*responses[:-1], "250-DSN", responses[-1]]

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Any, envelope: Any, to: str, _options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(to)
        return "250 ok"

    async def handle_DATA(self, _server: SMTP, _session: Any, _envelope: Any) -> str:  # noqa: N802
        return "250 2.0.0 Ok: queued as 1"

    def let_in(self, *_who: Any) -> AuthResult:
        return AuthResult(success=True)


class Hearing(Speaker):
    """Hears the whole line."""

    async def smtp_MAIL(self, arg: str | None) -> None:  # noqa: N802
        self.event_handler.asked.append(str(arg).partition("> ")[2])
        await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg: str | None) -> None:  # noqa: N802
        self.event_handler.asked.append(str(arg).partition("> ")[2])
        await super().smtp_RCPT(arg)


@asynccontextmanager
async def office(papers: Papers, scheme: str, *, is_offered: bool) -> AsyncIterator[tuple[Office, int]]:
    told, tls = Office(), papers.served

    def speaker() -> SMTP:
        offered = tls if scheme == "smtp" and is_offered else None
        return Hearing(
            told,
            tls_context=offered,
            authenticator=told.let_in,
            auth_require_tls=scheme == "smtp",
            loop=asyncio.get_running_loop(),
        )

    around: ssl.SSLContext | None = tls if scheme == "smtps" else None
    server = await asyncio.get_running_loop().create_server(speaker, "127.0.0.1", 0, ssl=around)
    yield told, server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()


@pytest.mark.parametrize("way", WAYS)
async def test_the_first_mail_of_a_connection_asks_for_reports_as_every_later_one(way: str, tmp_path: Path) -> None:
    scheme, more, has_name = WAYS[way]
    authority = Authority(tmp_path, "authority")
    is_offered = way.startswith("STARTTLS")
    async with office(authority.vouch("127.0.0.1"), scheme, is_offered=is_offered) as (told, port):
        name = "court:word@" if has_name and "log-in" in way else ""
        where = f"{scheme}://{name}127.0.0.1:{port}?from=songda@court.example&window=1&ca={authority.file}{more}"
        channel = EmailChannel(read_mail_address(where))
        await channel.open(Notebook())
        sent = [one for ref in ("1", "2") for one in await channel.submit([Message(ref, "li+x@mail.example", "ok")])]
        await channel.close()
    assert [one.outcome for one in sent] == [Outcome.ACCEPTED] * 2
    assert told.asked == [
        asked
        for ref in ("1", "2")
        for asked in (f"RET=HDRS ENVID=songda-{ref}", "NOTIFY=SUCCESS,FAILURE,DELAY ORCPT=rfc822;li+2Bx@mail.example")
    ]
