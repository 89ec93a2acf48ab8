"""Wherever a fact is wrong its own place is named: every key of every object, with a value that it can never have."""

from collections.abc import Iterator
from copy import deepcopy

import pytest

from songda.core.law import FactsError, read_facts
from songda.core.law.facts import AttemptFacts as Attempt
from songda.core.law.facts import (
    Branch,
    CaseFacts,
    Channel,
    Facts,
    PaperFacts,
    PaperKind,
    Procedure,
    RecipientFacts,
    RecipientKind,
    Stage,
)
from tests.core.law.given import HASH, Json, at, attempt, consent, facts, rebuttal, refusal, ruled_out, ruling
from tests.rows import all_rows

NEVER = 3.5
STATUS_PERIOD = {"status": "missing", "since": at("2022-01-01"), "until": at("2022-02-01")}
EVERYTHING = facts(
    attempt(
        "direct",
        "found",
        "returned 2022-06-02 cohabitant",
        to="recipient",
        shared_with_opponent=False,
        rebuttals=[rebuttal("system_error", "2022-06-03")],
        rulings=[ruling("2022-06-10", counts=True)],
        address_source="civil_act",
        address_last_used_on="2022-01-01",
    ),
    jurisdiction="cn",
    case={
        "internet_court": False,
        "jurisdiction_objection": {"raised_at": at("2022-06-01"), "dismissal_in_force_at": at("2022-06-08")},
        "procuratorate_takes_part": True,
        "procuratorate_agreed_at": at("2022-05-01"),
    },
    paper={"replaces": "e1", "days_set_in_paper": 15, "carried_out": False, "other_signatures": [at("2022-06-03")]},
    recipient={
        "missing": False,
        "born_on": "1980-01-01",
        "own_labour": False,
        "lacks_capacity": False,
        "agent_excluded": False,
        "address_withheld": [{"how": "evades", "at": at("2022-01-01"), "ended_at": at("2022-06-01")}],
        "addresses_on_file": [{"source": "civil_act", "last_used_on": "2022-01-01"}],
        "status_periods": [STATUS_PERIOD],
    },
    consents=[consent(withdrawn_at=at("2022-06-20"), paper_kinds=["summons"], by="recipient")],
    refusals=[refusal("2022-05-01")],
    other_tries=[attempt("mail", None, "returned 2022-06-02", id="o1")],
    ruled_out=[ruled_out("direct", "2022-06-02")],
)
Path = tuple[str | int, ...]


def places(service: object, path: Path = ()) -> Iterator[tuple[Path, object]]:
    """Every place in the facts, with what stands there."""
    yield path, service
    inner = service.items() if isinstance(service, dict) else enumerate(service) if isinstance(service, list) else ()
    for key, value in inner:
        yield from places(value, (*path, key))


def written(path: Path) -> str:
    """The place as it is named to whoever sent the facts."""
    return "$" + "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)


def with_value(path: Path, value: object) -> Json:
    """Everything, with another value in one place."""
    service = deepcopy(EVERYTHING)
    inner: object = service
    for part in path[:-1]:
        inner = inner[part]  # type: ignore[index]
    inner[path[-1]] = value  # type: ignore[index]
    return service


EVERY = [path for path, _ in places(EVERYTHING) if path]
OBJECTS = [path for path, service in places(EVERYTHING) if isinstance(service, dict)]


def test_everything_is_told_and_can_be_read() -> None:
    read = read_facts(EVERYTHING)
    assert all(getattr(read, key) for key in Facts.__slots__)


@all_rows("path", EVERY, ids=written)
def test_a_value_that_cannot_be_is_named_with_its_place(path: Path) -> None:
    with pytest.raises(FactsError) as refused:
        read_facts(with_value(path, NEVER))
    assert refused.value.path == written(path)
    assert refused.value.reason.sentence("en")
    assert refused.value.reason.sentence("zh")


@all_rows("path", OBJECTS, ids=written)
def test_an_unknown_key_is_named_with_its_place(path: Path) -> None:
    with pytest.raises(FactsError) as refused:
        read_facts(with_value((*path, "colour"), "red"))
    assert refused.value.path == f"{written(path)}.colour"
    assert refused.value.reason.sentence("en").startswith("unknown key; there are: ")


def test_what_is_not_told_is_the_same_whether_it_is_read_or_put_together() -> None:
    service = {
        "as_of": at("2022-07-01"),
        "case": {"branch": "civil", "procedure": "ordinary", "stage": "first_instance"},
        "paper": {"id": "p1", "kind": "summons", "sha256": HASH},
        "recipient": {"kind": "natural_person"},
        "attempts": [{"id": "a1", "channel": "mail", "paper_sha256": HASH}],
    }
    read = read_facts(service)
    assert read == Facts(
        as_of=read.as_of,
        case=CaseFacts(Branch.CIVIL, Procedure.ORDINARY, Stage.FIRST_INSTANCE),
        paper=PaperFacts("p1", PaperKind.SUMMONS, HASH),
        recipient=RecipientFacts(RecipientKind.NATURAL_PERSON),
        attempts=(Attempt("a1", Channel.MAIL, HASH),),
    )


WITHIN = [
    ("paper", "days_set_in_paper", 1),
    ("paper", "days_set_in_paper", 9999),
    ("recipient", "born_on", "1900-01-01"),
    ("recipient", "domicile", "foreign"),
]
BEYOND = [
    ("paper", "days_set_in_paper", 10_000, "whole number"),
    ("recipient", "born_on", "1899-12-31", "outside the years"),
    ("recipient", "domicile", "\N{LATIN SMALL LETTER E WITH ACUTE}s", "country code"),
    ("recipient", "domicile", "ch1", "country code"),
]


@pytest.mark.parametrize(("part", "key", "value"), WITHIN)
def test_the_last_value_that_can_be_is_read(part: str, key: str, value: object) -> None:
    assert getattr(getattr(read_facts(with_value((part, key), value)), part), key) is not None


@pytest.mark.parametrize(("part", "key", "value", "reason"), BEYOND)
def test_the_first_that_cannot_be_is_refused(part: str, key: str, value: object, reason: str) -> None:
    with pytest.raises(FactsError, match=reason) as refused:
        read_facts(with_value((part, key), value))
    assert refused.value.path == f"$.{part}.{key}"


def test_the_year_2200_can_be_and_the_next_cannot() -> None:
    assert read_facts(with_value(("hearing_at",), "2200-12-31T09:00:00+08:00")).hearing_at
    with pytest.raises(FactsError, match="outside the years"):
        read_facts(with_value(("hearing_at",), "2201-01-01T09:00:00+08:00"))


def test_bytes_are_no_list_and_a_tuple_is_one() -> None:
    with pytest.raises(FactsError) as refused:
        read_facts(with_value(("refusals",), b"no"))
    assert refused.value.path == "$.refusals"
    assert read_facts(with_value(("consents", 0, "paper_kinds"), ("*",))).consents[0].paper_kinds is None


@pytest.mark.parametrize("key", ["as_of", "case", "paper", "recipient"])
def test_what_must_be_told_is_asked_for(key: str) -> None:
    service = deepcopy(EVERYTHING)
    del service[key]
    with pytest.raises(FactsError) as refused:
        read_facts(service)
    assert (refused.value.path, refused.value.reason.sentence("en")) == (f"$.{key}", "is missing")
