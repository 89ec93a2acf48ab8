"""No sentence says more than was found: one cause and not all of them, one office and not every kind of it."""

import re
from calendar import monthrange
from datetime import date

import pytest

from songda.core.law import Length, PeriodContext, jurisdictions, last_day, profile_of
from songda.core.law.facts import Branch
from songda.core.law.periods.counting import count
from tests.core.law.given import Json, answer, attempt, consent, event, facts
from tests.core.law.rows.shape import YEARS, in_year
from tests.rows import all_rows

COMPANY: Json = {"kind": "legal_person"}
BOTH = ("zh", "en")


def told(service: Json) -> str:
    """All reasons in English."""
    return " ".join(answer(service).reasons("en"))


def _returned(cause: str) -> Json:
    back = event("returned 2022-06-03") | {"cause": cause}
    return in_year(2022, attempt("mail", "confirmed", events=[event("sent 2022-05-20"), back]))


@pytest.mark.parametrize(
    ("cause", "said"),
    [
        ("wrong_address", "the address was wrong"),
        ("moved_untold", "they had moved and not told of it"),
        ("refused", "refused the letter"),
        ("nobody_met", "nobody was met"),
        ("not_collected", "it was not collected"),
        ("carrier", "the carrier's own mistake"),
    ],
)
def test_of_a_letter_that_came_back_the_cause_is_told_that_was_told(cause: str, said: str) -> None:
    reasons = told(_returned(cause))
    others = {"the address was wrong", "they had moved and not told of it", "refused the letter"} - {said}
    assert said in reasons
    assert not any(other in reasons for other in others)


@pytest.mark.parametrize(
    ("channel", "how", "kept"),
    [
        ("direct", "at_court", ["note on the return"]),
        ("direct", "elsewhere_filmed", ["pictures or film", "note on the return"]),
        ("left", "witnessed", ["the server and the witness"]),
        ("left", "filmed", ["pictures or film"]),
    ],
)
def test_of_a_refusal_it_is_told_what_the_file_must_hold_then(channel: str, how: str, kept: list[str]) -> None:
    """Interpretation, art. 131: at court a signed note; elsewhere pictures or film and the signed note."""
    reasons = told(in_year(2022, attempt(channel, None, events=[event("left 2022-06-03 recipient") | {"how": how}])))
    assert all(part in reasons for part in kept)
    assert ("pictures" in reasons) is any("pictures" in part for part in kept)
    assert ("witness" in reasons) is (how == "witnessed")


@all_rows("year", YEARS)
@all_rows("who", ["representative_office", "branch_office", "business_agent"])
def test_no_company_of_their_own_is_spoken_of_where_another_signed(who: str, year: int) -> None:
    about = COMPANY | {"domicile": "sg", "branch_may_receive": True, "business_agent_may_receive": True}
    service = in_year(year, attempt("direct", None, f"signed {year}-06-03 {who}", to=who), recipient=about)
    assert "that is the recipient's alone" not in told(service)
    assert all(not re.search("独资", each) for each in answer(service).reasons("zh"))


def test_a_reading_that_awaits_the_judge_is_not_said_to_be_valid_too() -> None:
    service = facts(
        attempt("direct", None, "signed 2022-06-02 recipient"),
        attempt("sms", "found", "read 2022-06-03", id="a2"),
    )
    assert "Whether what happened at 2022-06-03 10:00 counts is for the judge to find." in told(service)
    assert "valid too" not in told(service)


def test_nor_is_one_that_is_presumed() -> None:
    service = facts(
        attempt("sms", "confirmed", "arrived 2022-06-02"),
        attempt("email", "found", "read 2022-06-03", id="a2"),
        consents=[consent()],
    )
    assert "It is presumed to have served as well, at 2022-06-03 10:00" in told(service)
    assert "completed" not in told(service).split("a2")[1]


def test_a_notice_and_a_signature_are_no_electronic_and_other_ways() -> None:
    service = facts(
        attempt("direct", None, "signed 2022-06-20 recipient"),
        attempt("mail", "confirmed", "signed 2022-06-22 recipient", id="a2"),
    )
    assert "no express rule says which of several ways counts" in told(service)
    assert "electronic" not in told(service).split("a2")[1]


def test_of_a_notice_no_address_is_told() -> None:
    service = facts(attempt("public_notice", "unknown", "published 2022-05-02"), recipient={"missing": True})
    assert answer(service).status == "effective"
    assert "The address used" not in told(service)


@pytest.mark.parametrize("language", BOTH)
def test_nothing_is_called_refuted_or_not_attributable_that_nobody_found(language: str) -> None:
    services = [
        facts(attempt("sms", "rejected", "arrived 2022-06-02"), consents=[consent()]),
        facts(attempt("sms", "unknown", "arrived 2022-06-02"), consents=[consent()]),
        facts(attempt("sms", "confirmed", "arrived 2022-06-02", "bounced 2022-06-03"), consents=[consent()]),
        _returned("nobody_met"),
        _returned("carrier"),
    ]
    said = " ".join(each for service in services for each in answer(service).reasons(language))
    assert not re.search("不可归责|推翻|否定|无法确认|overturn|proved wrong|not the recipient's doing", said)


@pytest.mark.parametrize(
    ("event_", "said"),
    [("acknowledged", "replied that they had received it"), ("acted", "acted on its content")],
)
def test_of_a_receipt_it_is_told_which_of_the_two_it_was(event_: str, said: str) -> None:
    reasons = told(facts(attempt("sms", "found", f"{event_} 2022-06-02"), consents=[consent()]))
    assert f"At 2022-06-02 10:00 the recipient {said}: service is completed." in reasons


@pytest.mark.parametrize("language", BOTH)
@pytest.mark.parametrize("domicile", ["hk", "sg"])
def test_a_bare_reply_is_not_said_to_mention_what_the_paper_says(domicile: str, language: str) -> None:
    for channel in ("email", "direct", "entrusted", "mail"):
        service = facts(
            attempt(channel, "found", "sent 2022-03-01", "acknowledged 2022-06-03"), recipient={"domicile": domicile}
        )
        reasons = answer(service).reasons(language)
        sentences = [each for each in reasons if re.search(r"\bmention|提及", each)]
        assert all(re.search(r"\b(if|where|whether)\b|的，", each, re.IGNORECASE) for each in sentences)


@pytest.mark.parametrize(
    ("hearing", "code", "days"),
    [
        ("2022-06-19", "served_in_time", 10),
        ("2022-06-18", "served_too_late", 9),
        ("2022-06-08", "served_too_late", 0),
        (None, "ten_days_before_the_hearing", None),
    ],
)
def test_an_indictment_must_be_there_ten_days_before_the_hearing(
    hearing: str | None, code: str, days: int | None
) -> None:
    """Criminal Procedure Law, art. 187(1): ten days before the hearing at the latest."""
    service = in_year(
        2022,
        attempt("direct", None, "signed 2022-06-09 recipient"),
        case={"branch": "criminal"},
        paper={"kind": "indictment_copy"},
        hearing_at=None if hearing is None else f"{hearing}T09:00:00+08:00",
    )
    found = [each for each in answer(service).findings if each.rule is not None and each.rule.id == "cn.crpl.187.1"]
    assert [(each.code, dict(each.values).get("length")) for each in found] == [(code, days)]


@all_rows("paper", ["indictment_copy", "summons", "hearing_notice"])
@all_rows(
    ("year", "procedure", "late"),
    [
        (2016, "ordinary", {"indictment_copy", "summons", "hearing_notice"}),
        (2016, "simplified", {"summons", "hearing_notice"}),
        (2020, "simplified", {"summons", "hearing_notice"}),
        (2022, "ordinary", {"indictment_copy", "summons", "hearing_notice"}),
        (2022, "simplified", set()),
    ],
)
def test_simplified_criminal_procedure_is_not_too_late(year: int, procedure: str, paper: str, late: set[str]) -> None:
    """Criminal Procedure Law, art. 219 (in 2012 art. 213); the Interpretation of 2012, art. 292, kept three days."""
    service = in_year(
        year,
        attempt("direct", None, f"signed {year}-06-09 recipient"),
        case={"branch": "criminal", "procedure": procedure},
        paper={"kind": paper},
        hearing_at=f"{year}-06-10T09:00:00+08:00",
    )
    assert ("served_too_late" in [each.code for each in answer(service).findings]) is (paper in late)


@pytest.mark.parametrize(("channel", "asked"), [("mail", True), ("entrusted", True), ("direct", False)])
@pytest.mark.parametrize("signer", ["", " recipient"])
def test_no_default_judgment_rests_on_a_letter_that_nobody_knows_who_signed(
    channel: str, asked: bool, signer: str
) -> None:
    found = answer(facts(attempt(channel, "confirmed", f"signed 2022-06-03{signer}")))
    assert found.status == "effective"
    assert found.default_judgment is not None
    assert found.default_judgment.safe is (bool(signer) or not asked)
    codes = [each.code for each in found.default_judgment.findings]
    assert ("guard_signer_known_no" in codes) is (asked and not signer)


@pytest.mark.parametrize(
    ("channel", "by", "how", "safe"),
    [
        ("direct", "recipient", "at_court", True),
        ("direct", "recipient", "elsewhere_filmed", True),
        ("left", "recipient", "witnessed", True),
        ("left", "cohabitant", "witnessed", False),
        ("direct", "designated_receiver", "at_court", False),
    ],
)
def test_whoever_refuses_themselves_in_a_status_case_was_met_themselves(
    channel: str, by: str, how: str, safe: bool
) -> None:
    refused = attempt(channel, None, events=[event(f"left 2022-06-03 {by}") | {"how": how}])
    found = answer(facts(refused, case={"status_case": True})).default_judgment
    assert found is not None
    assert found.safe is safe


@all_rows("branch", ["civil", "administrative"])
@all_rows(
    ("role", "kinds"),
    [
        ("third_party", set()),
        ("third_party_with_claim", set()),
        ("defendant", {"answer", "jurisdiction_objection"}),
        (None, {"answer", "jurisdiction_objection"}),
    ],
)
def test_the_answer_is_the_defendants(role: str | None, kinds: set[str], branch: str) -> None:
    """CPL 128(1), 130(1); APL 67(1): "the defendant"; interpretations, arts. 82 and 10(1)."""
    service = in_year(
        2022,
        attempt("direct", None, "signed 2022-06-09 recipient"),
        paper={"kind": "complaint_copy"},
        case={"branch": branch},
        recipient={"role": role},
    )
    agency = {"agency_evidence"} if branch == "administrative" and kinds else set()
    assert {each.kind for each in answer(service).periods} == kinds | agency


@pytest.mark.parametrize(
    ("role", "has"), [(None, True), ("plaintiff", True), ("third_party", True), ("defendant", False)]
)
def test_an_authority_has_no_other_time_for_evidence_than_that_of_its_answer(role: str | None, has: bool) -> None:
    """APL-I 35(1): "plaintiffs or third parties"; the authority by APL 67(1)."""
    service = in_year(
        2022,
        attempt("direct", None, "signed 2022-06-09 recipient"),
        paper={"kind": "evidence_notice", "days_set_in_paper": 20},
        case={"branch": "administrative"},
        recipient={"role": role},
    )
    assert ("evidence" in {each.kind for each in answer(service).periods}) is has


@pytest.mark.parametrize(
    ("branch", "served", "end"),
    [
        ("civil", date(2023, 2, 28), date(2023, 3, 28)),
        ("enforcement", date(2023, 2, 28), date(2023, 3, 28)),
        ("administrative", date(2023, 2, 28), date(2023, 3, 28)),
        ("criminal", date(2023, 2, 28), date(2023, 3, 31)),
        ("criminal", date(2023, 2, 27), date(2023, 3, 27)),
        ("criminal", date(2024, 2, 28), date(2024, 3, 28)),
        ("criminal", date(2024, 10, 31), date(2024, 12, 2)),  # 30 November is a Saturday
    ],
)
def test_a_month_from_the_last_day_of_one_ends_on_the_last_day_of_the_next_in_criminal_cases(
    branch: str, served: date, end: date
) -> None:
    """CrPL-I 202(1); elsewhere the corresponding day (Civil Code, 202)."""
    assert last_day(served, Length(months=1), PeriodContext(branch=Branch(branch))).last_day == end


@pytest.mark.parametrize("jurisdiction", jurisdictions())
def test_every_period_in_months_of_every_profile_ends_as_its_branch_counts(jurisdiction: str) -> None:
    profile = profile_of(jurisdiction)
    months = [row for row in profile.rows.period if row.months]
    assert months or jurisdiction in {"at", "es", "cn_reconsideration"}
    for row in months:
        start = date(2026, 6, 30) if row.is_in_force(date(2026, 6, 30)) else date(row.until.year - 1, 6, 30)
        (branches,) = ([str(value) for value in each.values] for each in row.conditions if each.subject == "branch")
        for branch in branches:
            counted = count(start, Length(months=row.months, on_any_day=True), profile, {"branch": branch})
            expected = monthrange(counted.last_day.year, counted.last_day.month)[1] if branch == "criminal" else 30
            assert counted.last_day.day == min(expected, monthrange(counted.last_day.year, counted.last_day.month)[1])
