"""Outreach in the console: files that may be printed, texts without a link."""

from io import BytesIO
from itertools import product

import pikepdf
import pytest
from django.test import Client
from django.urls import reverse

from songda.core.access import Role
from songda.core.delivery.own_words import has_link
from songda.core.outreach.closed_lists import PRINTED, WRITTEN, Topic
from songda.records.service.outreach.campaigns import year_report
from songda.records.service.outreach.models import Campaign
from tests import make
from tests.trust.typesetting.test_certificate import text_of
from tests.web.console.outreach.things import campaign, photo
from tests.web.console.world import signed_in

pytestmark = pytest.mark.database


def clerk(role: Role = Role.CLERK) -> Client:
    return signed_in(make.user(role=role))


def pdf_of(client: Client, door: str, *keys: object) -> bytes:
    answer = client.get(reverse(f"console:{door}", args=keys))
    assert answer["Content-Type"] == "application/pdf"
    return bytes(answer.content)


@pytest.mark.parametrize("kind", PRINTED)
def test_every_sheet_is_set_for_everybody_to_read_on_its_own_size_of_paper(kind: str) -> None:
    browser, court = clerk(), make.court()
    every = product(Topic, (("zh", court.name), ("en", court.name_in("en"))))
    for topic, (language, name) in every:
        body = pdf_of(browser, "material", topic, kind, language)
        with pikepdf.open(BytesIO(body)) as sheet:
            assert sheet.Root.MarkInfo.Marked
            assert str(sheet.Root.Lang).startswith(language)
            width = float(sheet.pages[0].MediaBox[2])
            assert len(sheet.pages) == (2 if kind == "large_print" else 1)
        assert round(width) == (842 if kind == "poster" else 595)
        assert name in text_of(body).replace("\n", "")


@pytest.mark.parametrize("topic", Topic)
def test_texts_to_be_sent_spoken_or_signed_hold_nothing_to_press(topic: str) -> None:
    browser = clerk()
    for kind in WRITTEN:
        page = browser.get(reverse("console:material", args=[topic, kind, "zh"]))
        assert "12368" in page.content.decode()
        assert not has_link(page.context["text"])


@pytest.mark.parametrize("keys", [("fraud", "leaflet", "fr"), ("money", "leaflet", "zh"), ("fraud", "screen", "zh")])
def test_material_that_there_is_not_is_not_there(keys: tuple[str, str, str]) -> None:
    assert clerk().get(reverse("console:material", args=keys)).status_code == 404


def test_a_campaign_without_an_end_is_sent_back_with_what_was_typed() -> None:
    told = {"title": "集市普法", "aim": "fraud", "group": "villagers", "starts_on": "2026-06-02", "place": "集市"}
    answer = clerk().post(reverse("console:new_campaign"), told)
    assert answer.status_code == 422
    assert "集市普法" in answer.content.decode()
    early = clerk().post(reverse("console:new_campaign"), {**told, "ends_on": "2026-06-01"})
    assert "结束日期早于开始日期" in early.content.decode()
    assert not Campaign.objects.exists()


def test_the_report_is_a_file_that_says_how_people_were_counted() -> None:
    browser, court = clerk(), make.court()
    made = campaign(court)
    browser.post(reverse("console:count_people", args=[made.id]), {"reached": 86, "counted_how": "签到"})
    assert year_report(court, 2026).reached == 86
    said = text_of(pdf_of(browser, "outreach_report_file", 2026)).replace("\n", "")
    assert "老年人反诈宣讲" in said
    assert "签到" in said
    assert "怎样计算的" in said


def test_a_photograph_is_shown_to_its_own_court_alone() -> None:
    place = reverse("console:campaign_photo", args=[photo(make.court()).id])
    assert clerk().get(place)["Content-Type"] == "image/jpeg"
    assert signed_in(make.user(make.other_court())).get(place).status_code == 404


def test_an_effect_is_not_told_before_its_time_nor_without_others() -> None:
    browser, made = clerk(), campaign(make.court())
    page = browser.get(reverse("console:campaign_effect", args=[made.id]) + "?class=age:60_and_over")
    assert page.status_code == 200
    assert page.context["effect"] is None
