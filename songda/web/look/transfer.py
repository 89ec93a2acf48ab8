"""What travels: files while they come in, and pages compressed, so that a slow telephone has them in half the time.

What comes in is not sealed yet: the small stays in memory, the large in a file without a name that nobody can open. A
file with a name would outlive a crash; this one is gone when it is let go of.

Files that people take away (PDF, pictures, sound, archives) are compressed already, and are sent in parts on request:
they stay as they are.

Who can make a browser ask for pages and sees how long the answers are learns a page's secrets letter by letter, where
something of their own stands beside them (BREACH). So Brotli, which is smaller, is for answers in which nothing stands
that came with the request: those to a GET without a query. For all others Django's own middleware adds random bytes.
"""

import re
from functools import lru_cache
from pathlib import Path
from tempfile import SpooledTemporaryFile

import brotli
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers


class Spooled(SpooledTemporaryFile):  # type: ignore[type-arg]
    """A file without a name; where a form broke off in a later one, nobody else closes those that had come whole."""

    def __del__(self) -> None:
        """Nobody holds it any more."""
        self.close()


class Spool(FileUploadHandler):
    """Takes every file of a form."""

    def new_file(self, *args: object, **more: object) -> None:
        super().new_file(*args, **more)  # type: ignore[arg-type]
        folder = Path(settings.FILE_UPLOAD_TEMP_DIR)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.file = Spooled(settings.FILE_UPLOAD_MAX_MEMORY_SIZE, dir=str(folder))

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002 - Django passes it
        """The next bytes, which go to no other handler."""
        self.file.write(raw_data)

    def file_complete(self, file_size: int) -> "UploadedFile[bytes]":
        """That was all of it; the request closes it when it has been answered."""
        self.file.seek(0)
        about = (self.file_name, self.content_type, file_size, self.charset, self.content_type_extra)
        return UploadedFile(self.file, *about)

    def upload_interrupted(self) -> None:
        """Whoever sent it rang off: nothing of it is left."""
        if hasattr(self, "file"):
            self.file.close()


OF_PAGES = 5  # of 11: as fast as gzip, and a tenth smaller
WORTH_IT = 200  # bytes
TEXTS = ("text/", "application/json", "application/problem+json", "application/javascript", "image/svg+xml")


class CompressTexts(GZipMiddleware):
    """Compresses whole answers that are texts, for whoever takes Brotli or gzip."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """The answer, compressed where that is worth it."""
        is_text = response.get("Content-Type", "").startswith(TEXTS)
        if response.status_code == 206 or not is_text or response.has_header("Content-Disposition"):
            return response
        may_be_brotli = _takes_brotli(request) and _reflects_nothing(request, response)
        packed = _in_brotli(request, response) if may_be_brotli else None
        return packed or super().process_response(request, response)


def _takes_brotli(request: HttpRequest) -> bool:
    taken = [each.partition(";") for each in request.headers.get("Accept-Encoding", "").split(",")]
    return any(name.strip() == "br" and weight.strip() not in {"q=0", "q=0.0"} for name, _, weight in taken)


def _reflects_nothing(request: HttpRequest, response: HttpResponseBase) -> bool:
    return request.method == "GET" and not request.META.get("QUERY_STRING") and response.status_code == 200


def _in_brotli(request: HttpRequest, response: HttpResponseBase) -> HttpResponse | None:
    """The same answer in Brotli; None for what is too short, packed already, or comes piece by piece."""
    if response.has_header("Content-Encoding"):
        return None
    if isinstance(response, FileResponse) and request.path.startswith(settings.STATIC_URL):
        body = _packed_file(request.path, b"".join(response))
        if response.file_to_stream is not None:
            response.file_to_stream.close()  # the file alone: the request is not over
        response = HttpResponse(body, headers=dict(response.items()))
    elif isinstance(response, HttpResponse) and len(response.content) >= WORTH_IT:
        response.content = brotli.compress(response.content, mode=brotli.MODE_TEXT, quality=OF_PAGES)
    else:
        return None
    if response.has_header("ETag"):
        response["ETag"] = re.sub('^(?:W/)?"(.*)"$', r'W/"\1"', response["ETag"])
    patch_vary_headers(response, ("Accept-Encoding",))
    response["Content-Encoding"], response["Content-Length"] = "br", str(len(response.content))
    return response


@lru_cache(maxsize=128)
def _packed_file(_address: str, body: bytes) -> bytes:
    """A style sheet or script, packed as small as can be, once in a process."""
    packed: bytes = brotli.compress(body, mode=brotli.MODE_TEXT)
    return packed
