"""No answer of any facts ends for want of a word: every jurisdiction has one for whatever its answer may name."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import songda.core.law
from songda.core.law import Length, jurisdictions, profile_of, read_facts, trace
from songda.core.law.decision import Ground
from songda.core.law.facts import Channel, EventKind, PaperKind, Person, PersonStatus
from songda.core.law.record import KINDS
from tests.core.law.any_facts import BY_HAND, any_facts
from tests.core.law.given import Json, answer, assert_said, at, attempt, consent, facts
from tests.rows import all_rows

LANGUAGES = ("zh", "en")
BOOK = Path(songda.core.law.__file__).parent
WAYS_OF_AN_EVENT = {"published": ("public_notice",), "left": BY_HAND, "returned": (*BY_HAND, "mail")}
PAPERS = (PaperKind.JUDGMENT, PaperKind.SUMMONS, PaperKind.DECISION, PaperKind.MEDIATION_DOCUMENT)
LENGTHS = (Length(days=1), Length(months=1), Length(working_days=1))


def _catalogues() -> Iterator[tuple[str, str]]:
    return ((jurisdiction, language) for jurisdiction in jurisdictions() for language in LANGUAGES)


@all_rows(("jurisdiction", "language"), list(_catalogues()))
def test_every_member_of_what_fills_a_sentence_has_a_word(jurisdiction: str, language: str) -> None:
    words = profile_of(jurisdiction).wording.in_language(language).words
    vocabularies = {**KINDS, "ground": Ground}
    missing = {name: {str(each) for each in kind} - words[name].keys() for name, kind in vocabularies.items()}
    assert {name: members for name, members in missing.items() if members} == {}


@all_rows(("jurisdiction", "language"), list(_catalogues()))
def test_every_period_start_unit_and_tier_of_a_row_has_a_word(jurisdiction: str, language: str) -> None:
    profile = profile_of(jurisdiction)
    words, rows = profile.wording.in_language(language).words, profile.rows
    assert {row.kind for row in (*rows.period, *rows.no_period)} <= words["period"].keys()
    assert {row.starts for row in rows.period} <= words["start"].keys()
    assert {length.unit for length in LENGTHS} <= words["unit"].keys()
    assert {tier.name for row in rows.exhaustion for tier in row.tiers} <= words.get("tier", {}).keys()


def _codes() -> Iterator[str]:
    """The sentences that the program names itself, whether or not a row stands behind them."""
    for file in BOOK.glob("attempt/*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        yield from (code for node in ast.walk(tree) for code in _named(node))


def _named(node: ast.AST) -> Iterator[str]:
    """What `Reason` and `defect` are given, what a `code` is set to, and tables of codes by members of a vocabulary."""
    if isinstance(node, ast.Call) and node.args and ast.unparse(node.func).rpartition(".")[2] in {"Reason", "defect"}:
        yield from _texts(node.args[0])
    elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "code":
        for part in ast.walk(node.value):
            yield from _texts(part)
    elif isinstance(node, ast.Dict) and all(isinstance(key, ast.Attribute) for key in node.keys):
        for value in node.values:
            yield from _texts(value)


def _texts(node: ast.AST) -> Iterator[str]:
    branches = (node.body, node.orelse) if isinstance(node, ast.IfExp) else (node,)
    return (each.value for each in branches if isinstance(each, ast.Constant) and isinstance(each.value, str))


@all_rows(("jurisdiction", "language"), list(_catalogues()))
def test_every_sentence_that_the_program_names_is_there(jurisdiction: str, language: str) -> None:
    codes = set(_codes())
    assert {"done_by_another", "recipient_died_first", "taken_back", "left_with_nobody", "signed_by_another"} <= codes
    assert codes - profile_of(jurisdiction).wording.in_language(language).sentences.keys() == set()


def _said(service: Json) -> None:
    """The answer and every line of the trace, in both languages."""
    decision, wording = answer(service), profile_of(str(service["jurisdiction"])).wording
    for language in LANGUAGES:
        assert_said(decision.reasons(language))
        assert_said([wording.sentence(line.why, language) for line in trace(read_facts(service))] or ["-"])


def _of_everybody(jurisdiction: str, channel: Channel, kind: EventKind) -> Iterator[Json]:
    """That event by that way, done by everybody, or to everybody where nothing tells who did it."""
    address = "provided" if channel in {"sms", "email", "wechat", "inbox", "fax"} else None
    for person in Person:
        tries = (
            attempt(channel, address, f"{kind} 2026-03-12 {person}"),
            attempt(channel, address, f"{kind} 2026-03-12", to=str(person)),
        )
        for each in tries:
            for paper in PAPERS:
                yield facts(
                    each,
                    jurisdiction=jurisdiction,
                    as_of=at("2026-12-31"),
                    hearing_at=None,
                    case={"branch": "civil" if jurisdiction == "cn_arbitration" else "administrative"},
                    paper={"kind": str(paper)},
                    consents=[consent("2026-03-01")],
                )


@pytest.mark.parametrize("jurisdiction", jurisdictions())
def test_whatever_happened_by_whatever_way_to_whomever_can_be_told(jurisdiction: str) -> None:
    told = 0
    for channel in Channel:
        for kind in EventKind:
            if channel in WAYS_OF_AN_EVENT.get(kind, tuple(Channel)):
                for service in _of_everybody(jurisdiction, channel, kind):
                    decision = answer(service)
                    for language in LANGUAGES:
                        assert_said(decision.reasons(language))
                    told += 1
    assert told > len(Person) * len(Channel) * len(EventKind)


@all_rows("jurisdiction", jurisdictions())
@all_rows("status", list(PersonStatus))
@all_rows("channel", list(Channel))
def test_whatever_became_of_them_meanwhile_can_be_told(jurisdiction: str, status: str, channel: str) -> None:
    happened = {"public_notice": "published", "left": "left"}.get(channel, "signed")
    become = {"status": str(status), "since": at("2026-03-20"), "until": None}
    for day, branch in (("2026-03-12", "administrative"), ("2026-03-25", "civil")):
        _said(
            facts(
                attempt(channel, "provided", "sent 2026-03-12", f"{happened} {day}"),
                jurisdiction=jurisdiction,
                as_of=at("2026-12-31"),
                hearing_at=None,
                case={"branch": branch},
                recipient={
                    "kind": "legal_person" if status in {"dissolved", "in_bankruptcy"} else "natural_person",
                    "status_periods": [become],
                },
                consents=[consent("2026-03-01")],
            )
        )


@given(st.sampled_from([each for each in jurisdictions() if each != "cn"]), any_facts(), st.booleans())
def test_every_answer_of_every_jurisdiction_can_be_told(jurisdiction: str, service: Json, moved: bool) -> None:
    """The facts lie in the years 2020 to 2025; moved on by some years they come under the laws of 2024 and 2026."""
    told = _years_later(service, 6) if moved else service
    _said(told | {"jurisdiction": jurisdiction})


def _years_later(told: object, years: int) -> object:
    """The same facts, every moment so many years on; birthdays as they are."""
    if isinstance(told, dict):
        return {key: each if key == "born_on" else _years_later(each, years) for key, each in told.items()}
    if isinstance(told, list):
        return [_years_later(each, years) for each in told]
    if isinstance(told, str) and len(told) >= len("2020-01-01") and told[4:5] == "-" and told[:4].isdigit():
        return f"{int(told[:4]) + years}{told[4:].replace('-02-29', '-02-28')}"
    return told
