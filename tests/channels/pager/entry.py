"""The pager's row, and how its transport is opened."""

from datetime import timedelta

from songda.channels.contract import Channel
from songda.channels.entry import Entry, option_of
from songda.core.delivery.address_kinds import AddressKind
from songda.core.delivery.routes import Quote, Route
from songda.core.delivery.wording import MessageFacts
from songda.core.identifiers.typed import plain
from songda.core.law.facts import Channel as Way
from songda.core.refusal import WrongField
from tests.channels.pager.protocol import cut


def _read(typed: str) -> str:
    number = plain(typed)
    if number.isdigit() and len(number) == 7:
        return number
    raise WrongField("value", "wrong_pager")


def _mask(number: str) -> str:
    return f"{number[:3]}****"


def _quote(text: str) -> Quote:
    pieces = cut(text)
    return Quote(len(pieces), len(text), pieces)


def _text(facts: MessageFacts) -> str:
    return f"{facts.court}请您查收{facts.case_number}案件文书 {facts.link} 核实请致电{facts.phone}"


def _open(url: str) -> Channel:
    from tests.channels.pager.channel import PagerChannel

    return PagerChannel(url)


PAGER = AddressKind("pager", _read, _mask)
ENTRY = Entry(
    route=Route(
        "pager",
        counts_as=Way.SMS,
        reaches=(PAGER,),
        rank=2,
        silence_window=timedelta(hours=1),
        quote=_quote,
        text=_text,
    ),
    setting="SONGDA_PAGER_URL",
    open_channel=_open,
    sender=option_of("caller"),
    missing="No paging office is named: nobody can be paged.",
)
