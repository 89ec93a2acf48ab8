"""Texts travel compressed for whoever takes it, and nothing else does."""

import gzip
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.http import FileResponse, HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from songda.web.look.transfer import CompressTexts

PLAIN = b"<p>\xe9\x80\x81\xe8\xbe\xbe</p>" * 50


def answered(answer: HttpResponse, takes: str = "gzip, br") -> HttpResponse:
    def view(_request: HttpRequest) -> HttpResponse:
        return answer

    return CompressTexts(view)(RequestFactory().get("/", headers={"accept-encoding": takes}))  # type: ignore[return-value]


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
