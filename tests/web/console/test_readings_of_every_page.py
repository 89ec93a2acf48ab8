"""Whatever page of the console names a party to somebody leaves a reading that an auditor finds by that party."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, reverse

from songda.core.access import Act, Role, may
from songda.core.evidence.readings import READINGS, Door
from songda.records.ground.evidence.models import Event
from songda.records.matter.parties.models import Party
from songda.records.matter.parties.showing import ONE_LOOK, Subject, note_page
from songda.web.console.urls import urlpatterns
from tests import make
from tests.web.console.world import World, signed_in, world

pytestmark = pytest.mark.database
READERS = [role for role in Role if may(role, Act.SEE_PERSONAL)]


def pages(role: Role, of: World) -> Iterator[tuple[str, str]]:
    """The name and address of every page that this office may look at."""
    for pattern in urlpatterns:
        act = pattern.callback.act
        if "GET" in pattern.callback.methods and (act is None or may(role, act)):
            yield str(pattern.name), address_of(pattern, of)


def address_of(pattern: URLPattern, of: World) -> str:
    return reverse(f"console:{pattern.name}", kwargs={name: of.key(name) for name in pattern.pattern.converters})


def tells_of(event: Event, party: Party) -> bool:
    people = event.data.get("parties")
    return str(party.case_id) in event.data["cases"] and (people is None or str(party.id) in people)


@pytest.mark.rows_by_day(1, "opens every page of the console")
@pytest.mark.parametrize("role", READERS)
def test_a_page_that_names_a_party_leaves_a_reading_of_that_party(role: Role) -> None:
    here, named = world(), []
    for name, address in pages(role, here):
        user = make.user(role=role)
        page = signed_in(user).get(address)
        assert page.status_code in {200, 302, 422}, name  # 422: of a phone that holds no round
        shown = page.content.decode() if page.get("Content-Type", "").startswith("text/html") else ""
        readings = list(
            Event.objects.filter(name__in=READINGS, actor=f"staff:{user.id}").exclude(name="readings.shown")
        )
        for party in (here.plaintiff, here.defendant):
            if party.name in shown:
                named.append(name)
                assert any(tells_of(event, party) for event in readings), (name, party.name)
    assert len(set(named)) > 20, named


def shown_pages(by: str) -> list[dict[str, object]]:
    return [event.data for event in Event.objects.filter(name="page.shown", actor=by).order_by("number")]


def test_what_is_on_record_is_who_whose_when_and_through_which_door() -> None:
    here, clerk = world(), make.user()
    signed_in(clerk).get(reverse("console:case", args=[here.case.id]))
    signed_in(clerk).get(reverse("console:envelope", args=[here.envelope.id]))
    case, envelope = shown_pages(f"staff:{clerk.id}")
    court, of = str(here.case.court_id), [str(here.case.id)]
    assert case == {"court": court, "door": "cases", "cases": of}
    assert envelope == {"court": court, "door": "serving", "cases": of, "parties": [str(here.defendant.id)]}
    assert not Event.objects.filter(name="page.shown", case_id__isnull=False).exists()  # no story of a case is of looks


def test_whoever_comes_back_within_minutes_is_still_looking() -> None:
    here, clerk = world(), make.user()
    browser = signed_in(clerk)
    for name in ("case", "story", "parties", "case"):
        browser.get(reverse(f"console:{name}", args=[here.case.id]))
    assert len(shown_pages(f"staff:{clerk.id}")) == 1
    signed_in(other := make.user()).get(reverse("console:case", args=[here.case.id]))
    assert len(shown_pages(f"staff:{other.id}")) == 1


def test_after_ten_minutes_or_of_somebody_else_it_is_another_look() -> None:
    one, other, by = make.party(), make.party(), "staff:somebody"
    court, subject = one.case.court_id, Subject(one.case_id, one.id)
    assert note_page(court, [subject], Door.PARTIES, by, make.NOW)
    assert not note_page(court, [subject], Door.PARTIES, by, make.NOW + ONE_LOOK - timedelta(seconds=1))
    assert note_page(court, [subject], Door.SERVING, by, make.NOW + timedelta(minutes=1))
    assert note_page(court, [Subject(other.case_id, other.id)], Door.PARTIES, by, make.NOW + timedelta(minutes=1))
    assert note_page(court, [subject], Door.PARTIES, by, make.NOW + ONE_LOOK)
    assert not note_page(court, [], Door.PARTIES, by, make.NOW)


def test_who_sees_no_names_leaves_no_reading_and_who_is_turned_away_neither() -> None:
    here, auditor, outsider = world(), make.user(role=Role.AUDITOR), make.user(make.other_court(), Role.CLERK)
    for user in (auditor, outsider):
        signed_in(user).get(reverse("console:case", args=[here.case.id]))
        assert shown_pages(f"staff:{user.id}") == []


def test_it_costs_one_statement() -> None:
    party = make.party()
    with CaptureQueriesContext(connection) as asked:
        note_page(party.case.court_id, [Subject(party.case_id, party.id)], Door.PARTIES, "staff:somebody", make.NOW)
    assert len(asked) == 1


def test_every_room_with_pages_about_people_is_a_door() -> None:
    rooms = {pattern.callback.__module__.split(".")[3] for pattern in urlpatterns if pattern.pattern.converters}
    assert rooms - {door.value for door in Door} == set()
