"""What must hold for any facts whatever."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from songda.core.law import Length, decide, ladder, last_day, profile_of, read_facts
from songda.core.law.decision import Status
from songda.core.law.facts import RebuttalGround
from tests.core.law.tellings import COUNTS, later, moment, moments, tellings, without_contradictions, words
from tests.core.law.told import OTHER_HASH, Json


@given(tellings(), st.randoms())
def test_the_order_of_what_is_told_never_matters(told: Json, random) -> None:
    shuffled = dict(told)
    for key in ("attempts", "other_tries", "ruled_out", "consents", "refusals"):
        shuffled[key] = random.sample(told[key], len(told[key]))
    shuffled["attempts"] = [
        each | {key: random.sample(each[key], len(each[key])) for key in ("events", "rebuttals", "rulings")}
        for each in shuffled["attempts"]
    ]
    answer, other = decide(read_facts(told)).to_json(), decide(read_facts(shuffled)).to_json()
    assert {**answer, "reasons": sorted(answer["reasons"])} == {**other, "reasons": sorted(other["reasons"])}


@given(tellings())
def test_effect_never_lies_before_an_event_nor_after_the_moment_asked_about(told: Json) -> None:
    decision = decide(read_facts(told))
    if decision.effective_at is None:
        assert decision.status not in COUNTS
        return
    winner = next(each for each in told["attempts"] if each["id"] == decision.winning_attempt)
    assert min(moment(event["at"]) for event in winner["events"]) <= decision.effective_at <= moment(told["as_of"])


@given(tellings(), st.sampled_from(["sent", "accepted"]), later)
def test_an_event_that_proves_nothing_never_changes_the_answer(told: Json, kind: str, hours: int) -> None:
    """Handing over and acceptance by the provider, at or after the first event, say nothing of the recipient."""
    before = decide(read_facts(told)).to_json()
    for each in told["attempts"]:
        if each["events"] and not (each["channel"] == "mail" and told["recipient"]["domicile"] == "sg"):
            first = min(moment(event["at"]) for event in each["events"])
            is_sent = any(event["kind"] == "sent" for event in each["events"])
            later_on = timedelta(hours=hours if is_sent or kind != "sent" else 0)
            each["events"].append({"kind": kind, "at": (first + later_on).isoformat()})
    assert decide(read_facts(told)).to_json() == before


@given(tellings(), words(RebuttalGround), moments)
def test_an_accepted_rebuttal_never_makes_service_earlier(told: Json, ground: str, at: str) -> None:
    before = decide(read_facts(told)).effective_at
    for each in told["attempts"]:
        each["rebuttals"].append({"ground": ground, "proved_at": at, "ruling": "accepted"})
    after = decide(read_facts(without_contradictions(told))).effective_at
    assert after is None or (before is not None and after >= before)


@given(tellings())
def test_what_came_after_the_moment_asked_about_never_matters(told: Json) -> None:
    before = decide(read_facts(told)).to_json()
    for each in told["attempts"]:
        known = [event for event in each["events"] if moment(event["at"]) <= moment(told["as_of"])]
        if known or not each["events"]:
            each["events"] = known
    told["ruled_out"] = [each for each in told["ruled_out"] if moment(each["at"]) <= moment(told["as_of"])]
    assert decide(read_facts(told)).to_json() == before


@given(tellings())
def test_every_answer_can_be_said_in_both_languages(told: Json) -> None:
    for language in ("zh", "en"):
        answer = decide(read_facts(told)).to_json(language)
        assert answer["reasons"]
        assert all(answer["reasons"])


@given(st.dates(min_value=datetime(2004, 1, 1).date(), max_value=datetime(2026, 6, 30).date()), st.integers(1, 180))  # noqa: DTZ001
def test_a_period_never_ends_on_a_rest_day(served, days: int) -> None:
    deadline = last_day(served, Length(days=days))
    calendar = profile_of("cn").calendar
    assert not calendar.is_rest_day(deadline.last_day)
    assert deadline.last_day >= served + timedelta(days=days)
    assert deadline.provisional is (deadline.last_day.year not in calendar.years)


@given(tellings())
def test_a_default_judgment_is_safe_only_on_an_effective_summons(told: Json) -> None:
    decision = decide(read_facts(told))
    guard = decision.default_judgment
    assert (guard is not None) is (told["paper"]["kind"] == "summons")
    assert guard is None or not guard.safe or decision.status is Status.EFFECTIVE


@given(tellings(), st.sampled_from(["mail", "direct", "sms"]))
def test_one_more_way_in_vain_never_takes_a_ground_from_a_notice(told: Json, way: str) -> None:
    before = ladder(read_facts(told))
    events = [{"kind": "failed", "at": told["as_of"]}]
    failed = {"id": "more", "channel": way, "paper_sha256": OTHER_HASH, "events": events}
    after = ladder(read_facts(told | {"other_tries": [*told["other_tries"], failed]}))
    assert (before is None) is (after is None)
    assert before is None or after is None or after.has_ground >= before.has_ground
