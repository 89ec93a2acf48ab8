"""Another number or place that somebody names is before the clerk until they say that they have seen it."""

from collections.abc import Callable

import pytest
from django.urls import reverse

from songda.records.ground.evidence.models import Event
from songda.records.service.tasks.models import Task
from tests import make
from tests.web.console.world import signed_in
from tests.web.portal.new_place import WHERE
from tests.web.portal.scene import Visitor, arrived
from tests.web.portal.test_address_form import number, signed
from tests.web.portal.test_new_address import code_at_the_new_address, named, wrong

pytestmark = pytest.mark.database
SAID = {"zh-hans": "受送达人提出新的送达地址", "en": "The recipient named another address"}


def names_a_number(visitor: Visitor) -> None:
    named(visitor)
    visitor.post("address/code", {"code": code_at_the_new_address()})


def tells_a_place(visitor: Visitor) -> None:
    visitor.post("address/postal", WHERE | {"step": "sure"})


def signs_the_form(visitor: Visitor) -> None:
    signed(visitor)


def told() -> list[Task]:
    return list(Task.objects.filter(reason="address_named", closed_at=None))


@pytest.mark.parametrize("act", [names_a_number, tells_a_place, signs_the_form])
def test_it_is_one_task_of_the_person_whatever_way_they_took(act: Callable[[Visitor], None]) -> None:
    visitor = Visitor(arrived()).prove()
    act(visitor)
    (task,) = told()
    assert (task.kind, task.party_id, task.envelope_id) == ("note_change", visitor.envelope.party_id, None)


def test_named_twice_it_is_one_task() -> None:
    visitor = Visitor(arrived()).prove()
    tells_a_place(visitor)
    names_a_number(visitor)
    assert len(told()) == 1


def test_a_number_without_its_code_is_nothing_to_learn_of() -> None:
    visitor = Visitor(arrived()).prove()
    named(visitor)
    visitor.post("address/code", {"code": wrong(code_at_the_new_address())})
    assert not told()


def test_a_form_that_names_nothing_new_is_nothing_to_learn_of() -> None:
    visitor = Visitor(arrived()).prove()
    tells_a_place(visitor)
    Task.objects.filter(reason="address_named").delete()
    place = visitor.envelope.party.addresses.get(kind="postal", retired_at=None)
    nothing = dict.fromkeys(("province", "city", "district", "street", "postcode"))
    signed(visitor, known=[str(number(visitor).id), str(place.id)], **nothing)
    assert not told()


@pytest.mark.parametrize("language", SAID)
def test_the_clerk_reads_it_goes_to_the_person_and_says_seen(language: str) -> None:
    visitor = Visitor(arrived()).prove()
    tells_a_place(visitor)
    (task,) = told()
    clerk = signed_in(language=language)
    today = clerk.get(reverse("console:today")).content.decode()
    assert SAID[language] in today
    assert reverse("console:party", args=[task.party_id]) in today
    clerk.post(reverse("console:see_task", args=[task.id]))
    task.refresh_from_db()
    assert (told(), task.ended_by) == ([], "seen")


def test_it_is_used_in_all_their_cases_where_they_say_so_and_comes_along_to_later_ones() -> None:
    visitor = Visitor(arrived()).prove()
    party = visitor.envelope.party
    running = make.party(make.case(), number=party.number)
    opponent = make.party(running.case, "plaintiff")
    names_a_number(visitor)
    named_one = party.addresses.get(class_since=party.addresses.latest("class_since").class_since)
    assert not running.addresses.exists()
    visitor.post("address/everywhere", {})
    assert [one.value for one in running.addresses.all()] == [named_one.value]
    assert {task.party_id for task in told()} == {party.id, running.id}
    later = make.party(make.case(), number=party.number)
    assert later.addresses.get().address_class == "provided"
    stranger = make.party()
    assert not stranger.addresses.exists()
    assert not opponent.addresses.exists()
    visitor.post("address/everywhere", {})
    assert not make.party(make.case(), number=party.number).addresses.exists()
    assert {"address.extended", "address.limited"} <= set(Event.objects.values_list("name", flat=True))
