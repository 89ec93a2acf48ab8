"""Periods that a paper starts, and the limits of those that a court sets, each under the law of its time."""

from tests.core.law.given import Json, attempt
from tests.core.law.rows.shape import YEARS, StartedPeriods, in_year

ABROAD = {"domicile": "sg"}
MACAU = {"domicile": "mo"}
TAIWAN = {"domicile": "tw"}
ADMINISTRATIVE = {"branch": "administrative"}
CRIMINAL = {"branch": "criminal"}
SMALL = {"procedure": "small_claims"}
SIMPLIFIED = {"procedure": "simplified"}


def served(year: int, kind: str, **changes: object) -> Json:
    """A paper of that kind, signed for in hand on the ninth of June."""
    paper = {"kind": kind, **(changes.pop("paper", {}))}  # type: ignore[dict-item]
    return in_year(year, attempt("direct", None, f"signed {year}-06-09"), paper=paper, **changes)


# sentence, articles of the three laws, paper, changes, kind, days
_EACH_LAW: list[tuple[str, tuple[str, str, str], str, dict[str, object], str, int]] = [
    ("the answer", ("cpl2017.125.1", "cpl2021.128.1", "cpl2023.128.1"), "complaint_copy", {}, "answer", 15),
    (
        "the answer in simplified procedure",
        ("cpl2017.125.1", "cpl2021.128.1", "cpl2023.128.1"),
        "complaint_copy",
        {"case": SIMPLIFIED},
        "answer",
        15,
    ),
    (
        "the answer to a counterclaim",
        ("cpl2017.125.1", "cpl2021.128.1", "cpl2023.128.1"),
        "counterclaim_copy",
        {},
        "answer",
        15,
    ),
    (
        "the answer of a person abroad",
        ("cpl2017.268", "cpl2021.275", "cpl2023.285"),
        "complaint_copy",
        {"recipient": ABROAD},
        "answer",
        30,
    ),
    (
        "the answer to a counterclaim by a person abroad",
        ("cpl2017.268", "cpl2021.275", "cpl2023.285"),
        "counterclaim_copy",
        {"recipient": ABROAD},
        "answer",
        30,
    ),
    (
        "the objection to jurisdiction",
        ("cpl2017.127.1", "cpl2021.130.1", "cpl2023.130.1"),
        "complaint_copy",
        {},
        "jurisdiction_objection",
        15,
    ),
    (
        "the objection in small claims, as long as the answer at most",
        ("cpl2017.127.1", "cpl2021.130.1", "cpl2023.130.1"),
        "complaint_copy",
        {"case": SMALL},
        "jurisdiction_objection",
        15,
    ),
    (
        "the objection of a person abroad",
        ("cpl2017.127.1", "cpl2021.130.1", "cpl2023.130.1"),
        "complaint_copy",
        {"recipient": ABROAD},
        "jurisdiction_objection",
        30,
    ),
    (
        "the answer to an appeal",
        ("cpl2017.167.1", "cpl2021.174.1", "cpl2023.174.1"),
        "appeal_copy",
        {},
        "answer_to_appeal",
        15,
    ),
    (
        "the answer to an appeal by a person abroad",
        ("cpl2017.269", "cpl2021.276", "cpl2023.286"),
        "appeal_copy",
        {"recipient": ABROAD},
        "answer_to_appeal",
        30,
    ),
    ("the appeal", ("cpl2017.164.1", "cpl2021.171.1", "cpl2023.171.1"), "judgment", {}, "appeal", 15),
    (
        "the appeal against a ruling",
        ("cpl2017.164.2", "cpl2021.171.2", "cpl2023.171.2"),
        "ruling_appealable",
        {},
        "appeal",
        10,
    ),
    (
        "the appeal of a person abroad",
        ("cpl2017.269", "cpl2021.276", "cpl2023.286"),
        "judgment",
        {"recipient": ABROAD},
        "appeal",
        30,
    ),
    (
        "paying or objecting to a payment order",
        ("cpl2017.216.2", "cpl2021.223.2", "cpl2023.227.2"),
        "payment_order",
        {},
        "pay_or_object",
        15,
    ),
]

EXAMPLES = [
    StartedPeriods(f"{sentence}, in {year}", article, served(year, paper, **changes), kind, days)
    for sentence, articles, paper, changes, kind, days in _EACH_LAW
    for year, article in zip(YEARS, articles, strict=True)
]

EXAMPLES += [
    StartedPeriods(
        "small claims: the answer, at most", "cpli.275.2", served(2022, "complaint_copy", case=SMALL), "answer", 15
    ),
    StartedPeriods("before April 2022", "cpli2015.277.2", served(2021, "complaint_copy", case=SMALL), "answer", 15),
    StartedPeriods("the agency answers", "apl.67.1", served(2022, "complaint_copy", case=ADMINISTRATIVE), "answer", 15),
    StartedPeriods(
        "and produces its evidence in the same time",
        "apl.67.1",
        served(2022, "complaint_copy", case=ADMINISTRATIVE),
        "agency_evidence",
        15,
    ),
    StartedPeriods("administrative appeal", "apl.85", served(2022, "judgment", case=ADMINISTRATIVE), "appeal", 15),
    StartedPeriods(
        "administrative appeal against a ruling",
        "apl.85",
        served(2022, "ruling_appealable", case=ADMINISTRATIVE),
        "appeal",
        10,
    ),
    StartedPeriods("criminal appeal", "crpl.230", served(2022, "judgment", case=CRIMINAL), "appeal", 10),
    StartedPeriods("criminal appeal against a ruling", "crpl.230", served(2022, "ruling", case=CRIMINAL), "appeal", 5),
    StartedPeriods("a preservation ruling", "cpli.171", served(2022, "preservation_ruling"), "reconsideration", 5),
    StartedPeriods("before April 2022", "cpli2015.171", served(2021, "preservation_ruling"), "reconsideration", 5),
    StartedPeriods(
        "the agency objects to the court",
        "apli.10.1",
        served(2022, "complaint_copy", case=ADMINISTRATIVE),
        "jurisdiction_objection",
        15,
    ),
    StartedPeriods(
        "the other side answers an appeal against an agency",
        "apli.108.2",
        served(2022, "appeal_copy", case=ADMINISTRATIVE),
        "answer_to_appeal",
        15,
    ),
    StartedPeriods("the fees", "fees.22.1", served(2022, "fee_notice"), "fee", 7),
    *[
        StartedPeriods(f"{where}, as abroad, in {year}: {kind}", article, served(year, paper, recipient=who), kind, 30)
        for where, who in (("Macau", MACAU), ("Taiwan", TAIWAN))
        for year, article in ((2021, "cpli2015.551"), (2022, "cpli.549"))
        for paper, kind in (
            ("complaint_copy", "answer"),
            ("complaint_copy", "jurisdiction_objection"),
            ("appeal_copy", "answer_to_appeal"),
            ("judgment", "appeal"),
        )
        if where == "Macau"
    ],
    *[
        StartedPeriods(
            f"an evidence notice says itself how long: {article}",
            article,
            served(year, "evidence_notice", case=case, paper={"days_set_in_paper": 15}),
            "evidence",
            15,
        )
        for year, article, case in (
            (2022, "evidence.50.2", {}),
            (2019, "cpli2015.99.1", {}),
            (2022, "apli.104.1", ADMINISTRATIVE | SIMPLIFIED),
            (2022, "apli.35.1", ADMINISTRATIVE),
        )
    ],
]

# sentence, article, facts, the sentence that must be told
LIMITS: list[tuple[str, str, Json, str]] = [
    (
        f"{days} days for evidence, {sentence}",
        article,
        served(year, "evidence_notice", case=case, paper={"days_set_in_paper": days}),
        code,
    )
    for sentence, article, year, case, days, code in (
        ("ordinary procedure", "evidence.51.2", 2022, {}, 14, "period_too_short"),
        ("second instance", "evidence.51.2", 2022, {"stage": "second_instance"}, 9, "period_too_short"),
        ("simplified procedure", "evidence.51.2", 2022, SIMPLIFIED, 16, "period_too_long"),
        ("small claims", "evidence.51.2", 2022, SMALL, 8, "period_longer_than_usual"),
        ("ordinary procedure in 2019", "cpli2015.99.2", 2019, {}, 14, "period_too_short"),
        ("second instance in 2019", "cpli2015.99.2", 2019, {"stage": "second_instance"}, 9, "period_too_short"),
        ("simplified procedure in 2019", "cpli2015.266.1", 2019, SIMPLIFIED, 16, "period_too_long"),
        ("small claims in 2019", "cpli2015.277.1", 2019, SMALL, 8, "period_longer_than_usual"),
        ("simplified administrative", "apli.104.1", 2022, ADMINISTRATIVE | SIMPLIFIED, 16, "period_too_long"),
    )
]
