"""What travels: files while they come in, and pages compressed, so that a slow telephone has them in half the time.

What comes in is not sealed yet: the small stays in memory, the large in a file without a name that nobody can open. A
file with a name would outlive a crash; this one is gone when it is let go of.

Files that people take away (PDF, pictures, sound, archives) are compressed already, and are sent in parts on request:
they stay as they are. Django's own middleware adds some random bytes, so that nobody learns a page's secrets from its
length (BREACH).
"""

from pathlib import Path
from tempfile import SpooledTemporaryFile

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware


class Spooled(SpooledTemporaryFile):  # type: ignore[type-arg]
    """A file without a name; where a form broke off in a later one, nobody else closes those that had come whole."""

    def __del__(self) -> None:
        """Nobody holds it any more."""
        self.close()


class Spool(FileUploadHandler):
    """Takes every file of a form."""

    def new_file(self, *args: object, **more: object) -> None:
        """The next file begins."""
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


TEXTS = ("text/", "application/json", "application/problem+json", "application/javascript", "image/svg+xml")


class CompressTexts(GZipMiddleware):
    """Compresses whole answers that are texts, for whoever takes gzip."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """The answer, compressed where that is worth it."""
        is_text = response.get("Content-Type", "").startswith(TEXTS)
        if response.status_code == 206 or not is_text or response.has_header("Content-Disposition"):
            return response
        return super().process_response(request, response)
