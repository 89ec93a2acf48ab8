"""Electronic service: arrival at one's own address, receipt at a found one, and what never counts."""

import pytest

from tests.core.law.given import OTHER_HASH, Json, answer, attempt, consent, facts, rule_ids, summary
from tests.rows import all_rows

CONSENT = [consent()]
MEDIATION = {"kind": "mediation_document"}

ROWS: list[tuple[str, str, Json, str]] = [
    (
        "an address that they provided counts like one that they confirmed",
        "cn.olr.31.1",
        facts(attempt("wechat", "provided", "arrived 2022-06-02"), consents=CONSENT),
        "effective 2022-06-02 arrival",
    ),
    (
        "taken by the provider is not arrived",
        "not_arrived",
        facts(attempt("sms", "confirmed", "sent 2022-06-02", "accepted 2022-06-02"), consents=CONSENT),
        "not_effective",
    ),
    (
        "planned is not arrived",
        "not_arrived",
        facts(attempt("sms", "confirmed"), consents=CONSENT),
        "not_effective",
    ),
    (
        "the first report of arrival counts",
        "cn.olr.31.1",
        facts(attempt("sms", "confirmed", "arrived 2022-06-03", "arrived 2022-06-02"), consents=CONSENT),
        "effective 2022-06-02 arrival",
    ),
    (
        "a later bounce takes the arrival back",
        "taken_back",
        facts(attempt("email", "confirmed", "arrived 2022-06-02", "bounced 2022-06-03"), consents=CONSENT),
        "not_effective",
    ),
    (
        "a later failure takes it back too",
        "taken_back",
        facts(attempt("sms", "confirmed", "arrived 2022-06-02", "failed 2022-06-02 11:00"), consents=CONSENT),
        "not_effective",
    ),
    (
        "arrival after an earlier failure counts",
        "cn.olr.31.1",
        facts(attempt("sms", "confirmed", "failed 2022-06-01", "arrived 2022-06-02"), consents=CONSENT),
        "effective 2022-06-02 arrival",
    ),
    (
        "arriving again after a bounce counts from then",
        "cn.olr.31.1",
        facts(
            attempt("email", "confirmed", "arrived 2022-06-02", "bounced 2022-06-03", "arrived 2022-06-04"),
            consents=CONSENT,
        ),
        "effective 2022-06-04 arrival",
    ),
    (
        "arriving again after a bounce and bouncing again counts for nothing",
        "taken_back",
        facts(
            attempt(
                "email",
                "confirmed",
                "arrived 2022-06-02",
                "bounced 2022-06-03",
                "arrived 2022-06-04",
                "bounced 2022-06-05",
            ),
            consents=CONSENT,
        ),
        "not_effective",
    ),
    (
        "whoever reads a message has it, even without a report of arrival",
        "cn.olr.31.1",
        facts(attempt("sms", "confirmed", "read 2022-06-03"), consents=CONSENT),
        "effective 2022-06-03 arrival",
    ),
    (
        "a found address: an answer completes receipt",
        "cn.olr.31.2.1",
        facts(attempt("sms", "found", "acknowledged 2022-06-05"), consents=CONSENT),
        "effective 2022-06-05 receipt_completed",
    ),
    (
        "an answer after reading turns the presumption into certainty",
        "cn.olr.31.2.1",
        facts(attempt("sms", "found", "read 2022-06-03", "acknowledged 2022-06-05"), consents=CONSENT),
        "effective 2022-06-05 receipt_completed",
    ),
    (
        "a housemate's reading presumes nothing",
        "cn.olr.31.2",
        facts(attempt("sms", "found", "read 2022-06-03 cohabitant"), consents=CONSENT),
        "not_effective",
    ),
    (
        "their agent's answer is their own",
        "cn.olr.31.2.1",
        facts(attempt("sms", "found", "acknowledged 2022-06-05 representative"), consents=CONSENT),
        "effective 2022-06-05 receipt_completed",
    ),
    (
        "silence is never receipt",
        "cn.olr.31.2",
        facts(attempt("sms", "found", "sent 2022-01-03", "arrived 2022-01-03"), consents=CONSENT),
        "not_effective",
    ),
    (
        "an unknown address never counts, whatever is answered",
        "cn.olr.31.2",
        facts(attempt("sms", "unknown", "arrived 2022-06-02", "acknowledged 2022-06-05"), consents=CONSENT),
        "not_effective",
    ),
    (
        "a rejected address is blocked",
        "cn.cpl2021.90.1",
        facts(attempt("sms", "rejected", "arrived 2022-06-02"), consents=CONSENT),
        "not_effective",
    ),
    (
        "the opponent's number never counts",
        "cn.mail04.7.2",
        facts(attempt("sms", "confirmed", "arrived 2022-06-02", to="opponent"), consents=CONSENT),
        "not_effective",
    ),
    (
        "nor a number shared with the opponent",
        "cn.mail04.7.2",
        facts(attempt("sms", "confirmed", "arrived 2022-06-02", shared_with_opponent=True), consents=CONSENT),
        "not_effective",
    ),
    (
        "what happens after the moment asked about is not known",
        "nothing_tried",
        facts(attempt("sms", "confirmed", "arrived 2022-07-02"), consents=CONSENT),
        "not_effective",
    ),
    (
        "a bounce after the moment asked about is not known either",
        "cn.olr.31.1",
        facts(attempt("email", "confirmed", "arrived 2022-06-02", "bounced 2022-07-03"), consents=CONSENT),
        "effective 2022-06-02 arrival",
    ),
    (
        "a summons waits for nobody's signature, whatever is told of others",
        "cn.olr.31.1",
        facts(attempt("sms", "confirmed", "arrived 2022-06-02"), consents=CONSENT, paper={"other_signatures": [None]}),
        "effective 2022-06-02 arrival",
    ),
    ("nothing was tried", "nothing_tried", facts(), "not_effective"),
    (
        "the paper before its correction is another paper",
        "earlier_version",
        facts(
            attempt("sms", "confirmed", "arrived 2022-06-02", paper_sha256=OTHER_HASH),
            paper={"replaces": OTHER_HASH},
            consents=CONSENT,
        ),
        "not_effective",
    ),
    (
        "an enforcement paper follows the same rules",
        "cn.olr.36.1",
        facts(
            attempt("sms", "confirmed", "arrived 2022-06-02"),
            case={"branch": "enforcement"},
            paper={"kind": "enforcement_notice"},
            consents=CONSENT,
        ),
        "effective 2022-06-02 arrival",
    ),
    (
        "an administrative paper follows the Civil Procedure Law",
        "cn.apl.101",
        facts(attempt("sms", "confirmed", "arrived 2022-06-02"), case={"branch": "administrative"}, consents=CONSENT),
        "effective 2022-06-02 arrival",
    ),
    (
        "a mediation document does not take effect by arriving or being answered",
        "cn.cpli.133",
        facts(
            attempt("sms", "confirmed", "arrived 2022-06-02", "acknowledged 2022-06-03"),
            paper=MEDIATION,
            consents=CONSENT,
        ),
        "not_effective",
    ),
    (
        "it counts when the party themselves has signed",
        "cn.cpl2021.100.3",
        facts(attempt("inbox", "confirmed", "signed 2022-06-03"), paper=MEDIATION, consents=CONSENT),
        "effective 2022-06-03 signature",
    ),
    (
        "it waits for the other side's signature",
        "others_have_not_signed",
        facts(attempt("inbox", "confirmed", "signed 2022-06-03"), paper=MEDIATION | {"other_signatures": [None]}),
        "not_effective",
    ),
    (
        "the last signature fixes the day",
        "cn.cpl2021.100.3",
        facts(
            attempt("inbox", "confirmed", "signed 2022-06-03"),
            paper=MEDIATION | {"other_signatures": ["2022-06-09T10:00:00+08:00"]},
        ),
        "effective 2022-06-09 signature",
    ),
    (
        "a signature after the moment asked about has not been given",
        "others_have_not_signed",
        facts(
            attempt("inbox", "confirmed", "signed 2022-06-03"),
            paper=MEDIATION | {"other_signatures": ["2022-07-09T10:00:00+08:00"]},
        ),
        "not_effective",
    ),
    (
        "an agent cannot sign a mediation document for the party",
        "cn.cpli.133",
        facts(attempt("inbox", "confirmed", "signed 2022-06-03 representative"), paper=MEDIATION),
        "not_effective",
    ),
    (
        "the receiver whom they designated can",
        "cn.cpl2021.100.3",
        facts(attempt("inbox", "confirmed", "signed 2022-06-03 designated_receiver"), paper=MEDIATION),
        "effective 2022-06-03 signature",
    ),
]


@all_rows(("sentence", "rests_on", "service", "expected"), ROWS, ids=[row[0] for row in ROWS])
def test_effect(sentence: str, rests_on: str, service: Json, expected: str) -> None:
    assert summary(service) == expected
    assert rests_on in [*rule_ids(service), *(finding.code for finding in answer(service).findings)]


@pytest.mark.parametrize(
    ("service", "article"),
    [
        (facts(attempt("sms", "confirmed", "arrived 2022-06-02", paper_sha256=OTHER_HASH)), "cn.olr.31.4"),
        (
            facts(
                attempt("sms", "confirmed", "arrived 2022-06-02", paper_sha256=OTHER_HASH),
                paper={"replaces": OTHER_HASH},
            ),
            "cn.disclosure.14.3",
        ),
        (facts(attempt("sms", "confirmed", "arrived 2022-06-02", "failed 2022-06-03")), "cn.olr.31.1"),
        *[
            (
                facts(
                    attempt("direct", None, f"signed {year}-06-03"),
                    paper=MEDIATION | {"other_signatures": [None]},
                    as_of=f"{year}-07-01T00:00:00+08:00",
                ),
                article,
            )
            for year, article in ((2020, "cn.cpl2017.97.3"), (2022, "cn.cpl2021.100.3"), (2024, "cn.cpl2023.100.3"))
        ],
    ],
)
def test_what_is_wanting_has_its_article(service: Json, article: str) -> None:
    assert article in rule_ids(service)


@pytest.mark.parametrize(("carried_out", "is_told"), [(False, True), (True, False), (None, False)])
def test_a_preservation_ruling_served_before_it_was_carried_out_is_marked(
    carried_out: bool | None, is_told: bool
) -> None:
    paper = {"kind": "preservation_ruling", "carried_out": carried_out}
    for made in (attempt("sms", "confirmed", "arrived 2022-06-02"), attempt("direct", None, "signed 2022-06-02")):
        service = facts(made, paper=paper, consents=CONSENT)
        assert summary(service).startswith("effective 2022-06-02")
        said = {finding.code: finding.rule for finding in answer(service).findings}
        assert ("carry_out_first" in said) is is_told
        assert not is_told or said["carry_out_first"] is not None


def test_the_last_bounce_that_is_known_is_told() -> None:
    bounced = ("bounced 2022-06-03", "bounced 2022-06-05", "bounced 2022-07-05")
    service = facts(attempt("email", "confirmed", "arrived 2022-06-02", *bounced), consents=CONSENT)
    (finding,) = answer(service).findings
    assert (finding.code, str(dict(finding.values)["at"])) == ("taken_back", "2022-06-05 10:00:00+08:00")
