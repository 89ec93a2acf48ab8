"""The table against OWASP ASVS: each requirement once, three answers, tests that there are, right counts."""

import re
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from songda.core import identity
from songda.records.limits.limited_inputs import LIMITS, LimitedInput
from songda.site import settings
from songda.web.console.account import idle, password_rules
from songda.web.console.shared import stepping_up
from songda.web.portal import session_assurance

ROOT = Path(__file__).parent.parent
REFERENCE = ROOT / "docs/reference"
STATES = ("met", "not applicable", "not met")
# Section by section, the numbers of levels 1 and 2 of version 5.0.0, and how many of a chapter are of level 1.
ASKED = """
1.1:1-2 1.2:1-9 1.3:1-11 1.4:1-3 1.5:1-2 2.1:1-3 2.2:1-3 2.3:1-4 2.4:1-1 3.2:1-2 3.3:1-4 3.4:1-6 3.5:1-5 3.7:1-2
4.1:1-3 4.2:1-1 4.3:1-2 4.4:1-4 5.1:1-1 5.2:1-3 5.3:1-2 5.4:1-3 6.1:1-3 6.2:1-12 6.3:1-4 6.4:1-4 6.5:1-5 6.6:1-3 6.8:1-4
7.1:1-3 7.2:1-4 7.3:1-2 7.4:1-5 7.5:1-2 7.6:1-2 8.1:1-2 8.2:1-3 8.3:1-1 8.4:1-1 9.1:1-3 9.2:1-4
10.1:1-2 10.2:1-2 10.3:1-4 10.4:1-11 10.5:1-5 10.6:1-2 10.7:1-3
11.1:1-2 11.2:1-3 11.3:1-3 11.4:1-4 11.5:1-1 11.6:1-1 12.1:1-3 12.2:1-2 12.3:1-4 13.1:1-1 13.2:1-5 13.3:1-2 13.4:1-5
14.1:1-2 14.2:1-4 14.3:1-3 15.1:1-3 15.2:1-3 15.3:1-7 16.1:1-1 16.2:1-5 16.3:1-4 16.4:1-3 16.5:1-3
17.1:1-1 17.2:1-4 17.3:1-2
"""
OF_LEVEL_1 = {1: 8, 2: 4, 3: 8, 4: 2, 5: 4, 6: 13, 7: 6, 8: 4, 9: 4, 10: 5, 11: 3, 12: 3, 13: 1, 14: 2, 15: 3}


def asked() -> list[str]:
    found = []
    for section, numbers in (one.split(":") for one in ASKED.split()):
        first, last = map(int, numbers.split("-"))
        found += [f"V{section}.{number}" for number in range(first, last + 1)]
    return found


def rows() -> list[list[str]]:
    """Number, level, what is asked, the answer, and why."""
    pages = sorted((REFERENCE / "asvs").glob("*.md"))
    lines = [line for page in pages for line in page.read_text(encoding="utf-8").splitlines()]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines if line.startswith("| V")]


def chapter(row: list[str]) -> int:
    return int(row[0].partition(".")[0].removeprefix("V"))


def told() -> list[list[str]]:
    """The rows of counts at the top."""
    page = (REFERENCE / "asvs.md").read_text(encoding="utf-8")
    return [re.findall(r"[^|]+", line) for line in page.splitlines() if re.match(r"\| (\[V|\*\*all|of these)", line)]


def test_every_requirement_stands_there_once_in_its_order() -> None:
    assert len(asked()) == 253
    assert sorted(row[0] for row in rows()) == sorted(asked())
    assert Counter(chapter(row) for row in rows() if row[1] == "1") == OF_LEVEL_1


def test_there_are_three_answers_and_what_is_met_names_tests_that_there_are() -> None:
    assert {row[3] for row in rows()} == set(STATES)
    for number, _, _, state, why in rows():
        named = re.findall(r"`(tests/[^`]+\.py)`", why)
        assert [name for name in named if not (ROOT / name).is_file()] == [], number
        assert named or state != "met", number
        assert why, number


def test_the_counts_at_the_top_are_right() -> None:
    *chapters, everything, first = [[int(cell) for cell in row[1:] if cell.strip()] for row in told()]
    counted = [[row for row in rows() if chapter(row) == number] for number in range(1, 18)]
    for said, of in [
        *zip(chapters, counted, strict=True),
        (everything, rows()),
        (first, [r for r in rows() if r[1] == "1"]),
    ]:
        assert said == [len(of), *(sum(row[3] == state for row in of) for state in STATES)]


def section(title: str) -> str:
    page = (ROOT / "docs/explanation/security.md").read_text(encoding="utf-8")
    return " ".join(page.partition(f"\n## {title}\n")[2].partition("\n## ")[0].split())


def within_ten_minutes(what: LimitedInput) -> str:
    assert LIMITS[what].window == timedelta(minutes=10)
    return f"| {LIMITS[what].count} in ten minutes"


def minutes(lasts: timedelta) -> str:
    return f"{lasts // timedelta(minutes=1)} minutes"


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Ways in", f"{identity.MAX_TRIES} wrong tries close the link for {identity.LOCK_HOURS} hours"),
        ("Passwords", f"{settings.AUTH_PASSWORD_VALIDATORS[1]['OPTIONS']['min_length']} characters at least"),
        ("Passwords", f"fewer than {password_rules.FEWEST_OF_ONES_OWN} characters"),
        ("Passwords", str(password_rules.HOUSE_WORDS.relative_to(ROOT))),
        ("Sessions", f"| {settings.STAFF_IDLE_MINUTES} minutes (`SONGDA_STAFF_IDLE_MINUTES`)"),
        ("Sessions", f"| {minutes(session_assurance.IDLE_LIMIT)} |"),
        (
            "Sessions",
            f"| {idle.LONGEST // timedelta(hours=1)} hours | {session_assurance.LONGEST // timedelta(hours=1)} hours |",
        ),
        ("Sessions", f"within {minutes(stepping_up.LASTS)}"),
        ("Limits", f"| {identity.CODES_PER_HOUR} an hour"),
        ("Ways in", "a code of 6 digits"),
        ("Ways in", f"good for {min(identity.CODE_MINUTES, 10)} minutes"),
        *(("Limits", within_ten_minutes(what)) for what in LimitedInput),
        ("Files", f"| {settings.PAPER_LIMIT_MEGABYTES} MB |"),
        ("Files", f"{settings.RECORDING_LIMIT_MEGABYTES} MB (`SONGDA_RECORDING_MEGABYTES`)"),
    ],
)
def test_what_is_written_of_bounds_is_what_the_program_keeps(title: str, said: str) -> None:
    assert said in section(title)


def test_every_file_that_the_page_names_is_there() -> None:
    page = (ROOT / "docs/explanation/security.md").read_text(encoding="utf-8")
    named = re.findall(r"`(songda/[^` …]+)`", page)
    assert len(named) > 10
    assert [name for name in named if not (ROOT / name).exists()] == []
