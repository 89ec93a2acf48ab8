"""The desk of visits: many planned at once, and the original of a photograph that a phone took."""

import pytest
from django.urls import reverse

from songda import clock
from songda.core.access import Role
from songda.records.ground.evidence.models import Event
from songda.records.law.planning.advance import advance
from songda.records.ways.visits.models import Stop
from tests import make
from tests.records.ways.visits.stage import at_home, picture
from tests.web.console.field.things import reported
from tests.web.console.world import signed_in

pytestmark = pytest.mark.database


def test_several_visits_are_planned_from_one_page_and_an_empty_choice_plans_none() -> None:
    places = [at_home(place=f"032300 山西省 吕梁市 孝义市 新义街{door}号") for door in (12, 2)]
    while advance(clock.now()):
        pass
    client, page = signed_in(make.user()), reverse("console:plan_visits")
    shown = client.get(page).content.decode()
    assert all(f"{sealed.id}:{place.id}" in shown for sealed, place in places)

    assert client.post(page, {"note": "三楼"}).status_code == 422
    assert client.post(page, {"stops": ["strange"]}).status_code == 422
    assert not Stop.objects.exists()

    chosen = [f"{sealed.id}:{place.id}" for sealed, place in places]
    assert client.post(page, {"stops": chosen, "note": "三楼"}).status_code == 302
    assert Stop.objects.count() == 2
    of_round = client.get(reverse("console:new_round")).content.decode()
    assert of_round.index("新义街2号") < of_round.index(
        "新义街12号"
    )  # as the street is walked, before the round is made
    assert str(places[0][1].id) not in client.get(page).content.decode()


def test_the_original_is_taken_as_it_came_by_whoever_may_take_files_and_each_time_is_on_record() -> None:
    court = make.court()
    photo = reported(court).photos.get()
    page = reverse("console:visit_original", args=[photo.id])
    supervisor = signed_in(make.user(court, Role.SUPERVISOR))

    answer = supervisor.get(page)
    assert answer.content == picture()
    assert answer["Content-Type"] == "application/octet-stream"
    assert f'attachment; filename="{photo.sha256_hex[:16]}.jpg"' in answer["Content-Disposition"]
    assert "sandbox" in answer["Content-Security-Policy"]
    (taken,) = Event.objects.filter(name="file.taken")
    assert taken.stream == f"taken:visit_original:{photo.id}"

    assert signed_in(make.user(make.other_court(), Role.SUPERVISOR)).get(page).status_code == 404
    assert signed_in(make.user(court, Role.AUDITOR)).get(page).status_code in {403, 404}
    photo.original_key = photo.drawn_key = None  # erased with its case
    photo.save()
    assert supervisor.get(page).status_code == 404
    assert Event.objects.filter(name="file.taken").count() == 1
