"""To whom people could go: those who wait for another way, where the law opens a visit, and nobody is planned to go."""

from datetime import timedelta

import pytest

from songda.records.law.planning.advance import advance
from songda.records.matter.cases.actions import Reason
from songda.records.matter.parties.addresses import CorrectedAddress, correct_address
from songda.records.overview.boards.to_visit import possible_visits
from songda.records.service.orders.models import Envelope
from songda.records.ways.deeds import DeedDraft, StepDraft, add_step, record_deed
from songda.records.ways.visits.rounds import plan_visit
from tests import make
from tests.records.stage import NOW, defendant, envelope
from tests.records.ways.visits.stage import at_home

pytestmark = pytest.mark.database
LATER = NOW + timedelta(hours=1)


def test_whoever_waits_for_another_way_is_offered_place_by_place_until_somebody_is_planned_to_go() -> None:
    far = at_home(place="032300 山西省 吕梁市 孝义市 新义街12号")
    near = at_home(place="032300 山西省 吕梁市 孝义市 新义街2号")
    at_home(make.other_court())
    envelope(defendant(make.case(), address_class="confirmed"))  # served electronically: nobody need go
    court = far[0].case.court
    assert possible_visits(court, LATER) == []  # nobody was asked to find another way yet
    while advance(LATER):
        pass
    found = possible_visits(court, LATER)
    assert [(each.envelope.id, each.address.id) for each in found] == [(e.id, place.id) for e, place in (near, far)]

    plan_visit(*_ids(near), "", "engine", LATER)
    assert [each.envelope.id for each in possible_visits(court, LATER)] == [far[0].id]
    Envelope.objects.filter(id=far[0].id).update(closed_at=LATER)  # though a task about it were still open
    assert possible_visits(court, LATER) == []


def test_places_that_cannot_be_gone_to_are_left_out_and_those_gone_to_before_are_named() -> None:
    sealed, home = at_home()
    mistyped = make.address(sealed.party, kind="postal", value="山西省 吕梁市 孝义市 新义街13号")
    correct_address(mistyped, CorrectedAddress("山西省 吕梁市 孝义市 新义街15号"), Reason("误写"), "engine", NOW)
    step = StepDraft("failed", NOW, words="无人在家")
    services = tuple(sealed.services.values_list("id", flat=True))
    record_deed(sealed, DeedDraft("direct", services, step, home.id), "engine", NOW)
    while advance(LATER):
        pass
    found = {
        each.address.value: (each.was_visited, each.came_back) for each in possible_visits(sealed.case.court, LATER)
    }
    assert found == {home.value: (True, ()), "山西省 吕梁市 孝义市 新义街15号": (False, ())}


def test_why_letters_came_back_from_a_place_is_known_before_somebody_goes_there() -> None:
    sealed, home = at_home()
    services = tuple(sealed.services.values_list("id", flat=True))
    for hours, cause in enumerate(("moved_untold", "", "moved_untold")):
        at = NOW + timedelta(minutes=hours)
        letter = record_deed(sealed, DeedDraft("mail", services, StepDraft("sent", at), home.id), "engine", at)
        add_step(letter, StepDraft("returned", at, manner=cause), "engine", at)
    while advance(LATER):
        pass
    (only,) = possible_visits(sealed.case.court, LATER)
    assert (only.was_visited, only.came_back) == (False, ("moved_untold", ""))


def _ids(at: tuple) -> tuple:
    sealed, place = at
    return sealed, place.id
