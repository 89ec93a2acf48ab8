"""Three regimes by the date of the attempt: before August 2021, the Online Litigation Rules, the laws since 2022."""

from tests.core.law.given import Json, answer, attempt, consent, facts, rebuttal, refusal, rule_ids, summary
from tests.rows import all_rows

EARLY = [consent("2020-01-01")]
INTERNET = {"internet_court": True}
JUDGMENT = {"kind": "judgment"}

ROWS: list[tuple[str, str, Json, str]] = [
    (
        "before the rules, arrival at a confirmed address with consent counts",
        "cn.cpl2017.87.2",
        facts(attempt("email", "confirmed", "arrived 2021-07-31"), consents=EARLY),
        "effective 2021-07-31 arrival",
    ),
    (
        "from August 2021 the Online Litigation Rules govern arrival",
        "cn.olr.31.1",
        facts(attempt("email", "confirmed", "arrived 2021-08-01"), consents=EARLY),
        "effective 2021-08-01 arrival",
    ),
    (
        "an attempt sent under the old rule stays under it, though it arrives under the new one",
        "cn.cpl2017.87.2",
        facts(attempt("email", "confirmed", "sent 2021-07-31", "arrived 2021-08-01"), consents=EARLY),
        "effective 2021-08-01 arrival",
    ),
    (
        "before the rules there was no service to a found address",
        "cn.cpl2017.87.2",
        facts(attempt("sms", "found", "acknowledged 2021-07-01"), consents=EARLY),
        "not_effective",
    ),
    (
        "before the rules conduct was no consent",
        "cn.cpl2017.87.1",
        facts(attempt("sms", "confirmed", "arrived 2021-07-01", "acknowledged 2021-07-02")),
        "not_effective",
    ),
    (
        "before the rules an agreement before the suit was no consent",
        "cn.cpl2017.87.1",
        facts(attempt("sms", "confirmed", "arrived 2021-07-01"), consents=[consent("2020-01-01", "prior_agreement")]),
        "not_effective",
    ),
    (
        "an unknown address never counted",
        "cn.cpl2017.87.1",
        facts(attempt("sms", "unknown", "acknowledged 2021-07-01"), consents=EARLY),
        "not_effective",
    ),
    (
        "an internet court could serve a found address by its reader's answer",
        "cn.icr.17.2.1",
        facts(attempt("sms", "found", "acknowledged 2020-07-01"), case=INTERNET),
        "effective 2020-07-01 receipt_completed",
    ),
    (
        "an internet court could presume receipt from a report of reading",
        "cn.icr.17.2.2",
        facts(attempt("sms", "found", "read 2020-07-01"), case=INTERNET, consents=EARLY),
        "presumed 2020-07-01 receipt_presumed",
    ),
    (
        "an internet court took an agreement before the suit as consent",
        "cn.icr.15.2",
        facts(
            attempt("sms", "confirmed", "arrived 2020-07-01"),
            case=INTERNET,
            consents=[consent("2020-01-01", "prior_agreement")],
        ),
        "effective 2020-07-01 arrival",
    ),
    (
        "an internet court took conduct as consent, unless refused",
        "cn.icr.17.1",
        facts(
            attempt("sms", "confirmed", "arrived 2020-07-01", "acted 2020-07-02"),
            case=INTERNET,
        ),
        "effective 2020-07-01 arrival",
    ),
    (
        "an internet court could serve a judgment electronically with consent",
        "cn.icr.15.3",
        facts(attempt("inbox", "confirmed", "arrived 2021-12-01"), case=INTERNET, paper=JUDGMENT, consents=EARLY),
        "effective 2021-12-01 arrival",
    ),
    (
        "any other court could not serve a judgment electronically before 2022",
        "cn.cpl2017.87.1",
        facts(attempt("inbox", "confirmed", "arrived 2021-12-31"), paper=JUDGMENT, consents=EARLY),
        "not_allowed",
    ),
    (
        "nor a ruling",
        "cn.cpl2017.87.1",
        facts(attempt("inbox", "confirmed", "arrived 2021-12-31"), paper={"kind": "ruling"}, consents=EARLY),
        "not_allowed",
    ),
    (
        "from 2022 a judgment may be served electronically",
        "cn.cpl2021.90.1",
        facts(attempt("inbox", "confirmed", "arrived 2022-01-01"), paper=JUDGMENT, consents=EARLY),
        "effective 2022-01-01 arrival",
    ),
    (
        "from 2024 the law of 2023 is cited",
        "cn.cpl2023.90.1",
        facts(
            attempt("inbox", "confirmed", "arrived 2024-01-02"),
            as_of="2024-02-01T00:00:00+08:00",
            consents=EARLY,
        ),
        "effective 2024-01-02 arrival",
    ),
    (
        "before 2013 these tables hold no rule",
        "",
        facts(attempt("email", "confirmed", "arrived 2012-12-31"), consents=[consent("2012-01-01")]),
        "not_verified",
    ),
    (
        "an off-line person was not to be served electronically before the rules either",
        "cn.cpl2017.87.1",
        facts(attempt("email", "confirmed", "arrived 2021-07-01"), recipient={"offline": True}, consents=EARLY),
        "not_allowed",
    ),
    (
        "an off-line person's agent may be served electronically",
        "cn.olr.31.1",
        facts(
            attempt("email", "confirmed", "arrived 2022-06-02", to="representative"),
            recipient={"offline": True},
            consents=EARLY,
        ),
        "effective 2022-06-02 arrival",
    ),
    (
        "a refusal ended an earlier consent under the old rule too",
        "",
        facts(attempt("email", "confirmed", "arrived 2021-07-01"), consents=EARLY, refusals=[refusal("2021-01-01")]),
        "not_effective",
    ),
]

ROWS += [
    (
        "an internet court took acceptance on record as consent",
        "cn.icr.15.2",
        facts(
            attempt("sms", "confirmed", "arrived 2020-07-01"),
            case=INTERNET,
            consents=[consent("2020-01-01", "accepted_by_conduct")],
        ),
        "effective 2020-07-01 arrival",
    ),
    *[
        (
            f"before the rules {ground} removed an attempt as well",
            "cn.cpli2015.135.2",
            facts(
                attempt("sms", "confirmed", "arrived 2021-07-02", rebuttals=[rebuttal(ground, "2021-07-10")]),
                consents=EARLY,
            ),
            "not_effective",
        )
        for ground in ("not_own_address", "not_read_by_recipient")
    ],
]


def test_before_the_rules_the_reasons_are_those_of_that_time() -> None:
    for service, code in (
        (facts(attempt("sms", "unknown", "read 2021-07-01"), consents=EARLY), "address_unknown"),
        (facts(attempt("sms", "found", "read 2021-07-01"), consents=EARLY), "no_found_addresses_then"),
        (facts(attempt("sms", "confirmed", "sent 2021-07-01"), consents=EARLY), "not_arrived"),
    ):
        assert [finding.code for finding in answer(service).findings] == [code]


@all_rows(("sentence", "article", "service", "expected"), ROWS, ids=[row[0] for row in ROWS])
def test_the_date_of_the_attempt_picks_the_rule(sentence: str, article: str, service: Json, expected: str) -> None:
    assert summary(service) == expected
    if article and "counts" not in sentence:
        assert article in [*rule_ids(service), *(finding.code for finding in answer(service).findings)]
