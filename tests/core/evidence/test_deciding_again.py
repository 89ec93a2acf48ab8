"""What is asked of the law again, and what is said where it cannot be: each in one line, with what and where."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from songda.core.events.registry import REGISTRY
from songda.core.evidence.bundle import Bundle, BundledEvent
from songda.core.evidence.deciding.again import answer_fields, decide_again
from songda.core.evidence.findings import Outcome
from songda.core.law import decide, profile_of, read_facts
from tests.core.evidence.bundles import bundle, changed
from tests.core.law.given import attempt, consent, facts
from tests.core.state.samples import MOMENT, ONE_ID, payload
from tests.rows import all_rows

# Event 3 of the bundle decided at 04:00 UTC; its message arrived at 03:00 by event 2, after the consent by event 0.
ASKED = facts(
    attempt("sms", "provided", id="12", events=[{"kind": "arrived", "at": "2022-06-01T11:00:00+08:00"}]),
    as_of="2022-06-01T12:00:00+08:00",
    paper={"kind": "complaint_copy"},
    hearing_at=None,
    consents=[consent() | {"at": "2022-06-01T09:00:00+08:00"}],
)
ANSWER = decide(read_facts(ASKED))
INSTALLED = profile_of("cn").version
CONSENT, RULING, ISSUED = 0, 3, 4
Change = Callable[[BundledEvent], BundledEvent]


def told(**facts_of_event: Any) -> Change:
    """Change the facts of an event."""

    def change(event: BundledEvent) -> BundledEvent:
        data = event.row["data"]
        assert isinstance(data, Mapping)
        return replace(event, row={**event.row, "data": {**data, **facts_of_event}})

    return change


def carrying(private: Mapping[str, Any] | None) -> Change:
    return lambda event: replace(event, private=private)


def whole(version: str = INSTALLED, asked: Mapping[str, Any] = ASKED, **certified: Any) -> Bundle:
    """A bundle whose certificate certifies what follows from the facts, unless told otherwise."""
    said = answer_fields(ANSWER)
    ruled = {
        "rules": [{"id": rule, "cite": "…"} for rule in said.pop("rules")],  # type: ignore[union-attr]
        "periods": [dict(zip(("kind", "last_day"), one.split(), strict=True)) for one in said.pop("periods")],  # type: ignore[union-attr]
    }
    made = bundle()
    for place, event in enumerate(made.events):
        made = changed(made, place, told(**payload(str(event.row["name"])) | dict(event.row["data"])))  # type: ignore[call-overload]
    first = made.events[0]
    filed = payload("paper.filed", sha256=ASKED["paper"]["sha256"])  # type: ignore[index]
    planned = payload("attempt.planned", counts_as="sms", address_class="provided")
    told_too = [
        replace(first, row={**first.row, "stream": stream, "name": name, "id": name, "data": data})
        for stream, name, data in (("paper:p1", "paper.filed", filed), ("attempt:12", "attempt.planned", planned))
    ]
    made = changed(replace(made, events=(*made.events, *told_too)), CONSENT, told(consent="c1", ground="express"))
    made = changed(made, RULING, told(**said, **ruled, law_version=version))
    issue = {"certifies": {"event": made.events[RULING].row["id"], **said, **certified}}
    return changed(changed(made, ISSUED, told(**issue)), ISSUED, carrying({"facts": asked}))


def lines(made: Bundle) -> list[str]:
    """Without what is said of messages: this bundle is made by hand, and no court and no address is told of in it."""
    return [
        f"{one.outcome.value} {one.code} {one.about.get('field', one.about.get('path', ''))}".strip()
        for one in decide_again(made)
        if not one.code.startswith("law.message")
    ]


def test_the_same_answer_passes_whatever_the_version() -> None:
    assert lines(whole()) == ["passed law.same"]
    assert lines(whole("2020")) == ["unchecked law.other_version", "passed law.same"]
    assert lines(whole("")) == ["unchecked law.version_untold", "passed law.same"]


@all_rows(
    ("made", "said"),
    [
        (whole(effective_on="2022-05-31"), ["failed law.differs effective_on"]),
        (whole(ground="receipt_completed"), ["failed law.differs ground"]),
        (changed(whole(), RULING, told(rules=[])), ["failed law.differs rules"]),
        (changed(whole(), RULING, told(periods=[])), ["failed law.differs periods"]),
        (
            whole("2020", effective_on="2022-05-31"),
            ["unchecked law.other_version", "failed law.differs_by_another_version effective_on"],
        ),
        (changed(whole(), ISSUED, carrying(None)), ["failed law.facts_erased"]),
        (changed(whole(), ISSUED, carrying({})), ["failed law.no_facts"]),
        (whole(asked={**ASKED, "as_of": "yesterday"}), ["failed law.facts_refused $.as_of"]),
        (whole(asked={**ASKED, "jurisdiction": "xx"}), ["failed law.facts_refused $.jurisdiction"]),
        (whole(asked=[]), ["failed law.facts_refused $"]),  # type: ignore[arg-type]
        (whole(asked={**ASKED, "as_of": "2022-06-01T12:30:00+08:00"}), ["failed law.fact_differs $.as_of"]),
        (replace(whole(), certificate_event=None), ["failed law.nothing_to_decide"]),
    ],
)
def test_whatever_cannot_follow_is_named(made: Bundle, said: list[str]) -> None:
    assert [line for line in lines(made) if line != "passed law.same"] == said


ODD = (
    *(None, 5, True, 1.5, "", [], {}, [[]], ["a", 1], {"a": []}, 10**30),
    *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-01-01T00:00:00", "noon"),
)
_SUBJECTS = {"attempt": "attempt", "deed": "deed", "finding": "service", "objection": "envelope", "paper": "envelope"}


def one_more(place: int, kind: str, **members: Any) -> BundledEvent:
    """An event of this kind, whole, but for these members of its row; about things that no other tells of."""
    data = {name: f"{value}{place}" if value == ONE_ID else value for name, value in payload(kind).items()}
    about = f"{_SUBJECTS.get(kind.partition('.')[0], 'party')}:{ONE_ID}{place}"
    row = {"id": f"event {place}", "name": kind, "stream": about, "case": None, "actor": "engine", "data": data}
    when = {"happened_at": MOMENT, "recorded_at": MOMENT}
    data |= members.pop("data", {})
    return BundledEvent(100 + place, {**row, **when, **members}, "", None, None, "")


BEARS = sorted(name for name, entry in REGISTRY.items() if entry.bears or name.startswith(("case.", "address.")))


@all_rows("kind", BEARS)
def test_a_hostile_bundle_is_judged_whatever_stands_in_the_fields_of_its_events(kind: str) -> None:
    """Each member of another kind in turn: it is judged to its end, nothing breaks."""
    of_data: list[dict[str, Any]] = [{"data": {member: odd}} for member in payload(kind) for odd in ODD]
    of_rows = [{member: odd} for member in ("id", "stream", "case", "happened_at", "actor") for odd in ODD]
    strange = [one_more(place, kind, **members) for place, members in enumerate([*of_data, *of_rows])]
    nameless = [replace(each, row={**each.row, "name": []}) for each in strange[:1]]
    dataless = [replace(each, row={**each.row, "data": odd}) for each in strange[:1] for odd in ODD]
    made = whole()
    assert lines(replace(made, events=(*made.events, *strange, *nameless, *dataless)))


@pytest.mark.parametrize(
    ("asked", "path"),
    [
        ({"paper": {**ASKED["paper"], "id": "p2"}}, "$.paper.sha256"),  # type: ignore[dict-item]
        (
            {"consents": [consent() | {"at": "2022-05-01T09:00:00+08:00"}]},
            "$.consents[0].at",
        ),
    ],
)
def test_facts_that_no_event_tells_of_are_named(asked: Mapping[str, Any], path: str) -> None:
    failed = [one for one in decide_again(whole(asked={**ASKED, **asked})) if one.outcome is Outcome.FAILED]
    assert ("law.fact_untold", path) in [(one.code, one.about.get("path")) for one in failed]
    assert all(one.sentence(language) for one in failed for language in ("zh", "en"))
