"""No told fact is passed over in silence: somewhere it changes the answer, and where it does not the answer says so."""

import re
from dataclasses import MISSING, fields, is_dataclass

from hypothesis import given, settings

from songda.core.law import FactsError, decide, read_facts
from songda.core.law.facts import Facts, read_kept_facts
from songda.core.law.facts.shape import members_of
from songda.core.law.idle import _NAMES, idle_facts
from tests.core.law.any_facts import any_facts
from tests.core.law.every_example import every_telling
from tests.core.law.given import Json, at, attempt, consent, facts

# What only marks a thing, or is what the answer is asked of.
NOT_ASKED = {"jurisdiction", "proved_at"}


def returned(day: str, **about: object) -> Json:
    """A letter that came back from the registered place of somebody who gives no address."""
    events = [{"kind": "returned", "at": at(day), "cause": "not_collected"}]
    return attempt("mail", None, events=events, address_source="register", **about)


WITHHELD = {"how": "refuses", "at": at("2022-05-01")}
BESIDES = [
    facts(
        returned("2022-06-02"),
        recipient={
            "address_withheld": [WITHHELD],
            "addresses_on_file": [{"source": "civil_act", "last_used_on": "2022-03-01"}],
        },
    ),
    facts(
        returned("2022-06-02"),
        returned("2022-06-12", id="a2"),
        recipient={"address_withheld": [WITHHELD | {"ended_at": at("2022-06-10")}]},
    ),
    facts(
        attempt("sms", "confirmed", "arrived 2022-06-02", "read 2022-06-12"),
        consents=[consent()],
        recipient={"status_periods": [{"status": "offline", "since": at("2022-05-01"), "until": at("2022-06-10")}]},
    ),
]


def told(record: object, path: str = "") -> set[str]:
    """Every optional fact that a record tells, by its place without numbers."""
    found: set[str] = set()
    for one in fields(record):  # type: ignore[arg-type]
        value, place = getattr(record, one.name), f"{path}{one.name}"
        if one.default is not MISSING and value != one.default:
            found.add(place)
        for item in value if isinstance(value, tuple) else [value]:
            if is_dataclass(item):
                found |= told(item, f"{place}.")
    return found


def optional(record: type, path: str = "") -> set[str]:
    found: set[str] = set()
    for key, kind, is_needed, *_ in members_of(record):
        if key not in _NAMES | NOT_ASKED:
            found |= set() if is_needed else {f"{path}{key}"}
            found |= optional(kind, f"{path}{key}.") if kind is not None and is_dataclass(kind) else set()
    return found


def plain(place: str) -> str:
    return re.sub(r"\[\d+\]", "", place).removeprefix("$.")


def test_every_fact_that_can_be_told_changes_some_answer() -> None:
    left = {each for each in optional(Facts) if not each.startswith("other_tries.")}
    for service in (*BESIDES, *every_telling()):
        try:
            read = read_facts(service)
        except FactsError:
            continue
        if told(read) & left:
            idle = {plain(each) for each in idle_facts(read)}
            under = tuple(f"{each}." for each in idle)
            left -= {each for each in told(read) if each not in idle and not each.startswith(under)}
        if not left:
            break
    assert left == set()


@settings(max_examples=30, deadline=None)
@given(any_facts())
def test_without_what_is_idle_the_answer_is_the_same(service: Json) -> None:
    read = read_facts(service)
    for place in idle_facts(read):
        if place.count(".") == 2 and "[" not in place:
            record, key = place.removeprefix("$.").split(".")
            inner = {name: value for name, value in dict(service[record]).items() if name != key}  # type: ignore[call-overload]
            assert decide(read_kept_facts(service | {record: inner})) == decide(read), place


def test_a_consent_that_came_after_the_service_is_idle() -> None:
    service = facts(
        attempt("sms", "confirmed", "arrived 2022-06-02"),
        consents=[consent(), consent("2022-06-10")],
        recipient={"must_appear": True, "role": "defendant"},
    )
    idle = idle_facts(read_facts(service))
    assert "$.consents[1]" in idle
    assert "$.consents[0]" not in idle
