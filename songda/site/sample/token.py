"""The token by which the demo's own programs (bench, examples) call the API; kept in the home, closed to others."""

import os
from datetime import datetime
from pathlib import Path

from django.conf import settings

from songda.core.access import Scope
from songda.records.staff.actions import ClientDraft, make_api_client
from songda.records.staff.clients import new_token
from songda.records.staff.models import Court
from songda.records.staff.queries import client_by_token
from songda.trust.secret_file import write_secret

VARIABLE = "SONGDA_DEMO_API_TOKEN"
NAME = "演示业务系统"


def token_file() -> Path:
    """Where the token stands when the environment gives none."""
    return Path(settings.HOME) / "keys" / "api.token"


def demo_token() -> str:
    """The token from the environment or from its file, which is made when it is missing."""
    if token := os.environ.get(VARIABLE):
        return token
    path = token_file()
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_secret(path, f"{new_token()}\n".encode())
    return path.read_text(encoding="ascii").strip()


def admit_demo_client(court: Court, now: datetime) -> None:
    """Let the holder of the demo's token speak for the court, if they may not already."""
    token = demo_token()
    if client_by_token(token) is None:
        make_api_client(court, ClientDraft(NAME, tuple(Scope), token=token), "engine", now)
