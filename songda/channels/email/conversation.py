"""Talks to the mail server step by step, so that "not sent" and "nobody knows" are never mixed up."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from aiosmtplib import SMTP, SMTPException, SMTPResponseException

from songda.channels.contract import GIVEN_BACK, ChannelError, Outcome
from songda.channels.email.address import MailAddress
from songda.channels.one_by_one import Verdict
from songda.exchange import plain_text

START_INPUT: Final = 354
_REFUSALS: Final = range(400, 600)  # of what was said; any other answer than the one that was asked for is none
_QUEUE_ID: Final = re.compile(r"(?:queued as|id=)\s*([\w.-]+)", re.IGNORECASE)


@dataclass(frozen=True)
class Envelope:
    """One mail ready to go."""

    mark: str
    return_to: str
    to: str
    wire: bytes


class Conversation:
    """One connection to the mail server, dialled when needed and kept for the next mail."""

    def __init__(self, address: MailAddress) -> None:
        self._address = address
        self._client: SMTP | None = None
        self.has_written = False  # whether anything of the mail in hand may have gone out

    async def send(self, envelope: Envelope, may_write: Callable[[], bool] = lambda: True) -> Verdict:
        """Submits one mail; `may_write` is asked before the mail itself goes out."""
        is_old, self.has_written = self._client is not None, False
        verdict = await self._try(envelope, may_write)
        if is_old and verdict.outcome is Outcome.NOT_SENT and verdict.code != GIVEN_BACK:
            return await self._try(envelope, may_write)  # the server had hung up on the idle line
        return verdict

    async def _try(self, envelope: Envelope, may_write: Callable[[], bool]) -> Verdict:
        try:
            client = await self._connected()
        except (SMTPException, OSError) as wrong:
            self.drop()
            return Verdict(Outcome.NOT_SENT, "not-connected", type(wrong).__name__)
        try:
            await self._address_mail(client, envelope)
        except SMTPResponseException as refused:
            if refused.code not in _REFUSALS:  # what comes next may be the answer to something else
                self.drop()
                return Verdict(Outcome.RETRY_LATER, str(refused.code), plain_text(refused.message))
            await self._forget_mail(client)
            return _answered(refused.code, refused.message)
        except (SMTPException, OSError) as wrong:
            self.drop()
            return Verdict(Outcome.NOT_SENT, "not-connected", type(wrong).__name__)
        if not may_write():
            self.drop()
            return Verdict(Outcome.NOT_SENT, GIVEN_BACK, "no longer ours")
        return await self._hand_over(client, envelope)

    async def sign_in(self) -> None:
        """Greet, say name and password, say good-bye; ChannelError with what the server answered."""
        try:
            await self._connected()
        except SMTPResponseException as refused:
            raise ChannelError(f"{refused.code} {plain_text(refused.message)}", permanent=True) from None
        except SMTPException as wrong:
            raise ChannelError(plain_text(str(wrong)), permanent=False) from None
        finally:
            await self.close()

    async def close(self) -> None:
        client, self._client = self._client, None
        if client is not None and client.is_connected:
            try:
                await client.quit(timeout=2.0)
            except (SMTPException, OSError):
                client.close()

    async def _connected(self) -> SMTP:
        if self._client is None or not self._client.is_connected:
            where = self._address
            self._client = SMTP(
                hostname=where.host,
                port=where.port,
                username=where.username,
                password=where.password,
                use_tls=where.is_encrypted,
                start_tls=True if not where.is_encrypted and (where.is_tls_demanded or where.username) else None,
                cert_bundle=where.ca_file,
                local_hostname=where.domain,
                timeout=where.answer_s,
            )
            await self._client.connect()
            if self._client.is_ehlo_or_helo_needed:  # what was offered before STARTTLS counts no more (RFC 3207)
                await self._greet(self._client)
        return self._client

    async def _greet(self, client: SMTP) -> None:
        """Say who we are and hear what is offered, before anything is decided by it."""
        try:
            await client.ehlo()
        except SMTPResponseException:
            await client.helo()

    async def _address_mail(self, client: SMTP, envelope: Envelope) -> None:
        reports = client.supports_extension("dsn")
        mail = ["RET=HDRS", f"ENVID={envelope.mark}"] if reports else []
        rcpt = ["NOTIFY=SUCCESS,FAILURE,DELAY", f"ORCPT=rfc822;{_xtext(envelope.to)}"] if reports else []
        await client.mail(envelope.return_to, options=mail)
        await client.rcpt(envelope.to, options=rcpt)
        answer = await client.execute_command(b"DATA")
        if answer.code != START_INPUT:
            raise SMTPResponseException(answer.code, answer.message)

    async def _hand_over(self, client: SMTP, envelope: Envelope) -> Verdict:
        protocol = client.protocol
        if protocol is None or protocol.transport is None or protocol.transport.is_closing():
            self.drop()
            return Verdict(Outcome.NOT_SENT, "not-connected", "the line was lost")
        try:
            self.has_written = True
            protocol.write(envelope.wire)
            answer = await protocol.read_response(timeout=self._address.answer_s)
        except (SMTPException, OSError) as wrong:
            self.drop()
            return Verdict(Outcome.UNKNOWN, "no-answer", type(wrong).__name__)
        return _answered(answer.code, answer.message)

    async def _forget_mail(self, client: SMTP) -> None:
        try:
            await client.rset()
        except (SMTPException, OSError):
            self.drop()

    def drop(self) -> None:
        """Hangs up without a word."""
        client, self._client = self._client, None
        if client is not None:
            client.close()


def _answered(code: int, said: str) -> Verdict:
    text = plain_text(said)
    if 200 <= code < 300:
        return Verdict(Outcome.ACCEPTED, str(code), text, _queue_id(text))
    outcome = Outcome.REJECTED if 500 <= code < 600 else Outcome.RETRY_LATER
    return Verdict(outcome, str(code), text)


def _queue_id(text: str) -> str:
    """The id under which the server took it."""
    found = _QUEUE_ID.search(text)
    return found[1] if found else text[:64]


def _xtext(address: str) -> str:
    return "".join(each if "!" <= each <= "~" and each not in "+=" else f"+{ord(each):02X}" for each in address)
