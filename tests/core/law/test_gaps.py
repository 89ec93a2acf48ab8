"""The rows leave no gap that nobody explained; and twenty faults planted in them are all found."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import pytest

from scripts.gaps import explained as explained_module
from scripts.gaps.explained import ExplanationError, GapKind, explanations_of
from scripts.gaps.proof import groups, prove, sets_that_fit
from songda.core.law import Citation, Profile, profile_of
from songda.core.law.decision import Ground, Standing, Status
from songda.core.law.facts import Channel, EventKind, RebuttalGround
from songda.core.law.profile.conditions import ALL_FIELDS, Condition
from songda.core.law.profile.rows import (
    ConsentNeed,
    EffectRow,
    LimitRow,
    NoPeriodRow,
    PeriodRow,
    Rows,
    SuspensionRow,
    WayRow,
)

CN = profile_of("cn")
SINCE = date(2024, 1, 1)
# What is wrong with each of the planted rows.
EXPECTED = dict(
    enumerate(
        (
            *[GapKind.OPEN_WITHOUT_EFFECT] * 5,
            *[GapKind.EFFECT_NEVER_OPEN] * 5,
            *[GapKind.ROWS_DISAGREE] * 5,
            *[GapKind.ROW_NEVER_REACHED] * 5,
        ),
        1,
    )
)


def when(**words: object) -> tuple[Condition, ...]:
    """Conditions of a planted row."""
    return tuple(Condition(subject, frozenset({value}), wanted=True) for subject, value in words.items())


def rule(number: int) -> dict[str, Any]:
    return {
        "rule": Citation(f"cn.planted.{number}", Standing.DERIVED),
        "since": SINCE,
        "until": date.max,
        "say": "planted",
    }


def way(number: int, **words: object) -> WayRow:
    return WayRow(**rule(number), open=True, conditions=when(**words))


def effect(number: int, days: int = 0, **words: object) -> EffectRow:
    given = {"events": frozenset({EventKind.FAILED}), "status": Status.EFFECTIVE, "ground": Ground.DEEMED}
    told = {**rule(number), **given, "consent": ConsentNeed.NONE, "days_after": days}
    return EffectRow(**told, conditions=when(**words))


def copy(number: int, row: Any) -> Any:
    return replace(row, rule=Citation(f"cn.planted.{number}", Standing.DERIVED))


def of(kind: str, day: date = SINCE) -> Any:
    """The first row of a kind that is law on that day."""
    return next(row for row in getattr(CN.rows, kind) if row.is_in_force(day))


def _never_open() -> tuple[EffectRow, ...]:
    return (
        effect(6, branch="criminal", channel=Channel.PHONE, paper="complaint_copy"),
        effect(7, channel=Channel.TRANSFER, zone="cn", soldier=False, in_custody=False),
        effect(8, zone="tw", channel=Channel.INBOX, branch="civil"),
        effect(9, channel=Channel.SMS, **{"class": "rejected"}, zone="cn"),
        effect(10, recipient="legal_person", in_custody=True, channel=Channel.MAIL),
    )


def planted() -> Rows:
    """China's rows with twenty faults."""
    rows, sms = CN.rows, {"channel": Channel.SMS}
    first = (
        way(1, branch="criminal", paper="judgment", zone="cn", **sms),
        way(2, branch="criminal", channel=Channel.EMAIL, paper="ruling", zone="hkmo"),
        way(3, zone="tw", channel=Channel.WECHAT, paper="summons", branch="civil"),
        way(4, branch="criminal", channel=Channel.INBOX, zone="hkmo", paper="summons"),
        way(5, branch="criminal", channel=Channel.FAX, zone="tw", paper="decision"),
    )
    disagreeing = (effect(11, zone="cn", channel=Channel.DIRECT), effect(11, 3, zone="cn", channel=Channel.DIRECT))
    period = next(row for row in rows.period if row.kind == "answer" and row.is_in_force(SINCE))
    return replace(
        rows,
        way=(*first, *rows.way, copy(16, of("way"))),
        effect=(*rows.effect, *_never_open(), *disagreeing),
        period=(
            *rows.period,
            replace(period, rule=Citation("cn.planted.12", Standing.DERIVED), days=period.days + 1),
            PeriodRow(**rule(13), kind="planted", days=3),
        ),
        no_period=(*rows.no_period, NoPeriodRow(**rule(13), kind="planted")),
        limit=(*rows.limit, *(LimitRow(**rule(14), kind="planted", at_most=n) for n in (5, 6))),
        capacity=(
            *rows.capacity,
            replace(rows.capacity[-1], rule=Citation("cn.planted.15", Standing.DERIVED), from_age=21),
        ),
        consent=(*rows.consent, copy(17, rows.consent[-1])),
        counting=(*rows.counting, copy(18, rows.counting[-1])),
        rebuttal=(*rows.rebuttal, _rebuttal(rows)),
        suspension=(*rows.suspension, *_suspensions()),
    )


def _rebuttal(rows: Rows) -> Any:
    """It speaks of what cannot be: a company that serves in the army."""
    found = next(row for row in rows.rebuttal if row.ground is RebuttalGround.SYSTEM_ERROR)
    return replace(
        found, rule=Citation("cn.planted.19", Standing.DERIVED), conditions=when(recipient="legal_person", soldier=True)
    )


def _suspensions() -> Iterator[SuspensionRow]:
    """The second says what the first has said."""
    for number in (0, 20):
        yield SuspensionRow(**rule(number), kind="planted")


@pytest.mark.timeout(300)
@pytest.mark.night("proves that the rows have no gap")
def test_every_gap_in_the_rows_is_explained_and_every_explanation_explains_one() -> None:
    proof = prove(CN, explanations_of(CN))
    assert [(gap.name, str(gap.day), dict(gap.shown_by)) for gap in proof.unexplained] == []
    assert [idle.why for idle in proof.idle] == []
    assert proof.holds
    assert proof.classes > 100_000


@pytest.mark.timeout(300)
@pytest.mark.night("proves that the rows have no gap")
def test_twenty_planted_faults_are_all_found() -> None:
    with_faults: Profile = replace(CN, rows=planted())
    found = {(rule, gap.kind) for gap in prove(with_faults, explanations_of(CN)).unexplained for rule in gap.rules}
    missed = {n: kind for n, kind in EXPECTED.items() if (f"cn.planted.{n}", kind) not in found}
    assert missed == {}


@pytest.mark.parametrize("channel", [Channel.SMS, Channel.DIRECT, Channel.PUBLIC_NOTICE])
def test_no_set_of_rows_that_random_facts_show_is_left_out_of_the_walk(channel: Channel) -> None:
    rows = [row.conditions for row in (*CN.rows.way, *CN.rows.effect) if row.is_in_force(SINCE)]
    domain, chance = groups(CN, channel), Random(1)
    walked = sets_that_fit(rows, domain)
    for _ in range(2000):
        facts = {subject: value for group in domain for subject, value in chance.choice(group).items()}
        fitting = sum(1 << bit for bit, each in enumerate(rows) if all(c.holds(facts) for c in each))
        assert fitting in walked
    for fitting, shown_by in list(walked.items())[:500]:
        assert fitting == sum(1 << bit for bit, each in enumerate(rows) if all(c.holds(shown_by) for c in each))


def test_every_circumstance_that_a_row_may_ask_about_is_walked_through() -> None:
    assert {subject for group in groups(CN, Channel.DIRECT) for subject in group[0]} == ALL_FIELDS


def test_a_company_is_never_a_soldier_or_held_or_without_capacity() -> None:
    people, *_ = groups(CN, Channel.SMS)
    of_companies = [each for each in people if each["recipient"] in ("legal_person", "organisation")]
    assert [(each["soldier"], each["in_custody"], each["capable"]) for each in of_companies] == [
        (False, False, True)
    ] * 6
    assert len(people) == 6 + 2 * (len(list(product(range(2), repeat=3))) + 1)


def test_a_company_ends_or_goes_bankrupt_and_only_people_die() -> None:
    people, *_ = groups(CN, Channel.SMS)
    ends = {
        (each["recipient"] in ("legal_person", "organisation"), word)
        for each in people
        for word in ("deceased", "dissolved", "in_bankruptcy")
        if each[word]
    }
    assert ends == {(False, "deceased"), (True, "dissolved"), (True, "in_bankruptcy")}


def test_only_of_an_agent_it_matters_that_a_mandate_is_over() -> None:
    _, handed, *_ = groups(CN, Channel.SMS)
    assert [each["to"] for each in handed if each["mandate_over"]] == ["representative"]


@pytest.mark.parametrize(
    ("written", "complaint"),
    [
        ('gap = "open_without_effect"\nwhen = { colour = "red" }\nwhy = "so"', "colour"),
        ('gap = "open_without_effect"\nwhy = " "', "without a reason"),
        ('gap = "hole"\nwhy = "so"', "hole"),
    ],
)
def test_an_explanation_that_makes_no_sense_is_refused(
    written: str, complaint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "proof"
    folder.mkdir()
    (folder / "gaps.toml").write_text(f"[[explained]]\n{written}\n", "utf-8")
    monkeypatch.setattr(explained_module, "folder_of", lambda _name: tmp_path)
    with pytest.raises((ExplanationError, ValueError), match=complaint):
        explanations_of(CN)
