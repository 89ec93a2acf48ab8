"""Whoever is of age for it, or wishes it, begins in large print once they proved who they are; they may change it."""

import pytest

from songda.clock import now
from songda.records.matter.circumstances.actions import note
from songda.records.matter.circumstances.entries import CircumstanceDraft
from songda.records.matter.parties.models import Party
from tests import make
from tests.web.portal.scene import Visitor, arrived

pytestmark = pytest.mark.database

LARGE = 'class="large"'


def of(born: str) -> Visitor:
    party = make.party(name="李桂兰", number=make.resident_id(born))
    make.address(party)
    make.consent(party)
    return Visitor(arrived(party))


def wishes(party: Party, need: str) -> None:
    note(party, CircumstanceDraft("care", now(), basis=need, words="本人说明"), "staff:x", now())


def test_a_grandmother_begins_in_large_print_and_only_once_she_is_known() -> None:
    visitor = of("19400312")
    assert LARGE not in visitor.get("").content.decode()
    assert LARGE in visitor.prove().get("papers").content.decode()


def test_a_young_person_does_not_unless_they_wish_it() -> None:
    visitor = of("19900312").prove()
    assert LARGE not in visitor.get("papers").content.decode()
    wishes(visitor.envelope.party, "wish_large_print")
    assert LARGE in visitor.get("papers").content.decode()


def test_her_own_choice_counts_more_than_her_age() -> None:
    visitor = of("19400312").prove()
    visitor.client.cookies["songda_type"] = "normal"
    assert LARGE not in visitor.get("papers").content.decode()


def test_her_wish_for_nothing_special_does_too() -> None:
    visitor = of("19400312").prove()
    wishes(visitor.envelope.party, "wish_nothing")
    assert LARGE not in visitor.get("papers").content.decode()
