"""Lets another system repeat a request safely: the same key gives the same answer, and nothing happens twice."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from songda.core.refusal import Refused
from songda.records.court.staff.models import ApiClient, KeptAnswer
from songda.records.ground import vault

KEPT_FOR = timedelta(days=30)


@dataclass(frozen=True)
class Answer:
    """An answer as it went out; `is_repeated` when it is the one given before."""

    status: int
    body: str
    is_repeated: bool = False


@dataclass(frozen=True)
class Request:
    """A request under a key; `content_hash` is the hash of everything that it asks for."""

    client: ApiClient
    key: str
    content_hash: bytes


def answer_once(request: Request, act: Callable[[], Answer], now: datetime) -> Answer:
    """Act, or give again the answer to the first request with this key.

    Raises Refused("key_reused") for other content.

    Only successes are kept: after a refusal, the same key may be used again with the mistake mended. What the act
    itself put on record about the refusal stays.
    """
    refusal: Refused | None = None
    with transaction.atomic():
        kept, is_first = KeptAnswer.objects.get_or_create(
            client=request.client,
            key=request.key,
            defaults={"request_hash": request.content_hash, "status": 0, "body_sealed": b"", "at": now},
        )
        if not is_first:
            return _again(kept, request)
        try:
            answer = act()
        except Refused as refused:
            refusal = refused
            kept.delete()
        else:
            kept.status, kept.body_sealed = answer.status, vault.seal_text(_cell(kept), answer.body)
            kept.save(update_fields=["status", "body_sealed"])
    if refusal is not None:
        raise refusal
    return answer


def forget_answers(now: datetime) -> int:
    """Drop what is older than `KEPT_FOR`; gives back how many went."""
    return KeptAnswer.objects.filter(at__lt=now - KEPT_FOR).delete()[0]


def _again(kept: KeptAnswer, request: Request) -> Answer:
    if bytes(kept.request_hash) != request.content_hash:
        raise Refused("key_reused")
    return Answer(kept.status, vault.open_text(_cell(kept), kept.body_sealed), is_repeated=True)


def _cell(kept: KeptAnswer) -> str:
    return f"kept_answer.body:{kept.pk}"
