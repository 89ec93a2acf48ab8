"""The pages that say what went wrong: in both languages, with what to do next, and no detail for attackers."""

import logging

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path

from songda.site.urls import handler400, handler403, handler404, handler500
from songda.site.urls import urlpatterns as real_patterns
from songda.trust.paper.child import NoSlotError
from songda.trust.places import FilesAwayError
from songda.web.api.problems import border
from songda.web.look.errors import broken
from songda.web.look.log_redaction import WithoutLinks
from songda.web.look.visitor import body_limit, own_address
from tests import make

pytestmark = pytest.mark.database
__all__ = ["handler400", "handler403", "handler404", "handler500"]


def _break(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("secret detail")


def _forbid(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied("secret detail")


def _have_no_turn(request: HttpRequest) -> HttpResponse:
    raise NoSlotError


def _have_no_files(request: HttpRequest) -> HttpResponse:
    raise FilesAwayError("secret detail")


urlpatterns = [
    path("no-files", _have_no_files),
    path("break", _break),
    path("console/break", _break),
    path("forbid", _forbid),
    path("no-turn", _have_no_turn),
    *real_patterns,
]


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(
    ("place", "status", "chinese", "english"),
    [
        ("/break", 500, "系统暂时无法使用", "Out of order"),
        ("/forbid", 403, "您无法打开此页面", "You cannot open this page"),
        ("/no-turn", 503, "当前处理的文件较多", "Many files at once"),
        ("/no-files", 503, "文件暂时无法打开", "Files cannot be opened for the moment"),
        ("/nowhere", 404, "页面不存在", "This page does not exist"),
    ],
)
def test_each_page_speaks_both_languages_and_tells_whom_to_call(
    place: str, status: int, chinese: str, english: str
) -> None:
    for language, told in (("zh-hans", chinese), ("en", english)):
        answer = Client(raise_request_exception=False).get(place, headers={"accept-language": language})
        page = answer.content.decode()
        assert answer.status_code == status
        assert told in page
        assert "12368" in page
        assert "secret detail" not in page


@pytest.mark.parametrize(
    ("language", "told"), [("zh-hans", "此地址不能直接打开"), ("en", "This address cannot be opened")]
)
def test_a_link_to_where_only_forms_go_is_told_in_words(language: str, told: str) -> None:
    answer = Client().get("/type-size/", headers={"accept-language": language})
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert told in answer.content.decode()


@pytest.mark.urls(__name__)
def test_staff_are_told_what_was_kept_what_to_do_and_what_to_tell_their_administrator() -> None:
    page = Client(raise_request_exception=False).get("/console/break").content.decode()
    for told in (
        "刚才的操作没有生效",
        "did not take effect",
        "返回上一页",
        'href="/console/"',
        "告知本院系统管理员",
        "/console/break",
    ):
        assert told in page
    for of_recipients in ("12368", "提出异议", "object to the service", "secret detail"):
        assert of_recipients not in page


def test_staff_are_led_back_to_their_work() -> None:
    clerk = Client(headers={"accept-language": "en"})
    clerk.force_login(make.user())
    for page in (clerk.get("/console/nowhere/"), clerk.get("/type-size/")):
        told = page.content.decode()
        assert 'href="/console/"' in told
        assert "get your papers there" not in told
        assert "Type the code" not in told


def test_more_fields_than_any_form_has_are_refused_as_too_much() -> None:
    fields = {f"f{n}": "" for n in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)}
    answer = Client().post("/check", fields, headers={"accept-language": "zh-hans"})
    assert answer.status_code == 413
    told = answer.content.decode()
    assert "一次提交的内容过多" in told
    assert "最多1050个字段" in told


def test_more_files_than_are_taken_at_a_time_are_refused_with_their_number() -> None:
    files = [SimpleUploadedFile(f"{n}.pdf", b"x") for n in range(settings.DATA_UPLOAD_MAX_NUMBER_FILES + 1)]
    answer = Client().post("/check", {"papers": files}, headers={"accept-language": "zh-hans"})
    assert answer.status_code == 413
    assert "每次最多提交100个文件" in answer.content.decode()


def test_a_form_larger_than_memory_allows_is_refused_as_too_much() -> None:
    answer = Client().post("/check", {"code": "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)})
    assert answer.status_code == 413


def test_a_parcel_larger_than_the_door_is_refused_before_it_is_read() -> None:
    request = RequestFactory().post("/check", CONTENT_LENGTH=str(settings.PAPER_LIMIT_BYTES * 2))

    def never(_: HttpRequest) -> HttpResponse:
        raise AssertionError

    assert body_limit(never)(request).status_code == 413


def test_only_our_own_proxy_is_believed(settings: object) -> None:
    def seen(_: HttpRequest) -> HttpResponse:
        return HttpResponse(_.META["REMOTE_ADDR"])

    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.9", HTTP_X_FORWARDED_FOR="1.1.1.1, 192.0.2.7")
    assert own_address(seen)(request).content == b"192.0.2.9"
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")  # type: ignore[attr-defined]
    assert own_address(seen)(request).content == b"192.0.2.7"


def test_no_link_of_anybody_stands_in_a_log() -> None:
    record = logging.LogRecord("x", logging.WARNING, "", 0, "Not Found: %s", ("/s/ABCDEFGHJK/papers",), None)
    WithoutLinks().filter(record)
    assert record.getMessage() == "Not Found: /s/…/papers"


@pytest.mark.parametrize(
    ("asked", "logged"),
    [
        ("/s/ABCDE-FGHJK", "/s/…"),
        ("/S/abcdefghjk/who", "/S/…/who"),
        ("//s//ABCDEFGHJK", "//s//…"),
        ("/ABCDEFGHJK", "/…"),
        ("/ABCDEFGHJK?x=1", "/…?x=1"),
        ("/console/cases/", "/console/cases/"),
        ("/malfunctions", "/malfunctions"),
    ],
)
def test_a_link_typed_otherwise_stands_in_no_log_either(asked: str, logged: str) -> None:
    record = logging.LogRecord("x", logging.WARNING, "", 0, f"Not Found: {asked}", (), None)
    WithoutLinks().filter(record)
    assert record.getMessage() == f"Not Found: {logged}"


def test_pages_of_somebody_who_is_signed_in_stay_in_no_cache() -> None:
    known, stranger = Client(), Client()
    known.force_login(make.user())
    for place in ("/accounts/2fa/", "/accounts/password/change/", "/accounts/reauthenticate/", "/rules", "/nowhere"):
        assert "no-store" in known.get(place)["Cache-Control"], place
    assert "Cache-Control" not in stranger.get("/rules").headers


def test_files_for_everybody_keep_their_own_rule_of_caching() -> None:
    known = Client()
    known.force_login(make.user())
    file = known.get("/static/look/icon.svg")
    file.close()
    assert "no-store" not in file["Cache-Control"]


def fail(wrong: Exception) -> None:
    raise wrong


@pytest.mark.parametrize("wrong", [OperationalError, InterfaceError])
def test_a_database_that_is_away_is_no_fault_and_the_page_says_when_to_come_again(wrong: type[Exception]) -> None:
    def answer(request: HttpRequest) -> HttpResponse:
        try:
            fail(wrong("the server is gone"))
        except wrong:
            return broken(request)

    page = answer(HttpRequest())
    assert (page.status_code, page["Retry-After"]) == (503, "10")
    asked = HttpRequest()
    asked.path_info = "/api/v1/cases"
    problem = border(answer)(asked)
    assert (problem.status_code, problem["Retry-After"]) == (503, "10")
    assert "server is gone" not in page.content.decode() + problem.content.decode()


def test_any_other_fault_is_ours() -> None:
    try:
        fail(ValueError("ours"))
    except ValueError:
        page = broken(HttpRequest())
    assert page.status_code == 500
    assert "Retry-After" not in page


def test_no_address_with_a_nul_is_an_error_of_ours() -> None:
    for place in ("/figures/%00", "/rules/%00", "/s/%00", "/verify/a%00", "/console/rules/%00/", "/api/v1/%00"):
        assert Client().get(place).status_code == 404, place
    told = Client().get("/api/v1/%00").json()
    assert told["code"] == "no_such_address"


@pytest.mark.parametrize(
    ("typed", "page"),
    [
        ("/check/", "/check"),
        ("/Check?code=ABC", "/check?code=ABC"),
        ("/S/dwz9bf3cy9", "/s/dwz9bf3cy9"),
        ("/s//DWZ9BF3CY9/", "/s/DWZ9BF3CY9"),
        ("/s/%E7%A0%81%25/", "/s/%E7%A0%81%25"),
        ("/s/DWZ9BF3CY9/who/", "/s/DWZ9BF3CY9/who"),
        ("/verify/ABC/", "/verify/ABC"),
        ("/nowhere/", None),
        ("/evil.example//", None),
        ("/s/a%00/", None),
        ("/accounts/password/reset/", None),
        ("/console/cases/new//x", None),
    ],
)
def test_an_address_typed_nearly_right_leads_on_and_nowhere_else(typed: str, page: str | None) -> None:
    answer = Client().get(typed)
    assert (answer.status_code, answer.get("Location")) == ((302, page) if page else (404, None))


def test_nothing_that_was_sent_is_led_on() -> None:
    assert Client().post("/check/", {"code": "ABC"}).status_code in {403, 404}
