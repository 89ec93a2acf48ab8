"""The same service under the Civil Procedure Law of 2017, 2021 and 2023: same answer, the article of its time."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from songda.core.law import PeriodContext, last_day
from songda.core.law.facts import Branch, PaperKind, Procedure
from tests.core.law.given import Json, answer, attempt, consent, event, facts
from tests.rows import all_rows

YEARS = (2020, 2022, 2024)
ABROAD = {"domicile": "sg"}
COMPANY = {"kind": "legal_person"}
FORBIDS = ABROAD | {"home_law_forbids_electronic": True}
SIMPLIFIED = {"procedure": "simplified"}


def service(channel: str, address_class: str | None, happened: str, **changes: object) -> Callable[[int], Json]:
    """A service in June of a year: `happened` is the kind of event, perhaps with who did it."""
    kind, *by = happened.split()

    def given(year: int) -> Json:
        events = [event(" ".join([kind, f"{year}-06-03", *by]))]
        return facts(
            attempt(channel, address_class, events=events),
            **{
                "as_of": f"{year}-12-31T00:00:00+08:00",
                "hearing_at": f"{year}-12-20T09:00:00+08:00",
                "consents": [consent(f"{year}-01-01")],
            }
            | changes,
        )

    return given


ROWS: list[tuple[str, Callable[[int], Json], str, tuple[str, str, str]]] = [
    ("post signed for", service("mail", "found", "signed"), "effective", ("cpl2017.88", "cpl2021.91", "cpl2023.91")),
    (
        "post signed for by a company",
        service("mail", "found", "signed mail_room", recipient=COMPANY),
        "effective",
        ("cpl2017.88", "cpl2021.91", "cpl2023.91"),
    ),
    ("in hand", service("direct", None, "signed"), "effective", ("cpl2017.85.1", "cpl2021.88.1", "cpl2023.88.1")),
    ("in hand", service("direct", None, "signed"), "effective", ("cpl2017.84.2", "cpl2021.87.2", "cpl2023.87.2")),
    (
        "into a company's hand",
        service("direct", None, "signed mail_room", recipient=COMPANY),
        "effective",
        ("cpl2017.85.2", "cpl2021.88.2", "cpl2023.88.2"),
    ),
    ("left", service("left", None, "left filmed"), "effective", ("cpl2017.86", "cpl2021.89", "cpl2023.89")),
    (
        "another court",
        service("entrusted", None, "left filmed"),
        "effective",
        ("cpl2017.88", "cpl2021.91", "cpl2023.91"),
    ),
    (
        "through a soldier's unit",
        service("transfer", None, "signed", recipient={"soldier": True}),
        "effective",
        ("cpl2017.89", "cpl2021.92", "cpl2023.92"),
    ),
    (
        "through a prison",
        service("transfer", None, "signed", recipient={"in_custody": True}),
        "effective",
        ("cpl2017.90", "cpl2021.93", "cpl2023.93"),
    ),
    (
        "the day of a transfer",
        service("transfer", None, "signed", recipient={"in_custody": True}),
        "effective",
        ("cpl2017.91", "cpl2021.94", "cpl2023.94"),
    ),
    (
        "no e-mail to a soldier",
        service("email", "confirmed", "arrived", recipient={"soldier": True}),
        "not_allowed",
        ("cpl2017.89", "cpl2021.92", "cpl2023.92"),
    ),
    (
        "no post to a prisoner",
        service("mail", "confirmed", "signed", recipient={"in_custody": True}),
        "not_allowed",
        ("cpl2017.90", "cpl2021.93", "cpl2023.93"),
    ),
    (
        "electronic service",
        service("email", "confirmed", "arrived"),
        "effective",
        ("cpl2017.87.1", "cpl2021.90.1", "cpl2023.90.1"),
    ),
    (
        "a rejected address",
        service("email", "rejected", "arrived"),
        "not_effective",
        ("cpl2017.87.1", "cpl2021.90.1", "cpl2023.90.1"),
    ),
    (
        "simple means without consent",
        service("sms", "confirmed", "arrived", case=SIMPLIFIED, consents=[]),
        "effective",
        ("cpl2017.159", "cpl2021.162", "cpl2023.162"),
    ),
    (
        "abroad, receipt confirmed",
        service("email", "found", "acted", recipient=ABROAD),
        "effective",
        ("cpl2017.267.0.7", "cpl2021.274.0.7", "cpl2023.283.1.9"),
    ),
    (
        "abroad, read",
        service("email", "found", "read", recipient=ABROAD),
        "presumed",
        ("cpl2017.267.0.7", "cpl2021.274.0.7", "cpl2023.283.1.9"),
    ),
    (
        "abroad, forbidden",
        service("email", "found", "acted", recipient=FORBIDS),
        "not_allowed",
        ("cpl2017.267.0.7", "cpl2021.274.0.7", "cpl2023.283.1.9"),
    ),
    (
        "abroad, by treaty",
        service("entrusted", None, "signed", recipient=ABROAD),
        "effective",
        ("cpl2017.267.0.1", "cpl2021.274.0.1", "cpl2023.283.1.1"),
    ),
    (
        "abroad, post without return",
        service("mail", "found", "sent", recipient=ABROAD),
        "awaiting_judge",
        ("cpl2017.267.0.6", "cpl2021.274.0.6", "cpl2023.283.1.8"),
    ),
    (
        "abroad, public notice",
        service("public_notice", None, "published", recipient=ABROAD),
        "effective",
        ("cpl2017.267.0.8", "cpl2021.274.0.8", "cpl2023.283.2"),
    ),
    (
        "public notice",
        service("public_notice", None, "published"),
        "effective",
        ("cpl2017.92.1", "cpl2021.95.1", "cpl2023.95.1"),
    ),
    (
        "public notice not published",
        service("public_notice", None, "sent"),
        "not_effective",
        ("cpl2017.92.1", "cpl2021.95.1", "cpl2023.95.1"),
    ),
    *[
        (
            f"a mediation document signed {how}",
            service(channel, "confirmed", "signed", paper={"kind": "mediation_document"}),
            status,
            articles,
        )
        for how, channel, status, articles in (
            ("in hand", "direct", "effective", ("cpli2015.133", "cpli.133", "cpli.133")),
            ("by post", "mail", "effective", ("cpli2015.133", "cpli.133", "cpli.133")),
        )
    ],
    (
        "a return without signature",
        service("direct", None, "sent"),
        "not_effective",
        ("cpl2017.84.1", "cpl2021.87.1", "cpl2023.87.1"),
    ),
    (
        "default judgment needs the summons",
        service("direct", None, "signed"),
        "effective",
        ("cpl2017.144", "cpl2021.147", "cpl2023.147"),
    ),
    (
        "three days before the hearing",
        service("direct", None, "signed"),
        "effective",
        ("cpl2017.136", "cpl2021.139", "cpl2023.139"),
    ),
    (
        "simplified procedure has no three days",
        service("direct", None, "signed", case=SIMPLIFIED),
        "effective",
        ("cpl2017.160", "cpl2021.163", "cpl2023.163"),
    ),
    (
        "small claims are final",
        service("direct", None, "signed", case={"procedure": "small_claims"}, paper={"kind": "judgment"}),
        "effective",
        ("cpl2017.162", "cpl2021.165.1", "cpl2023.165.1"),
    ),
    (
        "second instance is final",
        service("direct", None, "signed", case={"stage": "second_instance"}, paper={"kind": "judgment"}),
        "effective",
        ("cpl2017.175", "cpl2021.182", "cpl2023.182"),
    ),
    (
        "a ruling that stays enforcement is in force as soon as it is served",
        service("direct", None, "signed", case={"branch": "enforcement"}, paper={"kind": "stay_ruling"}),
        "effective",
        ("cpl2017.258", "cpl2021.265", "cpl2023.269"),
    ),
]


@all_rows("version", range(3), ids=("law of 2017", "law of 2021", "law of 2023"))
@all_rows(("sentence", "given", "status", "articles"), ROWS, ids=[row[0] for row in ROWS])
def test_the_article_of_its_time(
    sentence: str, given: Callable[[int], Json], status: str, articles: tuple[str, str, str], version: int
) -> None:
    decision = answer(given(YEARS[version]))
    guard = decision.default_judgment
    said = [*decision.findings, *(guard.findings if guard is not None else ())]
    assert str(decision.status) == status
    assert f"cn.{articles[version]}" in [finding.rule.id for finding in said if finding.rule is not None]


PERIODS = [
    ("answer", PeriodContext(), ("cpl2017.125.1", "cpl2021.128.1", "cpl2023.128.1")),
    ("answer", PeriodContext(domicile="sg"), ("cpl2017.268", "cpl2021.275", "cpl2023.285")),
    ("jurisdiction_objection", PeriodContext(), ("cpl2017.127.1", "cpl2021.130.1", "cpl2023.130.1")),
    ("jurisdiction_objection", PeriodContext(domicile="sg"), ("cpl2017.127.1", "cpl2021.130.1", "cpl2023.130.1")),
    ("answer_to_appeal", PeriodContext(), ("cpl2017.167.1", "cpl2021.174.1", "cpl2023.174.1")),
    ("answer_to_appeal", PeriodContext(domicile="sg"), ("cpl2017.269", "cpl2021.276", "cpl2023.286")),
    ("appeal", PeriodContext(paper=PaperKind.JUDGMENT), ("cpl2017.164.1", "cpl2021.171.1", "cpl2023.171.1")),
    ("appeal", PeriodContext(paper=PaperKind.RULING_APPEALABLE), ("cpl2017.164.2", "cpl2021.171.2", "cpl2023.171.2")),
    ("appeal", PeriodContext(domicile="sg"), ("cpl2017.269", "cpl2021.276", "cpl2023.286")),
    ("reconsideration", PeriodContext(), ("cpli2015.171", "cpli.171", "cpli.171")),
    (
        "reconsideration",
        PeriodContext(branch=Branch.ADMINISTRATIVE),
        ("cpli2015.171", "cpli.171", "cpli.171"),
    ),
    (
        "pay_or_object",
        PeriodContext(procedure=Procedure.PAYMENT_ORDER),
        ("cpl2017.216.2", "cpl2021.223.2", "cpl2023.227.2"),
    ),
    (
        "enforcement_reconsideration",
        PeriodContext(branch=Branch.ENFORCEMENT),
        ("cpl2017.225", "cpl2021.232", "cpl2023.236"),
    ),
    ("third_party_suit", PeriodContext(branch=Branch.ENFORCEMENT), ("cpl2017.227", "cpl2021.234", "cpl2023.238")),
    ("no_disposal", PeriodContext(branch=Branch.ENFORCEMENT), ("cpli2015.465.2", "cpli.463.2", "cpli.463.2")),
    ("opinion_on_retrial", PeriodContext(), ("cpl2017.203", "cpl2021.210", "cpl2023.214")),
    ("opinion_on_retrial", PeriodContext(branch=Branch.ADMINISTRATIVE), ("apli.111", "apli.111", "apli.111")),
    ("relief", PeriodContext(), ("cpl2017.83", "cpl2021.86", "cpl2023.86")),
]
COUNTING = ("cn.cpl2017.82.3", "cn.cpl2021.85.3", "cn.cpl2023.85.3")


@all_rows("version", range(3), ids=("law of 2017", "law of 2021", "law of 2023"))
@all_rows(("kind", "asked", "articles"), PERIODS)
def test_periods_rest_on_the_article_of_their_time(
    kind: str, asked: PeriodContext, articles: tuple[str, str, str], version: int
) -> None:
    holiday = last_day(ends_on_national_day(YEARS[version], kind, asked), kind, asked)
    assert holiday.rule is not None
    assert holiday.rule.id == f"cn.{articles[version]}"
    assert COUNTING[version] in [finding.rule.id for finding in holiday.findings if finding.rule is not None]


def ends_on_national_day(year: int, kind: str, asked: PeriodContext) -> date:
    """A day of service from which the period ends on the second of October, a rest day."""
    days = (date(year, 8, 20) + timedelta(days=number) for number in range(43))
    end = f"to {year}-10-02"
    return next(day for day in days if end in " ".join(last_day(day, kind, asked).reasons("en")))


@pytest.mark.parametrize(("year", "article"), [(2022, "cn.cpl2021.100.3"), (2024, "cn.cpl2023.100.3")])
def test_a_mediation_document_may_be_signed_electronically_since_2022(year: int, article: str) -> None:
    given = service("inbox", "confirmed", "signed", paper={"kind": "mediation_document"})
    assert answer(given(year)).rules[0].id == article
    assert str(answer(given(2020)).status) == "not_allowed"
