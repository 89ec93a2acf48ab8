"""The web application as a web server wants it."""

import os
from typing import Any

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.core.wsgi import get_wsgi_application
from django.utils.http import parse_header_parameters

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "songda.site.settings")


class Request(WSGIRequest):
    """A request that says in which letters it is written: what cannot be read by them is not believed."""

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        """Django's, which breaks, before any page of ours, by a charset that holds a NUL or is none of texts."""
        self.content_type, self.content_params = parse_header_parameters(meta.get("CONTENT_TYPE", ""))
        charset = self.content_params.get("charset", "")
        if charset and _reads_texts(charset):
            self.encoding = charset


def _reads_texts(charset: str) -> bool:
    try:
        b"a".decode(charset, "replace")
    except (LookupError, ValueError):
        return False
    return True


application: WSGIHandler = get_wsgi_application()
application.request_class = Request
