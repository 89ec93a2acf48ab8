"""The text message's row, and how its transport is opened."""

from songda.channels.contract import Channel
from songda.channels.entry import Entry
from songda.channels.sms.failures import why_failed
from songda.channels.sms.quoting import quote
from songda.channels.url import option_of
from songda.core.delivery.address_kinds import MOBILE
from songda.core.delivery.routes import Route
from songda.core.law.facts import Channel as Way


def _open(url: str) -> Channel:
    from songda.channels.sms.address import read_address
    from songda.channels.sms.channel import SmsChannel

    return SmsChannel(read_address(url))


ENTRY = Entry(
    route=Route("sms", counts_as=Way.SMS, reaches=(MOBILE,), rank=0, quote=quote, why_failed=why_failed),
    setting="SONGDA_SMPP_URL",
    open_channel=_open,
    sender=option_of("source"),
    missing="No SMS centre is named: no text message can be sent.",
)
