"""The text message's row, and how its transport is opened."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from songda.channels.entry import Entry, option_of
from songda.channels.sms.gateways import reason_in
from songda.channels.sms.segments import quote
from songda.core.delivery.address_kinds import MOBILE
from songda.core.delivery.routes import UNTOLD, Route, by_beginning
from songda.core.law.facts import Channel as Way

if TYPE_CHECKING:
    from songda.channels.sms.channel import SmsChannel


def _open(url: str) -> "SmsChannel":
    from songda.channels.sms.address import read_address
    from songda.channels.sms.channel import SmsChannel

    return SmsChannel(read_address(url))


async def _sign_in(url: str) -> None:
    await _open(url).sign_in()


ERRORS: Final[Mapping[int, str]] = {
    1: "no_such_number",  # unknown subscriber
    5: "no_such_number",  # unidentified subscriber
    6: "switched_off",  # absent subscriber for short messages
    9: "suspended",  # illegal subscriber
    11: "no_text_messages",  # teleservice not provisioned
    12: "suspended",  # illegal equipment
    13: "barred",  # call barred
    21: "no_text_messages",  # facility not supported
    27: "switched_off",  # absent subscriber
    28: "no_text_messages",  # incompatible terminal
    31: "busy",  # subscriber busy
    32: "telephone_full",  # delivery failure, mostly no room
    33: "switched_off",  # message waiting, list full
    34: "network_fault",  # system failure
}
STATES: Final[Mapping[str, str]] = {
    "EXPIRED": "switched_off",  # kept ready until its validity ran out
    "REJECTD": "refused",
    "DELETED": "network_fault",
    "ESME_RINVDSTADR": "no_such_number",  # refused at once: invalid destination
    "ESME_RSUBMITFAIL": "refused",
    "ESME_RX_P_APPN": "refused",
    "ESME_RX_R_APPN": "refused",
    "ESME_RINVMSGLEN": "refused",
}


def why_failed(code: str) -> str:
    """The reason that a code such as `UNDELIV:001` gives."""
    if reason := reason_in(code):
        return reason
    state, _colon, error = code.partition(":")
    if error.isdigit() and int(error) in ERRORS:
        return ERRORS[int(error)]
    return by_beginning(STATES, state) if state else UNTOLD


ENTRY = Entry(
    route=Route("sms", counts_as=Way.SMS, reaches=(MOBILE,), rank=0, quote=quote, why_failed=why_failed),
    setting="SONGDA_SMPP_URL",
    open_channel=_open,
    sender=option_of("source"),
    missing="No SMS centre is named: no text message can be sent.",
    sign_in=_sign_in,
)
