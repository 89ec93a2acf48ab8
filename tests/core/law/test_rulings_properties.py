"""What must hold of the judge's findings, for any facts whatever."""

from copy import deepcopy

from hypothesis import given
from hypothesis import strategies as st

from songda.core.law import decide, read_facts
from songda.core.law.decision import Decision, Status
from tests.core.law.any_facts import COUNTS, any_facts, moment, moments, without_contradictions
from tests.core.law.given import Json


def decision_of(service: Json) -> Decision:
    return decide(read_facts(service))


def found(service: Json, at: str, *, counts: bool, newest: bool) -> Json:
    """The same facts, with one more finding on every attempt; `newest`: those of that moment or later are left out."""
    service = deepcopy(service)
    for each in service["attempts"]:
        each["rulings"] = [said for said in each["rulings"] if said["at"] != at]
        if newest:
            each["rulings"] = [said for said in each["rulings"] if moment(said["at"]) < moment(at)]
        each["rulings"].append({"at": at, "counts": counts})
    return without_contradictions(service)


@given(any_facts(), moments)
def test_the_finding_that_it_does_not_count_never_makes_service_earlier(service: Json, at: str) -> None:
    before = decision_of(service).effective_at
    after = decision_of(found(service, at, counts=False, newest=False)).effective_at
    assert after is None or (before is not None and after >= before)


@given(any_facts(), moments)
def test_the_finding_that_it_counts_never_moves_the_day_of_an_attempt(service: Json, at: str) -> None:
    """Another attempt may come to win; the same one keeps its moment and its ground."""
    for each in service["attempts"]:
        each["rulings"] = [said for said in each["rulings"] if moment(said["at"]) < moment(at)]
    before = decision_of(service)
    after = decision_of(found(service, at, counts=True, newest=True))
    if before.winning_attempt is not None and after.winning_attempt == before.winning_attempt:
        assert (after.effective_at, after.ground) == (before.effective_at, before.ground)
    if before.effective_at is not None:
        assert after.effective_at is not None
        assert after.effective_at <= before.effective_at


@given(any_facts())
def test_a_finding_that_it_counts_finds_only_what_was_or_awaited_the_judge(service: Json) -> None:
    """Without the findings, the attempt that wins by one would have been presumed, or would have awaited the judge."""
    for each in service["attempts"]:
        each["rulings"] = [said for said in each["rulings"] if said["counts"]]
    after = decision_of(service)
    if after.winning_attempt is None:
        return
    alone = deepcopy(service)
    alone["attempts"] = [each | {"rulings": []} for each in service["attempts"] if each["id"] == after.winning_attempt]
    alone["other_tries"] += [each for each in service["attempts"] if each["id"] != after.winning_attempt]
    before = decision_of(alone)
    assert before.status in {*COUNTS, Status.AWAITING_JUDGE}


@given(any_facts(), st.booleans(), st.integers(0, 5000))
def test_a_finding_after_the_moment_asked_about_changes_nothing(service: Json, counts: bool, hours: int) -> None:
    before = decision_of(service).to_json()
    year = moment(service["as_of"]).year + 1
    later = f"{year + hours % 3}-12-31T23:59:59+08:00"
    assert decision_of(found(service, later, counts=counts, newest=False)).to_json() == before


@given(any_facts(), st.booleans())
def test_where_no_rule_knows_a_finding_it_changes_no_answer(service: Json, counts: bool) -> None:
    service = service | {"jurisdiction": "es"}
    before = decision_of(service)
    after = decision_of(found(service, service["as_of"], counts=counts, newest=True))
    assert (after.status, after.effective_at) == (before.status, before.effective_at)


@given(any_facts(), st.randoms())
def test_the_order_of_the_findings_never_matters(service: Json, random) -> None:
    before = decision_of(service).to_json()
    for each in service["attempts"]:
        each["rulings"] = random.sample(each["rulings"], len(each["rulings"]))
    assert decision_of(service).to_json() == before
