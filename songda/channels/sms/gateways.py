"""What the gateways of China's operators say of a message (`MK:0001`, `SGIP:12`, `702`), where it is no word of SMPP.

CMPP 2.0 and SMGP 3.0 name the classes, the operators' published tables the numbers: the first letter is the system that
speaks, the second whether it answered with an error (`B` and others) or did not answer at all (`A`).
A number on which the published tables differ tells no reason here.
"""

import re
from collections.abc import Mapping
from typing import Final

from songda.channels.contract import ReportKind

_STATUS: Final = re.compile(r"(?P<system>[A-Z]{2}):?(?P<number>\d{4,5})|SGIP:(?P<sgip>-?\d{1,3})|(?P<smgp>\d{3})")
_FINDS: Final = re.compile(r"\b([A-Z]{2}|SGIP):?(-?\d{1,5})\b")
# Of the operators: centre, prepaid system, service platform, supplier, gateways; and of houses that stand between.
_OPERATORS: Final = frozenset({*"MA MB MC MH MI MJ MK MN CA CB DA DB SA SB IA IB IC ID".split()})  # noqa: SIM905
_BETWEEN: Final = frozenset({"HD", "TD", "TE", "MX"})
_SILENT: Final = frozenset({"MA", "CA", "DA", "SA", "IA"})
_WORDS: Final = frozenset({"NOROUTE", "ERRNUM", "ERR_NUM", "BWLIST", "MBBLACK", "BLACK", "REJECT", "UNDELIVRD"})

_NUMBERS: Final[Mapping[str, str]] = {
    "no_such_number": "MK0000 MK0001 MK0012 CB0001 CB0053 SGIP1",
    "suspended": "MK0002 MN0013",
    "switched_off": "MI0024 MI0029 MI0013 MK0008 MK0024 MN0059 IB0064 IC0001 SGIP24 SGIP54",
    "telephone_full": "MK0017",
    "busy": "MK0023",
    "no_text_messages": "MK0005 MK0019",
    "barred": "DB0139 DB0141 DB0144 DB0164 MB1077 HD0001 HD0019 TD0001 TD0019 MX0012",
    "refused": "MN0017",
    "network_fault": "MI0008 MI0022 MI0036 MI0045 IB0008 MN0020 MN0052 MN0053 MN0055 MN0075",
}
REASONS: Final[Mapping[str, str]] = {number: word for word, all_ in _NUMBERS.items() for number in all_.split()}


def kind_of(state: str) -> ReportKind | None:
    """What such a state means for the message; None for one that no published table has.

    Every report of a gateway but `DELIVRD` says for good that the message did not arrive. Where a system further on did
    not answer, nobody knows, so it undoes no arrival.
    """
    found = _STATUS.fullmatch(state)
    if found is None:
        return ReportKind.FAILED if state in _WORDS else None
    system = found["system"]
    if system in _SILENT:
        return ReportKind.SAID_FAILED
    number = found["sgip"] or found["smgp"]
    is_failure = system in _OPERATORS | _BETWEEN if number is None else int(number) != 0
    return ReportKind.FAILED if is_failure else None


def reason_in(code: str) -> str | None:
    """The reason that a code names, as `MK:0001` and `UNDELIV:MK:0001` do; None where it names none."""
    for system, number in _FINDS.findall(code):
        key = f"{system}{int(number)}" if system == "SGIP" else f"{system}{int(number):04}"
        if word := REASONS.get(key) or ("network_fault" if system in _SILENT else None):
            return word
    return None
