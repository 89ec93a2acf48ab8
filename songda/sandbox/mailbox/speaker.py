"""The mail system's side of one SMTP connection, with the extension for delivery reports (RFC 3461)."""

import asyncio
import re
from typing import Any

from aiosmtpd.smtp import SMTP

_PARAMETER = re.compile(r"\s+(RET|ENVID|NOTIFY|ORCPT)=(\S+)", re.IGNORECASE)


class Speaker(SMTP):
    """Takes the parameters for reports off before the library, which does not know them, sees them."""

    def __init__(self, system: Any, **options: Any) -> None:
        super().__init__(system, hostname="mx.sandbox.example", ident="songda sandbox", enable_SMTPUTF8=True, **options)
        self.envelope_id = ""
        self.wants_all_reports = False

    @property
    def return_path(self) -> str:
        """Where reports go; empty for a report itself."""
        sender = self.envelope.mail_from if self.envelope is not None else None
        return "" if sender in (None, "<>") else str(sender)

    async def smtp_MAIL(self, arg: str | None) -> None:  # noqa: N802 - named by the library
        """A mail begins."""
        bare, parameters = _taken_off(arg)
        self.envelope_id = parameters.get("ENVID", "")
        self.wants_all_reports = False
        await super().smtp_MAIL(bare)

    async def smtp_RCPT(self, arg: str | None) -> None:  # noqa: N802 - named by the library
        """A recipient is named."""
        bare, parameters = _taken_off(arg)
        self.wants_all_reports |= "SUCCESS" in parameters.get("NOTIFY", "").upper()
        await super().smtp_RCPT(bare)

    def hang_up(self) -> None:
        """Cuts the line without an answer."""
        if isinstance(self.transport, asyncio.Transport):
            self.transport.abort()


def _taken_off(arg: str | None) -> tuple[str | None, dict[str, str]]:
    if arg is None:
        return None, {}
    parameters = {found[1].upper(): found[2] for found in _PARAMETER.finditer(arg)}
    return _PARAMETER.sub("", arg), parameters
