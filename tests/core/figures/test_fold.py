"""From events to counts: whatever order, however often; a late event moves its own case and its own days alone."""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from songda.core.figures import DIMENSIONS, FIGURES, PARTS, TOTAL, Unit, count
from songda.core.figures.events import FigureEvent
from songda.core.figures.fold import story_of, whole_story_of

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")
OUTCOMES = ("attempt.arrived", "attempt.failed", "attempt.expired", "attempt.bounced", None)
DECIDED = (
    ("effective", "service.effective"),
    ("presumed", "service.presumed"),
    ("not_effective", "service.failed"),
    None,
)


class Case:
    """The events of a case, made up step by step."""

    def __init__(self, name: str = "c") -> None:
        self.name, self.events = name, []

    def tell(
        self, name: str, stream: str, hours: float = 0, actor: str = "engine", late: float = 0, **data: object
    ) -> None:
        at = START + timedelta(hours=hours)
        number = len(self.events) + 1
        self.events.append(FigureEvent(number, name, stream, at, at + timedelta(hours=late), actor, data))

    def story(self, events=None):
        return whole_story_of(self.name, self.events if events is None else events)

    def counts(self, events=None):
        return count(self.story(events).facts, ZONE)


def ordered(case: Case, papers: int, hours: float = 0, role: str = "defendant") -> list[str]:
    """A case with one person, and an order of so many papers in one envelope; the ids of its services."""
    n = case.name
    case.tell("case.registered", f"case:{n}", hours, court="court", stage="first_instance", cause="loan")
    case.tell("party.registered", f"party:{n}p", hours, role=role, age_group="18_to_59")
    for k in range(papers):
        case.tell("paper.filed", f"paper:{n}{k}", hours, kind="summons", pages=2 + k)
    services = [[f"{n}s{k}", f"{n}{k}"] for k in range(papers)]
    told = [{"id": f"{n}{k}", "sha256": f"hash{k}"} for k in range(papers)]
    envelopes = [{"id": f"{n}e", "party": f"{n}p", "services": services}]
    case.tell("order.placed", f"order:{n}", hours, "staff:1", papers=told, envelopes=envelopes)
    return [service for service, _ in services]


@st.composite
def cases(draw, name: str = "c"):
    """Any case: papers, tries with any outcome, decisions, readings, at any hours of some weeks."""
    case = Case(name)
    hours = st.integers(0, 24 * 30)
    services = ordered(case, draw(st.integers(1, 3)), draw(hours))
    for k in range(draw(st.integers(0, 3))):
        case.tell("attempt.planned", f"attempt:{name}{k}", draw(hours), envelope=f"{name}e", counts_as="sms", papers=[])
        if draw(st.booleans()):
            case.tell("attempt.sent", f"attempt:{name}{k}", draw(hours))
        if (outcome := draw(st.sampled_from(OUTCOMES))) is not None:
            case.tell(outcome, f"attempt:{name}{k}", draw(hours))
    for service in services:
        for _ in range(draw(st.integers(0, 2))):
            if (decided := draw(st.sampled_from(DECIDED))) is not None:
                status, event = decided
                at = (START + timedelta(hours=draw(hours))).isoformat()
                case.tell(event, f"service:{service}", status=status, effective_at=at, winning_attempt=f"{name}0")
        if draw(st.booleans()):
            case.tell("paper.opened", f"envelope:{name}e", draw(hours), service=service)
    return case


@settings(deadline=None)
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_in_which_events_become_known_never_matters_nor_how_often(case, chance: random.Random):
    shuffled = [*case.events, *case.events[::2]]
    chance.shuffle(shuffled)
    assert case.counts(shuffled) == case.counts()


@settings(deadline=None)
@given(st.lists(st.integers(0, 3), min_size=1, max_size=4).flatmap(
    lambda names: st.tuples(*(cases(f"c{k}") for k in range(len(names))))))  # fmt: skip
def test_over_any_split_the_parts_add_up_to_the_total(some):
    counts = count([fact for case in some for fact in case.story().facts], ZONE)
    split: Counter[tuple] = Counter()
    for (part, dimension, day, _key), n in counts.items():
        split[part, dimension, day] += n
    for part, dimension, day in list(split):
        assert split[part, dimension, day] == split[part, TOTAL, day]
    for figure in FIGURES.values():
        if figure.denominator:
            days = {day for part, dimension, day in split if part in figure.parts}
            assert all(split[figure.numerator, TOTAL, d] <= split[figure.denominator, TOTAL, d] for d in days)


@settings(deadline=None)
@given(cases("a"), cases("b"), st.integers(0, 24 * 30))
def test_a_late_event_moves_the_counts_of_its_own_case_and_days_alone(case, other, hours):
    before = case.counts()
    service = case.story().facts[0]
    case.tell("paper.opened", f"envelope:{case.name}e", hours, late=24 * 60, service=service.id)
    moved = Counter(case.counts())
    moved.subtract(before)
    days = {at.astimezone(ZONE).date() for fact in case.story().facts for at in fact.moments.values()}
    for cell, n in moved.items():
        if n:
            assert cell.day in days
            assert ".read" in cell.part
    assert other.counts() == count(other.story().facts, ZONE)


@pytest.mark.parametrize(
    ("outcome", "answered", "reached"),
    [("agrees", 1, 1), ("refuses", 1, 1), ("wrong_person", 1, 0), ("call_again", 1, 0), ("unreachable", 0, 0)],
)
def test_whoever_was_spoken_with_answered_also_where_no_line_of_ours_tells_so(outcome, answered, reached):
    case = Case()
    ordered(case, 1)
    case.tell("call.recorded", "party:cp", 1.3, "staff:1", call="x", outcome=outcome)
    totals = Counter({cell.part: n for cell, n in count(case.story().facts, ZONE).items() if cell.dimension == TOTAL})
    assert (totals["call.called.answered"], totals["call.called.reached"]) == (answered, reached)


def test_every_fact_has_a_key_of_each_dimension_of_its_unit():
    case = Case()
    (service,) = ordered(case, 1)
    case.tell("attempt.planned", "attempt:1", 1, envelope="ce", counts_as="sms", papers=[])
    case.tell("call.dialled", "party:cp", 1, "staff:1", dial="d1", address="a")
    case.tell("call.answered", "party:cp", 1.1, dial="d1")
    case.tell("call.ended", "party:cp", 1.2, dial="d1", line="answered")
    case.tell("call.recorded", "party:cp", 1.3, "staff:1", call="x", dial="d1", outcome="agrees")
    case.tell("consent.given", "party:cp", 1.3, "staff:1", consent="y", how="call", ground="express")
    case.tell("lookup.requested", "lookup:l", 2, "staff:1", party="cp")
    case.tell("inquiry.answered", "lookup:l", 3, party="cp", numbers=1)
    case.tell("lookup.answered", "lookup:l", 3, party="cp")
    case.tell("address.confirmed", "party:cp", 4, address="a", before="found")
    case.tell("objection.raised", "envelope:ce", 5, "recipient:cp", objection="o", ground="not_me", service=service)
    case.tell("objection.decided", "envelope:ce", 6, "staff:2", objection="o", ruling="accepted")
    a_deed(case, "d", "mail", 7, "sent")
    case.tell("certificate.issued", "certificate:1", 8, service=service, certifies={"status": "presumed"})
    facts = case.story().facts
    assert {fact.unit for fact in facts} == set(Unit)
    assert all(set(fact.keys) == set(DIMENSIONS[fact.unit]) for fact in facts)
    totals = Counter({cell.part: n for cell, n in count(facts, ZONE).items() if cell.dimension == TOTAL})
    assert {totals[name] for name in ("call.called.agreed", "consent.asked.given", "lookup.asked.confirmed")} == {1}
    assert totals["objection.raised.accepted"] == totals["service.launched.challenged"] == 1
    (call,) = [fact for fact in facts if fact.unit is Unit.CALL]
    assert call.keys["line_and_person"] == "answered agrees"


def test_a_service_by_people_after_a_failed_message_is_handed_over_and_served_there():
    case = Case()
    (service,) = ordered(case, 1)
    case.tell("attempt.planned", "attempt:1", 1, envelope="ce", counts_as="sms", papers=[])
    case.tell("attempt.failed", "attempt:1", 2, channel="sms", receipts=[{"kind": "failed", "code": "UNDELIV"}])
    case.tell(
        "deed.recorded", "deed:d", 30, "staff:1", envelope="ce", way="direct", step="1", kind="signed", papers=["hash0"]
    )
    case.tell("service.effective", f"service:{service}", status="effective", ground="signature", winning_attempt="d",
              effective_at=(START + timedelta(hours=30)).isoformat())  # fmt: skip
    (fact,) = [fact for fact in case.story().facts if fact.unit is Unit.SERVICE]
    assert {"handed", "by_people", "effective", "concluded"} <= set(fact.moments)
    assert not {"electronic", "first_try", "failed"} & set(fact.moments)
    assert (fact.keys["way"], fact.keys["try"], fact.keys["wait"]) == ("direct", "later", "0036")
    assert PARTS["service.launched.handed.effective"].holds(fact.unit, fact.moments)


def test_a_decision_that_fell_is_reversed_and_no_longer_in_effect():
    case = Case()
    (service,) = ordered(case, 1)
    at = START.isoformat()
    case.tell("service.effective", f"service:{service}", 1, status="effective", effective_at=at, before=None)
    case.tell(
        "service.redecided", f"service:{service}", 50, status="not_effective", effective_at=None, before="effective"
    )
    (fact,) = [fact for fact in case.story().facts if fact.unit is Unit.SERVICE]
    assert "effective" not in fact.moments
    assert fact.moments["reversed"] == START + timedelta(hours=50)


def test_whoever_was_taken_out_with_all_that_was_ordered_for_them_is_no_recipient_and_what_stays_is_counted():
    case = Case()
    first, second = ordered(case, 2)
    services = [["cs9", "c0"]]
    case.tell("order.placed", "order:9", 1, papers=[], envelopes=[{"id": "ce9", "party": "cq", "services": services}])
    case.tell("service.recalled", "service:cs9", 2)
    at = START.isoformat()
    case.tell("service.effective", f"service:{first}", 3, status="effective", effective_at=at)
    case.tell("service.recalled", f"service:{second}", 4)
    whole = {fact.id: fact for fact in case.story().facts if fact.unit in {Unit.RECIPIENT, Unit.CASE}}
    assert set(whole) == {"cp", "c"}
    assert all("effective" in fact.moments for fact in whole.values())
    case.tell("service.recalled", f"service:{first}", 5)
    assert not [fact for fact in case.story().facts if fact.unit in {Unit.RECIPIENT, Unit.CASE}]


def test_a_case_of_which_nobody_knows_the_court_is_not_counted():
    case = Case()
    ordered(case, 1)
    assert case.story(case.events[1:]).facts == ()


def a_deed(case: Case, name: str, way: str, hours: float, kind: str) -> None:
    told = {"envelope": f"{case.name}e", "way": way, "step": f"{name}{kind}", "kind": kind, "papers": ["hash0"]}
    case.tell("deed.recorded", f"deed:{name}", hours, "staff:1", **told)


def test_a_try_by_people_counts_when_it_began_with_what_became_of_it_and_how_long_that_took() -> None:
    case = Case()
    (service,) = ordered(case, 1)
    a_deed(case, "visit", "direct", 24, "failed")
    a_deed(case, "letter", "mail", 48, "sent")
    a_deed(case, "letter", "mail", 96, "signed")
    a_deed(case, "slip", "mail", 50, "sent")
    case.tell("deed.struck", "deed:slip", 51, step="slipsent")
    at = (START + timedelta(hours=96)).isoformat()
    told = {
        "status": "effective",
        "winning_attempt": "letter",
        "effective_at": at,
        "before": None,
        "ground": "signature",
    }
    case.tell("service.effective", f"service:{service}", 96, **told)
    deeds = {fact.id: fact for fact in case.story().facts if fact.unit is Unit.DEED}
    assert deeds.keys() == {"visit", "letter"}
    assert set(deeds["visit"].moments) == {"begun", "in_vain"}
    assert set(deeds["letter"].moments) == {"begun", "served"}
    assert deeds["letter"].keys["way_and_wait"] == "mail 0048"
    totals: Counter[str] = Counter()
    for cell, n in case.counts().items():
        totals[cell.part] += n if cell.dimension == TOTAL else 0
    assert (totals["deed.begun"], totals["deed.begun.served"], totals["deed.begun.in_vain"]) == (2, 1, 1)


@given(cases())
@settings(max_examples=60, deadline=None)
def test_what_people_did_changes_no_other_count(case: Case) -> None:
    others = tuple(fact for fact in case.story().facts if fact.unit is not Unit.DEED)
    assert others == story_of(case.name, case.events).facts


@pytest.mark.parametrize(
    ("status", "ground", "moments"),
    [
        ("effective", "arrival", {"issued", "certified"}),
        ("effective", "deemed", {"issued", "certified"}),
        ("effective", "signature", {"issued", "stated"}),
        ("effective", "public_notice", {"issued", "stated"}),
        ("presumed", "receipt_presumed", {"issued", "stated"}),
        ("not_effective", None, {"issued", "stated"}),
    ],
)
def test_a_certificate_and_a_statement_in_its_place_are_counted_apart(status, ground, moments) -> None:
    case = Case()
    (service,) = ordered(case, 1)
    certifies = {"status": status, "ground": ground}
    case.tell("certificate.issued", "certificate:1", 24, service=service, certifies=certifies)
    (proof,) = (fact for fact in case.story().facts if fact.unit is Unit.PROOF)
    assert (proof.id, set(proof.moments)) == (service, moments)


def test_a_service_that_had_both_is_in_both_each_on_the_day_of_its_first_paper_of_that_kind() -> None:
    case = Case()
    (service,) = ordered(case, 1)
    for day, status in ((1, "presumed"), (2, "presumed"), (4, "effective"), (5, "effective")):
        certifies = {"status": status, "ground": "receipt_completed"}
        case.tell("certificate.issued", f"certificate:{day}", 24 * day, service=service, certifies=certifies)
    counts = {cell.part: (cell.day.day, n) for cell, n in case.counts().items() if cell.dimension == TOTAL}
    assert (counts["proof.stated"], counts["proof.certified"]) == ((3, 1), (6, 1))
