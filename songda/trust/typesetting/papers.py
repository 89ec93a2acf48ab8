"""Sets the court papers of the sample case in type, as a court's own system would hand them to us."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from songda.trust.typesetting.compiler import typeset
from songda.trust.typesetting.drawings import round_seal

_TEXTS = Path(__file__).parent / "texts"


@dataclass(frozen=True)
class PaperFields:
    """What the papers of one case say; `hearing_at` is in the court's own time."""

    court: str
    province: str
    appeal_court: str
    phone: str
    case_number: str
    cause: str
    plaintiff: str
    plaintiff_particulars: str
    defendant: str
    defendant_particulars: str
    defendant_home: str
    judge: str
    clerk: str
    signed_on: date
    issued_on: date
    hearing_at: datetime
    hearing_place: str
    evidence_days: int = 15


def paper_pdf(kind: str, fields: PaperFields) -> bytes:
    """One paper of the case as a PDF; `kind` is one of KINDS. Papers of the court carry its (sample) seal."""
    return typeset(*_PAPERS[kind](fields))


Setting = tuple[str, dict[str, Any], datetime]


def _complaint(fields: PaperFields) -> Setting:
    words = _letter("complaint_copy", fields)
    closing = [WORDS["signed_by_plaintiff"].format(plaintiff=fields.plaintiff), day_in_numerals(fields.signed_on)]
    words |= {"head": "", "number": "", "author": fields.plaintiff, "closing": closing, "seal": None}
    return "letter.typ", words, _noon(fields.signed_on)


def _notice(kind: str) -> Callable[[PaperFields], Setting]:
    def setting(fields: PaperFields) -> Setting:
        return "letter.typ", _letter(kind, fields), _noon(fields.issued_on)

    return setting


def _judgment(fields: PaperFields) -> Setting:
    words = _letter("judgment", fields)
    words |= {
        "head": fields.province + fields.court,
        "signs": [{"role": WORDS["judge"], "name": fields.judge}],
        "after": [{"role": WORDS["clerk"], "name": fields.clerk}],
    }
    return "letter.typ", words, _noon(fields.issued_on)


def _summons(fields: PaperFields) -> Setting:
    summons = WORDS["summons"]
    weekday = summons["weekdays"][fields.hearing_at.weekday()]
    values = {**vars(fields), "when": summons["when"].format(on=fields.hearing_at, weekday=weekday)}
    words = _of_the_court(fields) | {
        "title": WORDS["title"]["summons"],
        "rows": [{"label": label, "value": value.format_map(values)} for label, value in summons["rows"].items()],
        "notes": [sentence.format_map(values) for sentence in summons["notes"]],
        "signs": [{"role": WORDS["judge"], "name": fields.judge}, {"role": WORDS["clerk"], "name": fields.clerk}],
    }
    return "summons.typ", words, _noon(fields.issued_on)


def _letter(kind: str, fields: PaperFields) -> dict[str, Any]:
    text = (_TEXTS / f"{kind}.txt").read_text(encoding="utf-8")
    filled = [line.format_map(vars(fields)) for line in text.splitlines()]
    return _of_the_court(fields) | {
        "title": WORDS["title"][kind],
        "lines": [_line(line) for line in filled],
        "signs": [],
        "after": [],
    }


def _line(line: str) -> Mapping[str, str]:
    """`# ` leads in a part, `| ` stands at the margin, `**…**` is the strong beginning of a paragraph."""
    if line.startswith("# "):
        return {"kind": "lead", "text": line[2:], "label": ""}
    if line.startswith("| "):
        return {"kind": "flush", "text": line[2:], "label": ""}
    label, text = line[2:].split("**", 1) if line.startswith("**") else ("", line)
    return {"kind": "body", "text": text, "label": label}


def _of_the_court(fields: PaperFields) -> dict[str, Any]:
    return {
        "head": fields.court,
        "author": fields.court,
        "number": fields.case_number,
        "closing": [fields.court, day_in_numerals(fields.issued_on)],
        "seal": round_seal(fields.court, WORDS["seal"]),
        "seal-alt": WORDS["seal_described"].format(court=fields.court, seal=WORDS["seal"]),
        "sample": True,
    }


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(4), UTC)


_PAPERS: Mapping[str, Callable[[PaperFields], Setting]] = {
    "complaint_copy": _complaint,
    "notice_to_respond": _notice("notice_to_respond"),
    "evidence_notice": _notice("evidence_notice"),
    "rights_notice": _notice("rights_notice"),
    "summons": _summons,
    "judgment": _judgment,
}
KINDS = tuple(_PAPERS)


WORDS: dict[str, Any] = tomllib.loads((Path(__file__).parent / "texts" / "papers.toml").read_text(encoding="utf-8"))
_DIGITS: str = WORDS["numerals"]["digits"]
_TEN: str = WORDS["numerals"]["ten"]


def day_in_numerals(day: date) -> str:
    """The year digit by digit, month and day as numbers."""
    year = "".join(_DIGITS[int(digit)] for digit in str(day.year))
    text: str = WORDS["numerals"]["day"].format(year=year, month=_number(day.month), day=_number(day.day))
    return text


def _number(number: int) -> str:
    tens, ones = divmod(number, 10)
    head = {0: "", 1: _TEN}.get(tens, f"{_DIGITS[tens]}{_TEN}")
    return head + (_DIGITS[ones] if ones else "")
