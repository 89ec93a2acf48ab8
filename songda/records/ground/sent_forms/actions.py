"""Forms that people send: each counts once, and what was typed comes back to its writer where it could not be taken.

What a form did and its key are stored together or not at all, and a repetition does nothing. The key is made when a
page is shown, for whoever it is shown to; it names nobody and cannot be forged: who, where, when and the number of the
form stand under one mark. What was typed is kept sealed, in the visitor's session.
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
from typing import Any, Protocol, TypeVar

from django.db import transaction

from songda.records.ground import vault
from songda.records.ground.sent_forms.models import Draft, SentForm
from songda.trust.sealing import SealError

_RANDOM, _MARK = 16, 22  # letters
_WHEN = 8  # letters: seconds since 1970, in base 16
_BODY = _RANDOM + 2 * _MARK + _WHEN  # chance, who, where, when
_FORM = re.compile(rf"([\w-]{{{_BODY - _WHEN}}}[0-9a-f]{{{_WHEN}}})([\w-]{{{_MARK}}})\.(\d{{1,5}})", re.ASCII)
KEPT_FOR = timedelta(days=1)
KEEPS_FOR = timedelta(days=3)  # a page that stood open over a weekend; what comes by an older one is kept for nobody
GIVEN_AGAIN_FOR = timedelta(minutes=1)
TYPED_KEPT_FOR = timedelta(hours=1)
MOST_LETTERS = 64_000
_TYPED_SLOT, _TYPED_CELL = "typed", "session.typed:one"
PROVED = "recipient"  # in a session: by envelope, what a recipient proved, and who that is


@dataclass(frozen=True)
class FormKey:
    """A key that we made. Only the writer for whom it was made can be recognised in it, by whoever knows them."""

    text: str

    def is_of(self, writer: str) -> bool:
        """Whether the page was shown to this writer (empty text: to nobody known)."""
        return hmac.compare_digest(self.room, _mark("sent_form.writer", writer))

    @property
    def room(self) -> str:
        """The same for all pages of one writer: what bounds all that is kept for them while nobody knows them."""
        return self.text[_RANDOM:][:_MARK]

    def keeps(self, where: str, now: datetime) -> bool:
        """Whether what comes by it to that part of the site may still be kept for somebody who is not signed in."""
        place, when = self.text[_RANDOM + _MARK :][:_MARK], self.text[:_BODY][-_WHEN:]
        is_young = now - datetime.fromtimestamp(int(when, 16), UTC) <= KEEPS_FOR
        return is_young and hmac.compare_digest(place, _mark("sent_form.where", where))

    @property
    def has_writer(self) -> bool:
        """Whether it was shown to somebody who had proved who they are."""
        return not self.is_of("")


def page_key(writer: str, where: str, now: datetime) -> str:
    """What the keys of all forms of one page have in common: for whom, in which part of the site, when."""
    marks = _mark("sent_form.writer", writer) + _mark("sent_form.where", where)
    return f"{secrets.token_urlsafe(12)}{marks}{int(now.timestamp()):0{_WHEN}x}"


def form_key(page: str, number: int) -> str:
    """The key of one form of the page: no other number goes with its mark."""
    return f"{page}{_mark('sent_form.made', f'{page}.{number}')}.{number}"


def read_key(typed: str) -> FormKey | None:
    """The key, where we made it; None for anything else."""
    found = _FORM.fullmatch(typed)
    if found is None:
        return None
    page, made, number = found.groups()
    return FormKey(typed) if hmac.compare_digest(made, _mark("sent_form.made", f"{page}.{number}")) else None


def _mark(column: str, text: str) -> str:
    return urlsafe_b64encode(vault.mark(column, text)).decode().rstrip("=")


class Outcome(Protocol):
    """What became of a form."""

    @property
    def is_done(self) -> bool:
        """Whether it did what it asks for; a form with mistakes did not, and its key stays free."""

    @property
    def is_broken(self) -> bool:
        """Whether the program failed: whatever was half done is undone."""

    @property
    def leads_to(self) -> str:
        """Where its sender is sent on; empty for a page that is shown only once."""

    @property
    def gives(self) -> str:
        """What the browser is given beside the answer, as a new session; empty for nothing."""


O = TypeVar("O", bound=Outcome)  # noqa: E741 - an outcome


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


def send_once(sending: Sending, act: Callable[[], O], now: datetime) -> O | SentBefore:
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


def _note(sent: SentForm, sending: Sending, outcome: Outcome) -> None:
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
        return bool(writer) and FormKey(self.key).is_of(writer)


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
