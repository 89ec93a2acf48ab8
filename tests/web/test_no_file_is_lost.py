"""A form with a file that could not be taken, or whose session had ended: the file waits for its sender alone."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from songda.core.access import Role, may
from songda.records.ground.sent_forms import files
from songda.records.ground.sent_forms.models import SentFile
from songda.records.matter.papers.models import Paper
from songda.web.console.urls import urlpatterns
from songda.web.look.kept_files import READ_AT_ONCE
from tests import make
from tests.web.console.test_readings_of_every_page import address_of
from tests.web.console.world import World, signed_in, world
from tests.web.forms_on_pages import Form
from tests.web.portal.scene import Visitor, arrived
from tests.web.test_nothing_typed_is_lost import again, ended, form_at

pytestmark = pytest.mark.database
KEPT = "此文件已暂存一小时"


def pdf(name: str, body: bytes = b"") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, body or make.pdf(name), "application/pdf")


def paper_form(browser: Client) -> tuple[str, dict[str, Any]]:
    """The page on which a paper is filed, and its form, in which the kind was forgotten."""
    page = reverse("console:new_paper", args=[make.case().id])
    typed = form_at(browser, page).filled()
    return page, {name: said for name, said in typed.items() if name in ("form_key", "title", "file")} | {"kind": ""}


def named(shown: str, field: str = "file") -> dict[str, str]:
    """The hidden field by which a page names what waits."""
    found = re.search(rf'name="kept-file-{field}"\s+value="([^"]+)"', shown)
    assert found, shown
    return {f"kept-file-{field}": found[1]}


def filed() -> list[bytes]:
    return [paper.read() for paper in Paper.objects.order_by("filed_at")]


def test_a_paper_whose_kind_was_forgotten_is_not_chosen_twice() -> None:
    browser = signed_in()
    page, typed = paper_form(browser)
    shown = browser.post(page, {**typed, "file": pdf("传票.pdf")}).content.decode()
    assert KEPT in shown
    assert "传票.pdf" in shown
    assert "required" not in re.search(r'<input type="file"[^>]*>', shown)[0]  # type: ignore[index]
    del typed["file"]
    answer = browser.post(page, {**typed, **named(shown), "kind": "rights_notice"})
    assert answer.status_code == 302, answer.content.decode()
    assert filed() == [make.pdf("传票.pdf")]
    assert not SentFile.objects.exists()


def test_another_file_takes_its_place_and_what_is_left_out_is_not_sent() -> None:
    browser = signed_in()
    page, typed = paper_form(browser)
    first = named(browser.post(page, {**typed, "file": pdf("传票.pdf")}).content.decode())
    second = browser.post(page, {**typed, **first, "file": pdf("通知.pdf")}).content.decode()
    assert "传票.pdf" not in second
    assert "通知.pdf" in second
    del typed["file"]
    without = browser.post(page, {**typed, **named(second), "without-file-file": "1"}).content.decode()
    assert KEPT not in without
    assert browser.post(page, {**typed, **named(second), "kind": "rights_notice"}).status_code == 302
    assert filed() == [make.pdf("通知.pdf")]


def test_a_file_waits_until_its_sender_has_signed_in_again_and_for_nobody_else() -> None:
    clerk, other = make.user(), make.user()
    browser = signed_in(clerk)
    page, typed = paper_form(browser)
    ended(browser)
    assert browser.post(page, {**typed, "title": "八月传票", "file": pdf("传票.pdf")})["Location"] == page
    again(browser, clerk)
    shown = browser.get(page).content.decode()
    assert KEPT in shown
    assert "八月传票" in shown
    stranger = signed_in(other)
    key = form_at(stranger, page).filled()["form_key"]
    assert stranger.post(page, {"form_key": key, "kind": "rights_notice", **named(shown)}).status_code == 422
    key = form_at(browser, page).filled()["form_key"]
    typed = {"form_key": key, "title": "八月传票", "kind": "rights_notice", **named(shown)}
    assert browser.post(page, typed).status_code == 302
    assert [(paper.title, paper.read()) for paper in Paper.objects.all()] == [("八月传票", make.pdf("传票.pdf"))]
    assert not SentFile.objects.exists()


def test_a_second_end_of_a_session_loses_nothing_either() -> None:
    clerk = make.user()
    browser = signed_in(clerk)
    page, typed = paper_form(browser)
    shown = browser.post(page, {**typed, "file": pdf("传票.pdf")}).content.decode()
    ended(browser)
    del typed["file"]
    browser.post(page, {**typed, **named(shown)})
    again(browser, clerk)
    assert "传票.pdf" in browser.get(page).content.decode()


def test_somebody_else_at_the_same_browser_is_shown_no_file() -> None:
    browser = signed_in()
    page, typed = paper_form(browser)
    ended(browser)
    browser.post(page, {**typed, "file": pdf("传票.pdf")})
    again(browser, make.user())
    assert "传票.pdf" not in browser.get(page).content.decode()


def test_a_file_that_was_refused_itself_is_not_kept() -> None:
    browser = signed_in()
    page, typed = paper_form(browser)
    wrong = browser.post(page, {**typed, "kind": "rights_notice", "file": pdf("照片.pdf", b"no PDF at all")})
    assert wrong.status_code == 422
    assert "kept-file-file" not in wrong.content.decode()
    assert not SentFile.objects.exists()


def test_whose_session_had_ended_has_room_of_their_own_that_nobody_else_fills(monkeypatch: pytest.MonkeyPatch) -> None:
    clerk, other = signed_in(), signed_in()
    forms = [(clerk, *paper_form(clerk)), (clerk, *paper_form(clerk)), (other, *paper_form(other))]
    monkeypatch.setattr(files, "MOST_BYTES", len(make.pdf("传票.pdf")) + 10)
    ended(clerk)
    ended(other)
    kept = []
    for browser, page, typed in forms:
        browser.post(page, {**typed, "file": pdf("传票.pdf")})
        kept.append(SentFile.objects.count())
    assert kept == [1, 1, 2]


def test_a_page_of_a_recipient_keeps_no_file_of_whoever_sends_one_there() -> None:
    visitor = Visitor(arrived()).prove()
    page = f"/s/{visitor.token}/objection"
    typed = {**form_at(visitor.client, page).filled({"words": "没有信号"}), "any": pdf("照片.pdf")}
    ended(visitor.client)
    assert visitor.client.post(page, typed)["Location"] == f"/s/{visitor.token}/who"
    assert not SentFile.objects.exists()


def forms_with_a_file(of: World) -> Iterator[tuple[str, Client, Form]]:
    """Each page of the console on which a file is chosen that is not read at once, and its form."""
    for pattern in urlpatterns:
        view = pattern.callback
        if not {"GET", "POST"} <= set(view.methods):
            continue
        role = next(role for role in (Role.CLERK, *Role) if view.act is None or may(role, view.act))
        browser, page = signed_in(role=role), address_of(pattern, of)
        answer = browser.get(page)
        shown = answer.content.decode() if answer.status_code == 200 and not answer.streaming else ""
        if 'type="file"' in shown and READ_AT_ONCE not in shown and "multiple" not in shown:
            yield str(pattern.name), browser, form_at(browser, page)


def test_no_page_of_the_console_asks_for_a_file_a_second_time() -> None:
    found = []
    for name, browser, form in forms_with_a_file(world()):
        field = next(each.name for each in form.fields if each.type == "file")
        hidden = {each.name: each.value for each in form.fields if each.type == "hidden"}
        answer = browser.post(form.page, {**hidden, field: pdf("材料.pdf")})
        found.append(name)
        assert answer.status_code == 302 or f"kept-file-{field}" in answer.content.decode(), name
    assert len(found) > 4, found
