"""A way of service is a folder and a line in the settings: the law asks whatever is named there."""

from collections.abc import Iterator
from typing import Any

import pytest

from songda.core.delivery.ladder.person import Mover
from songda.core.law.facts import Channel
from songda.core.words import languages, names_of
from songda.records.law.decisions.recall import recall, why_not_recallable
from songda.records.law.planning.under_way import under_way
from songda.records.law.plans import plans_of
from songda.records.law.ways import LOST, Way, ways
from songda.records.matter.cases.actions import Reason
from songda.records.service.orders.models import Envelope, Service
from songda.records.ways.visits.rounds import plan_visit
from tests import make
from tests.records.law.messenger import way as messenger
from tests.records.stage import NOW, Stage, defendant, envelope
from tests.records.ways.visits.stage import at_home

pytestmark = pytest.mark.database


@pytest.fixture(autouse=True)
def _with_messenger(settings: Any) -> Iterator[None]:
    settings.WAYS = [*settings.WAYS, "tests.records.law.messenger"]
    ways.cache_clear()
    yield
    ways.cache_clear()
    for kept in (messenger.carried, messenger.called_back, messenger.asked_to_go, messenger.decided):
        kept.clear()


def rows_of_the_house() -> list[Way]:
    return [way for way in ways() if way.name != "messenger"]


@pytest.mark.parametrize("language", languages())
def test_every_way_has_words_for_what_it_has_under_way(language: str) -> None:
    told = {word.partition("_")[0] for word in names_of("services.under_way", language)}
    going = {way.name for way in rows_of_the_house() if way.under_way is not None}
    assert told == going | {"message", "reminder"}, "NAME_STAGE in [under_way] of songda/core/words/*/services.toml"


def test_a_way_has_a_name_of_its_own_and_counts_as_what_the_law_knows() -> None:
    rows = ways()
    assert len({way.name for way in rows} | {LOST}) == len(rows) + 1
    assert {way.counts_as for way in rows} - {"", *Channel} == set(), "counts_as is a word of core.law.facts.Channel"
    assert [way.name for way in rows if (way.going is None) != (not way.counts_as)] == [], "going needs counts_as"


def ordered() -> tuple[Envelope, Service]:
    made = envelope(defendant(make.case()))
    return made, Service.objects.select_related("paper", "envelope__party", "finding").get(envelope=made)


def test_what_a_new_way_has_under_way_is_seen_and_cannot_be_taken_back() -> None:
    _, service = ordered()
    messenger.carried.add(service.id)
    assert [one.thing.key for one in under_way(service.envelope.case) if one.thing.way == "messenger"] == [
        str(service.id)
    ]
    assert why_not_recallable([service])[service.id].code == "served_by_people"


def test_it_hears_when_something_is_taken_back_and_before_each_step() -> None:
    made, service = ordered()
    Stage().advance()
    assert messenger.decided == [made.id]
    recall(made.order, [service.id], Reason("误选文书"), "staff:chen", NOW)
    assert messenger.called_back == [made.id]


def test_it_goes_once_in_the_plan_though_another_way_counts_as_the_same() -> None:
    made, service = ordered()
    visited, place = at_home()
    messenger.carried.add(service.id)
    plan_visit(visited, place.id, "", "staff:chen", NOW)
    plans = plans_of([made, visited], NOW)
    going = {key: [(one.way, one.mover) for one in plan.going] for key, plan in plans.items()}
    assert going == {made.id: [("direct", Mover.OTHER_HANDS)], visited.id: [("direct", Mover.VISIT)]}


def test_it_hears_when_people_take_over() -> None:
    envelope(defendant(make.case(), None, consents=False))
    Stage().advance()
    assert messenger.asked_to_go
