"""Texts travel compressed for whoever takes it, and nothing else does."""

import gzip
from pathlib import Path

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.http import FileResponse, HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from songda.web.look.transfer import CompressTexts

PLAIN = b"<p>\xe9\x80\x81\xe8\xbe\xbe</p>" * 50


def answered(answer: HttpResponse, takes: str = "gzip", path: str = "/", *, is_post: bool = False) -> HttpResponse:
    def view(_request: HttpRequest) -> HttpResponse:
        return answer

    asked = (RequestFactory().post if is_post else RequestFactory().get)(path, headers={"accept-encoding": takes})
    return CompressTexts(view)(asked)  # type: ignore[return-value]


@pytest.mark.parametrize("kind", ["text/html; charset=utf-8", "text/css", "application/json", "image/svg+xml"])
def test_a_text_is_compressed(kind: str) -> None:
    answer = answered(HttpResponse(PLAIN, content_type=kind))
    assert (answer["Content-Encoding"], gzip.decompress(answer.content)) == ("gzip", PLAIN)
    assert len(answer.content) < len(PLAIN) / 3
    assert int(answer["Content-Length"]) == len(answer.content)
    assert "Accept-Encoding" in answer["Vary"]


def test_whoever_takes_none_gets_it_plain() -> None:
    assert answered(HttpResponse(PLAIN), takes="identity").content == PLAIN


@pytest.mark.parametrize("kind", ["application/pdf", "image/png", "audio/wav", "application/zip"])
def test_what_is_compressed_already_stays_as_it_is(kind: str) -> None:
    assert not answered(HttpResponse(PLAIN, content_type=kind)).has_header("Content-Encoding")


def test_a_part_and_a_file_to_keep_stay_as_they_are() -> None:
    part = HttpResponse(PLAIN, status=206, content_type="text/csv")
    kept = HttpResponse(PLAIN, content_type="text/csv", headers={"Content-Disposition": 'attachment; filename="a.csv"'})
    assert [answered(each).content for each in (part, kept)] == [PLAIN, PLAIN]


def test_the_length_of_one_page_is_not_always_the_same() -> None:
    lengths = {len(answered(HttpResponse(PLAIN)).content) for _ in range(40)}
    assert len(lengths) > 1


def test_a_style_sheet_is_compressed_on_its_way() -> None:
    answer = Client().get("/static/look/look.css", headers={"accept-encoding": "gzip"})
    sent = b"".join(answer.streaming_content) if isinstance(answer, FileResponse) else answer.content  # type: ignore[attr-defined]
    plain = Path(str(finders.find("look/look.css"))).read_bytes()
    assert (answer["Content-Encoding"], gzip.decompress(sent)) == ("gzip", plain)
    assert len(sent) < len(plain) / 3


def test_who_takes_brotli_gets_it_and_it_is_smaller_than_gzip() -> None:
    page = Path(str(finders.find("look/look.css"))).read_bytes()
    brotlied, gzipped = answered(HttpResponse(page), takes="gzip, deflate, br"), answered(HttpResponse(page))
    assert (brotlied["Content-Encoding"], brotli.decompress(brotlied.content)) == ("br", page)
    assert "Accept-Encoding" in brotlied["Vary"]
    assert int(brotlied["Content-Length"]) == len(brotlied.content) < len(gzipped.content) * 0.97


@pytest.mark.parametrize("takes", ["gzip", "gzip, br;q=0", "deflate"])
def test_who_does_not_take_brotli_gets_none(takes: str) -> None:
    assert answered(HttpResponse(PLAIN), takes=takes).get("Content-Encoding", "") != "br"


def test_what_shows_something_of_the_request_is_never_packed_without_random_bytes() -> None:
    """An answer with something typed beside a secret would tell the secret by its length."""
    for answer in (
        answered(HttpResponse(PLAIN), "gzip, br", is_post=True),
        answered(HttpResponse(PLAIN), "gzip, br", path="/?q=guess"),
        answered(HttpResponse(PLAIN, status=404), "gzip, br"),
    ):
        assert answer["Content-Encoding"] == "gzip"


def test_a_style_sheet_is_packed_as_small_as_can_be() -> None:
    answer = Client().get("/static/look/look.css", headers={"accept-encoding": "gzip, br"})
    plain = Path(str(finders.find("look/look.css"))).read_bytes()
    assert (answer["Content-Encoding"], brotli.decompress(answer.content)) == ("br", plain)
    assert len(answer.content) < len(plain) / 4
