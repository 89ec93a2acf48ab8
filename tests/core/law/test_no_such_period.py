"""Periods that one might expect of a paper and that the law does not give, and who has them instead.

Each row: a sentence, the article, the facts, the periods that the paper starts, and what is said of it by that article.
"""

from datetime import date

import pytest

from songda.core.law import PeriodContext, PeriodError, last_day
from songda.core.law.facts import Branch, PaperKind, Procedure, Stage
from tests.core.law.given import Json, answer, attempt, summary
from tests.core.law.rows.shape import YEARS, in_year
from tests.rows import all_rows

COPY, NOTICE = "complaint_copy", "fee_notice"
THIRD_PARTIES = ("third_party", "third_party_with_claim")
RETRIAL, ON_APPEAL = {"stage": "retrial"}, {"stage": "second_instance"}
SMALL, SIMPLIFIED = {"procedure": "small_claims"}, {"procedure": "simplified"}
SPECIAL, PAYMENT = {"procedure": "special"}, {"procedure": "payment_order"}
ADMINISTRATIVE = {"branch": "administrative"}
OF_FIRST, OF_SECOND, TAKEN_UP = (
    RETRIAL | {"retrial_of": tried} for tried in ("first_instance", "second_instance", "taken_up")
)
Row = tuple[str, str, Json, str, str]


def served(year: int, kind: str, case: Json | None = None, **recipient: object) -> Json:
    """A paper of that kind, which the recipient signed for in hand on the ninth of June."""
    signed = attempt("direct", None, f"signed {year}-06-09 recipient")
    return in_year(year, signed, paper={"kind": kind}, case=case or {}, recipient=recipient)


NO_MORE = "objection_only_at_first_instance"
JURISDICTION: list[Row] = [
    *[
        (f"{sentence} looks at no objection, in {year}", article, served(year, COPY, case), "answer", NO_MORE)
        for year, article in ((2020, "cpli2015.39.2"), (2022, "cpli.39.2"))
        for sentence, case in (
            ("a retrial of first instance", OF_FIRST),
            ("a retrial of second instance", OF_SECOND),
            ("a retrial that a higher court took up", TAKEN_UP),
            ("a retrial of which nothing is told", RETRIAL),
            ("a retrial in simplified procedure", OF_FIRST | SIMPLIFIED),
            ("a retrial of small claims", OF_FIRST | SMALL),
        )
    ],
    ("nor for a person abroad", "cpli.39.2", served(2022, COPY, OF_FIRST, domicile="sg"), "answer", NO_MORE),
    ("nor for one in Macau", "cpli.39.2", served(2022, COPY, OF_FIRST, domicile="mo"), "answer", NO_MORE),
    *[
        ("an administrative retrial neither", "apli.11", served(2022, COPY, case | ADMINISTRATIVE),
         "agency_evidence answer", NO_MORE)
        for case in (OF_FIRST, OF_SECOND, RETRIAL)
    ],
    *[
        (f"at second instance it is too late, in {year}", article, served(year, COPY, ON_APPEAL), "answer", NO_MORE)
        for year, article in ((2020, "cpli2015.39.2"), (2022, "cpli.39.2"))
    ],
    ("in an administrative case too", "apli.11", served(2022, COPY, ADMINISTRATIVE | ON_APPEAL),
     "agency_evidence answer", NO_MORE),
]  # fmt: skip

BOTH = "agency_evidence answer jurisdiction_objection"
AGENCY: list[Row] = [
    ("in simplified procedure the court may set other times for the authority", "apli.104.1",
     served(2022, COPY, ADMINISTRATIVE | SIMPLIFIED), BOTH, "period_unless_court_sets"),
    ("in ordinary procedure it may not", "apl.67.1", served(2022, COPY, ADMINISTRATIVE), BOTH, "period_from_service"),
    ("nor in simplified procedure before the interpretation", "apl.67.1",
     served(2016, COPY, ADMINISTRATIVE | SIMPLIFIED), "agency_evidence answer", "period_from_service"),
    ("a third party answers in neither", "apl.67.1",
     served(2022, COPY, ADMINISTRATIVE | SIMPLIFIED, role="third_party"), "", "answer_is_the_defendants"),
]  # fmt: skip

NO_ORDER, SMALL_AGAIN = "no_appeal_on_payment_orders", "retrial_of_small_claims"
APPEAL: list[Row] = [
    *[
        (f"no ruling on a payment order is appealed, in {year}", article, served(year, kind, PAYMENT, **who), "",
         NO_ORDER)
        for year, article in zip(YEARS, ("cpl2017.154.2", "cpl2021.157.2", "cpl2023.157.2"), strict=True)
        for kind in ("judgment", "ruling_appealable")
        for who in ({}, {"domicile": "sg"}, {"domicile": "hk"})
    ],
    *[
        (f"small claims tried again: it hangs on the ground, in {year}", article, served(year, kind, case), periods,
         SMALL_AGAIN)
        for year, article in ((2020, "cpli2015.426"), (2022, "cpli.424"))
        for kind in ("judgment", "ruling_appealable")
        for case, periods in ((OF_FIRST, "appeal"), (RETRIAL, ""), (OF_FIRST | SMALL, ""))
    ],
    ("a petition in bankruptcy that is turned down", "ebl.12", served(2022, "ruling_appealable", SPECIAL), "",
     "petition_turned_down_is_appealed"),
]  # fmt: skip

FEES: list[Row] = [
    *[
        ("whoever sues pays within seven days of the notice, or of suing in turn", "fees.22.1",
         served(2022, NOTICE, role=role), "fee", "period_but_of_a_counterclaim")
        for role in ("plaintiff", "defendant", None)
    ],
    *[
        ("whoever appealed is told to pay within seven days", "fees.22.2", served(2022, NOTICE, case), "fee",
         "period_from_service")
        for case in (ON_APPEAL, ON_APPEAL | ADMINISTRATIVE)
    ],
    *[
        ("for an application the court sets the time", "fees.22.3", served(2022, NOTICE, case), "",
         "fee_time_set_by_the_court")
        for case in (SPECIAL, PAYMENT)
    ],
]  # fmt: skip


@all_rows(("sentence", "article", "service", "periods", "code"), [*JURISDICTION, *AGENCY, *APPEAL, *FEES])
def test_who_has_which_period(sentence: str, article: str, service: Json, periods: str, code: str) -> None:
    summary(service)
    found = answer(service)
    assert " ".join(sorted(each.kind for each in found.periods)) == periods, sentence
    assert (code, f"cn.{article}") in [(each.code, each.rule.id) for each in found.findings if each.rule is not None]


@pytest.mark.parametrize("case", [RETRIAL, RETRIAL | ADMINISTRATIVE])
def test_no_notice_starts_the_time_for_the_fee_of_a_retrial(case: Json) -> None:
    """Fee Measures 23 says who pays, and not when."""
    assert answer(served(2022, NOTICE, case)).periods == ()


@all_rows("domicile", ["cn", "sg", "hk", "mo", "tw"])
@all_rows("case", [SPECIAL, PAYMENT])
@all_rows("paper", ["complaint_copy", "counterclaim_copy"])
def test_who_is_sued_by_nobody_answers_no_claim_at_home_or_abroad(paper: str, case: Json, domicile: str) -> None:
    """CPL-I 366(2): five days to object, from the court's notice; CPL 227(2): pay or object."""
    assert answer(served(2022, paper, case, domicile=domicile)).periods == ()


@pytest.mark.parametrize("tried", [OF_SECOND, TAKEN_UP])
def test_a_decision_of_small_claims_is_none_of_second_instance(tried: Json) -> None:
    said = [each.code for each in answer(served(2022, "judgment", tried)).findings]
    assert SMALL_AGAIN not in said


def test_in_small_claims_tried_again_no_appeal_is_not_said_to_be_the_rule() -> None:
    said = [each.code for each in answer(served(2022, "judgment", OF_FIRST | SMALL)).findings]
    assert "no_appeal_in_small_claims" not in said
    assert "no_appeal_in_small_claims" in [each.code for each in answer(served(2022, "judgment", SMALL)).findings]


def test_the_time_for_evidence_that_the_court_sets_an_authority_is_fifteen_days_at_most() -> None:
    """APL-I 104(1): the fifteen days are the longest."""
    lengths = {each.kind: each.length for each in answer(served(2022, COPY, ADMINISTRATIVE | SIMPLIFIED)).periods}
    assert lengths == {"answer": 15, "agency_evidence": 15, "jurisdiction_objection": 15}


@all_rows("branch", [Branch.CIVIL, Branch.ADMINISTRATIVE])
@all_rows(("stage", "why"), [(Stage.RETRIAL, "in a retrial there is no"), (Stage.SECOND_INSTANCE, "on appeal and")])
@all_rows("paper", [PaperKind.COMPLAINT_COPY, None])
def test_whoever_asks_for_the_time_to_object_is_told_why_there_is_none(
    branch: Branch, stage: Stage, why: str, paper: PaperKind | None
) -> None:
    with pytest.raises(PeriodError, match=why):
        last_day(date(2022, 6, 9), "jurisdiction_objection", PeriodContext(branch=branch, stage=stage, paper=paper))


def test_whoever_asks_for_an_appeal_on_a_payment_order_is_told_why_there_is_none() -> None:
    with pytest.raises(PeriodError, match="none of those that may be appealed"):
        last_day(date(2022, 6, 9), "appeal", PeriodContext(procedure=Procedure.PAYMENT_ORDER))


@all_rows("role", [*THIRD_PARTIES, "defendant", None])
@all_rows(("procedure", "days"), [("ordinary", 10), ("simplified", 5)])
def test_in_reconsideration_the_respondent_replies(role: str | None, procedure: str, days: int) -> None:
    """RL 48, 54(1): the respondent, with the evidence for the act."""
    service = served(2026, COPY, ADMINISTRATIVE | {"procedure": procedure}, role=role)
    found = answer(service | {"jurisdiction": "cn_reconsideration"})
    expected = [] if role in THIRD_PARTIES else [("answer", days)]
    assert [(each.kind, each.length) for each in found.periods] == expected
