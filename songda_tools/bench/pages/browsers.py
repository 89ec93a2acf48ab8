"""Whoever opens pages in the bench: people of every office, the case system, a recipient, and nobody."""

import re
from pathlib import Path

from django.test import Client
from django.urls import reverse

from songda.records.court.staff.models import User
from songda.records.ground import vault
from songda.records.service.attempts.models import Attempt
from songda.records.service.attempts.outgoing import sent_text
from songda.records.service.orders.models import Envelope
from songda.site.errors import CurableError
from songda_demo.settings import HOST

OFFICES = {"clerk": "chen", "judge": "zhou", "supervisor": "zhao", "administrator": "qian", "auditor": "feng"}
_CODE = re.compile(r"\d{6}")


def browsers(envelope: Envelope, home: Path) -> dict[str, Client]:
    """All of them, signed in; the recipient has proved who they are and opened a paper."""
    token = (home / "keys" / "api.token").read_text(encoding="ascii").strip()
    made = {office: _signed_in(username, envelope) for office, username in OFFICES.items()}
    made["system"] = Client(SERVER_NAME=HOST, headers={"authorization": f"Bearer {token}"})
    made["nobody"] = Client(SERVER_NAME=HOST)
    made["recipient"] = _recipient(envelope)
    return made


def _signed_in(username: str, envelope: Envelope) -> Client:
    client = Client(SERVER_NAME=HOST)
    client.force_login(User.objects.get(court=envelope.case.court, username=username))
    return client


def _recipient(envelope: Envelope) -> Client:
    client, token, party = Client(SERVER_NAME=HOST), vault.link_token(envelope.id), envelope.party
    client.post(reverse("portal:who", args=[token]), {"name": party.name, "number": party.number})
    attempt = Attempt.objects.filter(envelope=envelope, purpose="code").order_by("-id").first()
    text = sent_text(attempt) if attempt else ""
    found = _CODE.search(text)
    answer = client.post(reverse("portal:code", args=[token]), {"code": found.group() if found else ""})
    if answer.status_code != 302:
        raise CurableError(f"The recipient was not let in: {answer.status_code}.")
    service = envelope.services.order_by("paper__kind", "id")[0]
    client.post(reverse("portal:open", args=[token, service.id]))
    return client
