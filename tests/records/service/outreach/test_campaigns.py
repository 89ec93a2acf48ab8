"""Campaigns: entered with both days, counted with a method, pictured without what hides in a file."""

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import pytest
from PIL import Image

from songda.core.refusal import Refused, WrongField
from songda.records.ground.evidence.models import Event
from songda.records.service.outreach.campaigns import (
    MOST_PHOTOS,
    MaterialDraft,
    add_material,
    add_photo,
    between,
    call_off,
    change_campaign,
    count_reached,
    picture,
    plan_campaign,
    year_report,
)
from songda.records.service.outreach.models import Campaign, Material
from tests import make
from tests.web.console.outreach.things import BY, DRAFT
from tests.web.console.outreach.things import picture as drawn

pytestmark = pytest.mark.database
LATER = make.NOW + timedelta(days=3)


def test_a_campaign_is_entered_with_an_event_and_stands_in_the_calendar() -> None:
    made = plan_campaign(make.court(), DRAFT, BY, make.NOW)
    event = Event.objects.get(name="campaign.planned")
    assert event.stream == f"campaign:{made.id}"
    assert event.data["ends_on"] == "2026-06-02"
    assert between(make.court(), date(2026, 6, 2), date(2026, 6, 30)) == [made]
    assert between(make.other_court(), date(2026, 1, 1), date(2026, 12, 31)) == []


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"ends_on": None}, "ends_on", "campaign_without_end"),
        ({"ends_on": date(2026, 5, 31)}, "ends_on", "campaign_ends_before"),
        ({"ends_on": date(2028, 1, 1)}, "ends_on", "campaign_too_long"),
        ({"starts_on": None}, "starts_on", "campaign_starts"),
        ({"starts_on": date(206, 6, 1)}, "starts_on", "campaign_starts"),
        ({"title": "  "}, "title", "campaign_title"),
        ({"title": "长" * 81}, "title", "campaign_title"),
        ({"title": "找13812345678"}, "title", "holds_personal"),
        ({"aim": "money"}, "aim", "choose_one"),
        ({"group": "martians"}, "group", "choose_one"),
    ],
)
def test_what_makes_no_campaign_is_refused_beside_its_field(changes: dict[str, object], field: str, code: str) -> None:
    with pytest.raises(WrongField) as refused:
        plan_campaign(make.court(), replace(DRAFT, **changes), BY, make.NOW)  # type: ignore[arg-type]
    assert (refused.value.field, refused.value.code) == (field, code)
    assert not Campaign.objects.exists()


@pytest.mark.usual_day
def test_a_number_of_people_needs_its_method_and_a_campaign_that_has_begun() -> None:
    made = plan_campaign(make.court(), DRAFT, BY, make.NOW)
    for reached, how, now in ((-1, "签到", LATER), (5, " ", LATER), (5, "签到", make.NOW - timedelta(days=2))):
        with pytest.raises(WrongField):
            count_reached(made, reached, how, BY, now)
    count_reached(made, 120, "签到", BY, LATER)
    assert year_report(make.court(), 2026).reached == 120


def test_a_campaign_that_was_called_off_stays_on_record_and_out_of_the_report() -> None:
    made = plan_campaign(make.court(), DRAFT, BY, make.NOW)
    call_off(made, BY, LATER)
    call_off(made, BY, LATER)
    assert Event.objects.filter(name="campaign.cancelled").count() == 1
    assert year_report(make.court(), 2026).campaigns == ()
    for refused in (
        lambda: change_campaign(made, replace(DRAFT, title="另一个"), BY, LATER),
        lambda: count_reached(made, 1, "签到", BY, LATER),
    ):
        with pytest.raises(Refused, match="campaign_cancelled"):
            refused()


def test_the_same_material_again_replaces_its_number() -> None:
    made = plan_campaign(make.court(), DRAFT, BY, make.NOW)
    for copies in (100, 150):
        add_material(made, MaterialDraft("leaflet", "fraud", "zh", copies), BY, LATER)
    assert Material.objects.get().copies == 150
    assert year_report(make.court(), 2026).copies == {"leaflet": 150}
    with pytest.raises(WrongField):
        add_material(made, MaterialDraft("leaflet", "fraud", "zh", 0), BY, LATER)


def test_a_change_that_changes_nothing_is_told() -> None:
    made = plan_campaign(make.court(), DRAFT, BY, make.NOW)
    with pytest.raises(Refused, match="nothing_changed"):
        change_campaign(made, DRAFT, BY, LATER)
    change_campaign(made, replace(DRAFT, place="广场"), BY, LATER)
    assert Event.objects.get(name="campaign.changed").data["place"] == "广场"


def with_place() -> bytes:
    """A photograph whose file tells where it was taken."""
    body, told = BytesIO(), Image.Exif()
    told[0x010F] = "secret camera"
    told.get_ifd(0x8825)[1] = "N"
    Image.new("RGB", (3000, 2000), (10, 120, 30)).save(body, "JPEG", exif=told)
    return body.getvalue()


def test_of_a_photograph_only_the_picture_is_kept() -> None:
    made = plan_campaign(make.court(), DRAFT, BY, make.NOW)
    kept = add_photo(made, with_place(), "法官在社区讲解", BY, LATER)
    body = picture(kept)
    with Image.open(BytesIO(body)) as opened:
        assert (opened.format, opened.size, dict(opened.getexif())) == ("JPEG", (1600, 1067), {})
    assert b"secret camera" in with_place()
    assert b"secret camera" not in body
    assert Event.objects.get(name="campaign.pictured").data["sha256"] == kept.sha256.hex()


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "photo.empty"),
        (b"%PDF-1.7", "photo.no_picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "photo.no_picture"),
        (b"\xff\xd8\xff broken", "photo.unreadable"),
        (drawn()[:-200], "photo.unreadable"),
        (b"\xff\xd8\xff" + b"x" * 16_000_000, "photo.too_large"),
    ],
)
def test_what_is_no_photograph_is_refused(body: bytes, code: str) -> None:
    made = plan_campaign(make.court(), DRAFT, BY, make.NOW)
    with pytest.raises(WrongField) as refused:
        add_photo(made, body, "讲解", BY, LATER)
    assert refused.value._why.key == f"fields.{code}"  # type: ignore[attr-defined]


def test_a_photograph_needs_words_comes_once_and_not_without_end() -> None:
    made = plan_campaign(make.court(), DRAFT, BY, make.NOW)
    with pytest.raises(WrongField, match="photo_shows"):
        add_photo(made, drawn(), "", BY, LATER)
    add_photo(made, drawn(), "讲解", BY, LATER)
    with pytest.raises(WrongField, match="photo_exists"):
        add_photo(made, drawn(), "讲解", BY, LATER)
    for number in range(1, MOST_PHOTOS):
        add_photo(made, drawn((60 + number, 40)), "讲解", BY, LATER)
    with pytest.raises(WrongField, match="photo_too_many"):
        add_photo(made, drawn((200, 40)), "讲解", BY, LATER)
