"""Custody, military service, being off line or missing: from a day until a day; each attempt as they were then."""

import pytest

from songda.core.law import open_methods, read_facts
from songda.core.law.facts import Channel, FactsError
from tests.core.law.given import Json, answer, at, consent, facts
from tests.rows import all_rows

JUNE_2 = {"id": "a1", "channel": "sms", "address_class": "confirmed", "paper_sha256": "4f" * 32}
ARRIVED = [{"kind": "sent", "at": at("2022-06-02", "09:59")}, {"kind": "arrived", "at": at("2022-06-02")}]


def service(*status_periods: Json, **changes: object) -> Json:
    plain = facts(consents=[consent()], attempts=[{**JUNE_2, "events": ARRIVED}], **changes)
    recipient = plain["recipient"]
    assert isinstance(recipient, dict)
    return {**plain, "recipient": {**recipient, "status_periods": list(status_periods)}}


def period(what: str, since: str, until: str | None = None) -> Json:
    return {"status": what, "since": at(since, "00:00"), "until": at(until, "00:00") if until else None}


CUSTODY, SOLDIER, OFFLINE = "in_custody", "soldier", "offline"


@all_rows(
    ("sentence", "status_periods", "status"),
    [
        (
            "arrested after it arrived: served (article 93)",
            [(CUSTODY, "2022-06-03")],
            "effective",
        ),
        ("in custody when it was sent: only by transfer (article 93)", [(CUSTODY, "2022-06-01")], "not_allowed"),
        ("released before it was sent: served", [(CUSTODY, "2022-05-01", "2022-06-01")], "effective"),
        (
            "released the day after it was sent: only by transfer",
            [(CUSTODY, "2022-05-01", "2022-06-03")],
            "not_allowed",
        ),
        ("a soldier from later on: served (article 92)", [(SOLDIER, "2022-06-20")], "effective"),
        ("a soldier when it was sent: only by transfer (article 92)", [(SOLDIER, "2022-01-01")], "not_allowed"),
        ("off line from later on: served (Rules, article 5)", [(OFFLINE, "2022-06-10")], "effective"),
        (
            "off line when it was sent: not electronically (Rules, article 5)",
            [(OFFLINE, "2022-06-01")],
            "not_allowed",
        ),
        ("an entry that ends where it began never was", [(CUSTODY, "2022-06-01", "2022-06-01")], "effective"),
        (
            "in custody twice, free in between",
            [(CUSTODY, "2022-01-01", "2022-02-01"), (CUSTODY, "2022-06-05")],
            "effective",
        ),
    ],
)
def test_each_attempt_is_judged_as_they_were_then(
    sentence: str, status_periods: list[tuple[str, ...]], status: str
) -> None:
    assert answer(service(*(period(*each) for each in status_periods))).status == status, sentence


@pytest.mark.parametrize("flag", ["in_custody", "soldier", "offline"])
@pytest.mark.parametrize(
    "status_periods", [[], [period("missing", "2022-01-01", "2022-02-01")]], ids=["alone", "beside a period"]
)
def test_a_flag_without_a_time_holds_at_any_time(flag: str, status_periods: list[Json]) -> None:
    plain = service(*status_periods)
    recipient = plain["recipient"]
    assert isinstance(recipient, dict)
    recipient[flag] = True
    assert answer(plain).status == "not_allowed"


def test_nor_is_the_missing_found_by_having_been_off_line_for_a_time() -> None:
    plain = service(period("offline", "2022-01-01", "2022-02-01"))
    recipient = plain["recipient"]
    assert isinstance(recipient, dict)
    recipient["missing"] = True
    published = {**JUNE_2, "channel": "public_notice", "address_class": None}
    published["events"] = [{"kind": "published", "at": at("2022-03-01")}]
    found = answer({**plain, "consents": [], "attempts": [published]}).findings
    assert "notice_for_the_missing" in [finding.code for finding in found]


def test_from_its_first_moment_until_the_moment_before_its_end() -> None:
    sent = at("2022-06-02", "09:59")
    assert answer(service({"status": "in_custody", "since": sent, "until": None})).status == "not_allowed"
    assert answer(service({"status": "in_custody", "since": at("2022-01-01"), "until": sent})).status == "effective"


@pytest.mark.parametrize(("since", "opens"), [("2022-06-20", False), ("2022-07-02", True)])
def test_the_ways_that_are_open_now_are_those_of_whoever_they_are_now(since: str, opens: bool) -> None:
    known = read_facts(service(period("in_custody", since)))
    ways = open_methods(known.case, known.paper, known.recipient, consents=known.consents, at=known.as_of)
    assert {way.channel: way.allowed for way in ways}[Channel.SMS] is opens
    assert {way.channel: way.allowed for way in ways}[Channel.TRANSFER] is not opens


@pytest.mark.parametrize(
    ("since", "status"), [("2022-02-01", "effective"), ("2022-04-01", "not_effective")], ids=["before", "after"]
)
def test_a_notice_rests_on_their_being_missing_when_it_was_published(since: str, status: str) -> None:
    """Civil Procedure Law, article 95: missing, or not to be served by other ways."""
    notice = {**JUNE_2, "channel": "public_notice", "address_class": None}
    published = {**notice, "events": [{"kind": "published", "at": at("2022-03-01")}]}
    plain = service(period("missing", since))
    recipient = plain["recipient"]
    assert isinstance(recipient, dict)
    recipient["missing"] = False
    assert answer({**plain, "consents": [], "attempts": [published]}).status == status


@all_rows(
    ("status_periods", "recipient", "path", "reason"),
    [
        (
            [period("in_custody", "2022-06-03", "2022-06-01")],
            {},
            "$.recipient.status_periods[0].until",
            "lies before its beginning",
        ),
        *[
            (
                [period(status, "2022-06-03")],
                {"kind": kind},
                "$.recipient.status_periods[0].status",
                "only be told of a",
            )
            for status in ("soldier", "in_custody")
            for kind in ("legal_person", "organisation")
        ],
        ([period("ill", "2022-06-03")], {}, "$.recipient.status_periods[0].status", "must be one of: "),
        ([{"status": "soldier"}], {}, "$.recipient.status_periods[0].since", "is missing"),
        ([{**period("soldier", "2022-06-03"), "who": "x"}], {}, "$.recipient.status_periods[0].who", "unknown key"),
    ],
)
def test_what_cannot_be_so_is_refused_with_its_place(
    status_periods: list[Json], recipient: Json, path: str, reason: str
) -> None:
    plain = service(*status_periods)
    assert isinstance(plain["recipient"], dict)
    with pytest.raises(FactsError) as refused:
        read_facts({**plain, "recipient": plain["recipient"] | recipient})
    assert refused.value.path == path
    assert reason in refused.value.reason.sentence("en")
    assert refused.value.reason.sentence("zh")


def test_a_company_may_be_off_line_for_a_time() -> None:
    plain = service(period("offline", "2022-06-01"))
    assert isinstance(plain["recipient"], dict)
    assert answer({**plain, "recipient": plain["recipient"] | {"kind": "legal_person"}}).status == "not_allowed"


@pytest.mark.parametrize(
    ("until", "last_day"), [("2022-10-02", "2022-10-01"), ("2022-09-20", "2022-10-08")], ids=["in custody", "released"]
)
def test_a_period_is_that_of_whoever_they_were_when_it_began(until: str, last_day: str) -> None:
    """Criminal Procedure Law, article 105: of a person in custody a period is not prolonged by rest days."""
    handed = {**JUNE_2, "channel": "transfer" if until > "2022-09-21" else "direct", "address_class": None}
    signed = {**handed, "events": [{"kind": "signed", "at": at("2022-09-21"), "by": "recipient"}]}
    plain = service(period("in_custody", "2022-01-01", until), case={"branch": "criminal"}, paper={"kind": "judgment"})
    decision = answer({**plain, "attempts": [signed], "consents": [], "as_of": at("2022-11-01")})
    assert [str(period.last_day) for period in decision.periods if period.kind == "appeal"] == [last_day]
