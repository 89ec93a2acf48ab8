"""Other jurisdictions are other folders of data: Austria defers to the next working day, Spain deems after three."""

from dataclasses import replace
from datetime import datetime, time

import pytest

from songda.core.law import decide, jurisdictions, profile_of, read_facts
from songda.core.law.attempt.effect import effective_moment
from songda.core.law.decision import Standing
from tests.core.law.acting import every_row
from tests.core.law.given import Json, answer, attempt, facts, summary
from tests.rows import all_rows

LAWYER = {"kind": "professional"}


def vienna(*events: str, channel: str = "inbox", **changes: object) -> Json:
    """A paper sent to a lawyer in Austria."""
    return facts(
        attempt(channel, None, *events),
        **{"jurisdiction": "at", "as_of": "2024-12-31T00:00:00+01:00", "recipient": LAWYER | {"domicile": "at"}}
        | changes,
    )


def madrid(*events: str, channel: str = "inbox", **changes: object) -> Json:
    """A paper sent to a lawyer in Spain."""
    return facts(
        attempt(channel, None, *events),
        **{"jurisdiction": "es", "as_of": "2024-12-31T00:00:00+01:00", "recipient": LAWYER | {"domicile": "es"}}
        | changes,
    )


def test_these_jurisdictions_come_along() -> None:
    assert jurisdictions() == ("at", "cn", "cn_arbitration", "cn_reconsideration", "es")


ROWS = [
    (
        "GOG 89d(2): arrived on a Wednesday, served on the Thursday",
        vienna("arrived 2024-04-10"),
        "effective 2024-04-11 deemed",
    ),
    (
        "GOG 89d(2): arrived on a Friday, Saturday does not count",
        vienna("arrived 2024-04-12"),
        "effective 2024-04-15 deemed",
    ),
    ("GOG 89d(2): a holiday does not count either", vienna("arrived 2024-04-30"), "effective 2024-05-02 deemed"),
    (
        "GOG 89d(2): reading plays no part",
        vienna("arrived 2024-04-10", "read 2024-04-10"),
        "effective 2024-04-11 deemed",
    ),
    (
        "GOG 89d(2): the working day has not come",
        vienna("arrived 2024-04-12", as_of="2024-04-14T12:00:00+02:00"),
        "not_effective",
    ),
    ("GOG 89d(2): it failed afterwards", vienna("arrived 2024-04-10", "failed 2024-04-11"), "not_effective"),
    ("GOG 89d(2): nothing has arrived", vienna("sent 2024-04-10"), "not_effective"),
    (
        "GOG 89a: other people are not served in this way",
        vienna("arrived 2024-04-10", recipient={"domicile": "at"}),
        "not_allowed",
    ),
    (
        "GOG 89a: nor a lawyer in another country",
        vienna("arrived 2024-04-10", recipient=LAWYER | {"domicile": "de"}),
        "not_verified",
    ),
    (
        "GOG 89a: the table opens no other way",
        vienna("arrived 2024-04-10", channel="email"),
        "not_allowed",
    ),
    (
        "GOG 89a: the table does not reach back before 2013",
        vienna("arrived 2012-12-31", as_of="2013-12-31T00:00:00+01:00"),
        "not_verified",
    ),
    (
        "GOG 89d(2): its first day",
        vienna("arrived 2013-01-01", as_of="2013-12-31T00:00:00+01:00"),
        "effective 2013-01-02 deemed",
    ),
    (
        "LEC 151.2: opened, served on the next working day",
        madrid("arrived 2024-04-10", "read 2024-04-10"),
        "effective 2024-04-11 receipt_completed",
    ),
    (
        "LEC 162.2: not opened, deemed after three working days",
        madrid("arrived 2024-04-10"),
        "effective 2024-04-15 deemed",
    ),
    (
        "LEC 162.2: opened too late, deemed already",
        madrid("arrived 2024-04-10", "read 2024-04-20"),
        "effective 2024-04-15 deemed",
    ),
    (
        "LEC 151.2: what comes after 15:00 counts from the next working day",
        madrid("arrived 2024-04-10 22:00"),
        "effective 2024-04-16 deemed",
    ),
    (
        "LEC 151.2: at 15:00 in Madrid it is after three",
        madrid("arrived 2024-04-10 21:00"),
        "effective 2024-04-16 deemed",
    ),
    (
        "LEC 151.2: a minute before 15:00 in Madrid it is not",
        madrid("arrived 2024-04-10 20:59"),
        "effective 2024-04-15 deemed",
    ),
    ("LEC 130: August does not count", madrid("arrived 2024-07-31"), "effective 2024-09-04 deemed"),
    (
        "LEC 162.2: three working days have not run",
        madrid("arrived 2024-04-10", as_of="2024-04-12T12:00:00+02:00"),
        "not_effective",
    ),
    (
        "LEC 162.2: what failed was not deposited",
        madrid("arrived 2024-04-10", "failed 2024-04-11"),
        "not_effective",
    ),
    ("LEC 162.2: nothing was deposited", madrid("sent 2024-04-10"), "not_effective"),
    (
        "LEC 162.1: other people are not served in this way",
        madrid("arrived 2024-04-10", recipient={"domicile": "es"}),
        "not_allowed",
    ),
    (
        "LEC 162.1: nor a lawyer in another country",
        madrid("arrived 2024-04-10", recipient=LAWYER | {"domicile": "pt"}),
        "not_verified",
    ),
    (
        "LEC 162.1: the table opens no other way",
        madrid("arrived 2024-04-10", channel="email"),
        "not_allowed",
    ),
    (
        "LEC 162: the table does not reach back before 2016",
        madrid("arrived 2015-12-31", as_of="2016-12-31T00:00:00+01:00"),
        "not_verified",
    ),
    (
        "LEC 162: its first day, a holiday, the next one counts as the first",
        madrid("arrived 2016-01-01", as_of="2016-12-31T00:00:00+01:00"),
        "effective 2016-01-07 deemed",
    ),
]

STEPS = [
    (vienna("arrived 2024-04-10"), "erv_open at.gog.89a.2, next_working_day at.gog.89d.2"),
    (vienna("sent 2024-04-10"), "not_in_electronic_area at.gog.89d.2"),
    (madrid("arrived 2024-04-10", "read 2024-04-10"), "lexnet_open es.lec.162.1, opened_next_working_day es.lec.151.2"),
    (madrid("arrived 2024-04-10"), "lexnet_open es.lec.162.1, deemed_after_three_working_days es.lec.162.2"),
    (madrid("sent 2024-04-10"), "not_deposited es.lec.162.2"),
]
CITES = [
    (vienna("arrived 2024-04-10"), "zh", ["奥地利法院组织法 第89d条第2款", "奥地利法院组织法 第89a条第2款"]),
    (
        vienna("arrived 2024-04-10"),
        "en",
        [
            "Austrian Court Organisation Act (GOG), § 89d para. 2",
            "Austrian Court Organisation Act (GOG), § 89a para. 2",
        ],
    ),
    (madrid("arrived 2024-04-10"), "zh", ["西班牙民事诉讼法 第162条第2款", "西班牙民事诉讼法 第162条第1款"]),
    (
        madrid("arrived 2024-04-10"),
        "en",
        ["Spanish Civil Procedure Law (LEC), art. 162 para. 2", "Spanish Civil Procedure Law (LEC), art. 162 para. 1"],
    ),
]


@all_rows(("sentence", "service", "expected"), ROWS, ids=[row[0] for row in ROWS])
def test_service_on_professionals(sentence: str, service: Json, expected: str) -> None:
    assert summary(service) == expected


@pytest.mark.parametrize(("service", "expected"), STEPS, ids=[each[1] for each in STEPS])
def test_each_step_names_its_article(service: Json, expected: str) -> None:
    assert ", ".join(f"{each.code} {each.rule.id}" for each in answer(service).findings if each.rule) == expected


@pytest.mark.parametrize(("service", "language", "expected"), CITES, ids=["at zh", "at en", "es zh", "es en"])
def test_articles_are_cited_in_the_manner_of_each_language(service: Json, language: str, expected: list[str]) -> None:
    decision = answer(service)
    assert [decision.wording.place(rule.id, language) for rule in decision.rules] == expected


@pytest.mark.parametrize("jurisdiction", ["at", "es"])
def test_texts_that_were_not_at_hand_leave_their_rows_unchecked(jurisdiction: str) -> None:
    assert {row.rule.standing for _, row in every_row(jurisdiction)} == {Standing.UNCHECKED}


def test_the_effect_is_told_in_the_jurisdictions_own_time() -> None:
    assert decide(read_facts(vienna("arrived 2024-04-10"))).to_json()["effective_at"] == "2024-04-11T00:00:00+02:00"


def test_no_rule_on_default_judgments_means_no_answer() -> None:
    assert decide(read_facts(vienna("arrived 2024-04-10"))).to_json()["default_judgment"] is None


def test_beyond_the_calendar_the_deferral_says_that_it_is_provisional() -> None:
    service = vienna("arrived 2031-04-10", as_of="2031-12-31T00:00:00+01:00")
    decision = decide(read_facts(service))
    assert "calendar_not_published" in [finding.code for finding in decision.findings]
    assert decision.to_json("en")["reasons"][-1].startswith("The public holidays of 2031")


@pytest.mark.parametrize(("hour", "day"), [(14, 10), (15, 11), (23, 11)])
def test_a_cut_off_alone_defers_only_what_comes_after_it(hour: int, day: int) -> None:
    spain = profile_of("es")
    row = replace(spain.rows.effect[1], working_days_after=0, cut_off=time(15))
    moment = datetime(2024, 4, 10, hour, tzinfo=spain.zone)
    assert effective_moment(row, moment, spain).day == day
