"""A system that calls the API as it would in a court: with its token, over HTTP, JSON in and out."""

from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from songda.records.staff.actions import make_api_client
from songda.records.staff.models import Court
from tests import make

ROOT = "/api/v1"


@dataclass
class Caller:
    """One system of one court."""

    token: str
    client: Client = field(default_factory=Client)

    def get(self, path: str, **query: str) -> Any:
        return self.client.get(ROOT + path, query, headers=self._headers())

    def post(self, path: str, body: object, key: str = "") -> Any:
        return self.client.post(ROOT + path, body, content_type="application/json", headers=self._headers(key))

    def upload(self, path: str, pdf: bytes, key: str = "", **told: object) -> Any:
        file = SimpleUploadedFile("paper.pdf", pdf, content_type="application/pdf")
        return self.client.post(ROOT + path, {"pdf": file, **told}, headers=self._headers(key))

    def _headers(self, key: str = "") -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}", **({"Idempotency-Key": key} if key else {})}


def caller(of: Court | None = None) -> Caller:
    """A system of the court of Xiaoyi, or of another one."""
    return Caller(make_api_client(of or make.court(), "办案系统", "engine", make.NOW)[1])
