"""Against whom a default judgment can be given at all: not against whoever claims, nor a third party."""

from datetime import datetime

import pytest

from songda.core.law import decide, no_default_judgment, read_facts
from songda.core.law.record import to_decision, to_record
from tests.core.law.given import Json, answer, assert_said, at, attempt, summary
from tests.core.law.rows.shape import YEARS, in_year
from tests.rows import all_rows

AGAINST_A_PLAINTIFF = ("cpl2017.143", "cpl2021.146", "cpl2023.146")
ON_APPEAL = ("cpl2017.174", "cpl2021.181", "cpl2023.181")
TO_BE_FETCHED = ("cpl2017.109", "cpl2021.112", "cpl2023.112")


def _summoned(
    year: int,
    role: str | None,
    *,
    branch: str = "civil",
    procedure: str = "ordinary",
    stage: str = "first_instance",
    **more: object,
) -> Json:
    made = attempt("mail", "provided", f"signed {year}-06-03 recipient")
    case = {"branch": branch, "procedure": procedure, "stage": stage}
    return in_year(year, made, recipient={"role": role} | more, case=case)


def _later(year: int, status: str) -> list[Json]:
    """What became of them a month after they were served."""
    return [{"status": status, "since": at(f"{year}-07-03")}]


def _in_bankruptcy() -> Json:
    made = attempt("mail", "provided", "signed 2022-06-03 bankruptcy_administrator")
    return in_year(2022, made, recipient={"role": "defendant", "kind": "legal_person", "in_bankruptcy": True})


NOT_AGAINST = [
    *[
        (f"a plaintiff is taken to withdraw, in {year}", article, _summoned(year, "plaintiff"))
        for year, article in zip(YEARS, AGAINST_A_PLAINTIFF, strict=True)
    ],
    *[
        (
            f"a third party with a claim is taken to withdraw, in {year}",
            article,
            _summoned(year, "third_party_with_claim"),
        )
        for year, article in ((2020, "cpli2015.236"), (2022, "cpli.236"))
    ],
    *[
        (f"another third party holds up nothing, in {year}", article, _summoned(year, "third_party"))
        for year, article in ((2020, "cpli2015.240"), (2022, "cpli.240"))
    ],
    *[
        (f"{sentence}, in {year}", article, service(year))
        for sentence, articles, service in (
            (
                "nobody defends in special procedure",
                ("cpl2017.177", "cpl2021.184", "cpl2023.184"),
                lambda year: _summoned(year, None, procedure="special"),
            ),
            (
                "objections in enforcement are decided by ruling",
                ("cpl2017.225", "cpl2021.232", "cpl2023.236"),
                lambda year: _summoned(year, "defendant", branch="enforcement"),
            ),
            (
                "nobody is heard on a payment order",
                ("cpl2017.216", "cpl2021.223", "cpl2023.227"),
                lambda year: _summoned(year, None, procedure="payment_order"),
            ),
            (
                "whoever died after they were served",
                ("cpl2017.150.1.1", "cpl2021.153.1.1", "cpl2023.153.1.1"),
                lambda year: _summoned(year, "defendant", status_periods=_later(year, "deceased")),
            ),
            (
                "a company that ended after it was served",
                ("cpl2017.150.1.3", "cpl2021.153.1.3", "cpl2023.153.1.3"),
                lambda year: _summoned(
                    year, "defendant", kind="legal_person", status_periods=_later(year, "dissolved")
                ),
            ),
        )
        for year, article in zip(YEARS, articles, strict=True)
    ],
    (
        "whoever died after they were served, against an authority",
        "apli.87.1.1",
        _summoned(2022, None, branch="administrative", status_periods=_later(2022, "deceased")),
    ),
    (
        "a body that ended after it was served, against an authority",
        "apli.87.1.3",
        _summoned(
            2022,
            None,
            branch="administrative",
            kind="legal_person",
            status_periods=_later(2022, "dissolved"),
        ),
    ),
    ("a plaintiff against an authority", "apl.58", _summoned(2022, "plaintiff", branch="administrative")),
    *[
        (
            f"an appellant is taken to withdraw, in {year}",
            article,
            _summoned(year, "appellant", stage="second_instance"),
        )
        for year, article in zip(YEARS, ON_APPEAL, strict=True)
    ],
    *[
        (
            f"whoever asked for a retrial is taken to withdraw that, in {year}",
            article,
            _summoned(year, "retrial_applicant", stage="retrial"),
        )
        for year, article in ((2020, "cpli2015.406.1.2"), (2022, "cpli.404.1.2"))
    ],
    (
        "whoever asked for a retrial against an authority",
        "apli.121.1.2",
        _summoned(2022, "retrial_applicant", branch="administrative", stage="retrial"),
    ),
    (
        "an appellant against or for an authority",
        "apli.79.1",
        _summoned(2022, "appellant", branch="administrative", stage="second_instance"),
    ),
    *[
        (f"a {role} in an administrative case", "apli.79.2", _summoned(2022, role, branch="administrative"))
        for role in ("third_party", "third_party_with_claim")
    ],
]
AGAINST = [
    ("a defendant", _summoned(2022, "defendant")),
    ("a plaintiff against whom there is a counterclaim", _summoned(2022, "counterclaim_defendant")),
    ("a company that is in bankruptcy", _in_bankruptcy()),
    ("somebody of whom no role is told", _summoned(2022, None)),
    ("an appellee", _summoned(2022, "appellee", stage="second_instance")),
    ("an appellee, administrative", _summoned(2022, "appellee", branch="administrative", stage="second_instance")),
    *[
        (f"a {role} at a retrial, {branch}", _summoned(2022, role, branch=branch, stage="retrial"))
        for role in ("retrial_respondent", "plaintiff", "defendant", None)
        for branch in ("civil", "administrative")
    ],
    *[
        (f"a {role} when somebody appealed, {branch}", _summoned(2022, role, branch=branch, stage="second_instance"))
        for role in ("plaintiff", "defendant")
        for branch in ("civil", "administrative")
    ],
]


@all_rows(("sentence", "article", "service"), NOT_AGAINST, ids=[row[0] for row in NOT_AGAINST])
def test_there_is_none_against_whoever_claims(sentence: str, article: str, service: Json) -> None:
    guard = answer(service).default_judgment
    assert guard is not None
    assert (guard.safe, guard.possible) == (False, False)
    assert guard.tested()[0].items() >= {"id": f"cn.{article}", "holds": False}.items()
    assert guard.tested()[1]["holds"], "what else must hold is told all the same: a withdrawal rests on the summons"


@all_rows(("sentence", "service"), AGAINST, ids=[row[0] for row in AGAINST])
def test_there_is_one_against_whoever_defends(sentence: str, service: Json) -> None:
    guard = answer(service).default_judgment
    assert guard is not None
    assert (guard.safe, guard.possible) == (True, True)


@all_rows("role", ["plaintiff", "defendant"])
@all_rows(
    ("year", "branch", "article"),
    [(2019, "civil", "cpl2017.174"), (2022, "civil", "cpl2021.181"), (2025, "civil", "cpl2023.181"),
     (2022, "administrative", "apli.79.1")],
)  # fmt: skip
def test_on_appeal_the_appellant_stands_where_the_plaintiff_stood(
    role: str, year: int, branch: str, article: str
) -> None:
    guard = answer(_summoned(year, role, branch=branch, stage="second_instance")).default_judgment
    assert guard is not None
    assert guard.findings[0].code == "guard_summons_effective_on_appeal_yes"
    assert guard.tested()[0].items() >= {"id": f"cn.{article}", "holds": True}.items()


@pytest.mark.parametrize(
    ("year", "branch", "article"),
    [*[(year, "civil", article) for year, article in zip(YEARS, ON_APPEAL, strict=True)],
     (2022, "administrative", "apl.101")],
)  # fmt: skip
def test_against_an_appellee_one_rests_on_the_summons_and_nothing_is_said_of_appellants(
    year: int, branch: str, article: str
) -> None:
    guard = answer(_summoned(year, "appellee", branch=branch, stage="second_instance")).default_judgment
    assert guard is not None
    assert guard.findings[0].code == "guard_summons_effective_yes"
    assert guard.tested()[0].items() >= {"id": f"cn.{article}", "standing": "derived", "holds": True}.items()
    unserved = in_year(2022, attempt("mail", "provided", "sent 2022-06-03"), recipient={"role": "appellee"},
                       case={"stage": "second_instance"})  # fmt: skip
    lacking = answer(unserved).default_judgment
    assert lacking is not None
    assert (lacking.safe, lacking.findings[0].code) == (False, "guard_summons_effective_no")


TOLD, UNTOLD = "guard_summons_effective_yes", "guard_summons_effective_at_retrial_yes"
AT_RETRIAL = [
    (f"{role}, {branch}, {year}", article, code, _summoned(year, role, branch=branch, stage="retrial"))
    for year, role, branch, article, code in (
        (2020, "retrial_respondent", "civil", "cpli2015.403.2", TOLD),
        (2022, "retrial_respondent", "civil", "cpli.401.2", TOLD),
        (2022, "retrial_respondent", "administrative", "apli.119.1", TOLD),
        (2020, "plaintiff", "civil", "cpli2015.403.2", UNTOLD),
        (2022, None, "civil", "cpli.401.2", UNTOLD),
        (2022, "plaintiff", "administrative", "apli.119.1", UNTOLD),
    )
]


@pytest.mark.parametrize(("sentence", "article", "code", "service"), AT_RETRIAL, ids=[row[0] for row in AT_RETRIAL])
def test_at_a_retrial_it_matters_who_asked_for_it_and_not_who_sued(
    sentence: str, article: str, code: str, service: Json
) -> None:
    guard = answer(service).default_judgment
    assert guard is not None
    assert guard.findings[0].code == code
    assert guard.tested()[0].items() >= {"id": f"cn.{article}", "holds": True}.items()


def test_a_counterclaim_is_not_named_against_an_authority() -> None:
    told = answer(_summoned(2022, "plaintiff", branch="administrative")).to_json("zh")["default_judgment"]
    assert "反诉" not in str(told)
    assert "不准许其撤诉" in str(told)


def test_what_is_wanting_is_told_beside_it() -> None:
    guard = answer(
        in_year(2022, attempt("mail", "provided", "sent 2022-06-03"), recipient={"role": "plaintiff"})
    ).default_judgment
    assert guard is not None
    assert [finding.code for finding in guard.findings] == [
        "guard_plaintiff_withdraws_no",
        "guard_summons_effective_no",
    ]


def test_it_is_known_before_anything_was_sent() -> None:
    for service, expected in ((_summoned(2022, "plaintiff"), "cn.cpl2021.146"), (_summoned(2022, "defendant"), None)):
        facts = read_facts(service)
        why = no_default_judgment(
            facts.case, facts.recipient, datetime.fromisoformat("2022-06-01T10:00:00+08:00"), "cn"
        )
        assert (why.rule.id if why is not None and why.rule is not None else None) == expected


def test_it_is_kept_with_the_answer() -> None:
    decision = decide(read_facts(_summoned(2022, "plaintiff")))
    assert to_decision(to_record(decision), decision.wording).default_judgment == decision.default_judgment
    kept = to_record(decision)
    assert isinstance(kept["default_judgment"], dict)
    del kept["default_judgment"]["possible"]  # as it was kept before anybody asked
    old = to_decision(kept, decision.wording).default_judgment
    assert old is not None
    assert old.possible


MUST_APPEAR = [
    *[
        (f"a defendant who must appear, in {year}", article, _summoned(year, "defendant", must_appear=True))
        for year, article in zip(YEARS, TO_BE_FETCHED, strict=True)
    ],
    *[
        (
            f"a plaintiff without whom nothing can be cleared up, in {year}",
            article,
            _summoned(year, "plaintiff", must_appear=True),
        )
        for year, article in ((2020, "cpli2015.174.2"), (2022, "cpli.174.2"))
    ],
    *[
        (
            f"an {role} without whom nothing can be cleared up, in {year}",
            article,
            _summoned(year, role, stage="second_instance", must_appear=True),
        )
        for year, article in ((2020, "cpli2015.174"), (2022, "cpli.174"))
        for role in ("appellant", "appellee")
    ],
]


@all_rows(("sentence", "article", "service"), MUST_APPEAR, ids=[row[0] for row in MUST_APPEAR])
def test_whoever_must_appear_may_be_brought(sentence: str, article: str, service: Json) -> None:
    found = [(step.code, step.rule.id) for step in answer(service).findings if step.rule is not None]
    assert ("must_appear_after_two_summonses", f"cn.{article}") in found
    summary(service)


def test_nobody_else_is_brought() -> None:
    for role, stage in (("defendant", "first_instance"), ("appellee", "second_instance")):
        codes = [step.code for step in answer(_summoned(2022, role, stage=stage)).findings]
        assert "must_appear_after_two_summonses" not in codes


DAYS = [
    ("2022-06-06", True, "3"),
    ("2022-06-05", False, "2"),
    ("2022-06-03", False, "0"),
    ("2022-06-01", False, "0"),
]


@pytest.mark.parametrize(("hearing", "holds", "length"), DAYS)
def test_the_days_before_the_hearing_are_counted_and_told(hearing: str, holds: bool, length: str) -> None:
    service = _summoned(2022, "defendant") | {"hearing_at": f"{hearing}T08:00:00+08:00"}
    decision = answer(service)
    guard = decision.default_judgment
    assert guard is not None
    (days,) = [each for each in guard.conditions if each.finding.code.startswith("guard_days_before")]
    assert days.holds is holds
    assert f"{length} days before the hearing on {hearing}" in decision.wording.sentence(days.finding, "en")
    assert_said([decision.wording.sentence(days.finding, "zh")])


def test_without_a_hearing_no_days_are_claimed() -> None:
    guard = answer(_summoned(2022, "defendant") | {"hearing_at": None}).default_judgment
    assert guard is not None
    assert "guard_no_hearing" in [finding.code for finding in guard.findings]
