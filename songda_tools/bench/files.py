"""Fills the sample court with cases that can be served: one agreed defendant and one paper each, over the API.

The made-up court, people and cases stand in `made_up.toml`.
"""

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from songda.core.identifiers.person_document import check_character
from songda.trust.typesetting.papers import PaperFields, paper_pdf
from songda_tools.bench.api import Line, post, upload

BULK = 1000
NUMBERS = "139"  # every mobile number of the bench begins so, and no other of the sample court
_ORDINARY_ENDINGS = 80  # 20…99: the sandbox gives other endings a fate of their own
MADE_UP: dict[str, Any] = tomllib.loads(Path(__file__).with_name("made_up.toml").read_text(encoding="utf-8"))
_PAPER = {"kind": "notice_to_respond", "title": MADE_UP["paper_title"]}


@dataclass(frozen=True)
class Ready:
    """A case that waits for its order."""

    case_id: str
    party_id: str
    paper_id: str

    def order(self, key: str | None = None) -> dict[str, Any]:
        """The order as the API wants it."""
        wanted: dict[str, Any] = {
            "case_id": self.case_id,
            "paper_ids": [self.paper_id],
            "party_ids": [self.party_id],
        }
        return wanted | ({"idempotency_key": key} if key else {})


def file_cases(
    line: Line, count: int, pdf: bytes, now: datetime, mobile: Callable[[int], str] | None = None
) -> Iterator[Ready]:
    """Register so many cases and file the same PDF in each; `mobile`: the number of the defendant at a place."""
    number = mobile or mobile_of
    for first in range(0, count, BULK):
        wanted = [_case(place, now, number(place)) for place in range(first, min(first + BULK, count))]
        rows = line.want(post("/api/v1/cases/bulk", {"cases": wanted}))["rows"]
        case_ids = [row["case_id"] for row in rows]
        papers = line.want(upload("/api/v1/papers/bulk", {**_PAPER, "case_ids": case_ids}, pdf))["papers"]
        for row, paper in zip(rows, papers, strict=True):
            yield Ready(row["case_id"], row["party_ids"][0], paper["id"])


def mobile_of(place: int) -> str:
    """The mobile number of the defendant at this place; no two are alike."""
    row, ending = divmod(place, _ORDINARY_ENDINGS)
    return f"{NUMBERS}{row:06d}{20 + ending}"


def _case(place: int, now: datetime, mobile: str) -> dict[str, Any]:
    consent = {
        "ground": "express",
        "at": (now - timedelta(days=1)).isoformat(),
        "stages": ["first_instance"],
        "proof": MADE_UP["proof"],
    }
    defendant = {
        "role": "defendant",
        "name": MADE_UP["family_name"] + _letters(place),
        "number": resident_id(place),
        "addresses": [{"kind": "mobile", "value": mobile, "address_class": "confirmed"}],
        "consents": [consent],
    }
    number = MADE_UP["case_number"].format(year=now.year, serial=50_000 + place)
    return {"number": number, "cause": MADE_UP["cause"], "persons": [defendant]}


def _letters(place: int) -> str:
    return "".join(MADE_UP["letters"][int(digit)] for digit in f"{place % 100:02d}")


def resident_id(place: int) -> str:
    """An identity number that is right in form; no two places have the same."""
    born = date(1960, 1, 1) + timedelta(days=place // 900)
    body = f"141181{born:%Y%m%d}{1 + place % 900:03d}"
    return body + check_character(body)


def paper() -> bytes:
    """A notice to respond as a PDF."""
    return paper_pdf("notice_to_respond", PaperFields(**MADE_UP["paper"]))
