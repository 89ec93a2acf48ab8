"""What must hold for any facts whatever."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from songda.core.law import Length, decide, ladder, last_day, profile_of, read_facts
from songda.core.law.decision import Status
from songda.core.law.facts import RebuttalGround
from tests.core.law.any_facts import COUNTS, any_facts, later, moment, moments, without_contradictions, words
from tests.core.law.given import OTHER_HASH, Json


@given(any_facts(), st.randoms())
def test_the_order_of_what_is_told_never_matters(service: Json, random) -> None:
    shuffled = dict(service)
    for key in ("attempts", "other_tries", "ruled_out", "consents", "refusals"):
        shuffled[key] = random.sample(service[key], len(service[key]))
    shuffled["attempts"] = [
        each | {key: random.sample(each[key], len(each[key])) for key in ("events", "rebuttals", "rulings")}
        for each in shuffled["attempts"]
    ]
    answer, other = decide(read_facts(service)).to_json(), decide(read_facts(shuffled)).to_json()
    assert {**answer, "reasons": sorted(answer["reasons"])} == {**other, "reasons": sorted(other["reasons"])}


@given(any_facts())
def test_effect_never_lies_before_an_event_nor_after_the_moment_asked_about(service: Json) -> None:
    decision = decide(read_facts(service))
    if decision.effective_at is None:
        assert decision.status not in COUNTS
        return
    winner = next(each for each in service["attempts"] if each["id"] == decision.winning_attempt)
    assert min(moment(event["at"]) for event in winner["events"]) <= decision.effective_at <= moment(service["as_of"])


POSTED_FOR_MONTHS = ("sg", "tw")  # three months run from posting: CPL 283(1)(8), Taiwan Provisions 5(2)


@given(any_facts(), st.sampled_from(["sent", "accepted"]), later)
def test_an_event_that_proves_nothing_never_changes_the_answer(service: Json, kind: str, hours: int) -> None:
    """Handing over and acceptance by the provider, at or after the first event, say nothing of the recipient."""
    before = decide(read_facts(service)).to_json()
    for each in service["attempts"]:
        if each["events"] and not (each["channel"] == "mail" and service["recipient"]["domicile"] in POSTED_FOR_MONTHS):
            first = min(moment(event["at"]) for event in each["events"])
            is_sent = any(event["kind"] == "sent" for event in each["events"])
            later_on = timedelta(hours=hours if is_sent or kind != "sent" else 0)
            each["events"].append({"kind": kind, "at": (first + later_on).isoformat()})
    assert decide(read_facts(service)).to_json() == before


@given(any_facts(), words(RebuttalGround), moments)
def test_an_accepted_rebuttal_never_makes_service_earlier(service: Json, ground: str, at: str) -> None:
    before = decide(read_facts(service)).effective_at
    for each in service["attempts"]:
        each["rebuttals"].append({"ground": ground, "proved_at": at, "ruling": "accepted"})
    after = decide(read_facts(without_contradictions(service))).effective_at
    assert after is None or (before is not None and after >= before)


@given(any_facts())
def test_what_came_after_the_moment_asked_about_never_matters(service: Json) -> None:
    before = decide(read_facts(service)).to_json()
    for each in service["attempts"]:
        known = [event for event in each["events"] if moment(event["at"]) <= moment(service["as_of"])]
        if known or not each["events"]:
            each["events"] = known
    service["ruled_out"] = [each for each in service["ruled_out"] if moment(each["at"]) <= moment(service["as_of"])]
    assert decide(read_facts(service)).to_json() == before


@given(any_facts())
def test_every_answer_can_be_said_in_both_languages(service: Json) -> None:
    for language in ("zh", "en"):
        answer = decide(read_facts(service)).to_json(language)
        assert answer["reasons"]
        assert all(answer["reasons"])


@given(st.dates(min_value=datetime(2004, 1, 1).date(), max_value=datetime(2026, 6, 30).date()), st.integers(1, 180))  # noqa: DTZ001
def test_a_period_never_ends_on_a_rest_day(served, days: int) -> None:
    deadline = last_day(served, Length(days=days))
    calendar = profile_of("cn").calendar
    assert not calendar.is_rest_day(deadline.last_day)
    assert deadline.last_day >= served + timedelta(days=days)
    assert deadline.provisional is (deadline.last_day.year not in calendar.years)


@given(any_facts())
def test_a_default_judgment_is_safe_only_on_an_effective_summons(service: Json) -> None:
    decision = decide(read_facts(service))
    guard = decision.default_judgment
    assert (guard is not None) is (service["paper"]["kind"] == "summons")
    assert guard is None or not guard.safe or decision.status is Status.EFFECTIVE


@given(any_facts(), st.sampled_from(["mail", "direct", "sms"]))
def test_one_more_way_in_vain_never_takes_a_ground_from_a_notice(service: Json, way: str) -> None:
    before = ladder(read_facts(service))
    events = [{"kind": "failed", "at": service["as_of"]}]
    failed = {"id": "more", "channel": way, "paper_sha256": OTHER_HASH, "events": events}
    after = ladder(read_facts(service | {"other_tries": [*service["other_tries"], failed]}))
    assert (before is None) is (after is None)
    assert before is None or after is None or after.has_ground >= before.has_ground
