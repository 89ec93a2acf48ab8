"""Sets the court papers of the sample case in type, as a court's own system would hand them to us."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from songda.trust.typesetting.compiler import typeset
from songda.trust.typesetting.numerals import day_in_numerals
from songda.trust.typesetting.seal import round_seal

_TEXTS = Path(__file__).parent / "texts"
_SEAL = "演示样章"
_WEEKDAYS = "一二三四五六日"


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
    words = _letter("complaint_copy", "民事起诉状（副本）", fields)
    closing = [f"具状人：{fields.plaintiff}", day_in_numerals(fields.signed_on)]
    words |= {"head": "", "number": "", "author": fields.plaintiff, "closing": closing, "seal": None}
    return "letter.typ", words, _noon(fields.signed_on)


def _notice(kind: str, title: str) -> Callable[[PaperFields], Setting]:
    def setting(fields: PaperFields) -> Setting:
        return "letter.typ", _letter(kind, title, fields), _noon(fields.issued_on)

    return setting


def _judgment(fields: PaperFields) -> Setting:
    words = _letter("judgment", "民事判决书", fields)
    words |= {
        "head": fields.province + fields.court,
        "signs": [{"role": "审判员", "name": fields.judge}],
        "after": [{"role": "书记员", "name": fields.clerk}],
    }
    return "letter.typ", words, _noon(fields.issued_on)


def _summons(fields: PaperFields) -> Setting:
    at = fields.hearing_at
    when = f"{at.year}年{at.month}月{at.day}日（星期{_WEEKDAYS[at.weekday()]}）{at:%H时%M分}"
    rows = {
        "案号": fields.case_number,
        "案由": fields.cause,
        "被传唤人": fields.defendant,
        "工作单位或住所": fields.defendant_home,
        "传唤事由": "开庭",
        "应到时间": when,
        "应到处所": fields.hearing_place,
    }
    words = _of_the_court(fields) | {
        "title": "传票",
        "rows": [{"label": label, "value": value} for label, value in rows.items()],
        "notes": [
            "被传唤人必须准时到达应到处所。",
            "被传唤人应当携带本传票和居民身份证报到。",
            "无正当理由拒不到庭的，本院可以依法缺席判决。",
            f"不能按时到庭或者需要核实的，请致电{fields.phone}。",
        ],
        "signs": [{"role": "审判员", "name": fields.judge}, {"role": "书记员", "name": fields.clerk}],
    }
    return "summons.typ", words, _noon(fields.issued_on)


def _letter(kind: str, title: str, fields: PaperFields) -> dict[str, Any]:
    text = (_TEXTS / f"{kind}.txt").read_text(encoding="utf-8")
    filled = [line.format_map(vars(fields)) for line in text.splitlines()]
    return _of_the_court(fields) | {"title": title, "lines": [_line(line) for line in filled], "signs": [], "after": []}


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
        "seal": round_seal(fields.court, _SEAL),
        "seal-alt": f"{fields.court}印章（{_SEAL}）",
        "sample": True,
    }


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(4), UTC)


_PAPERS: Mapping[str, Callable[[PaperFields], Setting]] = {
    "complaint_copy": _complaint,
    "notice_to_respond": _notice("notice_to_respond", "应诉通知书"),
    "evidence_notice": _notice("evidence_notice", "举证通知书"),
    "rights_notice": _notice("rights_notice", "诉讼权利义务告知书"),
    "summons": _summons,
    "judgment": _judgment,
}
KINDS = tuple(_PAPERS)
