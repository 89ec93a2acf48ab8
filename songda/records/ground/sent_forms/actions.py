"""Forms that people send: each counts once, and what was typed comes back to its writer where it could not be taken.

What a form did and its key are stored together or not at all, and a repetition does nothing. The key is made when a
page is shown, for whoever it is shown to; it names nobody and cannot be forged. What was typed is kept sealed, in the
visitor's session.
"""

import hmac
import json
import re
import secrets
from base64 import b64decode, b64encode, urlsafe_b64encode
from collections.abc import Callable, Mapping, MutableMapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar

from django.db import transaction

from songda.records.ground import vault
from songda.records.ground.sent_forms.models import Draft, SentForm
from songda.trust.sealing import SealError

_RANDOM, _MARK = 16, 22  # letters
_FORM = re.compile(rf"[\w-]{{{_RANDOM}}}([\w-]{{{_MARK}}})([0-9a-f]{{8}})([\w-]{{{_MARK}}})", re.ASCII)
KEPT_FOR = timedelta(days=1)
KEEPS_FOR = timedelta(days=3)  # a page that stood open over a weekend: by an older one nothing is kept for a stranger
GIVEN_AGAIN_FOR = timedelta(minutes=1)
TYPED_KEPT_FOR = timedelta(hours=1)
MOST_LETTERS = 64_000
_TYPED_SLOT, _TYPED_CELL = "typed", "session.typed:one"
PROVED = "recipient"  # in a session: by envelope, what a recipient proved, and who that is


@dataclass(frozen=True)
class FormKey:
    """A key that we made. Only the writer for whom it was made can be recognised in it, by whoever knows them."""

    text: str
    room: str  # the same for all forms of one writer: what bounds all that is kept for them while nobody knows them
    made_at: datetime

    def is_of(self, writer: str) -> bool:
        """Whether the page was shown to this writer (empty text: to nobody known)."""
        return hmac.compare_digest(self.room, room_of(writer))

    @property
    def has_writer(self) -> bool:
        """Whether it was shown to somebody who had proved who they are."""
        return not self.is_of("")


def room_of(writer: str) -> str:
    """A mark of this writer, which names nobody."""
    return _mark("sent_form.writer", writer)


def form_key(writer: str, now: datetime) -> str:
    """A new key for a form that is shown to this writer: chance, who, when (seconds, in base 16), and a mark of it."""
    body = f"{secrets.token_urlsafe(12)}{room_of(writer)}{int(now.timestamp()):08x}"
    return body + _mark("sent_form.made", body)


def read_key(typed: str) -> FormKey | None:
    """The key, where we made it; None for anything else."""
    found = _FORM.fullmatch(typed)
    if found is None or not hmac.compare_digest(found[3], _mark("sent_form.made", typed[:-_MARK])):
        return None
    return FormKey(typed, found[1], datetime.fromtimestamp(int(found[2], 16), UTC))


def _mark(column: str, text: str) -> str:
    return urlsafe_b64encode(vault.mark(column, text)).decode().rstrip("=")


A = TypeVar("A")


@dataclass(frozen=True)
class Outcome(Generic[A]):
    """What became of a form, and the answer to its sender.

    One with mistakes is not done, and its key stays free; where the program broke, what was half done is undone.
    """

    answer: A
    is_done: bool = True
    is_broken: bool = False
    leads_to: str = ""  # where its sender is sent on; empty for a page that is shown only once
    gives: str = ""  # what the browser is given beside the answer, as a new session; empty for nothing


@dataclass(frozen=True)
class Sending:
    """A form on its way: its key, the address that it goes to, the hash of all that was typed, and whose it is.

    `holder` is what only the browser that was shown the form can bring along; empty where it brought nothing.
    """

    key: FormKey
    address: str
    typed_hash: bytes
    holder: str = ""


@dataclass(frozen=True)
class SentBefore:
    """The same form was sent before; `is_same` where the same was typed.

    `given` is what the first answer gave the browser: for the same words from the same browser within a minute, else
    empty. Browsers give up an answer when a button is pressed again, and with it whatever it would have given them.
    """

    at: datetime
    leads_to: str
    is_same: bool
    given: str = ""


def send_once(sending: Sending, act: Callable[[], Outcome[A]], now: datetime) -> Outcome[A] | SentBefore:
    """Act, or say what became of the first sending. Of two at once the second waits for the first."""
    with transaction.atomic():
        sent, is_first = SentForm.objects.get_or_create(
            key=_index(sending), defaults={"typed_hash": _typed_hash(sending), "at": now}
        )
        if not is_first:
            is_same = bytes(sent.typed_hash) == _typed_hash(sending)
            return SentBefore(sent.at, _leads_to(sent), is_same, _given(sent, sending, now) if is_same else "")
        outcome = act()
        if outcome.is_broken:
            transaction.set_rollback(True)
        elif outcome.is_done:
            _note(sent, sending, outcome)
        else:
            sent.delete()
    return outcome


def forget_sent_forms(now: datetime) -> int:
    """Drop what is older than `KEPT_FOR`; gives back how many went."""
    old = SentForm.objects.filter(at__lt=now - KEPT_FOR)
    Draft.objects.filter(form__in=old.values("key")).delete()
    return old.delete()[0]


def _note(sent: SentForm, sending: Sending, outcome: Outcome[A]) -> None:
    if outcome.leads_to:
        sent.leads_to_sealed = vault.seal_text(_cell(sent), outcome.leads_to)
    if outcome.gives and sending.holder:
        sent.given_sealed = vault.seal_text(_cell_of_holder(sent, sending), outcome.gives)
    if outcome.leads_to or outcome.gives:
        sent.save(update_fields=["leads_to_sealed", "given_sealed"])


def _leads_to(sent: SentForm) -> str:
    return "" if sent.leads_to_sealed is None else vault.open_text(_cell(sent), sent.leads_to_sealed)


def _given(sent: SentForm, sending: Sending, now: datetime) -> str:
    """It is sealed for the browser that sent the form: no other can open it."""
    if sent.given_sealed is None or not sending.holder or now - sent.at > GIVEN_AGAIN_FOR:
        return ""
    with suppress(SealError):
        return vault.open_text(_cell_of_holder(sent, sending), sent.given_sealed)
    return ""


def _index(sending: Sending) -> bytes:
    """Forms that were shown to nobody known may be sent again with other words: nobody could be asked about them."""
    more = "" if sending.key.has_writer else f" {sending.typed_hash.hex()}"
    return mark_of_form(sending.key, sending.address, more)


def mark_of_form(key: FormKey, address: str, more: str = "") -> bytes:
    """Under which a form that goes to this address is known once it was sent."""
    return vault.mark("sent_form.key", f"{key.text} {address}{more}")


def _typed_hash(sending: Sending) -> bytes:
    return vault.mark("sent_form.typed", sending.typed_hash.hex())


def _cell(sent: SentForm) -> str:
    return f"sent_form.leads_to:{bytes(sent.key).hex()}"


def _cell_of_holder(sent: SentForm, sending: Sending) -> str:
    return f"sent_form.given:{bytes(sent.key).hex()}:{vault.mark('sent_form.holder', sending.holder).hex()}"


Session = MutableMapping[str, Any]


@dataclass(frozen=True)
class TypedForm:
    """What was typed into a form: `address` is where it was to go, `page` the page on which it stands."""

    key: str
    address: str
    page: str
    fields: Mapping[str, list[str]]
    at: str
    sent_before: str = ""  # when the same form had been sent with other words; empty where a session had ended
    needs_proof: bool = False  # its sender was known, and had to show once more that it is them

    def is_of(self, writer: str) -> bool:
        """Whether it was this person who typed it."""
        key = read_key(self.key)
        return bool(writer) and key is not None and key.is_of(writer)


def keep_typed(session: Session, typed: TypedForm) -> bool:
    """Keep it until it is asked for; False where it is too long to be kept."""
    text = json.dumps(asdict(typed), ensure_ascii=False)
    if len(text) > MOST_LETTERS:
        return False
    session[_TYPED_SLOT] = b64encode(vault.seal_text(_TYPED_CELL, text)).decode()
    return True


def typed_before(session: Session, now: datetime) -> TypedForm | None:
    """What is kept in this session, unless its hour is over."""
    if _TYPED_SLOT not in session:
        return None
    try:
        typed = TypedForm(**json.loads(vault.open_text(_TYPED_CELL, b64decode(session[_TYPED_SLOT]))))
    except SealError:
        return None
    return typed if now - datetime.fromisoformat(typed.at) <= TYPED_KEPT_FOR else None


def drop_typed(session: Session) -> None:
    """It was given back, or is of somebody else."""
    session.pop(_TYPED_SLOT, None)
