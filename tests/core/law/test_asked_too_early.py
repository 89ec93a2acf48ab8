"""Facts may bear a time after that at which the law was asked: when to ask again, and what holds until then."""

import dataclasses
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, get_args, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songda.core.law import decide, profile_of, read_facts
from songda.core.law.facts import (
    AddressWithheld,
    AttemptFacts,
    Channel,
    ConsentFact,
    ConsentGround,
    EventFact,
    EventKind,
    Facts,
    JudgeRuling,
    JurisdictionObjection,
    PersonStatus,
    RebuttalFact,
    RebuttalGround,
    RefusalFact,
    RuledOutFact,
    RuledOutGround,
    Ruling,
    StatusPeriod,
    Withholding,
)
from tests.core.law.any_facts import any_facts
from tests.core.law.given import Json, attempt, facts
from tests.rows import all_rows

PAST, AS_OF, LATER = (datetime(2022, 6, day, 2, tzinfo=UTC) for day in (1, 10, 11))
NOT_HELD_AGAINST_THE_MOMENT = {"as_of", "hearing_at"}


def everything_told() -> Facts:
    """Every moment that facts may bear, each in the past."""
    tried = AttemptFacts(
        "a",
        Channel.SMS,
        "0" * 64,
        events=(EventFact(EventKind.SENT, PAST),),
        rebuttals=(RebuttalFact(RebuttalGround.NOT_OWN_ADDRESS, PAST, Ruling.PENDING),),
        rulings=(JudgeRuling(PAST, counts=True),),
        disowned_at=PAST,
    )
    plain = read_facts(facts())
    return replace(
        plain,
        as_of=AS_OF,
        case=replace(
            plain.case, jurisdiction_objection=JurisdictionObjection(PAST, PAST), procuratorate_agreed_at=PAST
        ),
        paper=replace(plain.paper, other_signatures=(PAST,), issued_at=PAST),
        recipient=replace(
            plain.recipient,
            mandate_ended_at=PAST,
            address_withheld=(AddressWithheld(Withholding.REFUSES, PAST, PAST),),
            status_periods=(StatusPeriod(PersonStatus.SOLDIER, PAST, PAST),),
        ),
        consents=(ConsentFact(ConsentGround.EXPRESS, PAST, None, None, PAST),),
        refusals=(RefusalFact(PAST),),
        attempts=(tried,),
        other_tries=(replace(tried, id="b"),),
        ruled_out=(RuledOutFact(Channel.MAIL, PAST, RuledOutGround.NO_ADDRESS_KNOWN),),
        hearing_at=PAST,
    )


def moments_in(value: Any, path: str = "") -> Iterator[str]:
    """Where moments stand, by the types that the fields may have; fails where none stands for the test to move."""
    if isinstance(value, tuple):
        assert value, f"{path}: give one, so that its moments are looked at"
        yield from moments_in(value[0], f"{path}[0]")
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        hints = get_type_hints(type(value))
        for field in dataclasses.fields(value):
            inner = getattr(value, field.name)
            kinds = {hints[field.name], *get_args(hints[field.name])}
            if datetime in kinds:
                assert inner is not None, f"{path}.{field.name}: give a moment"
            has_moments = isinstance(inner, datetime) or dataclasses.is_dataclass(inner)
            has_moments |= isinstance(inner, tuple) and bool(inner) and not isinstance(inner[0], str)
            if has_moments:
                yield from moments_in(inner, f"{path}.{field.name}")
    elif isinstance(value, datetime):
        yield path


def moved(value: Any, path: str) -> Any:
    """The same with the moment at this path later."""
    if not path:
        return LATER
    if path.startswith("[0]"):
        return (moved(value[0], path[3:]), *value[1:])
    name = path[1:].partition(".")[0].partition("[")[0]
    return replace(value, **{name: moved(getattr(value, name), path[1 + len(name) :])})


PATHS = [path for path in moments_in(everything_told()) if path[1:] not in NOT_HELD_AGAINST_THE_MOMENT]


def test_what_is_told_of_the_past_alone_is_not_asked_again() -> None:
    assert everything_told().next_moment() is None


@all_rows("path", PATHS)
def test_whatever_is_told_for_later_is_asked_again_then(path: str) -> None:
    assert moved(everything_told(), path).next_moment() == LATER


def test_of_several_moments_the_first_counts() -> None:
    told = replace(everything_told(), refusals=(RefusalFact(LATER), RefusalFact(LATER - timedelta(hours=1))))
    assert told.next_moment() == LATER - timedelta(hours=1)


@pytest.mark.parametrize(
    ("service", "comes"),
    [
        (facts(attempt("public_notice", None, "published 2022-06-02")), "2022-07-02 effective"),
        (facts(attempt("mail", "found", "sent 2022-03-15"), recipient={"domicile": "sg"}), "2022-06-15 awaiting_judge"),
        (
            facts(
                attempt("mail", "found", "sent 2022-03-15", id="a1"),
                attempt("direct", "found", "failed 2022-03-20", id="a2"),
                recipient={"domicile": "sg"},
            ),
            "2022-06-15 awaiting_judge",
        ),
    ],
    ids=["a notice", "post to Singapore", "one of two tries"],
)
def test_an_effect_that_has_only_to_be_waited_for_has_its_moment(service: Json, comes: str) -> None:
    asked = read_facts({**service, "as_of": "2022-06-10T10:00:00+08:00"})
    at = decide(asked).comes_at
    assert at is not None
    assert decide(replace(asked, as_of=at - timedelta(seconds=1))).status == "not_effective"
    assert f"{at.date()} {decide(replace(asked, as_of=at)).status}" == comes


@given(any_facts(), st.floats(0, 1, exclude_max=True))
def test_until_then_the_answer_stays_as_it_is(service: Json, share: float) -> None:
    """But for new rules: `songda redecide` decides anew when they come."""
    asked = read_facts(service)
    answer = decide(asked)
    again = [at for at in (asked.next_moment(), answer.comes_at) if at is not None]
    borders = [_morning(day) for day in profile_of(asked.jurisdiction).regime_days[1:] if _morning(day) > asked.as_of]
    end = min([*again, *borders, asked.as_of + timedelta(days=90)])
    between = decide(replace(asked, as_of=asked.as_of + (end - asked.as_of) * share))
    assert (between.status, between.effective_at, between.ground, between.winning_attempt) == (
        answer.status,
        answer.effective_at,
        answer.ground,
        answer.winning_attempt,
    )


def _morning(day: Any) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=8)
