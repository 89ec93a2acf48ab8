"""Public notices beyond the mainland, and what the judge finds of a notice: each with its article."""

import pytest

from tests.core.law.given import (
    Json,
    answer,
    attempt,
    facts,
    ruled_out,
    ruling,
    summary,
)
from tests.core.law.notices import KNOWN, NOBODY, NOTICE
from tests.rows import all_rows

ABROAD: list[tuple[str, str, Json, str]] = [
    (
        "three months after post and e-mail, six after the request to the other state, nothing was heard",
        "cn.cpl2021.274.0.8",
        facts(
            attempt("public_notice", None, "published 2022-03-01", id="n1"),
            *[attempt(way, None, "sent 2021-11-30", id=way) for way in ("mail", "email")],
            attempt("entrusted", None, "sent 2021-08-31", id="entrusted"),
            recipient={"missing": False, "domicile": "sg"},
        ),
        "effective 2022-06-01 public_notice",
    ),
    (
        "the request to the other state was made less than six months before",
        "cn.cpl2021.274.0.8",
        facts(
            attempt("public_notice", None, "published 2022-03-01", id="n1"),
            attempt("mail", None, "returned 2022-02-01", id="mail"),
            attempt("email", None, "sent 2021-11-30", id="email"),
            attempt("entrusted", None, "sent 2021-09-02", id="entrusted"),
            recipient={"missing": False, "domicile": "sg"},
        ),
        "awaiting_judge",
    ),
    (
        "the months have not run",
        "cn.cpl2021.274.0.8",
        facts(
            attempt("public_notice", None, "published 2022-03-01", id="n1"),
            attempt("mail", None, "returned 2022-02-01", id="mail"),
            *[attempt(way, None, "sent 2021-12-02", id=way) for way in ("entrusted", "email")],
            recipient={"missing": False, "domicile": "sg"},
        ),
        "awaiting_judge",
    ),
    (
        "the months run from the sending, whatever the post says it has accepted since",
        "cn.cpl2021.274.0.8",
        facts(
            attempt("public_notice", None, "published 2022-03-01", id="n1"),
            *[attempt(way, None, "sent 2021-11-30", "accepted 2021-12-05", id=way) for way in ("mail", "email")],
            attempt("entrusted", None, "returned 2022-02-01", id="a1"),
            recipient={"missing": False, "domicile": "sg"},
        ),
        "effective 2022-06-01 public_notice",
    ),
    (
        "of a letter that was signed for something was heard",
        "cn.cpl2021.274.0.8",
        facts(
            attempt("public_notice", None, "published 2022-03-01", id="n1"),
            *[attempt(way, None, "sent 2021-11-30", id=way) for way in ("entrusted", "email")],
            recipient={"missing": False, "domicile": "sg"},
            other_tries=[attempt("mail", None, "sent 2021-11-30", "signed 2021-12-10 cohabitant", id="o1")],
        ),
        "awaiting_judge",
    ),
    (
        "their state allows neither post nor electronic service",
        "cn.cpl2021.274.0.8",
        facts(
            attempt("public_notice", None, "published 2022-03-01", id="n1"),
            attempt("entrusted", None, "returned 2022-02-01", id="a1"),
            ruled_out=[ruled_out("mail", "2022-02-01", "closed_by_law")],
            recipient={"missing": False, "domicile": "sg", "home_law_forbids_electronic": True},
        ),
        "effective 2022-06-01 public_notice",
    ),
    (
        "Hong Kong: the court there sent it back, the letter and the mail were not answered",
        "cn.hkmo.9",
        facts(
            attempt("public_notice", None, "published 2022-03-01", id="n1"),
            attempt("entrusted", None, "returned 2022-02-01", id="a1"),
            *[attempt(way, None, "sent 2021-11-01", id=way) for way in ("mail", "email")],
            recipient={"missing": False, "domicile": "hk"},
        ),
        "effective 2022-06-01 public_notice",
    ),
    (
        "Hong Kong: by post alone",
        "cn.hkmo.9",
        facts(
            attempt("public_notice", None, "published 2022-03-01", id="n1"),
            attempt("mail", None, "returned 2022-02-01", id="a1"),
            recipient={"missing": False, "domicile": "hk"},
        ),
        "awaiting_judge",
    ),
]


@all_rows(("sentence", "article", "service", "expected"), ABROAD, ids=[row[0] for row in ABROAD])
def test_beyond_the_mainland_the_tiers_are_those_of_its_own_texts(
    sentence: str, article: str, service: Json, expected: str
) -> None:
    assert summary(service) == expected
    assert article in {finding.rule.id for finding in answer(service).findings if finding.rule}


RULED: list[tuple[str, str, Json, str]] = [
    (
        f"the judge finds that the notice counts, in {year} ({domicile})",
        f"cn.{article}",
        facts(
            attempt(
                "public_notice",
                None,
                f"published {year}-03-01",
                id="n1",
                rulings=[ruling(f"{year}-09-01", counts=True)],
            ),
            attempt("mail", None, f"returned {year}-02-01", id="a1"),
            recipient={"missing": False, "domicile": domicile},
            as_of=f"{year}-12-31T00:00:00+08:00",
            hearing_at=None,
        ),
        f"effective {year}-{day} public_notice",
    )
    for year, domicile, article, day in (
        (2020, "cn", "cpl2017.92.1", "04-30"),
        (2022, "cn", "cpl2021.95.1", "03-31"),
        (2024, "cn", "cpl2023.95.1", "03-31"),
        (2020, "sg", "cpl2017.267.0.8", "06-01"),
        (2022, "sg", "cpl2021.274.0.8", "06-01"),
        (2024, "sg", "cpl2023.283.2", "04-30"),
        (2022, "hk", "hkmo.9", "06-01"),
    )
]


@pytest.mark.parametrize(("sentence", "article", "service", "expected"), RULED, ids=[row[0] for row in RULED])
def test_the_judges_ruling_confirms_a_notice_on_its_own_day(
    sentence: str, article: str, service: Json, expected: str
) -> None:
    assert summary(service) == expected
    assert article in [finding.rule.id for finding in answer(service).findings if finding.code == "ruling_confirms"]


def test_the_judge_cannot_make_a_notice_good_before_which_nothing_was_tried() -> None:
    notice = NOTICE | {"rulings": [ruling("2022-05-01", counts=True)]}
    alone = facts(notice, recipient=KNOWN)
    assert summary(alone) == NOBODY
    assert "ruling_heals_nothing" in str(answer(alone).findings)
