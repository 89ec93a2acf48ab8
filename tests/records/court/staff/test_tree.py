"""Courts above and below, and whose figures are public: said by the court itself, on record, never in a circle."""

import pytest

from songda.core.refusal import WrongField
from songda.records.court.staff.court_settings import (
    court_and_below,
    courts_that_publish,
    place_below,
    possible_parents,
    public_court,
    publish_figures,
    withdraw_figures,
)
from songda.records.ground.evidence.models import Event
from tests import make

pytestmark = pytest.mark.database
BY = "engine"


def test_a_higher_court_has_those_below_it_in_any_depth_and_no_other() -> None:
    county, middle, high = (
        make.court(),
        make.court("晋11", "吕梁市中级人民法院"),
        make.court("晋", "山西省高级人民法院"),
    )
    make.other_court()
    place_below(county, middle.id, BY, make.NOW)
    place_below(middle, high.id, BY, make.NOW)
    assert court_and_below(high) == [high, middle, county] or court_and_below(high) == [high, county, middle]
    assert court_and_below(middle) == [middle, county]
    assert court_and_below(county) == [county]


def test_no_court_comes_to_stand_below_itself() -> None:
    county, middle = make.court(), make.court("晋11", "吕梁市中级人民法院")
    place_below(county, middle.id, BY, make.NOW)
    assert list(possible_parents(middle)) == []
    for above in (county, middle):
        with pytest.raises(WrongField) as wrong:
            place_below(middle, above.id, BY, make.NOW)
        assert (wrong.value.field, wrong.value.code) == ("above", "court.above")


def test_who_stands_above_is_on_record_and_can_be_taken_back() -> None:
    county, middle = make.court(), make.court("晋11", "吕梁市中级人民法院")
    place_below(county, middle.id, BY, make.NOW)
    place_below(county, middle.id, BY, make.NOW)
    place_below(county, None, BY, make.NOW)
    told = [event.data for event in Event.objects.filter(name="court.placed").order_by("number")]
    assert told == [{"before": None, "above": str(middle.id)}, {"before": str(middle.id), "above": None}]
    assert court_and_below(middle) == [middle]


def test_figures_are_public_only_while_the_court_says_so() -> None:
    county = make.court()
    make.other_court()
    assert public_court(county.code) is None
    publish_figures(county, BY, make.NOW)
    publish_figures(county, BY, make.NOW)
    assert list(courts_that_publish()) == [county]
    assert public_court(county.code) == county
    withdraw_figures(county, BY, make.NOW)
    assert public_court(county.code) is None
    names = Event.objects.filter(name__startswith="figures.").order_by("number").values_list("name", flat=True)
    assert list(names) == ["figures.published", "figures.withdrawn"]
