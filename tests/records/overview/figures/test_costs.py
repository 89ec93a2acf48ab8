"""What is saved is reckoned with what the court named for that day; what it has not named is the house's assumption."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from songda.core.access import Role
from songda.core.delivery.letters.postage import read_postage
from songda.core.figures.periods import Period
from songda.core.figures.savings import UNIT_COSTS, savings
from songda.core.refusal import WrongField
from songda.records.ground.evidence.models import Event
from songda.records.law.decisions.ask_law import ask_law
from songda.records.overview.figures.asking import ask
from songda.records.overview.figures.costs import (
    CostDraft,
    CostsOfATry,
    saved,
    set_unit_cost,
    unit_costs,
    ways_of_people,
)
from songda.records.overview.figures.counting import entries_counted
from songda.records.overview.figures.models import DayCount
from songda.records.overview.figures.recounting import counts_from_log
from songda.records.ways.deeds import DeedDraft, StepDraft, record_deed
from songda.records.ways.post.letters.queries import Postage, postage_of_days
from tests import make
from tests.records.overview.figures.log import count_all
from tests.records.overview.figures.test_counting import serve
from tests.records.stage import NOW
from tests.records.ways.post.carriage.parcels import SEALED, heard, posted, signed_for

pytestmark = pytest.mark.database
FAILED = StepDraft("failed", SEALED + timedelta(hours=20), words="无人在家")
JUNE = Period(date(2026, 6, 1), date(2026, 6, 30))


def test_each_saving_names_what_it_assumes():
    found = {one.name: (one.amount, one.assumed) for one in savings(7, 3, {})}
    assert found["sheets"] == (Decimal("3.5"), {"pages_per_sheet": Decimal(2)})
    assert found["km"] == (Decimal(6), {"visits_per_hundred": Decimal(10), "km_per_visit": Decimal(20)})
    assert set().union(*(assumed for _, assumed in found.values())) == set(UNIT_COSTS)


@pytest.mark.usual_day
def test_the_courts_own_cost_counts_from_its_day_and_for_itself_alone():
    served, other = serve(papers=2), make.other_court()
    count_all()
    court, by = served.case.court, make.user(role=Role.SUPERVISOR)
    set_unit_cost(court, CostDraft("yuan_per_letter", Decimal(15), date(2026, 6, 15)), by, NOW)
    set_unit_cost(court, CostDraft("yuan_per_letter", Decimal(12), date(2026, 6, 15)), by, NOW)
    (postage,) = [one for one in saved(ask, [court.id], JUNE) if one.name == "postage"]
    assert (postage.amount, postage.assumed["yuan_per_letter"]) == (Decimal(12), Decimal(12))
    assert unit_costs(court.id, date(2026, 6, 14)) == unit_costs(other.id, date(2026, 6, 30)) == UNIT_COSTS
    assert Event.objects.filter(name="unit_cost.named").count() == 2


@pytest.mark.parametrize(("name", "value"), [("fen_per_dream", "1"), ("km_per_visit", "-1"), ("km_per_visit", "1e9")])
def test_a_cost_that_makes_no_sense_is_refused_in_words(name, value):
    by = make.user(role=Role.SUPERVISOR)
    with pytest.raises(WrongField) as refused:
        set_unit_cost(make.court(), CostDraft(name, Decimal(value), date(2026, 6, 1)), by, NOW)
    assert refused.value.sentence("en") != refused.value.sentence("zh")


@pytest.mark.usual_day
def test_a_way_costs_what_the_court_named_and_of_others_it_cannot_be_told():
    letter = posted()
    heard(letter, signed_for(letter), SEALED + timedelta(days=4))
    ask_law(SEALED + timedelta(days=4))
    hand = DeedDraft("direct", tuple(letter.envelope.services.values_list("id", flat=True)), FAILED, letter.address_id)
    record_deed(letter.envelope, hand, "engine", SEALED + timedelta(days=1))
    count_all()
    court, by = letter.court, make.user(role=Role.SUPERVISOR)
    assert CostsOfATry(court, NOW) == {}
    set_unit_cost(court, CostDraft("yuan_by_mail", Decimal("20.50"), date(2026, 6, 1)), by, NOW)
    assert CostsOfATry(court, NOW) == {"mail": 2050}
    assert unit_costs(court.id, JUNE.last) == UNIT_COSTS
    lines = {line.way: line for line in ways_of_people(ask, court, JUNE)}
    mail, direct = lines["mail"], lines["direct"]
    assert (mail.tries, mail.served, mail.in_vain, mail.fen_each, mail.fen) == (1, 1, 0, 2050, 2050)
    assert (mail.half, mail.most) == (48, 48)
    assert (direct.tries, direct.served, direct.in_vain, direct.half, direct.fen) == (1, 0, 1, None, None)
    assert (mail.postage, direct.postage) == (None, None)  # nothing is written down of what a letter costs
    told = {
        (str(place.court), *map(str, place.cell)): n for place, n in counts_from_log(entries_counted()).items() if n
    }
    rows = DayCount.objects.filter(part__startswith="deed.").exclude(n=0)
    assert rows.exists()
    assert all(told[(str(r.court), r.part, r.dimension, str(r.day), r.key)] == r.n for r in rows)


@pytest.mark.usual_day
def test_the_letters_of_a_period_cost_what_the_rates_say_and_those_without_a_rate_are_counted(settings):
    letter = posted()
    heard(letter, signed_for(letter), SEALED + timedelta(days=4))
    count_all()
    settings.POSTAGE = read_postage("[signed.court_post]\nup_to_g = [2000]\nyuan = [21.00]")
    settings.CARRIER_URLS = {"signed": "https://court:0123456789abcdef@carrier.example/a"}
    (mail,) = ways_of_people(ask, letter.court, JUNE)
    assert (mail.fen, mail.postage) == (None, Postage(1, 2100, 0))
    settings.CARRIER_URLS = {}
    assert postage_of_days(letter.court, JUNE.first, JUNE.last) == Postage(1, 0, 1)
    assert postage_of_days(letter.court, date(2026, 5, 1), date(2026, 5, 31)) == Postage(0, 0, 0)
    assert postage_of_days(make.other_court(), JUNE.first, JUNE.last) == Postage(0, 0, 0)
