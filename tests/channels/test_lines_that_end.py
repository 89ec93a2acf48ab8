"""Whoever was let in a moment before a server of ours closes is hung up on, however far the letting in had come."""

import asyncio
import socket
from asyncio import to_thread
from collections.abc import Awaitable, Callable

import pytest

from songda.channels.email.address import read_mail_address
from songda.channels.email.channel import EmailChannel
from songda_demo.sandbox.mail import MailSystem
from songda_demo.sandbox.smsc.server import SmsCentre
from tests.channels.contract_suite import Notebook

HERE = "127.0.0.1"
Running = tuple[int, Callable[[], Awaitable[None]]]  # its port, and what closes it


async def letter_box() -> Running:
    where = f"smtp://{HERE}:1?from=songda@court.example&bounce={HERE}:0&secret=nobody-guesses-this"
    channel = EmailChannel(read_mail_address(where))
    await channel.open(Notebook())
    assert channel.listener is not None
    return channel.listener.port, channel.close


async def mail_system() -> Running:
    system = MailSystem()
    await system.start()
    return system.port, system.stop


async def sms_centre() -> Running:
    centre = SmsCentre()
    await centre.start()
    return centre.port, centre.stop


@pytest.mark.parametrize("turns", range(6))  # of the loop between the call and the end
@pytest.mark.parametrize("server", [letter_box, mail_system, sms_centre])
async def test_nobody_is_left_on_a_line(server: Callable[[], Awaitable[Running]], turns: int) -> None:
    port, close = await server()
    with socket.create_connection((HERE, port)) as caller:
        caller.settimeout(5)
        for _ in range(turns):
            await asyncio.sleep(0)
        await close()
        assert await to_thread(is_hung_up_on, caller)


def is_hung_up_on(caller: socket.socket) -> bool:
    try:
        while caller.recv(1024):  # a greeting
            pass
    except ConnectionResetError:
        return True
    except TimeoutError:
        return False
    return True
