"""A carrier for tests: a letter in the post, and pushes about it, signed as a carrier signs them."""

import base64
import json
from datetime import datetime, timedelta
from itertools import count

from songda.carriers.contract import Push as Sent
from songda.carriers.entry import read_account
from songda.carriers.signed.carrier import SignedCarrier
from songda.carriers.signed.signatures import TO_COURT, sign
from songda.core.law.facts import EventKind
from songda.exchange import Stamp
from songda.records.ways.post.carriage.announcements import begin
from songda.records.ways.post.carriage.judging import judge_due
from songda.records.ways.post.carriage.models import Carriage
from songda.records.ways.post.carriage.reading import NewPush, keep_push, read_next
from songda.records.ways.post.letters.batches import seal_batch
from songda.records.ways.post.letters.models import Letter, NumberRange
from songda_demo.sandbox.carrier.slips import slip
from tests.records.stage import NOW
from tests.records.ways.post.letters.post import CLERK, count_all, numbers, planned, sealed_envelope, set_and_batched

SECRET = "a-secret-of-some-length"
CARRIER = SignedCarrier(read_account(f"https://court:{SECRET}@carrier.example/post", "…"))
CARRIERS = {"signed": CARRIER}
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SEALED = NOW + HOUR
_serial = count()
__all__ = ["CLERK", "NOW", "EventKind"]


def posted(**changes: object) -> Letter:
    """A letter that was sealed into the post, and that the carrier is to be told of."""
    envelope = sealed_envelope(**changes)
    if not NumberRange.objects.exists():
        numbers(envelope.case.court)
    letter = planned(envelope)
    batch = set_and_batched(envelope.case.court)
    count_all(batch)
    seal_batch(batch, CLERK, SEALED)
    begin(CARRIERS, SEALED)
    return Letter.objects.select_related("envelope__case__court", "envelope__party", "deed").get(id=letter.id)


def report(letter: Letter, kind: str, after: timedelta, **more: object) -> dict[str, object]:
    return {"number": letter.number, "kind": kind, "at": (SEALED + after).isoformat(), **more}


def scan(letter: Letter, after: timedelta, manner: str = "") -> dict[str, object]:
    picture = slip(letter.number, "returned", SEALED, manner)
    return report(letter, "scanned", after, scan=base64.b64encode(picture).decode())


def signed_for(letter: Letter) -> list[dict[str, object]]:
    """A whole triplet: the recipient signed on the second day."""
    return [
        report(letter, "handed", HOUR),
        report(letter, "delivered", 2 * DAY, signer="recipient"),
        scan(letter, 3 * DAY),
        report(letter, "closed", 3 * DAY + HOUR),
    ]


def came_back(letter: Letter, cause: str = "refused") -> list[dict[str, object]]:
    """Another one: it came back."""
    return [
        report(letter, "handed", HOUR),
        report(letter, "returned", 2 * DAY, cause=cause),
        scan(letter, 3 * DAY),
        report(letter, "closed", 3 * DAY + HOUR),
    ]


def push(reports: list[dict[str, object]], at: datetime, *, once: str = "", body: bytes | None = None) -> bool:
    """The carrier pushes, and it is kept; whether it was new."""
    told = json.dumps({"reports": reports}).encode() if body is None else body
    stamp = Stamp(at.isoformat(), once or f"n{next(_serial)}")
    path = "/api/v1/carriers/signed/reports"
    heads = {"x-at": stamp.at, "x-nonce": stamp.nonce, "x-client": "court"}
    heads["x-signature"] = sign(SECRET, TO_COURT, path, stamp, told)
    opened = CARRIER.open_push(Sent(path, heads, told), at)
    return keep_push(NewPush("signed", opened.once, told), at)


def work(at: datetime) -> None:
    """Everything that a worker does of itself."""
    while read_next(CARRIERS, at):
        pass
    while judge_due(at):
        pass


def heard(letter: Letter, reports: list[dict[str, object]], at: datetime) -> Carriage:
    """The carrier reports, and a worker works."""
    push(reports, at)
    work(at)
    return Carriage.objects.select_related("step").get(letter=letter)
