"""The words of a message: one fact a line, which the fields of a template take, and the link that it opens."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

from songda.channels.contract import Message
from songda.channels.wechat.address import Kind, WechatAddress
from songda.core.delivery.wording import MessageFacts
from songda.core.identifiers import mask_case_number
from songda.core.language import COURT_LANGUAGE
from songda.core.words import say

_LINK: Final = re.compile(r"https?://[!-~]+")
# The most letters that a field takes, by the kind of field that its name tells.
_MOST: Final[Mapping[str, int]] = {
    "thing": 20,
    "name": 10,
    "character_string": 32,
    "phone_number": 17,
    "phrase": 5,
    "const": 20,
}
_LONGEST: Final = 200  # of fields whose kind tells nothing


def message_text(facts: MessageFacts) -> str:
    """Court, masked name, masked number of the case, what to do, code, whom to call; the link stands last.

    Nothing of the case is told: the words lie on the servers of a firm, and on a screen that others see.
    """
    return say(
        "messages.account",
        COURT_LANGUAGE,
        court=facts.court,
        name=facts.masked_name,
        case_number=mask_case_number(facts.case_number),
        code=facts.link.rpartition("/")[2],
        phone=facts.phone,
        link=facts.link,
    )


def body_of(message: Message, address: WechatAddress) -> dict[str, Any]:
    """What is posted: each line but the link in a field; ValueError for a text that the template cannot take."""
    link = _LINK.search(message.text)
    lines = [line.strip() for line in message.text.splitlines() if line.strip() and not _LINK.match(line.strip())]
    if len(lines) < len(address.fields):
        raise ValueError(f"a text of {len(lines)} lines does not fit a template of {len(address.fields)} fields")
    body: dict[str, Any] = {
        "touser": message.to,
        "template_id": address.template,
        "data": {field: {"value": _value(field, line)} for field, line in zip(address.fields, lines, strict=False)},
    }
    opens = _opens(link[0], address) if link else {}
    return body | opens | ({"client_msg_id": message.ref} if address.repeats else {})


def _opens(link: str, address: WechatAddress) -> dict[str, Any]:
    """What a tap opens: the page of the portal, or a page of the mini-program that is given its code."""
    if address.kind is Kind.TEMPLATE:
        return {"url": link}
    if address.kind is Kind.MINI:
        return {"page": f"{address.page}?code={link.rpartition('/')[2]}", "lang": "zh_CN"}
    return {"page": link}


def _value(field: str, line: str) -> str:
    """The fact without the name that stands before it in the text: the template has names of its own."""
    separators = "|".join(map(re.escape, said_words()["separators"]))
    value = re.split(separators, line, maxsplit=1)[-1].strip() or line
    most = _MOST.get(field.rstrip("0123456789"), _LONGEST)
    if len(value) > most:
        raise ValueError(f"{field} takes {most} letters, not {len(value)}")
    return value


@cache
def said_words() -> Mapping[str, Any]:
    """What stands in messages and what people answer."""
    return tomllib.loads(files("songda.channels.wechat").joinpath("said.toml").read_text("utf-8"))
