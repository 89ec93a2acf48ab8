"""A system that calls the API as it would in a court: with its token, over HTTP, JSON in and out."""

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from songda.clock import now
from songda.core.access import Scope
from songda.records.court.staff.actions import ClientDraft, make_api_client
from songda.records.court.staff.models import Court
from songda.web.api.description import api
from tests import make

ROOT = "/api/v1"


@dataclass
class Caller:
    """One system of one court."""

    token: str
    client: Client = field(default_factory=Client)

    def get(self, path: str, **query: str) -> Any:
        return _as_described("get", path, self.client.get(ROOT + path, query, headers=self._headers()))

    def post(self, path: str, body: object, key: str = "") -> Any:
        kind = "application/json"
        return _as_described(
            "post", path, self.client.post(ROOT + path, body, content_type=kind, headers=self._headers(key))
        )

    def patch(self, path: str, body: object, key: str = "") -> Any:
        kind = "application/json"
        return _as_described(
            "patch", path, self.client.patch(ROOT + path, body, content_type=kind, headers=self._headers(key))
        )

    def upload(self, path: str, pdf: bytes, key: str = "", **told: object) -> Any:
        file = SimpleUploadedFile("paper.pdf", pdf, content_type="application/pdf")
        told = {"pdf": file, **told}
        return _as_described("post", path, self.client.post(ROOT + path, told, headers=self._headers(key)))

    def form(self, path: str, key: str = "", **told: object) -> Any:
        """A multipart form without a file."""
        return _as_described("post", path, self.client.post(ROOT + path, told, headers=self._headers(key)))

    def _headers(self, key: str = "") -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}", **({"Idempotency-Key": key} if key else {})}


def caller(of: Court | None = None) -> Caller:
    """A system of the court of Xiaoyi, or of another one."""
    return Caller(make_api_client(of or make.court(), ClientDraft("办案系统", tuple(Scope)), "engine", now())[1])


@cache
def _description() -> dict[str, Any]:
    return dict(api.get_openapi_schema()["paths"])


def _as_described(verb: str, path: str, answer: Any) -> Any:
    """Every answer ends as the description says that it may, and every refusal is a problem."""
    for template, verbs in sorted(_description().items(), key=lambda one: one[0].count("{")):
        if verb in verbs and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), ROOT + path):
            assert answer.status_code in verbs[verb]["responses"], (verb, template, answer.status_code)
            break
    if answer.status_code >= 400:
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json()["detail"] in {answer.json()["sentence_zh"], answer.json()["sentence_en"]}
    return answer
