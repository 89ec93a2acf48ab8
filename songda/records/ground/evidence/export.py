"""Puts the proof of a service together: what the tables say, what was logged, salts, proofs and checkpoint."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from uuid import UUID

from songda.core.events.registry import STAYS_WITH_THE_COURT
from songda.core.evidence.bundle import Bundle, BundledEvent
from songda.core.evidence.canonical import Json
from songda.core.evidence.leaf import moment_text
from songda.core.identifiers.typed import digits_of
from songda.records.ground.evidence.log_key import verifier_of
from songda.records.ground.evidence.models import Checkpoint, Entry, Event
from songda.records.ground.evidence.queries import NotCoveredError, Secret, proofs_of, secrets_of
from songda.records.ground.evidence.second_key import is_signed_again, naming_events, second_key_of
from songda.records.ground.evidence.signed import newest_checkpoint, stamped_checkpoints
from songda.records.ground.evidence.successions import links_to
from songda.records.ground.evidence.witnesses import cosignatures_of, count_witnesses, policy_text

LOOKED_BACK = 10  # stamped checkpoints among which one is looked for that bears every signature


def bundle_of(
    events: Sequence[Event],
    certificate: bytes,
    certificate_event: UUID | None,
    seal: str = "",
    covered: Collection[str] = (),
) -> Bundle:
    """The bundle of these events and one certificate, ready for `songda.trust.offline.pack`.

    `certificate_event` is the id of the event whose `data.sha256` is the certificate's hash; `seal` the SHA-256 of the
    certificate that signed the PDF. The personal parts of what stays with the court are left out, and those that bear
    one of the `covered` numbers. Raises `NotCoveredError` while one of the events has no place under a checkpoint.
    """
    checkpoint, stamp = _best_checkpoint([event.id for event in events])
    events = [*events, *naming_events(checkpoint)]
    proofs = proofs_of([event.id for event in events], checkpoint)
    secrets = secrets_of([event.id for event in events if event.name not in STAYS_WITH_THE_COURT])
    bundled = []
    for event in events:
        secret, proof = secrets.get(event.id), proofs[event.id]
        salt, private = (secret.salt, secret.private) if secret and not _bears(secret, covered) else (None, None)
        bundled.append(BundledEvent(proof.index, row_of(event), event.leaf, salt, private, str(proof)))
    bundled.sort(key=lambda one: one.index)
    whole = Bundle(
        certificate, certificate_event, bundled, checkpoint.note, str(verifier_of(checkpoint.note)), seal, stamp
    )
    return replace(
        whole,
        succession=links_to(checkpoint),
        cosignatures=cosignatures_of(checkpoint),
        policy=policy_text(),
        log_second=second_key_of(checkpoint),
    )


def _bears(secret: Secret, covered: Collection[str]) -> bool:
    """Whether one of these numbers stands in what was sealed, alone or within a remark, however it is typed."""
    numbers = {digits_of(number) for number in covered} - {""}
    return bool(numbers) and any(number in told for told in _digits_in(secret.private) for number in numbers)


def _digits_in(value: Json) -> Iterator[str]:
    """The digits of each text by itself: those of two texts make no number."""
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for one in value:
            yield from _digits_in(one)
    elif isinstance(value, str | int):
        yield digits_of(str(value))


def row_of(event: Event) -> Mapping[str, Json]:
    """What the columns of an event say, under the names that the leaf uses."""
    return {
        "id": str(event.id),
        "name": event.name,
        "stream": event.stream,
        "case": None if event.case_id is None else str(event.case_id),
        "happened_at": moment_text(event.happened_at),
        "recorded_at": moment_text(event.recorded_at),
        "actor": event.actor,
        "data": event.data,
        "commitment": bytes(event.commitment).hex(),
    }


def _best_checkpoint(event_ids: Sequence[UUID]) -> tuple[Checkpoint, bytes]:
    """Of the newest stamped checkpoints over the events the one with most signatures, else the newest; with its stamp.

    A log that grows is stamped, signed again and shown to witnesses one after the other: the newest stamp may be of a
    checkpoint of which the others have not said their word yet.
    """
    last = Entry.objects.filter(event_id__in=event_ids).order_by("-index").values_list("index", flat=True).first()
    stamped = list(islice(stamped_checkpoints(0 if last is None else last + 1), LOOKED_BACK))
    if stamped:
        return max(stamped, key=lambda one: (is_signed_again(one[0]), count_witnesses(one[0])))
    newest = newest_checkpoint()
    if newest is None:
        raise NotCoveredError("the log is empty")
    return newest, b""
