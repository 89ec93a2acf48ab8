"""Style sheets and pictures of the house: named by what is in them, so that a browser that has one never asks again.

`/static/look/look.css` stays where it is; pages name `/static/look/look.1a2b3c4d5e6f.css`, which is kept for years. A
first page brings its styles along, since on a slow line each further question costs a second.
"""

import re
from base64 import b64encode
from collections.abc import Callable, Iterable
from functools import cache
from hashlib import sha256
from os import stat_result
from pathlib import Path, PurePosixPath
from typing import Any

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.core.files.storage import Storage
from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware

Answer = Callable[[HttpRequest], HttpResponse]
FIRST = ("look/tokens.css", "look/look.css")  # what every page of the house has
_MARKED = re.compile(r"(.+)\.[0-9a-f]{12}(\.[a-z0-9]+)")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


class NamedByContent(StaticFilesStorage):
    """Addresses with the mark of the file's content before its ending."""

    def url(self, name: str | None) -> str:
        """The address; without a mark where there is no such file."""
        path = finders.find(name) if name else None
        return super().url(name if not isinstance(path, str) or name is None else named(name, path))


class ByContent(BaseFinder):
    """Finds a file by the name with its mark, for servers that look each file up (those of tests)."""

    def find(self, path: str, find_all: bool = False, **_old: Any) -> Any:  # noqa: FBT001, FBT002 - as Django has it
        """Where it is; nothing where the mark is that of another content."""
        marked = _MARKED.fullmatch(path)
        plain = f"{marked[1]}{marked[2]}" if marked else ""
        found = finders.find(plain) if plain else None
        fits = isinstance(found, str) and named(plain, found) == path
        if find_all:
            return [found] if fits and isinstance(found, str) else []
        return found if fits and isinstance(found, str) else []

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterable[tuple[str, Storage]]:  # noqa: ARG002 - Django's
        """Nothing that the others do not list."""
        return ()


class StaticFiles(WhiteNoiseMiddleware):  # type: ignore[misc]  # it has no types
    """Hands each file out under both names; under the one with its mark for good."""

    def add_file_to_dictionary(self, url: str, path: str, stat_cache: dict[str, stat_result] | None = None) -> None:
        """A file, by its name and by what is in it."""
        super().add_file_to_dictionary(url, path, stat_cache=stat_cache)
        super().add_file_to_dictionary(named(url, path), path, stat_cache=stat_cache)


@cache
def named(name: str, path: str) -> str:
    """The name with the first letters of the hash of its content."""
    whole = PurePosixPath(name)
    mark = sha256(Path(path).read_bytes()).hexdigest()[:12]
    return str(whole.with_name(f"{whole.stem}.{mark}{whole.suffix}"))


@cache
def first_styles() -> str:
    """What stands in these sheets, without what is for people who mend them."""
    found = [Path(str(finders.find(name))).read_text(encoding="utf-8") for name in FIRST]
    lines = (line.strip() for line in _COMMENT.sub("", "\n".join(found)).splitlines())
    return "\n".join(filter(None, lines))


def styles_within(answer: Answer) -> Answer:
    """A page that brings these sheets along is allowed to, by their hash; no other page is, and no other sheet."""

    def middleware(request: HttpRequest) -> HttpResponse:
        page = answer(request)
        if getattr(request, "brings_styles", False):
            page._csp_update = {"style-src": [_source()]}  # type: ignore[attr-defined]  # what django-csp looks for
        return page

    return middleware


@cache
def _source() -> str:
    return f"'sha256-{b64encode(sha256(first_styles().encode()).digest()).decode()}'"
