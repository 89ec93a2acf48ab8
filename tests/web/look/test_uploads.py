"""What comes in is unsealed for a moment: nobody else can open it meanwhile, and nothing of it is left."""

import gc
import os
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, UnreadablePostError
from django.test import RequestFactory
from django.test.client import encode_multipart

from songda.records.service.telephone.models import Recording
from tests import sounds
from tests.web.api.caller import caller
from tests.web.api.test_recordings import dial, upload

LARGE = settings.FILE_UPLOAD_MAX_MEMORY_SIZE + 1
BORDER = "border"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings, "FILE_UPLOAD_TEMP_DIR", tmp_path / "incoming")
    return tmp_path / "incoming"


def sent(*bodies: bytes) -> HttpRequest:
    files = [SimpleUploadedFile(f"{at}.wav", body, "audio/wav") for at, body in enumerate(bodies)]
    return RequestFactory().post("/", {"sound": files})


def open_in(folder: Path) -> list[str]:
    """What this process has open there."""
    links = list(Path("/proc/self/fd").iterdir())
    return [found for link in links if (found := _target(link)).startswith(str(folder))]


def _target(link: Path) -> str:
    try:
        return str(link.readlink())
    except FileNotFoundError:
        return ""


def test_a_large_file_has_no_name_and_is_gone_with_its_request(folder: Path) -> None:
    body = os.urandom(LARGE)
    request = sent(body, b"small")
    large, small = request.FILES.getlist("sound")
    assert (large.name, large.size, large.content_type, small.size) == ("0.wav", LARGE, "audio/wav", 5)
    assert b"".join(large.chunks()) == body
    assert large.read(3) == b""
    large.seek(0)
    assert large.read(3) == body[:3]
    assert [name.endswith("(deleted)") for name in open_in(folder)] == [True]
    assert list(folder.iterdir()) == []
    assert folder.stat().st_mode & 0o077 == 0
    request.close()
    assert open_in(folder) == []


def test_a_small_one_stays_in_memory(folder: Path) -> None:
    request = sent(b"x" * (LARGE - 1))
    assert request.FILES["sound"].size == LARGE - 1
    assert open_in(folder) == []


class BreaksOff(BytesIO):
    """A sender who rings off after so many bytes."""

    def __init__(self, body: bytes, after: int) -> None:
        super().__init__(body)
        self._after = after

    def read(self, size: int | None = -1, /) -> bytes:
        if self.tell() > self._after:
            raise OSError("connection lost")
        return super().read(size)


def breaks_off(request: HttpRequest) -> bool:
    try:
        return not request.FILES
    except UnreadablePostError:
        return True


def test_of_one_that_breaks_off_and_of_those_before_it_nothing_is_left(folder: Path) -> None:
    files = [SimpleUploadedFile("a.wav", bytes(LARGE)), SimpleUploadedFile("b.wav", bytes(2 * LARGE))]
    body = encode_multipart(BORDER, {"sound": files})
    request = RequestFactory().post("/", body, f"multipart/form-data; boundary={BORDER}")
    request._stream = BreaksOff(body, 2 * LARGE)
    assert breaks_off(request)
    assert open_in(folder)
    request.close()
    del request
    gc.collect()
    assert open_in(folder) == []
    assert list(folder.iterdir()) == []


@pytest.mark.database
def test_a_long_recording_passes_through_and_leaves_nothing_behind(folder: Path) -> None:
    court, talk = caller(), sounds.wav(150)
    assert len(talk) > LARGE
    assert upload(court, "dials", dial().id, talk).status_code == 201
    assert Recording.objects.get().size == len(talk)
    assert list(folder.iterdir()) == []
    assert open_in(folder) == []
