"""The table against OWASP ASVS: each requirement once, three answers, tests that there are, right counts."""

import json
import logging
import os
import re
import subprocess
import sys
from collections import Counter
from dataclasses import fields
from datetime import timedelta
from pathlib import Path

from django.conf import global_settings

from songda.channels.registry import entries
from songda.core import identity
from songda.core.calling import load_rules
from songda.records.ground.limits.actions import LIMITS, LimitedInput
from songda.site import settings
from songda.site.home import COURT_KEYS, make_court_keys
from songda.site.reception.body import Bounds
from songda.trust.paper.child import AT_ONCE, COME_AGAIN_SECONDS, PATIENCE_SECONDS, Allowance
from songda.web.api.delivery.orders import OrdersIn
from songda.web.api.matter.cases import CasesIn
from songda.web.api.matter.papers import SamePaperIn
from songda.web.console.account import password_rules, sign_in, sign_on
from songda.web.console.shared import stepping_up
from songda.web.look.log_redaction import OneLine
from songda.web.portal import session_assurance
from tests.rows import all_rows

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


def table(title: str) -> dict[str, list[str]]:
    """A table of the page: the first cell of each row, and the others."""
    page = (ROOT / "docs/explanation/security.md").read_text(encoding="utf-8")
    part = page.partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in line.strip().strip("|").split(" | ")] for line in lines]
    return {row[0]: row[1:] for row in cells[1:]}


def minutes(lasts: timedelta) -> str:
    return f"{lasts // timedelta(minutes=1)} minutes"


@all_rows(
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
            " | ".join(
                f"{longest // timedelta(hours=1)} hours" for longest in (sign_in.LONGEST, session_assurance.LONGEST)
            ),
        ),
        ("Sessions", f"within {minutes(stepping_up.LASTS)}"),
        ("Limits", f"| {identity.CODES_PER_HOUR} an hour"),
        ("Ways in", "a code of 6 digits"),
        ("Ways in", f"good for {identity.CODE_MINUTES} minutes"),
        ("Ways in", f"counts once and within {minutes(sign_on.LASTS)}"),
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


WRITTEN = {row[0]: re.findall(r"security\.md#([\w-]+)", row[4]) for row in rows() if "security.md#" in row[4]}


@all_rows("number", WRITTEN)
def test_what_a_row_says_is_written_down_is_written_there(number: str) -> None:
    page = (ROOT / "docs/explanation/security.md").read_text(encoding="utf-8")
    titles = {title.lower().replace(" ", "-"): title for title in re.findall(r"\n## (.+)\n", page)}
    for anchor in WRITTEN[number]:
        assert len(section(titles[anchor])) > 300, anchor


def test_every_limit_on_strangers_is_written_down_with_its_number() -> None:
    rows_of = {
        LimitedInput.IDENTITY: "wrong names, numbers, codes",
        LimitedInput.LINK: "links that lead nowhere; codes of messages",
        LimitedInput.GENUINE: "links that lead nowhere; codes of messages",
        LimitedInput.CERTIFICATE: "codes of certificates",
        LimitedInput.FILE: "files to be compared; requests by link; names in public notices",
        LimitedInput.OPENING: "codes that open a locked link, by place",
        LimitedInput.REQUEST: "files to be compared; requests by link; names in public notices",
        LimitedInput.NOTICE: "files to be compared; requests by link; names in public notices",
        LimitedInput.QUESTION: "questions of the public",
        LimitedInput.TYPED: "forms kept for whoever brings no session",
        LimitedInput.FACTOR: "digits and codes of a second factor",
    }
    windows = {timedelta(minutes=10): "ten minutes", timedelta(days=1): "a day"}
    assert set(rows_of) == set(LimitedInput)
    for what, row in rows_of.items():
        assert table("Limits")[row][0] == f"{LIMITS[what].count} in {windows[LIMITS[what].window]}", row


def test_every_other_limit_of_the_business_is_written_down_with_its_number() -> None:
    told = table("Limits")
    assert told["codes to a recipient"][0] == f"{identity.CODES_PER_HOUR} an hour"
    assert told["calls"][0].startswith(f"{load_rules().people_a_day} different people a day")
    most = {
        next(one.max_length for one in shape.model_fields[name].metadata if hasattr(one, "max_length"))
        for shape, name in ((OrdersIn, "orders"), (CasesIn, "cases"), (SamePaperIn, "case_ids"))
    }
    assert {f"{number:,}" for number in most} == {told["cases or orders at once"][0]}


def test_every_key_that_there_is_is_written_down_with_what_it_is_for() -> None:
    rows_of = {
        "keyring.json": ("key ring", "secret of searches and links (on the ring)"),
        "secret.key": ("secret of sessions",),
        "event-keys.json": ("event keys",),
        "log.key": ("log key",),
        "log.pub": ("log key",),  # its public half, for web servers
        "log-second.key": ("second key of the log",),
    }
    told = table("Keys")
    assert set(rows_of) == set(COURT_KEYS)
    wanted = {row for all_ in rows_of.values() for row in all_}
    assert wanted | {"the court's seal", "passwords", "codes of a sheet", "tokens"} == told.keys() - {"---"}
    assert all(len(cells) == 5 and all(cells) for cells in told.values())
    assert not hasattr(settings, "PASSWORD_HASHERS")
    assert "PBKDF2PasswordHasher" in global_settings.PASSWORD_HASHERS[0]
    assert told["passwords"][0].startswith("PBKDF2")


def test_every_key_lies_in_a_file_that_is_its_owner_s_alone(tmp_path: Path) -> None:
    make_court_keys(tmp_path / "court", "court.example/log")
    keys = tmp_path / "court" / "keys"
    assert sorted(file.name for file in keys.iterdir()) == sorted(COURT_KEYS)
    assert {file.stat().st_mode & 0o777 for file in keys.iterdir()} == {0o600}
    assert keys.stat().st_mode & 0o777 == 0o700


def test_every_line_to_the_outside_is_written_down() -> None:
    of_channels = {"sms": "SMS centre", "email": "mail server", "wechat": "WeChat"}
    assert set(of_channels) == set(entries())
    others = {
        *(
            "database",
            "reports of mail",
            "callbacks of WeChat",
            "telephone system",
            "registry of numbers",
            "time-stamp authority",
        ),
        *("witnesses", "carriers", "reports of carriers", "single sign-on", "store of files"),
    }
    assert {*of_channels.values(), *others} == table("Lines to the outside").keys() - {"---"}
    addresses = {name for name in vars(settings) if name.endswith(("_URL", "_URLS"))}
    assert addresses == {
        *("PUBLIC_URL", "STATIC_URL", "LOGIN_URL", "LOGIN_REDIRECT_URL", "LOGOUT_REDIRECT_URL", "SANDBOX_URL"),
        *("CHANNEL_URLS", "CARRIER_URLS", "TELEPHONE_URL", "REGISTRY_URL", "TSA_URL", "FILES_URL"),
    }


def test_a_line_of_the_log_has_the_form_that_is_written_down() -> None:
    form = re.search(r"`(2026-[^`]*)`", table("Logs")["lines: faults, what is away, requests turned away"][1])
    assert form is not None
    record = logging.LogRecord("songda.web", logging.WARNING, "", 0, "turned away", None, None)
    record.created = 1767225600.0
    written = OneLine().format(record)
    said = form[1].replace("process", str(record.process)).replace("name", "songda.web").replace("words", "turned away")
    assert written == said
    assert [row.partition(":")[0] for row in table("Logs") if row != "---"] == [
        *("the evidence log", "lines", "the journal of hand-overs", "statements and connections")
    ]


def test_what_a_child_that_opens_files_may_use_is_written_down() -> None:
    assert {field.name for field in fields(Allowance)} == {"processor", "clock", "memory", "answer"}
    said = table("What costs much")["opening a PDF or a recording"][0]
    assert said == "a child with its own processor time, clock, memory and size of answer"
    assert table("What costs much")["many of them at once"][0] == (
        f"{AT_ONCE} open in a process, {Bounds().lenders} there or waiting for {PATIENCE_SECONDS:.0f} seconds, who lend"
        f" their seat; the next is told to come again in {COME_AGAIN_SECONDS} seconds"
    )


def test_a_real_court_runs_with_these_settings_whatever_the_tests_set() -> None:
    wanted = {
        "DEBUG": False,
        "SECURE_HSTS_SECONDS": 31_536_000,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
        "SECURE_CONTENT_TYPE_NOSNIFF": True,
        "SECURE_REFERRER_POLICY": "same-origin",
        "X_FRAME_OPTIONS": "DENY",
        "SESSION_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "CSRF_COOKIE_SAMESITE": "Lax",
        "DEMANDS_SECOND_FACTOR": True,
        "DEMO_ACCOUNTS": [],
        "WHITENOISE_ALLOW_ALL_ORIGINS": False,
    }
    around = {"PATH": os.environ["PATH"], "SONGDA_PUBLIC_URL": "https://service.court.example"}
    program = (
        f"import json, songda.site.settings as s; print(json.dumps([getattr(s, name) for name in {list(wanted)}]))"
    )
    words = [sys.executable, "-c", program]
    told = subprocess.run(words, env=around, cwd=ROOT, capture_output=True, text=True, check=True)
    assert json.loads(told.stdout) == list(wanted.values())
